"""Real key events on a real window: a scanner's never reach a field, a person's do, and none leads out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

QML = b"""
import QtQuick
Window {
    width: 400; height: 200; visible: true
    property alias text: field.text
    property int entered: 0
    TextInput { id: field; focus: true; anchors.fill: parent; onAccepted: entered += 1 }
}
"""


@pytest.fixture
def window(qt: Any) -> Iterator[Any]:
    from PySide6.QtCore import QUrl
    from PySide6.QtQml import QQmlComponent, QQmlEngine

    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(QML, QUrl())
    made = component.create()
    assert made is not None, component.errorString()
    yield made
    made.deleteLater()
    import shiboken6

    shiboken6.delete(component)
    shiboken6.delete(engine)


def until(qt: Any, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        qt.processEvents()
        time.sleep(0.005)


def test_scans_and_typing_go_their_own_ways(qt: Any, window: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from devices.code_scanner.wedge import Wedge
    from kiosk.ports.devices import CodeScanned
    from screens.wedge import KeyFilter

    wedge = Wedge()
    keys = KeyFilter(window, wedge)
    window.requestActivate()
    until(qt, lambda: window.isActive())

    for character in "CQ1-7K3M":
        QTest.keyClick(window, character)
    QTest.keyClick(window, Qt.Key.Key_Return)
    qt.processEvents()
    assert wedge.codes.get(timeout=1)[1] == CodeScanned("CQ1-7K3M")
    assert (window.property("text"), window.property("entered")) == ("", 0)

    QTest.keyClick(window, "a")
    until(qt, lambda: window.property("text") == "a")
    QTest.keyClick(window, "b")
    until(qt, lambda: window.property("text") == "ab")
    QTest.keyClick(window, Qt.Key.Key_Return)
    until(qt, lambda: window.property("entered") == 1)

    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.MetaModifier, Qt.KeyboardModifier.AltModifier):
        QTest.keyClick(window, Qt.Key.Key_A, modifier)
        QTest.keyClick(window, Qt.Key.Key_F4, modifier)
    QTest.keyClick(window, "c")
    until(qt, lambda: window.property("text") == "abc")
    assert wedge.codes.empty()
    assert keys.parent() is window
