"""The one object between QML and the session: what to show, and what was touched. Lives on Qt's thread."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue
from kiosk.session.events import Tick
from kiosk.session.performer import Performer
from kiosk.session.state import AskPage, Place, State
from screens.acts import event_of
from screens.views.frame import View, frame
from screens.views.pages import page_of
from screens.views.shown import showable
from screens.views.voice import left_behind, spoken

COUNTDOWN = 1000  # ms between the seconds of a warning


class Stage(QObject):
    changed = Signal()
    _woken = Signal()

    def __init__(self, performer: Performer, catalogue: Catalogue, now: Any) -> None:
        super().__init__()
        self._performer = performer
        self._catalogue = catalogue
        self._now = now
        self._page, self._view, self._frame = "", {}, {}
        self._fresh = False
        self._said: tuple[str, bool, str] = ("", False, "")
        self._place: Place | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self._woken.connect(self._drain)
        performer.on_change = self._show
        self._show(performer.state)

    def wake(self) -> None:
        """From any thread: a queued signal is how another thread reaches this one."""
        self._woken.emit()

    # --- to QML --------------------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def page(self) -> str:
        return self._page

    @Property("QVariantMap", notify=changed)
    def view(self) -> dict[str, Any]:
        return self._view

    @Property("QVariantMap", notify=changed)
    def frame(self) -> dict[str, Any]:
        return self._frame

    @Property(bool, notify=changed)
    def fresh(self) -> bool:
        """The page must be made anew, though it has the same name: another question."""
        return self._fresh

    # --- from QML ------------------------------------------------------------------------------------------------

    @Slot(str, "QVariant")
    def act(self, name: str, value: Any) -> None:
        self._performer.handle(event_of(self._performer.state, name, value))

    @Slot()
    def _drain(self) -> None:
        self._performer.drain()

    @Slot()
    def _tick(self) -> None:
        self._performer.handle(Tick())

    # --- the session changed ---------------------------------------------------------------------------------------

    def _show(self, state: State) -> None:
        moment: Moment = self._now()
        page, view = page_of(state, self._catalogue, moment)
        view, around = showable(view), showable(frame(state, moment))
        self._fresh = page == self._page and _is_another(self._place, state.place)
        self._place = state.place
        self._read_out(page, view, around, state)
        if (page, view, around) != (self._page, self._view, self._frame):
            self._page, self._view, self._frame = page, view, around
            self.changed.emit()
        self._set_timer(state)

    def _read_out(self, page: str, view: View, around: View, state: State) -> None:
        """Once for each thing there is to say: not at every second of a countdown, nor at every key."""
        text = "\n".join(filter(None, (left_behind(page, view), spoken(page, view, around) if state.ease.voice else "")))
        about = (page, bool(around.get("warning")), text if not around.get("warning") else "")
        if about != self._said:
            self._said = about
            self._performer.speak(text, state.language)

    def _set_timer(self, state: State) -> None:
        due = self._performer.next_tick()
        if due is None:
            self._timer.stop()
            return
        wait = max(0, int((due - time.monotonic()) * 1000) + 1)
        self._timer.start(min(wait, COUNTDOWN) if state.warned else wait)


def _is_another(before: Place | None, after: Place) -> bool:
    return isinstance(before, AskPage) and isinstance(after, AskPage) and before.key != after.key
