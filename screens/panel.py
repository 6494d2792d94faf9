"""The simulator panel's model: its state for QML, and one worker that acts on the simulators.

Whatever waits for a simulator's answer, or reads a picture, is done by the worker, and comes back by a signal.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any

import shiboken6
from PySide6.QtCore import Property, QFileSystemWatcher, QObject, QTimer, Signal, Slot

from kiosk.domain.sample_people import PANEL_PEOPLE
from kiosk.domain.values import replace
from kiosk.ports.simulator_panel import Change, PanelPart, PanelState, Simulators
from screens import panel_state as shown

LOOK = 300  # ms between two questions for what a simulator does not tell by itself

Answer = tuple[Change | None, str]  # or why the simulator did not obey


def _shown(kind: str, notify: Signal | None) -> Callable[[Callable[[Any], Any]], Any]:
    """A property of Qt's kind of that name; without ``notify`` it never changes."""
    if notify is None:
        return Property(kind, constant=True)  # type: ignore[arg-type]  # PySide's stubs know no names
    return Property(kind, notify=notify)  # type: ignore[arg-type]


class Panel(QObject):
    """Lives on Qt's thread; `hear` may be called from any."""

    changed = Signal()
    partsChanged = Signal()
    printoutsChanged = Signal()
    faulted = Signal(object)  # a bug in the worker
    _answered = Signal(str, str, object)
    _heard = Signal(str, object)

    def __init__(self, today: date, parts: tuple[PanelPart, ...]) -> None:
        super().__init__()
        self._parts = parts
        self.state = PanelState()
        self._people = [shown.person_row(person, today) for person in PANEL_PEOPLE]
        self._simulators: Simulators | None = None
        self._closed = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="panel")
        self._pages = QFileSystemWatcher(self)
        self._pages.directoryChanged.connect(self._look_at_pages)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK)
        self._looking.timeout.connect(self._look_at_those_awaited)
        self._answered.connect(self._take_answer)
        self._heard.connect(self._take_event)

    def attach(self, simulators: Simulators) -> None:
        """The simulators run: from here on they are acted upon."""
        self._simulators = simulators
        simulators.pictures.mkdir(parents=True, exist_ok=True)
        if simulators.pages is not None:
            self._pages.addPath(str(simulators.pages))
        there = frozenset(simulators.of) | {part.key for part in self._parts if part.look_at_pages and simulators.pages is not None}
        self._set(replace(self.state, running=True, there=there))

    def close(self) -> None:
        """Waits for what the worker has begun.

        Python frees this object on whichever thread collects garbage; there it must not hold anything that hangs on Qt's loop any
        more, or the loop turns for ever around a file that is gone.
        """
        self._simulators = None
        self._closed = True
        self._worker.shutdown(wait=True, cancel_futures=True)
        shiboken6.delete(self._pages)
        shiboken6.delete(self._looking)

    def hear(self, part: str, event: dict[str, Any]) -> None:
        """What the simulator of a part tells."""
        self._heard.emit(part, event)

    @_shown("QVariantList", None)
    def people(self) -> list[dict[str, Any]]:
        """Whose cards can be laid."""
        return self._people

    @_shown("QVariantList", partsChanged)
    def rows(self) -> list[list[dict[str, Any]]]:
        """The boxes, with the words of everything that can be touched."""
        return shown.rows(self._parts, self.state)

    @_shown("QVariantMap", changed)
    def status(self) -> dict[str, Any]:
        """By key of a part, and ``terminal``: a sentence in both languages, and its tone."""
        return shown.statuses(self._parts, self.state)

    @_shown("QVariantMap", changed)
    def active(self) -> dict[str, bool]:
        """Key of a choice: it is set."""
        return dict.fromkeys(shown.active(self._parts, self.state), True)

    @_shown("QVariantMap", changed)
    def disabled(self) -> dict[str, bool]:
        """Key of a choice: it cannot be touched now."""
        return dict.fromkeys(shown.disabled(self._parts, self.state), True)

    @Property(bool, notify=changed)
    def running(self) -> bool:
        """Whether the simulators are there to be acted upon."""
        return self.state.running

    @_shown("QVariantList", printoutsChanged)
    def printouts(self) -> list[dict[str, str]]:
        """What came out of the printers, as `panel_state.printouts`."""
        return shown.printouts(self.state)

    @_shown("QVariantMap", printoutsChanged)
    def selected(self) -> dict[str, str]:
        """The one that is looked at; {} for none."""
        return next((printout for printout in shown.printouts(self.state) if printout["path"] == self.state.selected), {})

    @Slot(str)
    def select(self, path: str) -> None:
        """Look at the printout of this path; "" for none."""
        self._set(replace(self.state, selected=path))

    @Slot(str)
    def act(self, key: str) -> None:
        """Do what the choice of this key says, on the worker; a choice that is still being done is not begun twice."""
        simulators, state = self._simulators, self.state
        if simulators is None or not self.running or key in state.pending:
            return
        part = shown.part_of(self._parts, key)
        self._set(shown.touched(self._parts, state, key))
        self._send(key, part.key, lambda: part.act(simulators, key, state))

    def _send(self, key: str, part: str, work: Callable[[], Change]) -> None:
        assert self._simulators is not None
        errors = self._simulators.errors

        def run() -> Answer:
            try:
                return work(), ""
            except errors as error:
                return None, str(error)

        def tell(done: Future[Answer]) -> None:
            if not done.cancelled():
                self._answered.emit(key, part, done)

        self._worker.submit(run).add_done_callback(tell)

    @Slot(str, str, object)
    def _take_answer(self, key: str, part: str, done: Future[Answer]) -> None:
        if (bug := done.exception()) is not None:
            self.faulted.emit(bug)
            return
        change, failure = done.result()
        self._set(shown.answered(change(self.state) if change else self.state, key, part, failure))

    @Slot(str, object)
    def _take_event(self, part: str, event: dict[str, Any]) -> None:
        self._set(shown.reported(self._parts, self.state, part, event))

    def _awaited(self, state: PanelState) -> list[PanelPart]:
        return [part for part in self._parts if part.awaits is not None and part.awaits(state)]

    @Slot()
    def _look_at_those_awaited(self) -> None:
        for part in self._awaited(self.state):
            self._look_at(part)

    @Slot()
    def _look_at_pages(self) -> None:
        for part in self._parts:
            if part.look_at_pages:
                self._look_at(part)

    def _look_at(self, part: PanelPart) -> None:
        look, simulators, state = part.look, self._simulators, self.state
        if look is not None and simulators is not None:
            self._send("", part.key, lambda: look(simulators, state))

    def _set(self, state: PanelState) -> None:
        if self._closed or state == self.state:
            return
        before, self.state = self.state, state
        awaits = bool(self._awaited(state))
        if awaits != self._looking.isActive():
            self._looking.start() if awaits else self._looking.stop()
        self.changed.emit()
        if before.there != state.there:
            self.partsChanged.emit()
        if (before.receipts, before.copy, before.selected) != (state.receipts, state.copy, state.selected):
            self.printoutsChanged.emit()
