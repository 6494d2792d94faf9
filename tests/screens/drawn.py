"""The terminal's real window around a session without devices: every act of the pages goes to the real machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.ports import storage
from tests.kiosk.session_samples import SampleCatalogue, Session

PATIENCE = 10.0  # seconds


def contrast(one: Any, other: Any) -> float:
    """WCAG 2.2, relative luminance."""

    def light(colour: Any) -> float:
        parts: list[float] = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Runner:
    """`kiosk.runtime.effect_runner.EffectRunner`, as far as the window asks it; nothing is carried out."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.on_change: Callable[[Any], None] | None = None
        self.on_line: Callable[[int | None], None] | None = None
        self.acts: list[Any] = []
        self.said: list[list[str]] = []  # what the voice was given to say

    @property
    def state(self) -> Any:
        return self.session.state

    def handle(self, event: Any) -> None:
        self.acts.append(event)
        self.feed(event)

    def feed(self, *events: Any) -> None:
        self.session.feed(*events)
        assert self.on_change is not None
        self.on_change(self.session.state)

    def drain(self) -> None: ...
    def next_tick(self) -> None: ...
    def speak(self, lines: list[str], language: str) -> None:
        self.said.append(list(lines))


class Drawn:
    """``runner``, ``window``, and what a test does with keys and eyes."""

    def __init__(self, qt: Any, window: Any, runner: Runner) -> None:
        self.qt, self.window, self.runner = qt, window, runner
        self.theme: Any = None

    @property
    def place(self) -> Any:
        return self.runner.state.place

    def feed(self, *events: Any) -> None:
        self.runner.feed(*events)
        self.rest()

    def voice_at(self, line: int | None) -> None:
        """The voice has come to this line of what it was given; None: to the end."""
        assert self.runner.on_line is not None
        self.runner.on_line(line)
        self.rest()

    def until(self, holds: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"in vain: {what}, the focus is on {self.focus}"
            self.qt.processEvents()
            time.sleep(0.002)

    def rest(self) -> None:
        """Until nothing moves any more."""
        self.qt.processEvents()
        self.until(lambda: self.window.property("settled"), "the page comes to rest")
        self.qt.processEvents()

    def press(self, *keys: Any) -> None:
        """Keys by the names that Qt has for them, or the character that they type."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        for key in keys:
            QTest.keyClick(self.window, key if len(key) == 1 and key != " " else getattr(Qt.Key, f"Key_{key}"))
            self.qt.processEvents()
            self.rest()

    @property
    def focus(self) -> str:
        item = self.window.activeFocusItem()
        return item.objectName() if item else ""

    def items(self, item: Any = None) -> Iterator[Any]:
        item = item or self.window.contentItem()
        if item.isVisible():
            yield item
            for child in item.childItems():
                yield from self.items(child)

    def keyed(self, on: bool) -> None:
        """As after a key, and as after a finger: what has the focus shows it, or not."""
        self.theme.setProperty("keyed", on)
        self.qt.processEvents()

    def find(self, name: str) -> Any:
        return next(item for item in self.items() if item.objectName() == name)

    def names(self) -> set[str]:
        return {item.objectName() for item in self.items() if item.objectName()}

    def box(self, item: Any) -> Any:
        from PySide6.QtCore import QRectF

        return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))

    def seen(self) -> bool:
        """What has the focus lies wholly within the window and within whatever scrolls around it."""
        item = self.window.activeFocusItem()
        box, above = self.box(item), item
        while above is not None:
            if above.clip() or above == self.window.contentItem():
                around = self.box(above)
                if not around.adjusted(-1, -1, 1, 1).contains(box) and box.height() <= around.height():
                    return False
            above = above.parentItem()
        return True

    def go_to(self, name: str, key: str = "Tab", most: int = 60) -> None:
        for _ in range(most):
            if self.focus == name:
                return
            self.press(key)
            assert self.seen(), f"{self.focus} has the focus and is out of sight"
        raise AssertionError(f"{name} was not reached; there are {self.names()}")

    def picture(self, path: Path) -> None:
        self.rest()
        self.window.grabWindow().save(str(path))


@contextmanager
def drawn(
    qt: Any, session: Session, size: tuple[int, int] = (540, 960), catalogue: storage.Catalogue | None = None
) -> Iterator[Drawn]:
    import shiboken6
    from PySide6.QtCore import QEvent, QUrl
    from PySide6.QtQml import QQmlComponent, QQmlEngine

    from screens.app import QML
    from screens.bridge import Bridge
    from screens.pictures import Pictures

    engine = QQmlEngine()
    engine.addImportPath(str(QML))
    for folder in ("icons", "pictures"):
        engine.addImageProvider(folder, Pictures(folder))
    said: list[str] = []
    engine.warnings.connect(lambda warnings: said.extend(warning.toString() for warning in warnings))
    runner = Runner(session)
    bridge = Bridge(runner, catalogue or SampleCatalogue(), session.moment)  # type: ignore[arg-type]
    theme: Any = engine.singletonInstance("Kiosk", "Theme")
    theme.setProperty("pageTime", 0)  # nothing is half-way anywhere
    theme.setProperty("pressTime", 0)
    component = QQmlComponent(engine, QUrl.fromLocalFile(str(QML / "Main.qml")))
    window: Any = component.createWithInitialProperties({"bridge": bridge, "width": size[0], "height": size[1]})
    assert window is not None, component.errorString()
    view = Drawn(qt, window, runner)
    view.theme = theme
    window.requestActivate()
    view.until(lambda: window.isExposed() and window.isActive(), "the window is shown")
    view.rest()
    try:
        yield view
        assert not said, said
    finally:
        runner.on_change = runner.on_line = None
        window.close()
        window.deleteLater()
        qt.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qt.processEvents()
        shiboken6.delete(component)
        shiboken6.delete(engine)
