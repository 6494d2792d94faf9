"""Wherever a finger lands, it is a sign of life."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a process of its own: a window of the whole program, with a session that only counts what it is told.
PROGRAM = """
from tests.kiosk.session_samples import Session, words
from screens.app import Window

class Performer:
    def __init__(self, state):
        self.state, self.told, self.on_change = state, [], None
    def handle(self, event):
        self.told.append(type(event).__name__)
    def drain(self): ...
    def next_tick(self): ...
    def speak(self, lines, language): ...

class Catalogue:
    version, confirmed_at, themes, area, notice = "1", 0, (), words("area"), words("notice")

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from kiosk.session import events as ev

window, session = Window(), Session()
session.feed(ev.Start())
runner = Performer(session.state)
bridge = window.show(runner, Catalogue(), session.moment, (540, 960))

def until(condition):
    for _ in range(500):
        window._application.processEvents()
        if condition():
            return
        QTest.qWait(10)
    raise SystemExit("nothing")

until(lambda: window.window.isExposed())
# A word of the page, which is no button.
QTest.mouseClick(window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 70))
until(lambda: "Touch" in runner.told)
QTest.qWait(1100)
runner.told.clear()
window._application.sendEvent(window.window, QWheelEvent(QPointF(200, 400), QPointF(200, 400), QPoint(0, -20), QPoint(0, -120),
    Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))
until(lambda: "Touch" in runner.told)
print("alive", flush=True)
import os
os._exit(0)
"""


def test_a_touch_anywhere_and_a_wheel_are_signs_of_life() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "alive", done.stderr
