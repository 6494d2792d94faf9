"""The simulator panel: what a hand does at the devices, as buttons, and the paper that comes out of them, as pictures.

The simulators and the window live on two threads: whatever waits for a simulator's answer, or reads a picture, is done by the
panel's one worker, and comes back by a signal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

# Before Qt is loaded.
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

import shiboken6
from PySide6.QtCore import (
    Property,
    QFileSystemWatcher,
    QObject,
    QRect,
    QTimer,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from screens.pictures import Pictures

QML = Path(__file__).parent / "qml"
NONSENSE = "https://example.invalid/lunch?table=7"
EARLY_AT = 400  # bytes of the card that are sent before it is gone
EARLY_LOOK = 300  # ms: the reader does not tell that a card was taken away in the middle; it is asked
KEPT = 12  # receipts in the strip

Words = tuple[str, str]  # Chinese, English


class Simulator(Protocol):
    def command(self, name: str, **arguments: Any) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Devices:
    """What the panel acts upon. ``faults``: what a simulator raises that does not obey; LookupError: no code on a picture."""

    card: Simulator
    scanner: Simulator
    printer: Simulator
    line: Simulator
    pages: Path | None  # where the page printer keeps its PDF files; None: a real queue prints
    pictures: Path  # where the panel keeps the pictures of them
    read_code: Callable[[Path], str]
    draw_page: Callable[[Path, Path], None]  # PDF, PNG
    faults: tuple[type[Exception], ...]


# --- what can be touched -------------------------------------------------------------------------------------------------

READER_FAULTS: dict[str, Words] = {
    "reader-unplug": ("拔掉连线", "Unplugged"),
    "reader-checksum": ("校验码错", "Wrong checksum"),
    "reader-early": ("读到一半拿走", "Taken too early"),
}
CODES: dict[str, Words] = {
    "code-receipt": ("回执上的码", "Last receipt"),
    "code-copy": ("副本上的码", "Last copy"),
    "code-nonsense": ("不相干的码", "Nonsense"),
}
PRINTER_FAULTS: dict[str, Words] = {
    "printer-paper_out": ("缺纸", "Paper out"),
    "printer-paper_low": ("纸快用完", "Paper low"),
    "printer-cover_open": ("开盖", "Cover open"),
    "printer-cutter": ("切刀卡住", "Cutter jam"),
    "printer-silent": ("没有应答", "Silent"),
    "printer-unplug": ("拔掉连线", "Unplugged"),
}
PAGE_FAULTS: dict[str, Words] = {"pages-paper-out": ("缺纸", "Paper out"), "pages-jam": ("卡纸", "Jam")}
NETWORK: dict[str, Words] = {
    "line-through": ("畅通", "Through"),
    "line-cut": ("断开", "Cut"),
    "line-hang": ("没有应答", "Hangs"),
    "line-portal": ("要求登录", "Portal"),
    "line-error": ("服务出错", "Error 500"),
}


def person_row(person: SamplePerson, today: date) -> dict[str, Any]:
    age = today.year - person.birth.year - ((today.month, today.day) < (person.birth.month, person.birth.day))
    zh, en = _hint(person, today)
    expired = person.valid_until is not None and person.valid_until < today
    return {"key": f"lay-{person.key}", "name": person.name, "zh": f"{age}岁，{zh}", "en": f"{age}, {en}", "expired": expired}


def _hint(person: SamplePerson, today: date) -> Words:
    """The one thing that this card is good for."""
    if person.valid_until is not None and person.valid_until < today:
        return "已过期", "expired"
    if "·" in person.name:
        return "带间隔点", "dotted name"
    try:
        person.name.encode("gb2312")
    except UnicodeEncodeError:
        return "生僻字", "rare glyph"
    return ("长期有效", "no expiry") if person.valid_until is None else ("有效", "valid")


# --- what is known -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """Everything the panel shows."""

    stage: str = "starting"  # starting, running, ending
    on: frozenset[str] = frozenset()  # faults that are set
    network: str = "line-through"
    pending: frozenset[str] = frozenset()  # touched, and not answered yet
    person: str = ""  # whose card lies on the reader
    card: str = ""  # what became of it: read, early
    reads: int = 0  # of the reader, when a card was laid that will be taken too early
    code: str = ""  # the last one shown
    code_arrived: bool = False
    no_code: bool = False  # the paper had none that could be read
    printing: bool = False
    garbled: bool = False  # the printer could not make out what it was sent
    queue: bool = False  # pages go to a real queue
    receipts: tuple[str, ...] = ()  # newest first
    copy: str = ""
    picked: str = ""  # the one that is shown large
    trouble: dict[str, str] = field(default_factory=dict)  # of a simulator that did not obey, by device


def statuses(known: Known) -> dict[str, dict[str, str]]:
    """A sentence for each device: what it does now."""
    lines = {
        "stage": _stage_line(known),
        "reader": _reader_line(known),
        "scanner": _scanner_line(known),
        "printer": _printer_line(known),
        "pages": _pages_line(known),
        "line": _network_line(known),
    }
    for device, why in known.trouble.items():
        lines[device] = ("bad", "模拟器没有照办", why)
    return {device: {"tone": tone, "zh": zh, "en": en} for device, (tone, zh, en) in lines.items()}


def _stage_line(known: Known) -> tuple[str, str, str]:
    match known.stage:
        case "starting":
            return "info", "正在启动平台和设备…", "Starting platform and devices"
        case "ending":
            return "info", "正在结束…", "Ending"
    return "good", "终端在运行", "The terminal is running"


def _reader_line(known: Known) -> tuple[str, str, str]:
    if "reader-unplug" in known.on:
        return "stored", "读卡器没有连接", "The reader is not connected"
    if known.card == "early":
        return "stored", "读到一半，身份证被拿走了", "Taken away while it was read"
    if not known.person:
        return "quiet", "读卡区没有证件", "No card on the reader"
    name, latin = sample_person(known.person).name, known.person.title()
    if known.card == "read":
        return "good", f"{name}的身份证已读出", f"{latin}'s card was read"
    return "info", f"{name}的身份证放上了", f"{latin}'s card lies there"


def _scanner_line(known: Known) -> tuple[str, str, str]:
    if known.no_code:
        return "stored", "纸上没有能读的码", "No readable code on the paper"
    if not known.code:
        return "quiet", "没有出示码", "No code shown"
    zh, en = CODES[known.code]
    return ("good", f"已扫到{zh}", f"Scanned: {en}") if known.code_arrived else ("info", f"正在扫{zh}", f"Scanning: {en}")


def _printer_line(known: Known) -> tuple[str, str, str]:
    faults = [words for key, words in PRINTER_FAULTS.items() if key in known.on]
    if faults:
        return "stored", "、".join(zh for zh, _ in faults), ", ".join(en for _, en in faults)
    if known.printing:
        return "info", "正在打印…", "Printing"
    if known.garbled:
        return "bad", "收到看不懂的内容", "Was sent what it cannot make out"
    if known.receipts:
        return "good", f"打印了{len(known.receipts)}张回执", f"Receipts printed: {len(known.receipts)}"
    return "quiet", "就绪", "Ready"


def _pages_line(known: Known) -> tuple[str, str, str]:
    if known.queue:
        return "quiet", "由系统队列打印", "A system queue prints"
    faults = [words for key, words in PAGE_FAULTS.items() if key in known.on]
    if faults:
        return "stored", "、".join(zh for zh, _ in faults), ", ".join(en for _, en in faults)
    return ("good", "已打印副本", "Copy printed") if known.copy else ("quiet", "就绪", "Ready")


def _network_line(known: Known) -> tuple[str, str, str]:
    return {
        "line-through": ("good", "终端能连上平台", "The platform can be reached"),
        "line-cut": ("stored", "连接全部断开", "Every connection is cut"),
        "line-hang": ("stored", "连得上，但没有回答", "Connects, and never answers"),
        "line-portal": ("stored", "只回答登录网页", "Only a login page answers"),
        "line-error": ("stored", "平台回答500", "The platform answers 500"),
    }[known.network]


def papers(known: Known) -> list[dict[str, str]]:
    """The last copy, then receipts, newest first."""
    found = [{"path": known.copy, "kind": "copy", "zh": "证照副本", "en": "Copy"}] if known.copy else []
    count = len(known.receipts)
    found += [
        {"path": path, "kind": "receipt", "zh": f"回执 {count - at}", "en": f"Receipt {count - at}"}
        for at, path in enumerate(known.receipts[:KEPT])
    ]
    return [{**paper, "source": QUrl.fromLocalFile(paper["path"]).toString()} for paper in found]


# --- the model -------------------------------------------------------------------------------------------------------------


class Panel(QObject):
    """Lives on Qt's thread; `hear` may be called from any."""

    changed = Signal()
    papersChanged = Signal()
    faulted = Signal(object)  # a bug in the worker
    _answered = Signal(str, object)
    _heard = Signal(str, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.known = Known()
        self._people = [person_row(person, today) for person in SAMPLE_PEOPLE]
        self._devices: Devices | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="panel")
        self._pages = QFileSystemWatcher(self)
        self._pages.directoryChanged.connect(self._look_for_copy)
        self._looking = QTimer(self)
        self._looking.setInterval(EARLY_LOOK)
        self._looking.timeout.connect(self._look_for_early)
        self._answered.connect(self._take_answer)
        self._heard.connect(self._take_event)

    def attach(self, devices: Devices) -> None:
        """The simulators run: from here on they are acted upon."""
        self._devices = devices
        devices.pictures.mkdir(parents=True, exist_ok=True)
        if devices.pages is not None:
            self._pages.addPath(str(devices.pages))
        self._know(stage="running", queue=devices.pages is None)

    def ending(self) -> None:
        self._looking.stop()
        self._know(stage="ending")

    def close(self) -> None:
        """Waits for what the worker has begun."""
        self._looking.stop()
        self._devices = None
        self._worker.shutdown(wait=True, cancel_futures=True)

    def hear(self, device: str, event: dict[str, Any]) -> None:
        """What a simulator tells."""
        self._heard.emit(device, event)

    # --- to QML ----------------------------------------------------------------------------------------------------

    @Property("QVariantMap", constant=True)
    def choices(self) -> dict[str, Any]:
        """What never changes: the people, and the words of everything that can be touched."""
        groups = {"reader": READER_FAULTS, "codes": CODES, "printer": PRINTER_FAULTS, "pages": PAGE_FAULTS, "line": NETWORK}
        rows = {
            group: [{"key": key, "zh": zh, "en": en} for key, (zh, en) in choices.items()] for group, choices in groups.items()
        }
        return {"people": self._people, **rows}

    @Property("QVariantMap", notify=changed)
    def status(self) -> dict[str, Any]:
        return statuses(self.known)

    @Property("QVariantMap", notify=changed)
    def on(self) -> dict[str, bool]:
        """Key of a choice: it is set."""
        known = self.known
        chosen = {*known.on, known.network, *([f"lay-{known.person}"] if known.person else [])}
        return dict.fromkeys(chosen, True)

    @Property("QVariantMap", notify=changed)
    def off(self) -> dict[str, bool]:
        """Key of a choice: it cannot be touched now."""
        known = self.known
        closed = set(known.pending)
        if not known.person:
            closed.add("take")
        if not known.receipts:
            closed.add("code-receipt")
        if not known.copy:
            closed.add("code-copy")
        if known.queue:
            closed.update(PAGE_FAULTS)
        return dict.fromkeys(closed, True)

    @Property(bool, notify=changed)
    def running(self) -> bool:
        return self.known.stage == "running"

    @Property("QVariantList", notify=papersChanged)
    def papers(self) -> list[dict[str, str]]:
        return papers(self.known)

    @Property("QVariantMap", notify=papersChanged)
    def large(self) -> dict[str, str]:
        return next((paper for paper in papers(self.known) if paper["path"] == self.known.picked), {})

    # --- from QML --------------------------------------------------------------------------------------------------

    @Slot(str)
    def pick(self, path: str) -> None:
        self._know(picked=path)

    @Slot(str)
    def act(self, key: str) -> None:
        devices = self._devices
        if devices is None or self.known.stage != "running":
            return
        kind, _, what = key.partition("-")
        on = key not in self.known.on
        match kind:
            case "lay":
                self._ask(key, "reader", lambda: self._lay(devices, what))
            case "take":
                self._ask(key, "reader", lambda: _then(devices.card.command("take"), person="", card=""))
            case "reader":
                self._ask(key, "reader", lambda: self._reader_fault(devices, what, key, on))
            case "code":
                self._ask(key, "scanner", lambda: self._show(devices, key))
            case "printer":
                self._ask(key, "printer", lambda: _printer_fault(devices, what, key, on))
            case "pages":
                wanted = self.known.on ^ {key}
                self._ask(key, "pages", lambda: _page_faults(devices, wanted, key, on))
            case "line":
                self._ask(key, "line", lambda: _then(devices.line.command("mode", mode=what), network=key))

    # --- on the worker: each comes back with what is then known ------------------------------------------------------

    def _lay(self, devices: Devices, person: str) -> dict[str, Any]:
        reads = int(devices.card.command("counts")["read"])
        devices.card.command("lay", card=person)
        return {"person": person, "reads": reads}

    def _reader_fault(self, devices: Devices, what: str, key: str, on: bool) -> dict[str, Any]:
        match what:
            case "unplug":
                devices.card.command("unplug" if on else "replug")
            case "checksum":
                devices.card.command("fault", kind="wrong_checksum", on=on)
            case "early":
                devices.card.command("fault", kind="remove_at_byte", on=on, at=EARLY_AT)
                return {"set": (key, on), "reads": int(devices.card.command("counts")["read"])}
        return {"set": (key, on)}

    def _show(self, devices: Devices, key: str) -> dict[str, Any]:
        known = self.known  # a frozen value: whole, whichever thread reads it
        papers = {"code-receipt": known.receipts[:1], "code-copy": (known.copy,)}
        try:
            text = devices.read_code(Path(papers[key][0])) if key in papers else NONSENSE
        except LookupError:
            return {"no_code": True, "code": ""}
        devices.scanner.command("show", text=text)
        return {"code": key, "no_code": False}

    # --- answers and events --------------------------------------------------------------------------------------------

    def _ask(self, key: str, device: str, work: Callable[[], dict[str, Any]]) -> None:
        if key in self.known.pending:
            return
        # What the simulator tells of this may come before its answer does.
        anew: dict[str, Any] = {"code_arrived": False} if device == "scanner" else {"card": ""} if key.startswith("lay-") else {}
        self._know(pending=self.known.pending | {key}, **anew)
        self._send(key, device, work)

    def _send(self, key: str, device: str, work: Callable[[], dict[str, Any]]) -> None:
        assert self._devices is not None
        faults = self._devices.faults

        def run() -> dict[str, Any]:
            try:
                return {**work(), "well": device}
            except faults as fault:
                return {"trouble": (device, str(fault))}

        def tell(done: Future[dict[str, Any]]) -> None:
            if not done.cancelled():
                self._answered.emit(key, done)

        self._worker.submit(run).add_done_callback(tell)

    @Slot(str, object)
    def _take_answer(self, key: str, done: Future[dict[str, Any]]) -> None:
        if (bug := done.exception()) is not None:
            self.faulted.emit(bug)
            return
        changes = dict(done.result())
        known = self.known
        changes["pending"] = known.pending - {key}
        if "set" in changes:
            fault, on = changes.pop("set")
            changes["on"] = known.on | {fault} if on else known.on - {fault}
        trouble = {device: why for device, why in known.trouble.items() if device != changes.get("well")}
        changes.pop("well", None)
        changes["trouble"] = {**trouble, **dict([changes["trouble"]])} if "trouble" in changes else trouble
        if changes.get("reads_now", 0) > known.reads and known.person and not known.card:
            changes.update(person="", card="early")
        changes.pop("reads_now", None)
        self._know(**changes)

    @Slot(str, object)
    def _take_event(self, device: str, event: dict[str, Any]) -> None:
        match device, event.get("event"):
            case "reader", "card_read":
                self._know(card="read")
            case "scanner", "shown":
                self._know(code_arrived=True)
            case "printer", "printing":
                self._know(printing=True)
            case "printer", "receipt":
                png = str(event["png"])
                garbled = bool(event["errors"])
                self._know(printing=False, garbled=garbled, receipts=(png, *self.known.receipts), picked=png)

    @Slot()
    def _look_for_early(self) -> None:
        devices = self._devices
        if devices is not None:
            self._send("", "reader", lambda: {"reads_now": int(devices.card.command("counts")["read"])})

    @Slot()
    def _look_for_copy(self) -> None:
        devices = self._devices
        if devices is not None and devices.pages is not None:
            self._send("", "pages", lambda: self._newest_copy(devices))

    def _newest_copy(self, devices: Devices) -> dict[str, Any]:
        assert devices.pages is not None
        found = max(devices.pages.glob("*.pdf"), key=lambda pdf: pdf.stat().st_mtime_ns, default=None)
        if found is None:
            return {}
        picture = devices.pictures / f"{found.stem}.png"
        if str(picture) == self.known.copy:
            return {}
        devices.draw_page(found, picture)
        return {"copy": str(picture), "picked": str(picture)}

    def _know(self, **changes: Any) -> None:
        before, self.known = self.known, replace(self.known, **changes)
        if self.known == before:
            return
        watched = bool(self.known.person and "reader-early" in self.known.on and not self.known.card)
        if watched != self._looking.isActive():
            self._looking.start() if watched else self._looking.stop()
        self.changed.emit()
        if any(getattr(before, name) != getattr(self.known, name) for name in ("receipts", "copy", "picked")):
            self.papersChanged.emit()


def _then(answer: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return changes


def _printer_fault(devices: Devices, what: str, key: str, on: bool) -> dict[str, Any]:
    if what == "unplug":
        devices.printer.command("unplug" if on else "replug")
    else:
        devices.printer.command("fault", kind=what, on=on)
    # A printer that lost its power does not go on with what it was printing.
    return {"set": (key, on), **({"printing": False} if what == "unplug" else {})}


def _page_faults(devices: Devices, wanted: frozenset[str], key: str, on: bool) -> dict[str, Any]:
    """The file that the page printer reads before a job, and within one: whole or not at all."""
    assert devices.pages is not None
    faults = {}
    if "pages-paper-out" in wanted:
        faults["status"] = "paper-out"
    if "pages-jam" in wanted:
        faults["print"] = "jam"
    file = devices.pages / "faults.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps(faults), encoding="utf-8")
    part.replace(file)
    return {"set": (key, on)}


# --- the window ------------------------------------------------------------------------------------------------------------


class PanelWindow:
    """Made on the main thread, after the application; `close` before the application ends."""

    def __init__(self, panel: Panel) -> None:
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(QML))
        self._engine.addImageProvider("icons", Pictures("icons"))
        self._engine.setInitialProperties({"panel": panel})
        self._engine.load(QUrl.fromLocalFile(str(QML / "Panel.qml")))
        if not self._engine.rootObjects():
            raise RuntimeError("the panel cannot be loaded")
        root = self._engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root

    def show(self, place: QRect) -> None:
        self.window.setGeometry(place)
        self.window.show()

    def close(self) -> None:
        del self.window
        shiboken6.delete(self._engine)


def places(screen: QRect) -> tuple[QRect, QRect]:
    """Where the terminal and the panel stand side by side: the terminal upright, the panel at its right."""
    gap = 16
    height = min(int(screen.height() * 0.92), int(screen.width() * 0.42 * 16 / 9))
    width = height * 9 // 16
    tall = int(screen.height() * 0.92)
    wide = min(screen.width() - width - 3 * gap, int(tall * 1.5))
    top = screen.y() + (screen.height() - tall) // 2
    return QRect(screen.x() + gap, top, width, height), QRect(screen.x() + width + 2 * gap, top, wide, tall)


def application() -> QGuiApplication:
    made = QGuiApplication(["simulator-panel"])
    made.setQuitOnLastWindowClosed(True)
    return made
