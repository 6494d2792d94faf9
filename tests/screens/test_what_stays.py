"""What a page was given goes with the page: the terminal's process shows thousands of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# In a process of its own, with the real Main.qml: each page comes with a text that nothing shows, and that is easily told from the
# rest of what is in use. Malloc is asked, not the system: what is free does not count, wherever it lies.
PROGRAM = """
import ctypes, os
from PySide6.QtCore import Property, QCoreApplication, QEvent, QObject, Signal
from PySide6.QtQml import QQmlEngine, QQmlExpression
import screens.bridge
from tests.kiosk.session_samples import Session, around, shown

from kiosk.session.events import Start
from kiosk.views.to_screen import to_screen

SIZE, TURNS = 1_000_000, 20  # bytes of a text; changes of the page

session = Session()
views, frames = [shown(session)], [to_screen(around(session))]
session.feed(Start())
views.append(shown(session))
frames.append(to_screen(around(session)))

class Shows(QObject):
    changed = Signal()
    number = 0
    saidChanged = Signal()
    page = Property(str, lambda self: ("IdlePage", "HomePage")[self.number % 2], notify=changed)
    file = Property(str, lambda self: ("session/IdlePage", "browse/HomePage")[self.number % 2], notify=changed)
    view = Property("QVariantMap", lambda self: self.weighed(), notify=changed)
    frame = Property("QVariantMap", lambda self: frames[self.number % 2], notify=changed)
    said = Property("QStringList", lambda self: [], notify=saidChanged)
    fresh = Property(bool, lambda self: False, notify=changed)

    def weighed(self):
        return {**views[self.number % 2], "weight": f"{self.number:0{SIZE // 2}}"}

shows = Shows()
screens.bridge.Bridge = lambda *_: shows
from screens.app import Window

class Malloc(ctypes.Structure):  # mallinfo(3)
    _fields_ = [(name, ctypes.c_size_t) for name in
        ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Malloc

def in_use():
    window._application.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window._engine.collectGarbage()
    told = libc.mallinfo2()
    return told.uordblks + told.hblkhd

def turn():
    shows.number += 1
    shows.changed.emit()
    return in_use()

window = Window()
window.show(None, None, None, (360, 640))
for _ in range(4):
    before = turn()
for _ in range(TURNS):
    after = turn()
last = QQmlExpression(QQmlEngine.contextForObject(window.window), window.window, "Number(shown.view.weight.slice(-9))")
assert last.evaluate()[0] == shows.number, last.error().toString()
print(round((after - before) / SIZE), flush=True)
os._exit(0)
"""


def test_no_page_leaves_its_view_behind() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "0", done.stdout + done.stderr
