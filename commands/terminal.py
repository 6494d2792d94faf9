"""One life of the terminal's process: from the idle page to the end of one session that knew somebody.

`commands/keeper` starts the next one when this one ends.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from commands.life_signs import OwnVersion
    from commands.terminal_folder import TerminalFolder
    from devices.code_scanner.wedge import Wedge
    from kiosk.domain.clock import Clock
    from kiosk.domain.times import Moment
    from kiosk.ports.meaning import Meaning
    from kiosk.ports.storage import Near
    from offline_cache.catalogue.read import SqliteCatalogue


IN_USE = 75  # exit code: another terminal runs on this folder (sysexits.h, EX_TEMPFAIL)
# Seconds until a thread that runs Python lets another one: Qt's asks for the interpreter at each value that a page reads, and would
# wait 5 ms at each, while devices and sync are being imported.
THREAD_TURN = 0.0005
# Seconds from the first frame until what only a submission needs is loaded: whoever waited for the page touches it first, and the
# page after it would share the interpreter with half a second of imports.
UNTIL_WARM_UP = 1.0
NOT_SET_UP = 78  # exit code: nobody can mend this on the screen (sysexits.h, EX_CONFIG)


def moments(clock: Clock) -> Callable[[], Moment]:
    """Makes a session's moments: this machine's monotonic time and random bytes, the time of day as ``clock`` knows it."""
    from kiosk.domain.times import Moment

    def now() -> Moment:
        known = clock.now()
        return Moment(time.monotonic(), known.wall, os.urandom, known.doubtful)

    return now


def _alone(keeper: str) -> bool:
    """Whether the keeper that started this process is gone already. From now on the kernel sees to it (`commands/keeper`)."""
    return os.getppid() != int(keeper)


def _missing(environment: Mapping[str, str]) -> str:
    """What there must be before Qt is tried, which would end the process without a word that helps; "" where all is there."""
    if not any(environment.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")):
        return "there is no screen here: run it on the terminal's own X11 screen, or set QT_QPA_PLATFORM (linuxfb, offscreen)"
    return ""


def overwrite_freed_memory() -> None:
    """From here on, what is freed is overwritten at once (mallopt(3)). After the first frame, which costs 20 ms more with it, and
    before anything of a person can come in. The variable says the same to the children."""
    import ctypes

    m_perturb, fill = -6, 165
    if not ctypes.CDLL(None).mallopt(m_perturb, fill):
        raise RuntimeError("this malloc does not overwrite what is freed")
    os.environ["MALLOC_PERTURB_"] = str(fill)


def run_terminal(
    home_path: str,
    started: str,
    rehearsal: int | None,
    size: tuple[int, int] | None,
    place: tuple[int, int] | None = None,
    closable: bool = False,
) -> int:
    """``started``: start, session (the one before ended as it should) or interrupted. ``closable``: by its window, in the demo.
    Returns the exit code, which is never 0: only a signal to the keeper ends a terminal."""
    if keeper := os.environ.get("TERMINAL_KEEPER", ""):
        os.setsid()  # an interrupt at the keyboard is for the keeper
        if _alone(keeper):
            return 1
    if missing := _missing(os.environ):
        sys.stderr.write(f"{missing}\n")
        return NOT_SET_UP
    if os.path.exists(f"{home_path}/terminal.setup.json"):  # pathlib comes later
        from commands.set_up_file import turn_back_unseen

        turn_back_unseen(home_path)
    from screens.app import SESSION_OVER, Window  # sets Qt's environment before Qt is loaded

    window = Window(closable)

    from pathlib import Path

    from commands.life_signs import NoPlatform, OwnVersion
    from commands.terminal_folder import FolderFault, FolderTaken, TerminalFolder
    from commands.trust_in_use import trusting
    from kiosk.domain.clock import Clock
    from kiosk.domain.values import replace
    from kiosk.journeys import JOURNEYS
    from kiosk.messages.keys import TerminalKeys
    from kiosk.runtime.effect_runner import EffectRunner
    from kiosk.session.idle import IdleNotice
    from kiosk.session.machine import begin

    home = TerminalFolder(Path(home_path))
    try:
        lock = home.lock()  # held until this process ends
    except FolderTaken as fault:
        sys.stderr.write(f"{fault}\n")
        return IN_USE
    except OSError as fault:
        sys.stderr.write(f"{home_path}: cannot be written ({fault.strerror})\n")
        return NOT_SET_UP
    try:
        enrolment = home.enrolment()
        catalogue_file, catalogue = _catalogue(home)
        home.check_set_up_is_over()
    except FolderFault:
        from commands.first_boot import run_first_boot

        return run_first_boot(home, window, size or None, place, rehearsal)
    version = OwnVersion(home)
    configuration = home.configuration(enrolment.terminal)
    for problem in configuration.problems:
        sys.stderr.write(f"{problem}\n")
    clock = Clock(time.time, time.monotonic, catalogue.floor)
    now = moments(clock)
    keys = TerminalKeys(enrolment.terminal, enrolment.signing, enrolment.certificate, trusting(home, enrolment))
    notice = IdleNotice.INTERRUPTED if started == "interrupted" else None
    settings = replace(configuration.settings, on_trial=version.closed)
    state = begin(settings, JOURNEYS, catalogue.version, now(), notice)
    bridge: Any = None
    runner = EffectRunner(
        state,
        catalogue,
        open_ledger=lambda: _whole_ledger(home, enrolment.terminal.terminal_id, version),
        open_vault=lambda: _vault(home, enrolment.secret),
        keys=keys,
        now=now,
        wake=lambda: bridge.wake(),
        open_meaning=lambda tell: _meaning(catalogue_file, tell),
        open_maintenance=lambda: _maintenance(home, runner),
    )
    bridge = window.show(runner, catalogue, now, size or configuration.size)
    if place:
        window.window.setPosition(*place)
    runner.take_picture = window.picture
    runner.look_for_program = version.want_newest
    runner.on_over = lambda: window.quit(SESSION_OVER)
    keep: list[Any] = [lock]

    def begin_work() -> None:
        from kiosk.process import hide
        from kiosk.technician.log import log_to_file

        window.heed_term()
        window.time_frames()
        sys.setswitchinterval(THREAD_TURN)
        window.furnish()
        hide()
        home.secure()
        log_to_file(home.path)
        overwrite_freed_memory()
        gc.freeze()
        gc.enable()

        from devices.device_type import Surroundings
        from devices.runtime.hub import open_device_hub
        from screens.keys import Typing

        wedge = _wedge(configuration.devices)
        window.guard(wedge or Typing())
        hub = open_device_hub(configuration.devices, runner.post, Surroundings(wedge))
        sync: Any = NoPlatform()
        if not version.closed:
            from commands.terminal_sync import sync_engine

            sync = sync_engine(home, enrolment, catalogue.version, runner, clock, now, configuration, version, window)
        runner.start(hub, sync, started)
        from commands.watchdog import Watchdog, notify, patience
        from kiosk.session.events import OtherProgram

        def alive(told: str) -> None:
            notify(told)
            version.tell(runner.state, runner.opened)

        version.ready()
        notify("READY=1")
        if seconds := patience():
            keep.append(Watchdog(window, runner, seconds, alive))
        version.look_whether_replaced(window.after, lambda: runner.post(OtherProgram()))
        player: Any = None
        if rehearsal is not None:
            from screens.rehearsal import Rehearsal

            player = Rehearsal(rehearsal, window.window, bridge, window.first_frame_at)
            keep.append(player)

        def warm_up() -> None:
            warming = runner.warm_up()
            if player is not None:
                warming.add_done_callback(lambda _: player.warm())

        window.after(UNTIL_WARM_UP, warm_up)

    window.after_first_frame(begin_work)
    code = window.run()
    # What is being written is written; nothing else is waited for: a call to a platform that hangs, a reader that is slow. The
    # interpreter's own way out would wait for their threads, and the next person with it.
    runner.finish()
    os._exit(code)


def _catalogue(home: TerminalFolder) -> tuple[Path, SqliteCatalogue]:
    """The newest. One that an earlier program wrote, or that the disk spoilt, is made anew first."""
    from commands.terminal_folder import FolderFault
    from kiosk.ports.storage import StorageError
    from offline_cache.catalogue.read import SqliteCatalogue, newest

    if file := newest(home.catalogue_folder):
        try:
            return file, SqliteCatalogue(file)
        except StorageError:
            from offline_cache.catalogue.rebuild import rebuild

            if file := rebuild(home.catalogue_folder):
                return file, SqliteCatalogue(file)
    raise FolderFault(f"no catalogue in {home.catalogue_folder}. Run: main.py catalogue update --home {home.path}")


def _wedge(tables: Mapping[str, object]) -> Wedge | None:
    """For a scanner that types, where the configuration has one."""
    from devices.code_scanner.device import KeyboardSettings
    from devices.configured import read_devices
    from kiosk.ports.devices import Device

    settings = read_devices(tables).of(Device.CODE_SCANNER).settings
    if not isinstance(settings, KeyboardSettings):
        return None
    from devices.code_scanner.wedge import Wedge

    return Wedge(settings.gap_ms / 1000)


def _whole_ledger(home: TerminalFolder, terminal_id: str, version: OwnVersion) -> Any:
    from commands.terminal_stores import whole_ledger

    return whole_ledger(home, terminal_id, version)


def _vault(home: TerminalFolder, secret: bytes) -> Any:
    from commands.terminal_stores import vault

    return vault(home, secret)


def _meaning(catalogue_file: Path, tell: Callable[[str, Near], None]) -> Meaning:
    from offline_cache.catalogue.meaning import MeaningProcess

    return MeaningProcess(catalogue_file, tell)


def _maintenance(home: TerminalFolder, runner: Any) -> Any:
    from commands.technician_desk import TechnicianDesk

    return TechnicianDesk(home, lambda: runner.state.statuses)
