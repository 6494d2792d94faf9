"""What a running terminal has to do with versions of its program: it tells how it is, so that one on trial can be judged; it
knows when another is to take its place; and one that would change the ledger's schema is tried on a copy, with nobody served."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.ports.storage import StorageError
from offline_cache.program.places import own_version, places
from offline_cache.program.standing import Standing, is_to_be_replaced, standing_of

if TYPE_CHECKING:
    from commands.terminal_folder import TerminalFolder
    from kiosk.session.state import State

LOOK = 5.0  # seconds between two looks whether another version stands ready
COPY_DAYS = 7  # as long as the ledger keeps what was confirmed, unless it is set
TRIAL = "trial"  # folder of the copy, in the terminal's


class OwnVersion:
    """The version that this process runs from.

    Args:
        home: the terminal's folder.
    """

    def __init__(self, home: TerminalFolder) -> None:
        self._home = home
        self._places = places(home.path)
        self.name = own_version()
        self.began = standing_of(self._places, self.name)
        self._ready_at = 0.0
        self._ledger_file = home.ledger_file  # the terminal's, whatever is used in its place

    @property
    def closed(self) -> bool:
        """Whether it is tried on a copy of the ledger, and serves nobody."""
        return self.began is Standing.CLOSED

    @property
    def on_trial(self) -> bool:
        """Whether it is on trial now, or was returned from."""
        if standing_of(self._places, self.name) is not Standing.USUAL:
            return True
        return is_to_be_replaced(self._places, self.name, self.began)

    def before_ledger(self) -> None:
        """On the thread that opens it, before: one that serves nobody gets a copy in its place; one that brings it to another
        schema keeps a copy of what was. StorageError, OSError."""
        if self.closed:
            self._keep_off_the_ledger()
            return
        from offline_cache.ledger.copying import copy_before_migration, forget_copies

        with contextlib.suppress(StorageError, OSError):  # it was tried on a copy; for want of room nobody goes unserved
            copy_before_migration(self._home.ledger_file)
        with contextlib.suppress(OSError):
            shutil.rmtree(self._home.path / TRIAL, ignore_errors=True)
            forget_copies(self._home.path, time.time() - COPY_DAYS * 86400)

    def _keep_off_the_ledger(self) -> None:
        from offline_cache.ledger.copying import copy_ledger

        folder = self._home.path / TRIAL
        self._home.ledger_file = folder / "ledger.db"
        folder.mkdir(exist_ok=True)
        copy_ledger(self._ledger_file, self._home.ledger_file)

    def ready(self) -> None:
        """The first frame stands."""
        self._ready_at = uptime()

    def look_whether_replaced(self, after: Callable[[float, Callable[[], None]], None], replaced: Callable[[], None]) -> None:
        """Call ``replaced`` once, when the next process is to be another; ``after``: of the window."""
        if not self.name:
            return

        def look() -> None:
            if is_to_be_replaced(self._places, self.name, self.began):
                replaced()
            else:
                after(LOOK, look)

        after(LOOK, look)

    def want_newest(self) -> None:
        """Have another version looked for now, and not at its hour; where there is no service manager nobody hears it."""
        wanted = self._places.wanted
        with contextlib.suppress(OSError):
            wanted.parent.mkdir(exist_ok=True)
            wanted.write_text(f"{time.time():.0f}\n", encoding="ascii")

    def tell(self, state: State, ledger: bool) -> None:
        """Write down how it is, in memory; nothing where no service manager gave a folder for that. ``ledger``: it is open."""
        if not (folder := os.environ.get("RUNTIME_DIRECTORY", "")):
            return
        import msgspec

        from offline_cache.program.health import SIGNS
        from offline_cache.program.judging import Signs

        signs = Signs(self.name, self._ready_at, uptime(), ledger, statuses(state), staff=_is_staffs(state), closed=self.closed)
        part = Path(folder, f".{SIGNS}")
        try:
            part.write_bytes(msgspec.json.encode(signs))
            part.replace(Path(folder, SIGNS))
        except OSError:
            return  # then it counts as silent


def uptime() -> float:
    """Seconds since the machine was started, as /proc/uptime has it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def statuses(state: State) -> dict[str, str]:
    """Of each device by name: ``kind``, or ``kind:reason``."""
    found = {}
    for device, status in state.statuses.items():
        found[device.value] = f"{status.kind.value}:{status.reason.value}" if status.reason else str(status.kind.value)
    return found


def _is_staffs(state: State) -> bool:
    """One of the staff's pages stands: they are idle, and not the idle page."""
    from kiosk.session.idle import Idle

    return state.place.is_idle and not isinstance(state.place, Idle)


def told_of_program(home: Path) -> tuple[str, str]:
    """For the heartbeat, as a device's status, and its detail for staff; ("", "") where there is nothing to tell."""
    from offline_cache.program.record import FAULTS, read_record
    from offline_cache.program.refusals import explained

    record = read_record(places(home).record_file)
    if record.trial is not None:
        return "ready", f"{record.trial.version} 试用中"
    if record.returned and (last := record.returned[-1]).version == record.offered:
        return "attention:returned", f"{last.version} 已退回：{FAULTS[last.fault].zh} {last.detail}".strip()
    if record.refusal not in ("", "older"):  # what is fetched grows old when a newer package is installed
        return "attention:refused", f"{record.offered} 没有更新：{explained(record.refusal)[0].zh}（{record.detail}）".strip()
    return "", ""


class NoPlatform:
    """In the place of the sync engine, for a version that is tried on a copy: what the copy holds is sent by nobody."""

    def start(self) -> None:
        """Nothing is sent."""

    def stop(self) -> None:
        """Nothing runs."""

    def queue_grew(self) -> None:
        """Nothing is sent."""

    def ask(self, request_id: str, question: object) -> None:
        """Nobody is served, so nothing is asked."""
        raise AssertionError(request_id)

    def hurry(self, submission_id: str) -> None:
        """Nobody is served, so nothing waits."""
        raise AssertionError(submission_id)
