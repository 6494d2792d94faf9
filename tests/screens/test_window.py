"""The terminal's window asked to close, as a window manager asks: in a process of its own, with the real Main.qml."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
import screens.bridge

class Quiet(QObject):
    changed = Signal()
    page = Property(str, lambda self: "", notify=changed)
    view = Property("QVariantMap", lambda self: {}, notify=changed)
    frame = Property("QVariantMap", lambda self: {"bare": True}, notify=changed)
    fresh = Property(bool, lambda self: False, notify=changed)

screens.bridge.Bridge = lambda *_: Quiet()
from screens.app import SESSION_OVER, Window

window = Window(closable=sys.argv[1] == "closable")
window.show(None, None, None, (360, 640))

def ask():
    closed = window.window.close()
    print("closed" if closed else "refused", "shown" if window.window.isVisible() else "gone", flush=True)
    QGuiApplication.quit()  # what a session manager asks: Qt asks the windows in turn
    QTimer.singleShot(100, lambda: window.quit(SESSION_OVER))

window.after_first_frame(ask)
code = window.run()
sys.stdout.flush()
import os
os._exit(code)
"""


@pytest.mark.parametrize(("kind", "said", "code"), [("terminal", "refused shown", 10), ("closable", "closed gone", 11)])
def test_only_a_window_of_the_demo_can_be_closed(kind: str, said: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, kind],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == (said, code), done.stderr
