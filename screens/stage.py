"""The one object between QML and the session: what to show, and what was touched. Lives on Qt's thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue
from kiosk.session.events import Tick, Touch
from kiosk.session.performer import Performer
from kiosk.session.state import AskPage, Place, State
from screens.acts import event_of
from screens.reading_out import ReadingOut
from screens.views.frame import View, frame
from screens.views.pages import page_of
from screens.views.shown import showable

if TYPE_CHECKING:
    from screens.views.voice import Line

COUNTDOWN = 1000  # ms between the seconds of a warning


class Stage(QObject):
    changed = Signal()
    saidChanged = Signal()
    _woken = Signal()

    def __init__(self, performer: Performer, catalogue: Catalogue, now: Any) -> None:
        super().__init__()
        self._performer = performer
        self._catalogue = catalogue
        self._now = now
        self._page, self._view, self._frame = "", {}, {}
        self._fresh = False
        self._begun = False  # the voice, with what it was last given to say
        self._reading = ReadingOut()
        self._question = 0  # of all that were shown; two of them are two pages of one name
        self._place: Place | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self._woken.connect(self._drain)
        performer.on_change = self._show
        performer.on_line = self._came_to
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

    @Property("QStringList", notify=saidChanged)
    def said(self) -> list[str]:
        """The texts on the screen that the voice says now, where pages are read out."""
        line = self._reading.line
        return list(line.shown) if line and self._begun and self._performer.state.ease.voice else []

    # --- from QML ------------------------------------------------------------------------------------------------

    @Slot(str, "QVariant")
    def act(self, name: str, value: Any) -> None:
        if name == "again":
            self._again()
            return
        ease = self._performer.state.ease
        self._performer.handle(event_of(self._performer.state, name, value))
        if name in ("speed", "loudness") and self._performer.state.ease == ease:  # whoever chooses it once more hears it once more
            steps = self._frame["overlay"].get("steps", [])
            self._speak(self._reading.anew(next((step["label"] for step in steps if step["act"] == name), "")))

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
        self._question += self._fresh
        if (page, view, around) != (self._page, self._view, self._frame):
            self._page, self._view, self._frame = page, view, around
            self.changed.emit()
        self._set_timer(state)
        # At last: what begins to be said is told to the session at once, and this is entered again.
        self._read_out(page, view, around, state)

    # --- the voice -------------------------------------------------------------------------------------------------

    def _read_out(self, page: str, view: View, around: View, state: State) -> None:
        over = around["overlay"].get("kind", "")
        scope = (page, self._question, over, bool(around["warning"]), state.ease.voice, state.language)
        lines: tuple[Line, ...] = ()
        if state.ease.voice or page == "LeavingPage":
            from screens.views.voice import left_behind, spoken  # not before the first frame

            lines = spoken(page, view, around) if state.ease.voice else left_behind(page, view)
        say = self._reading.show(scope, lines)
        if say is not None:
            self._speak(say)

    def _again(self) -> None:
        """The button of the voice, and the star key: a sign of life; it says the page again, or stops."""
        warned, speaking = self._performer.state.warned, self._reading.line is not None
        self._performer.handle(Touch())
        if not warned:  # else the page is read out as it is, now that the warning has gone
            self._speak(self._reading.stop() if speaking else self._reading.again())

    def _speak(self, lines: tuple[Line, ...]) -> None:
        self._begun = False
        self._performer.speak([line.said for line in lines], self._performer.state.language)
        self.saidChanged.emit()

    def _came_to(self, line: int | None) -> None:
        self._begun = True
        self._reading.came_to(line)
        self.saidChanged.emit()

    def _set_timer(self, state: State) -> None:
        due = self._performer.next_tick()
        if due is None:
            self._timer.stop()
            return
        wait = max(0, int((due - time.monotonic()) * 1000) + 1)
        self._timer.start(min(wait, COUNTDOWN) if state.warned else wait)


def _is_another(before: Place | None, after: Place) -> bool:
    return isinstance(before, AskPage) and isinstance(after, AskPage) and before.key != after.key
