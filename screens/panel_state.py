"""What the simulator panel offers and what it shows, as values and words. No Qt, no simulator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.values import Value, replace
from screens.panel_words import CAMERA, CODES, PAGE_FAULTS, PRINTER_FAULTS, SLOT, Words

SHOWN = 12  # receipts that can be looked at again


def device_of(key: str) -> str:
    kind = key.partition("-")[0]
    return {"lay": "reader", "take": "reader", "code": "scanner"}.get(kind, kind)


def person_row(person: SamplePerson, today: date) -> dict[str, Any]:
    age = today.year - person.birth.year - ((today.month, today.day) < (person.birth.month, person.birth.day))
    zh, en = _peculiarity(person, today)
    expired = person.valid_until is not None and person.valid_until < today
    return {"key": f"lay-{person.key}", "name": person.name, "zh": f"{age}岁，{zh}", "en": f"{age}, {en}", "expired": expired}


def _peculiarity(person: SamplePerson, today: date) -> Words:
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


# --- the state, and what changes it ----------------------------------------------------------------------------------------


class PanelState(Value):
    """Everything the panel shows."""

    running: bool = False  # the simulators can be acted upon
    faults: frozenset[str] = frozenset()  # that are set
    network: str = "line-through"
    pending: frozenset[str] = frozenset()  # touched, and not answered yet
    failures: frozenset[Words] = frozenset()  # device, and why its simulator did not obey
    person: str = ""  # whose card lies on the reader
    card: str = ""  # what became of it: read, early
    social: bool = False  # there is a reader for social security cards
    slot: str = ""  # key of the card that stands in it
    slot_read: bool = False
    under: str = ""  # key of what lies under the document camera
    reads: int = 0  # that the reader had been asked for when it was last looked at
    code: str = ""  # the last one shown
    scanned: bool = False
    unreadable: bool = False  # the paper had no code that could be read
    printing: bool = False
    garbled: bool = False  # the printer could not make out what it was sent
    queue: bool = False  # pages go to a real queue
    receipts: tuple[str, ...] = ()  # pictures, newest first
    copy: str = ""
    selected: str = ""  # the picture that is shown large

    @property
    def awaits_removal(self) -> bool:
        """A card lies there that is gone as soon as it is read: the reader does not tell of that, it must be asked."""
        return bool(self.person and "reader-early" in self.faults and not self.card)


def touched(state: PanelState, key: str) -> PanelState:
    """Before the simulator is asked: what it tells of this may come before its answer does."""
    state = replace(state, pending=state.pending | {key})
    if device_of(key) == "scanner":
        return replace(state, scanned=False)
    if device_of(key) == "slot":
        return replace(state, slot_read=False)
    return replace(state, card="") if key.startswith("lay-") else state


def answered(state: PanelState, key: str, device: str, failure: str = "") -> PanelState:
    others = frozenset(pair for pair in state.failures if pair[0] != device)
    return replace(state, pending=state.pending - {key}, failures=others | {(device, failure)} if failure else others)


def asked_to_read(state: PanelState, reads: int) -> PanelState:
    """The reader has been asked ``reads`` times by now."""
    return replace(state, person="", card="early") if state.awaits_removal and reads > state.reads else state


def reported(state: PanelState, device: str, event: Mapping[str, Any]) -> PanelState:
    """A simulator tells of itself."""
    match device, event.get("event"):
        case "reader", "card_read":
            return replace(state, card="read")
        case "slot", "card_read":
            return replace(state, slot_read=True)
        case "scanner", "shown":
            return replace(state, scanned=True)
        case "printer", "printing":
            return replace(state, printing=True)
        case "printer", "receipt":
            picture = str(event["png"])
            receipts = (picture, *state.receipts)
            return replace(state, printing=False, garbled=bool(event["errors"]), receipts=receipts, selected=picture)
    return state


# --- what is shown -----------------------------------------------------------------------------------------------------------


def active(state: PanelState) -> set[str]:
    person = f"lay-{state.person}" if state.person else ""
    return {*state.faults, state.network, *filter(None, (person, state.slot, state.under))}


def disabled(state: PanelState) -> set[str]:
    closed = set(state.pending)
    if not state.person:
        closed.add("take")
    if not state.under:
        closed.add("camera-take")
    if not state.slot:
        closed.add("slot-take")
    if not state.receipts:
        closed.add("code-receipt")
    if not state.copy:
        closed.add("code-copy")
    if state.queue:
        closed.update(PAGE_FAULTS)
    return closed


def printouts(state: PanelState) -> list[dict[str, str]]:
    """The last copy, then receipts, newest first."""
    found = [{"path": state.copy, "kind": "copy", "zh": "证照副本", "en": "Copy"}] if state.copy else []
    count = len(state.receipts)
    found += [
        {"path": path, "kind": "receipt", "zh": f"回执 {count - at}", "en": f"Receipt {count - at}"}
        for at, path in enumerate(state.receipts[:SHOWN])
    ]
    return [{**printout, "source": Path(printout["path"]).as_uri()} for printout in found]


Line = tuple[str, str, str]  # tone, Chinese, English


def statuses(state: PanelState) -> dict[str, dict[str, str]]:
    """A sentence for each device: what it does now."""
    lines: dict[str, Line] = {
        "terminal": _terminal_line(state),
        "reader": _reader_line(state),
        "slot": _slot_line(state),
        "scanner": _scanner_line(state),
        "camera": _camera_line(state),
        "printer": _printer_line(state),
        "pages": _pages_line(state),
        "line": _network_line(state),
    }
    for device, why in state.failures:
        lines[device] = ("bad", "模拟器没有照办", why)
    return {device: {"tone": tone, "zh": zh, "en": en} for device, (tone, zh, en) in lines.items()}


def _terminal_line(state: PanelState) -> Line:
    if state.running:
        return "good", "终端在运行", "The terminal is running"
    return "info", "正在启动平台和设备…", "Starting platform and devices"


def _reader_line(state: PanelState) -> Line:
    if "reader-unplug" in state.faults:
        return "stored", "读卡器没有连接", "The reader is not connected"
    if state.card == "early":
        return "stored", "读到一半，身份证被拿走了", "Taken away while it was read"
    if not state.person:
        return "quiet", "读卡区没有证件", "No card on the reader"
    name, latin = sample_person(state.person).name, state.person.title()
    if state.card == "read":
        return "good", f"{name}的身份证已读出", f"{latin}'s card was read"
    return "info", f"{name}的身份证放上了", f"{latin}'s card lies there"


def _slot_line(state: PanelState) -> Line:
    if not state.slot:
        return "quiet", "插卡口是空的", "The slot is empty"
    zh, en = SLOT[state.slot]
    zh = f"{zh.removesuffix('卡')}的卡"
    return ("good", f"{zh}已读出", f"{en} was read") if state.slot_read else ("info", f"{zh}插上了", f"{en} stands in it")


def _scanner_line(state: PanelState) -> Line:
    if state.unreadable:
        return "stored", "纸上没有能读的码", "No readable code"
    if not state.code:
        return "quiet", "没有出示码", "No code shown"
    zh, en = CODES[state.code]
    return ("good", f"已扫到{zh}", f"Scanned: {en}") if state.scanned else ("info", f"正在扫{zh}", f"Scanning: {en}")


def _camera_line(state: PanelState) -> Line:
    if "camera-unplug" in state.faults:
        return "stored", "高拍仪没有连接", "The camera is not connected"
    if not state.under:
        return "quiet", "镜头下面没有纸", "Nothing lies there"
    zh, en = CAMERA[state.under]
    return "good", f"镜头下面是：{zh}", f"It sees: {en}"


def _printer_line(state: PanelState) -> Line:
    if line := _faults_line(state, PRINTER_FAULTS):
        return line
    if state.printing:
        return "info", "正在打印…", "Printing"
    if state.garbled:
        return "bad", "收到看不懂的内容", "Was sent what it cannot make out"
    if state.receipts:
        return "good", f"打印了{len(state.receipts)}张回执", f"Receipts printed: {len(state.receipts)}"
    return "quiet", "就绪", "Ready"


def _pages_line(state: PanelState) -> Line:
    if state.queue:
        return "quiet", "由系统队列打印", "A system queue prints"
    if line := _faults_line(state, PAGE_FAULTS):
        return line
    return ("good", "已打印副本", "Copy printed") if state.copy else ("quiet", "就绪", "Ready")


def _faults_line(state: PanelState, faults: Mapping[str, Words]) -> Line | None:
    found = [words for key, words in faults.items() if key in state.faults]
    return ("stored", "、".join(zh for zh, _ in found), ", ".join(en for _, en in found)) if found else None


def _network_line(state: PanelState) -> Line:
    return {
        "line-through": ("good", "终端能连上平台", "The platform can be reached"),
        "line-cut": ("stored", "连接全部断开", "Every connection is cut"),
        "line-hang": ("stored", "连得上，但没有回答", "Connects, and never answers"),
        "line-portal": ("stored", "只回答登录网页", "Only a login page answers"),
        "line-error": ("stored", "平台回答500", "The platform answers 500"),
    }[state.network]
