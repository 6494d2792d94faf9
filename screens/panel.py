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

from kiosk.domain.sample_people import SAMPLE_PEOPLE
from kiosk.domain.values import replace
from screens import panel_state as shown
from screens import panel_words
from screens.panel_simulators import Change, Simulators, act, look_for_copy, look_for_early_removal
from screens.panel_state import PanelState

EARLY_LOOK = 300  # ms between two questions whether a card that is to be taken too early was read

Answer = tuple[Change | None, str]  # or why the simulator did not obey


class Panel(QObject):
    """Lives on Qt's thread; `hear` may be called from any."""

    changed = Signal()
    printoutsChanged = Signal()
    faulted = Signal(object)  # a bug in the worker
    _answered = Signal(str, str, object)
    _heard = Signal(str, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.state = PanelState()
        self._people = [shown.person_row(person, today) for person in SAMPLE_PEOPLE]
        self._simulators: Simulators | None = None
        self._closed = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="panel")
        self._pages = QFileSystemWatcher(self)
        self._pages.directoryChanged.connect(self._look_for_copy)
        self._looking = QTimer(self)
        self._looking.setInterval(EARLY_LOOK)
        self._looking.timeout.connect(self._look_for_early_removal)
        self._answered.connect(self._take_answer)
        self._heard.connect(self._take_event)

    def attach(self, simulators: Simulators) -> None:
        """The simulators run: from here on they are acted upon."""
        self._simulators = simulators
        simulators.pictures.mkdir(parents=True, exist_ok=True)
        if simulators.pages is not None:
            self._pages.addPath(str(simulators.pages))
        self._set(replace(self.state, running=True, queue=simulators.pages is None, social=simulators.social is not None))

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

    def hear(self, device: str, event: dict[str, Any]) -> None:
        """What a simulator tells."""
        self._heard.emit(device, event)

    # --- to QML ------------------------------------------------------------------------------------------------------

    @Property("QVariantMap", constant=True)  # type: ignore[arg-type]
    def choices(self) -> dict[str, Any]:
        """What never changes: the people, and the words of everything that can be touched."""
        groups = {
            "reader": panel_words.READER_FAULTS,
            "slot": panel_words.SLOT,
            "camera": panel_words.CAMERA,
            "codes": panel_words.CODES,
            "printer": panel_words.PRINTER_FAULTS,
            "pages": panel_words.PAGE_FAULTS,
            "line": panel_words.NETWORK,
        }
        rows = {group: [{"key": key, "zh": zh, "en": en} for key, (zh, en) in choices.items()] for group, choices in groups.items()}
        return {"people": self._people, **rows}

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def status(self) -> dict[str, Any]:
        return shown.statuses(self.state)

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def active(self) -> dict[str, bool]:
        """Key of a choice: it is set."""
        return dict.fromkeys(shown.active(self.state), True)

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def disabled(self) -> dict[str, bool]:
        """Key of a choice: it cannot be touched now."""
        return dict.fromkeys(shown.disabled(self.state), True)

    @Property(bool, notify=changed)
    def running(self) -> bool:
        return self.state.running

    @Property(bool, notify=changed)
    def social(self) -> bool:
        return self.state.social

    @Property("QVariantList", notify=printoutsChanged)  # type: ignore[arg-type]
    def printouts(self) -> list[dict[str, str]]:
        return shown.printouts(self.state)

    @Property("QVariantMap", notify=printoutsChanged)  # type: ignore[arg-type]
    def selected(self) -> dict[str, str]:
        return next((printout for printout in shown.printouts(self.state) if printout["path"] == self.state.selected), {})

    # --- from QML ------------------------------------------------------------------------------------------------------

    @Slot(str)
    def select(self, path: str) -> None:
        self._set(replace(self.state, selected=path))

    @Slot(str)
    def act(self, key: str) -> None:
        simulators, state = self._simulators, self.state
        if simulators is None or not self.running or key in state.pending:
            return
        self._set(shown.touched(state, key))
        self._send(key, shown.device_of(key), lambda: act(simulators, key, state))

    # --- the worker ------------------------------------------------------------------------------------------------------

    def _send(self, key: str, device: str, work: Callable[[], Change]) -> None:
        assert self._simulators is not None
        errors = self._simulators.errors

        def run() -> Answer:
            try:
                return work(), ""
            except errors as error:
                return None, str(error)

        def tell(done: Future[Answer]) -> None:
            if not done.cancelled():
                self._answered.emit(key, device, done)

        self._worker.submit(run).add_done_callback(tell)

    @Slot(str, str, object)
    def _take_answer(self, key: str, device: str, done: Future[Answer]) -> None:
        if (bug := done.exception()) is not None:
            self.faulted.emit(bug)
            return
        change, failure = done.result()
        self._set(shown.answered(change(self.state) if change else self.state, key, device, failure))

    @Slot(str, object)
    def _take_event(self, device: str, event: dict[str, Any]) -> None:
        self._set(shown.reported(self.state, device, event))

    @Slot()
    def _look_for_early_removal(self) -> None:
        if (simulators := self._simulators) is not None:
            self._send("", "reader", lambda: look_for_early_removal(simulators))

    @Slot()
    def _look_for_copy(self) -> None:
        if (simulators := self._simulators) is not None:
            drawn = self.state.copy
            self._send("", "pages", lambda: look_for_copy(simulators, drawn))

    def _set(self, state: PanelState) -> None:
        if self._closed or state == self.state:
            return
        before, self.state = self.state, state
        if state.awaits_removal != self._looking.isActive():
            self._looking.start() if state.awaits_removal else self._looking.stop()
        self.changed.emit()
        if (before.receipts, before.copy, before.selected) != (state.receipts, state.copy, state.selected):
            self.printoutsChanged.emit()
