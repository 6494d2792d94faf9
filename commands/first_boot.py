"""One life of the terminal's process before it serves: the pages of the first set-up, until they are over."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from commands.set_up_desk import SetUpDesk
from commands.terminal_folder import TerminalFolder
from commands.watchdog import Watchdog, notify, patience
from devices.code_scanner.gaps import GAP_MS
from devices.code_scanner.wedge import WedgeOnTrial
from devices.device_type import Surroundings
from kiosk.domain.times import Moment
from kiosk.journeys import SET_UP
from kiosk.runtime.set_up_runner import SetUpRunner
from kiosk.session.entry import entry_of
from kiosk.session.machine import begin

if TYPE_CHECKING:
    from screens.app import Window


def run_first_boot(
    home: TerminalFolder, window: Window, size: tuple[int, int] | None, place: tuple[int, int] | None, rehearsal: int | None
) -> int:
    """Show the set-up, which goes on where it stopped.

    Args:
        home: the terminal's, locked by this process.
        window: that was made for it.
        size, place: of the window, in pixels; None: the whole screen.
        rehearsal: descriptor over which it is played; None: by hand.

    Returns:
        The exit code of the process.
    """
    from screens.app import SESSION_OVER

    settings = home.configuration().settings
    now = _moments()
    state, effects = _beginning(settings, now())
    bridge: Any = None
    wedge = WedgeOnTrial(GAP_MS / 1000)
    runner = SetUpRunner(state, effects, SetUpDesk(home, Surroundings(wedge)), now, lambda: bridge.wake())
    nothing: Any = None  # no page of the set-up looks into a catalogue
    bridge = window.show(runner, nothing, now, size or home.configuration().size)
    if place:
        window.window.setPosition(*place)
    runner.on_over = lambda: window.quit(SESSION_OVER)
    keep: list[Any] = []

    def begin_work() -> None:
        from commands.terminal import overwrite_freed_memory
        from kiosk.process import hide
        from kiosk.technician.log import log_to_file

        window.furnish()
        hide()  # a card may be read for a trial
        log_to_file(home.path)
        overwrite_freed_memory()
        gc.freeze()
        gc.enable()
        window.guard(wedge)
        runner.start()
        notify("READY=1")
        if seconds := patience():
            keep.append(Watchdog(window, runner, seconds))
        if rehearsal is not None:
            from screens.rehearsal import Rehearsal

            keep.append(player := Rehearsal(rehearsal, window.window, bridge, window.first_frame_at))
            player.warm()

    window.after_first_frame(begin_work)
    code = window.run()
    sys.stderr.flush()
    os._exit(code)  # a device that is being asked is not waited for; what was to be written is written


def _moments() -> Callable[[], Moment]:
    return lambda: Moment(time.monotonic(), int(time.time()), os.urandom)


def _beginning(settings: Any, moment: Moment) -> Any:
    entry = entry_of(SET_UP.all[0])
    assert entry.open is not None
    return entry.open(begin(settings, SET_UP, "", moment), "", moment)
