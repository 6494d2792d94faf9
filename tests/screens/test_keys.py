"""Real key events on a real window: a scanner's never reach a field, a person's do, and none leads out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ports.devices import CodeScanned
from tests.campaign import examples

QML = b"""
import QtQuick
Window {
    width: 400; height: 200; visible: true
    property alias text: field.text
    property int entered: 0
    TextInput { id: field; focus: true; anchors.fill: parent; onAccepted: entered += 1 }
    TextInput { objectName: "other"; activeFocusOnTab: true }
}
"""


def made(qml: bytes) -> Iterator[Any]:
    import shiboken6
    from PySide6.QtCore import QUrl
    from PySide6.QtQml import QQmlComponent, QQmlEngine

    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(qml, QUrl())
    window = component.create()
    assert window is not None, component.errorString()
    yield window
    window.deleteLater()
    shiboken6.delete(component)
    shiboken6.delete(engine)


@pytest.fixture
def window(qt: Any) -> Iterator[Any]:
    yield from made(QML)


@pytest.fixture
def wedge() -> Any:
    from devices.code_scanner.wedge import Wedge

    return Wedge()


@pytest.fixture
def keys(qt: Any, wedge: Any) -> Iterator[Any]:
    import shiboken6

    from screens.keys import KeyFilter

    filtered = KeyFilter(qt, wedge)
    yield filtered
    shiboken6.delete(filtered)


def until(qt: Any, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        qt.processEvents()
        time.sleep(0.005)


@pytest.fixture
def field(qt: Any, window: Any, keys: Any) -> Any:
    window.requestActivate()
    until(qt, lambda: window.isActive())
    return window


def click(window: Any, text: str) -> None:
    for character in text:
        tap(window, character)


def tap(window: Any, key: Any) -> None:
    """``key``: a Qt.Key, or the character that it types, which PySide's stubs grant widgets alone."""
    from PySide6.QtTest import QTest

    QTest.keyClick(window, key)


def until_text(qt: Any, window: Any, text: str) -> None:
    until(qt, lambda: window.property("text") == text)


def test_scans_and_typing_go_their_own_ways(qt: Any, field: Any, wedge: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    click(field, "CQ1-7K3M")
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(qt, lambda: not wedge.codes.empty())
    assert wedge.codes.get()[2] == CodeScanned("CQ1-7K3M")
    assert (field.property("text"), field.property("entered")) == ("", 0)

    for so_far, key in (("a", "a"), ("ab", "b"), ("a", Qt.Key.Key_Backspace), ("ab", "b")):
        tap(field, key)
        until_text(qt, field, so_far)
    for key in (Qt.Key.Key_Left, "c"):
        tap(field, key)
        until(qt, lambda: wedge.quiet is None)
    until_text(qt, field, "acb")
    QTest.keyClick(field, Qt.Key.Key_Enter)
    until(qt, lambda: field.property("entered") == 1)
    assert wedge.codes.empty()


def pressed(text: str, stamp: int) -> Any:
    """As the window system gives it, with its own time stamp."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    class Spontaneous(QKeyEvent):
        def spontaneous(self) -> bool:
            return True

    event = Spontaneous(QEvent.Type.KeyPress, 0x01000004 if text == "\r" else 0, Qt.KeyboardModifier.NoModifier, text)
    event.setTimestamp(stamp)
    return event


def test_a_busy_thread_leaves_no_key_in_the_field(qt: Any, field: Any, keys: Any, wedge: Any) -> None:
    """Busy after each key for longer than any scanner pauses: as while a page is drawn."""
    for number, character in enumerate("CQ1-7K3M\r"):
        assert keys.eventFilter(field, pressed(character, 5000 + 10 * number))
        time.sleep(0.12)  # the business itself: longer than anything is held
    until(qt, lambda: not wedge.codes.empty())
    assert wedge.codes.get()[2] == CodeScanned("CQ1-7K3M")
    assert (field.property("text"), field.property("entered")) == ("", 0)


def test_a_silence_that_nobody_listened_to_is_none(qt: Any, field: Any, keys: Any, wedge: Any) -> None:
    click(field, "CQ")
    time.sleep(0.2)  # the timer is due, and the next keys wait behind it
    keys._silence()
    assert wedge.quiet is not None
    assert field.property("text") == ""


@pytest.mark.parametrize("scanner", [True, False])
def test_no_combination_of_keys_passes(qt: Any, window: Any, wedge: Any, scanner: bool) -> None:
    import shiboken6
    from PySide6.QtCore import QEvent, QObject, Qt
    from PySide6.QtTest import QTest

    from screens.keys import KeyFilter, Typing

    class Seen(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[tuple[int, int, str]] = []

        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
                self.keys.append((event.key(), event.modifiers().value, event.text()))  # type: ignore[attr-defined]
            return False

    window.requestActivate()
    until(qt, lambda: window.isActive())
    seen = Seen()
    window.installEventFilter(seen)  # asked before any that was installed earlier, so it stands behind the one that follows
    filtered = KeyFilter(qt, wedge if scanner else Typing())
    modifiers = Qt.KeyboardModifier
    out = [Qt.Key.Key_F4, Qt.Key.Key_Q, Qt.Key.Key_W, Qt.Key.Key_Tab, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_V]
    for held in (
        modifiers.ControlModifier,
        modifiers.MetaModifier,
        modifiers.AltModifier,
        modifiers.ControlModifier | modifiers.AltModifier,
    ):
        for key in out:
            QTest.keyClick(window, key, held)
    named = [f"F{number}" for number in range(1, 13)] + ["Menu", "Print", "Super_L", "HomePage", "Insert", "Help", "Alt"]
    for name in named:
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{name}"))
    tap(window, "z")
    until_text(qt, window, "z")
    assert [key for key in seen.keys if key[2] != "z"] == []
    shiboken6.delete(filtered)


@pytest.mark.parametrize("scanner", [True, False])
def test_what_moves_the_focus_and_scrolls_passes(qt: Any, window: Any, wedge: Any, scanner: bool) -> None:
    import shiboken6
    from PySide6.QtCore import QEvent, QObject, Qt
    from PySide6.QtTest import QTest

    from screens.keys import KeyFilter, Typing

    class Seen(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[str] = []

        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.KeyPress:
                self.keys.append(Qt.Key(event.key()).name)  # type: ignore[attr-defined]
            return False

        def ends_with(self, key: str) -> bool:
            return self.keys[-1:] == [key]

    window.requestActivate()
    until(qt, lambda: window.isActive())
    seen = Seen()
    window.installEventFilter(seen)
    filtered = KeyFilter(qt, wedge if scanner else Typing())
    passes = ["Tab", "Backtab", "Return", "Space", "Escape", "Up", "Down", "Left", "Right", "PageUp", "PageDown", "Home", "End"]
    for name in passes:
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{name}"))
        until(qt, partial(seen.ends_with, f"Key_{name}"))
    assert seen.keys == [f"Key_{name}" for name in passes]
    shiboken6.delete(filtered)


def test_every_window_with_the_focus_is_guarded(qt: Any, field: Any, wedge: Any) -> None:
    for other in made(QML):
        other.requestActivate()
        until(qt, other.isActive)
        click(other, "CQ1-7K3M")
        until(qt, lambda: not wedge.codes.empty())
        assert other.property("text") == ""


def test_keys_by_number_are_qts(qt: Any) -> None:
    from PySide6.QtCore import Qt

    from screens import keys

    names = dict(
        zip(
            keys.KEYS.values(),
            [
                "Return",
                "Tab",
                "Backtab",
                "Backspace",
                "Delete",
                "Home",
                "Left",
                "Up",
                "Right",
                "Down",
                "End",
                "PageUp",
                "PageDown",
                "Escape",
                "Space",
            ],
            strict=True,
        )
    )
    assert {Qt.Key(number): f"Key_{name}" for number, name in names.items()} == {
        key: key.name for key in map(Qt.Key, keys.KEYS.values())
    }
    pad = ["Insert", "End", "Down", "PageDown", "Left", "Clear", "Right", "Home", "Up", "PageUp"]
    assert [Qt.Key(number).name for number in keys._PAD] == [f"Key_{name}" for name in pad]
    assert (
        Qt.KeyboardModifier.AltModifier.value,
        (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier).value,
    ) == (keys._ALT, keys._CONTROL_OR_META)
    assert (Qt.Key.Key_Alt.value, Qt.Key.Key_0.value) == (keys._KEY_ALT, keys._KEY_0)


events = st.tuples(
    st.sampled_from(["press", "press", "press", "release"]),
    st.sampled_from([0x41, 0x30, 0x39, 0x01000023, 0x01000004, 0x01000003, 0x01000012, 0x0100000B, 0, 0x4E2D, 0x01FFFFFF]),
    st.sampled_from([0, 0, 0x08000000, 0x04000000, 0x02000000, 0x20000000, 0x40000000]),
    st.sampled_from(["", "a", "A", "7", "\r", "\b", "\x1b", "\x02", "中", "𠮷", "\ud800", "ab", "\u202e", "e\u0301"]),
    st.booleans(),
    st.integers(0, 400) | st.sampled_from([2**32, 2**63, 0]),
)


@given(st.lists(events, max_size=50), st.integers(0, 2**33))
@examples(100)
def test_no_key_event_raises(qt: Any, what: list[tuple[str, int, int, str, bool, int]], first: int) -> None:
    """As the window gives them to the filter; an exception there would end the process."""
    import shiboken6
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from devices.code_scanner.wedge import Wedge
    from screens.keys import KeyFilter

    class Spontaneous(QKeyEvent):
        def spontaneous(self) -> bool:
            return True

    filtered = KeyFilter(qt, Wedge())
    for kind, key, modifiers, text, repeated, passed in what:
        event_kind = QEvent.Type.KeyPress if kind == "press" else QEvent.Type.KeyRelease
        event = Spontaneous(event_kind, key, Qt.KeyboardModifier(modifiers), text.encode(errors="replace").decode(), repeated)
        first = (first + passed) % 2**64
        event.setTimestamp(first)
        assert filtered.eventFilter(filtered, event)
    filtered._silence()
    shiboken6.delete(filtered)
