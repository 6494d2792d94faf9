"""The one object between QML and the session: what to show, and what was touched. Lives on Qt's thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue
from kiosk.session.events import Tick, Touch
from kiosk.session.state import State
from kiosk.views.actions import event_of
from kiosk.views.base import PageView
from kiosk.views.frame import Frame, frame
from kiosk.views.pages import file_of, view_of
from kiosk.views.to_screen import to_screen
from screens.reading_out import ReadingOut

if TYPE_CHECKING:
    from kiosk.runtime.effect_runner import EffectRunner
    from kiosk.runtime.set_up_runner import SetUpRunner
    from kiosk.views.voice import SpokenLine

COUNTDOWN = 1000  # ms between the seconds of a warning


class Bridge(QObject):
    changed = Signal()
    saidChanged = Signal()
    _woken = Signal()

    def __init__(self, runner: EffectRunner | SetUpRunner, catalogue: Catalogue, now: Any) -> None:
        super().__init__()
        self._runner = runner
        self._catalogue = catalogue
        self._now = now
        self._page, self._file = "", ""
        self._view: dict[str, Any] = {}
        self._frame: dict[str, Any] = {}
        self._fresh = False
        self._begun = False  # the voice, with what it was last given to say
        self._reading = ReadingOut()
        self._subject = ""
        self._subjects = 0  # that were shown on a page of one name
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self._woken.connect(self._drain)
        runner.on_change = self._show
        runner.on_line = self._came_to
        self._show(runner.state)

    def wake(self) -> None:
        """From any thread: a queued signal is how another thread reaches this one."""
        self._woken.emit()

    @Property(str, notify=changed)
    def page(self) -> str:
        """The name of the page."""
        return self._page

    @Property(str, notify=changed)
    def file(self) -> str:
        """Where the page's QML lies, below the folder of pages."""
        return self._file

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def view(self) -> dict[str, Any]:
        """What the page shows."""
        return self._view

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def frame(self) -> dict[str, Any]:
        """What stands around it, and over it."""
        return self._frame

    @Property(bool, notify=changed)
    def fresh(self) -> bool:
        """The page must be made anew, though it has the same name: another question."""
        return self._fresh

    @Property("QStringList", notify=saidChanged)  # type: ignore[arg-type]
    def said(self) -> list[str]:
        """The texts on the screen that the voice says now, where pages are read out."""
        line = self._reading.line
        return list(line.shown) if line and self._begun and self._runner.state.accessibility.voice else []

    @Slot(str, "QVariant")
    def act(self, name: str, value: Any) -> None:
        """Something was touched."""
        if name == "again":
            self._again()
            return
        ease = self._runner.state.accessibility
        self._runner.handle(event_of(self._runner.state, name, value))
        if (
            name in ("speed", "loudness") and self._runner.state.accessibility == ease
        ):  # whoever chooses it once more hears it once more
            settings = self._frame["overlay"]["settings"]
            self._speak(self._reading.anew(next((one["label"] for one in settings if one["act"] == name), "")))

    @Slot()
    def _drain(self) -> None:
        self._runner.drain()

    @Slot()
    def _tick(self) -> None:
        self._runner.handle(Tick())

    def _show(self, state: State) -> None:
        moment: Moment = self._now()
        page = view_of(state, self._catalogue, moment)
        around = frame(state, page, moment)
        name, view, bars = page.page, to_screen(page), to_screen(around)
        self._fresh = name == self._page and page.subject != self._subject
        self._subject = page.subject
        self._subjects += self._fresh
        if (name, view, bars) != (self._page, self._view, self._frame):
            self._page, self._file, self._view, self._frame = name, file_of(type(page)), view, bars
            self._shown = page, around
            self.changed.emit()
        self._set_timer(state)
        # At last: what begins to be said is told to the session at once, and this is entered again.
        self._read_out(page, around, state)

    def on_screen(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The page's name, its view and the frame, as QML has them."""
        return self._page, self._view, self._frame

    def spoken(self) -> list[str]:
        """All that the voice has to say of what is shown; nothing where pages are not read out."""
        from kiosk.views.voice import spoken

        return [line.said for line in spoken(*self._shown)] if self._runner.state.accessibility.voice else []

    def _read_out(self, page: PageView, around: Frame, state: State) -> None:
        voice = state.accessibility.voice
        scope = (page.page, self._subjects, around.overlay.kind, bool(around.warning.title), voice, state.language)
        lines: tuple[SpokenLine, ...] = ()
        if voice or page.speaks_unasked:
            from kiosk.views.voice import left_behind, spoken  # not before the first frame

            lines = spoken(page, around) if voice else left_behind(page)
        say = self._reading.show(scope, lines)
        if say is not None:
            self._speak(say)

    def _again(self) -> None:
        """The button of the voice, and the star key: a sign of life; it says the page again, or stops."""
        warned, speaking = self._runner.state.warned, self._reading.line is not None
        self._runner.handle(Touch())
        if not warned:  # else the page is read out as it is, now that the warning has gone
            self._speak(self._reading.stop() if speaking else self._reading.again())

    def _speak(self, lines: tuple[SpokenLine, ...]) -> None:
        self._begun = False
        self._runner.speak([line.said for line in lines], self._runner.state.language)
        self.saidChanged.emit()

    def _came_to(self, line: int | None) -> None:
        self._begun = True
        self._reading.came_to(line)
        self.saidChanged.emit()

    def _set_timer(self, state: State) -> None:
        due = self._runner.next_tick()
        if due is None:
            self._timer.stop()
            return
        wait = max(0, int((due - time.monotonic()) * 1000) + 1)
        self._timer.start(min(wait, COUNTDOWN) if state.warned else wait)
