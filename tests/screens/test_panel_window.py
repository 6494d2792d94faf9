"""The panel's window, offscreen: what a hand on the mouse or the keyboard does in it, and that everything on it can be read."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QPointF, QRect, QRectF, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from devices.code_scanner.panel import NONSENSE
from devices.document_camera.panel import UNDER_CAMERA
from devices.id_card_reader.panel import EARLY_AT
from devices.panel import panel_parts
from kiosk.domain.sample_people import PANEL_PEOPLE
from kiosk.ports.simulator_panel import Simulators
from screens.panel import Panel
from screens.panel_window import PanelWindow, places

PARTS = panel_parts()
SLOT, CAMERA, PRINTER_FAULTS, PAGE_FAULTS, NETWORK = (
    [one.key for part in PARTS if part.key == key for one in part.choices] for key in ("slot", "camera", "printer", "pages", "line")
)
TODAY = date(2026, 11, 22)
PATIENCE = 5.0  # seconds
LEGIBLE = 11  # pixels: the smallest type, where a name had to shrink to its place

pytestmark = pytest.mark.usefixtures("qt")


class Disobedient(Exception):
    """The simulator did not do as it was told."""


class Recorder:
    """A simulator that does nothing, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refusal = ""
        self.answer: dict[str, Any] = {"read": 0}

    def command(self, name: str, **arguments: Any) -> dict[str, Any]:
        if self.refusal:
            raise Disobedient(self.refusal)
        if name != "counts":
            self.asked.append((name, arguments))
        return self.answer


class Desk:
    """A panel at recording simulators, with whatever window was opened on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = folder / "pages"
        self.pages.mkdir()
        self.devices = {name: Recorder() for name in ("reader", "scanner", "printer", "line", "camera")}
        self.panel = Panel(TODAY, PARTS)
        self.opened: PanelWindow | None = None

    def attach(self, **more: Recorder) -> None:
        self.devices |= more
        self.panel.attach(
            Simulators(
                of=self.devices,
                pages=self.pages,
                pictures=self.folder / "pictures",
                read_code=lambda picture: f"code of {picture.name}",
                draw_page=draw_blank,
                errors=(Disobedient,),
            )
        )

    def open(self, screen: tuple[int, int] = (1920, 1200)) -> None:
        self.opened = PanelWindow(self.panel)
        self.opened.show(places(QRect(0, 0, *screen))[1])
        assert QTest.qWaitForWindowExposed(self.window)

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
        self.panel.close()

    @property
    def window(self) -> QQuickWindow:
        assert self.opened is not None
        return self.opened.window

    def items(self) -> list[QQuickItem]:
        """Everything that is seen."""
        return list(_visible(self.window.contentItem()))

    def item(self, name: str) -> QQuickItem:
        (found,) = [item for item in self.items() if item.objectName() == name]
        return found

    def click(self, item: QQuickItem) -> None:
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window, key)

    def touch(self, key: str) -> None:
        """Click it, and wait until its simulator has answered."""
        self.click(self.item(key))
        until(lambda: not self.panel.state.pending)

    def print_receipt(self, number: int) -> None:
        picture = blank(self.folder / f"{number}.png", 576, 1200)
        self.panel.hear("printer", {"event": "receipt", "png": str(picture), "errors": []})
        until(lambda: str(picture) in self.panel.state.receipts)

    def print_copy(self) -> None:
        (self.pages / "L-1.pdf").write_bytes(b"%PDF-")
        until(lambda: bool(self.panel.state.copy))


def _visible(item: QQuickItem, view: QRectF | None = None) -> Iterator[QQuickItem]:
    """``view``: of what scrolls around it."""
    if item.isVisible() and (view is None or view.intersects(place(item))):
        yield item
        for child in item.childItems():
            yield from _visible(child, place(child) if child.clip() else view)


def until(happened: Callable[[], bool]) -> None:
    """Let Qt work until it has."""
    limit = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < limit, "it has not happened"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def blank(picture: Path, width: int, height: int) -> Path:
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    assert image.save(str(picture))
    return picture


def draw_blank(_: Path, picture: Path) -> None:
    blank(picture, 600, 848)


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    """Whatever Qt warns of fails the test."""
    said: list[str] = []
    harmless = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
    before = qInstallMessageHandler(lambda kind, context, text: said.append(text) if kind not in harmless else None)
    yield
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture
def bare_desk(tmp_path: Path) -> Iterator[Desk]:
    """No window, and simulators that do not run yet."""
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    bare_desk.attach()
    bare_desk.open()
    return bare_desk


LIFE = """
from datetime import date
from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
import shiboken6
from devices.panel import panel_parts
from screens.panel import Panel
from screens.panel_window import PanelWindow, application

qt = application()
panel = Panel(date(2026, 11, 22), panel_parts())
window = PanelWindow(panel)
window.show(QRect(0, 0, 921, 706))
assert QTest.qWaitForWindowExposed(window.window)
assert not window.window.grabWindow().isNull()
window.close()
panel.close()
shiboken6.delete(qt)
"""


def test_a_process_that_showed_the_panel_ends_well() -> None:
    """What Qt frees after the interpreter has ended must not be Python's."""
    ended = subprocess.run([sys.executable, "-c", LIFE], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_closed_panel_may_be_freed_by_any_thread(tmp_path: Path) -> None:
    desks = [Desk(tmp_path)]
    desks[0].attach()
    panel = weakref.ref(desks[0].panel)
    desks[0].close()

    def free() -> None:
        desks.clear()
        gc.collect()

    elsewhere = threading.Thread(target=free)
    elsewhere.start()
    elsewhere.join()
    assert panel() is None
    QCoreApplication.processEvents()  # and no warning


ON_OFF = {
    "reader-unplug": ("reader", ("unplug", {}), ("replug", {})),
    "reader-checksum": (
        "reader",
        ("fault", {"kind": "wrong_checksum", "on": True}),
        ("fault", {"kind": "wrong_checksum", "on": False}),
    ),
    "reader-early": (
        "reader",
        ("fault", {"kind": "remove_at_byte", "on": True, "at": EARLY_AT}),
        ("fault", {"kind": "remove_at_byte", "on": False, "at": EARLY_AT}),
    ),
    **{
        key: (
            "printer",
            ("fault", {"kind": key.removeprefix("printer-"), "on": True}),
            ("fault", {"kind": key.removeprefix("printer-"), "on": False}),
        )
        for key in PRINTER_FAULTS
        if key != "printer-unplug"
    },
    "printer-unplug": ("printer", ("unplug", {}), ("replug", {})),
}
LAID = {f"lay-{person.key}": ("lay", {"card": person.key}) for person in PANEL_PEOPLE}
MODES = {key: ("mode", {"mode": key.removeprefix("line-")}) for key in NETWORK}
SHOWN = {"code-receipt": "code of 1.png", "code-copy": "code of L-1.png", "code-nonsense": NONSENSE}


def test_everything_that_can_be_touched_is_touched_here(desk: Desk) -> None:
    named = {name for item in desk.items() if (name := item.objectName())}
    assert named == {*ON_OFF, *LAID, *MODES, *SHOWN, *PAGE_FAULTS, *CAMERA, "take"}


@pytest.mark.parametrize("key", ON_OFF)
def test_a_fault_is_set_by_one_touch_and_taken_away_by_the_next(desk: Desk, key: str) -> None:
    device, on, off = ON_OFF[key]
    desk.touch(key)
    assert desk.devices[device].asked == [on]
    assert desk.item(key).property("on") is True
    desk.touch(key)
    assert desk.devices[device].asked == [on, off]
    assert desk.item(key).property("on") is False


@pytest.mark.parametrize("key", PAGE_FAULTS)
def test_the_page_printer_has_its_fault_in_its_file(desk: Desk, key: str) -> None:
    faults = desk.pages / "faults.json"
    desk.touch(key)
    assert key.removeprefix("pages-") in faults.read_text()
    assert desk.item(key).property("on") is True
    desk.touch(key)
    assert faults.read_text() == "{}"
    assert desk.item(key).property("on") is False


@pytest.mark.parametrize("key", LAID)
def test_a_card_is_laid_and_taken_away(desk: Desk, key: str) -> None:
    assert not desk.item("take").isEnabled()
    desk.touch(key)
    assert desk.devices["reader"].asked == [LAID[key]]
    assert desk.item(key).property("on") is True
    desk.touch("take")
    assert desk.devices["reader"].asked == [LAID[key], ("take", {})]
    assert desk.item(key).property("on") is False


def test_a_card_for_the_slot_is_put_in_and_taken_out(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.attach(slot=Recorder())
    desk.open()
    named = {name for item in desk.items() if (name := item.objectName())}
    assert named == {*ON_OFF, *LAID, *MODES, *SHOWN, *PAGE_FAULTS, *SLOT, *CAMERA, "take"}
    slot = desk.devices["slot"]
    assert not desk.item("slot-take").isEnabled()
    desk.touch("slot-li")
    assert slot.asked == [("take", {}), ("clear", {}), ("lay", {"card": "li"})]
    assert desk.panel.status["slot"]["zh"] == "李娜的卡插上了"
    desk.panel.hear("slot", {"event": "card_read"})
    until(lambda: desk.panel.state.told.get("slot") == "read")
    assert desk.panel.status["slot"]["zh"] == "李娜的卡已读出"
    slot.asked.clear()
    desk.touch("slot-bank_card")
    assert slot.asked == [("take", {}), ("clear", {}), ("fault", {"kind": "bank_card"}), ("lay", {"card": "wang"})]
    assert [key for key in SLOT if desk.item(key).property("on")] == ["slot-bank_card"]
    desk.touch("slot-take")
    assert slot.asked[-1] == ("take", {})
    assert desk.panel.status["slot"]["zh"] == "插卡口是空的"


def test_a_page_lies_under_the_camera_until_it_is_taken_away(desk: Desk) -> None:
    camera = desk.devices["camera"]
    assert not desk.item("camera-take").isEnabled()
    desk.touch("camera-register")
    assert camera.asked == [("show_page", dict(UNDER_CAMERA["camera-register"]))]
    assert [key for key in CAMERA if desk.item(key).property("on")] == ["camera-register"]
    desk.touch("camera-unplug")
    assert desk.panel.status["camera"]["zh"] == "高拍仪没有连接"
    desk.touch("camera-unplug")
    desk.touch("camera-take")
    assert camera.asked[1:] == [("unplug", {}), ("replug", {}), ("clear", {})]
    assert desk.panel.status["camera"]["zh"] == "镜头下面没有纸"


def test_a_licence_on_a_phone_is_shown_to_the_scanner(bare_desk: Desk) -> None:
    desk = bare_desk
    phone = Recorder()
    phone.answer = {"code": "LZ1:0001A"}
    desk.attach(phone=phone)
    desk.open()
    assert not desk.item("phone-again").isEnabled()
    desk.touch("phone-wang")
    desk.touch("phone-again")
    desk.touch("phone-old")
    asked = {"person": "wang", "licence_type": "household-register"}
    assert phone.asked == [("show", {**asked, "age": 0}), ("again", {}), ("show", {**asked, "age": 90})]
    assert desk.devices["scanner"].asked == [("show", {"text": "LZ1:0001A"})] * 3
    phone.refusal = "no such licence"
    desk.touch("phone-li")
    assert desk.panel.status["phone"] == {"tone": "bad", "zh": "模拟器没有照办", "en": "no such licence"}


@pytest.mark.parametrize("screen", [(1920, 1200), (1366, 768)])
def test_with_slot_and_phone_everything_stands_in_the_window(bare_desk: Desk, screen: tuple[int, int]) -> None:
    desk = bare_desk
    desk.attach(slot=Recorder(), phone=Recorder())
    desk.open(screen)
    whole = QRectF(0, 0, desk.window.width(), desk.window.height())
    assert all(whole.contains(place(item)) for item in desk.items() if item.objectName())


@pytest.mark.parametrize("key", MODES)
def test_the_network_is_in_one_mode(desk: Desk, key: str) -> None:
    desk.touch(key)
    assert desk.devices["line"].asked == [MODES[key]]
    assert [mode for mode in MODES if desk.item(mode).property("on")] == [key]


def test_codes_are_shown_once_there_is_paper_that_has_them(desk: Desk) -> None:
    assert [key for key in SHOWN if desk.item(key).isEnabled()] == ["code-nonsense"]
    desk.print_receipt(1)
    desk.print_copy()
    for key in SHOWN:
        desk.touch(key)
    assert desk.devices["scanner"].asked == [("show", {"text": text}) for text in SHOWN.values()]


def test_the_keyboard_reaches_what_the_mouse_reaches(desk: Desk) -> None:
    desk.window.requestActivate()
    assert QTest.qWaitForWindowActive(desk.window)
    reached = []
    while (focused := _focus(desk)) not in reached:
        reached.append(focused)
        desk.key(Qt.Key.Key_Tab)
    choices = [item.objectName() for item in desk.items() if item.objectName() and item.isEnabled()]
    assert sorted(filter(None, reached)) == sorted(choices)

    while _focus(desk) != "lay-li":
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Space)
    until(lambda: desk.panel.state.chosen.get("reader") == "lay-li")
    while _focus(desk) != "line-cut":
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Return)
    until(lambda: desk.panel.state.chosen.get("line") == "line-cut")


def _focus(desk: Desk) -> str:
    item = desk.window.activeFocusItem()
    return item.objectName() if item else ""


def test_nothing_can_be_touched_before_the_simulators_run(bare_desk: Desk) -> None:
    desk = bare_desk
    desk.open()
    assert not any(item.isEnabled() for item in desk.items() if item.objectName())
    desk.click(desk.item("lay-li"))
    desk.attach()
    assert desk.item("lay-li").isEnabled()
    assert desk.devices["reader"].asked == []


def pictures(desk: Desk) -> list[tuple[str, QQuickItem]]:
    """The paper that is seen, by name; icons are not paper."""
    found = [item for item in desk.items() if item.inherits("QQuickImage")]
    named = [(item.property("source").fileName(), item) for item in found if item.property("source").isLocalFile()]
    return [(name, item) for name, item in named if item.property("paintedWidth") > 0]


def test_receipts_appear_and_one_that_is_touched_is_large(desk: Desk) -> None:
    assert pictures(desk) == []
    desk.print_receipt(1)
    until(lambda: [name for name, _ in pictures(desk)] == ["1.png"])
    desk.print_receipt(2)
    until(lambda: [name for name, _ in pictures(desk)] == ["2.png", "2.png", "1.png"])
    large, *strip = [item for _, item in pictures(desk)]
    assert all(large.width() > 2 * small.width() for small in strip)
    desk.click(strip[1])
    until(lambda: [name for name, _ in pictures(desk)] == ["1.png", "2.png", "1.png"])


def test_a_sheet_is_enlarged_and_put_back(desk: Desk) -> None:
    desk.print_receipt(1)
    until(lambda: len(pictures(desk)) == 1)
    desk.window.requestActivate()
    assert QTest.qWaitForWindowActive(desk.window)
    ways: tuple[Callable[[], None], ...] = (lambda: desk.click(desk.window.contentItem()), lambda: desk.key(Qt.Key.Key_Escape))
    for put_back in ways:
        desk.click(pictures(desk)[0][1])
        until(lambda: len(pictures(desk)) == 2)
        assert pictures(desk)[1][1].width() == 576
        put_back()
        until(lambda: len(pictures(desk)) == 1)


QUIET: tuple[str, ...] = ()
LOUD = ("reader-unplug", "lay-dilireba", "printer-cover_open", "printer-unplug", "pages-paper-out", "pages-jam", "line-portal")
SCREENS = [(1920, 1200), (1920, 1080), (1366, 768), (1280, 1024), (1080, 1920)]


@pytest.mark.parametrize("touched", [QUIET, LOUD], ids=["quiet", "loud"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_word_can_be_read(bare_desk: Desk, screen: tuple[int, int], touched: tuple[str, ...]) -> None:
    desk = bare_desk
    desk.attach()
    desk.open(screen)
    for key in touched:
        desk.touch(key)
    if touched:
        desk.print_receipt(1)
        desk.print_copy()
        until(lambda: len(pictures(desk)) == 3)
    assert not desk.window.grabWindow().isNull()
    words = [item for item in desk.items() if item.inherits("QQuickText") and item.property("text")]
    assert len(words) > 70
    for word in words:
        text = word.property("text")
        assert not word.property("truncated"), text
        assert word.property("contentWidth") <= word.width() + 1, text
        assert type_size(word) >= LEGIBLE, text
        for around in ancestors(word):
            if around.clip() and not within(place(word), place(around)):
                break  # it is scrolled into its list before it is read
            assert within(ink(word), place(around)), (text, ink(word), place(around))
    for one, other in combinations(words, 2):
        assert apart(place(one), place(other)), (one.property("text"), other.property("text"))
    boxes = [item for item in desk.items() if item.objectName()]
    for one, other in combinations(boxes, 2):
        assert apart(place(one), place(other)), (one.objectName(), other.objectName())


def test_a_long_failure_is_cut_and_leaves_the_rest_in_peace(desk: Desk) -> None:
    desk.devices["line"].refusal = "no answer " * 30
    desk.touch("line-cut")
    (word,) = [item for item in desk.items() if item.property("text") == desk.devices["line"].refusal]
    assert word.property("truncated") is True
    assert word.property("contentWidth") <= word.width() + 1


def type_size(word: QQuickItem) -> float:
    """In pixels; a text that is wider than its place is set smaller."""
    font = word.property("font")
    natural = QFontMetricsF(font).horizontalAdvance(word.property("text"))
    return float(font.pixelSize() * min(1.0, word.width() / natural))


def place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def ink(word: QQuickItem) -> QRectF:
    """Where the type itself is: a line of this typeface is 1.45 em high, with air above and below."""
    air = 0.2 * word.property("font").pixelSize()
    return place(word).adjusted(0, air, 0, -air)


def ancestors(item: QQuickItem) -> Iterator[QQuickItem]:
    """Those that have a size; a row or a focus scope without one holds nothing in."""
    above = item.parentItem()
    while above is not None:
        if above.width() > 0 and above.height() > 0:
            yield above
        above = above.parentItem()


def within(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-1, -1, 1, 1).contains(inner)  # half a pixel is the rounding's


def apart(one: QRectF, other: QRectF) -> bool:
    shared = one.intersected(other)
    return shared.width() <= 1 or shared.height() <= 1


@pytest.mark.parametrize("screen", [*SCREENS, (3440, 1440)])
def test_the_two_windows_stand_side_by_side(screen: tuple[int, int]) -> None:
    whole = QRect(0, 30, *screen)
    terminal, panel = places(whole)
    assert whole.contains(terminal)
    assert whole.contains(panel)
    assert panel.x() > terminal.x() + terminal.width()
    assert abs(terminal.width() / terminal.height() - 9 / 16) < 0.01
