"""The receipt printer on the simulator panel: it fails as told, and its receipts are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, faults_line, line

KEY = "printer"
UNPLUG = "printer-unplug"
CHOICES = (
    choice("printer-paper_out", "缺纸", "Paper out"),
    choice("printer-paper_low", "纸快用完", "Paper low"),
    choice("printer-cover_open", "开盖", "Cover open"),
    choice("printer-cutter", "切刀卡住", "Cutter jam"),
    choice("printer-silent", "没有应答", "Silent"),
    choice(UNPLUG, "拔掉连线", "Unplugged"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    printer, on = simulators.of[KEY], key not in state.faults
    if key != UNPLUG:
        printer.command("fault", kind=key.removeprefix("printer-"), on=on)
        return lambda state: state.fault(key, on)
    printer.command("unplug" if on else "replug")
    # A printer that lost its power does not go on with what it was printing.
    return lambda state: _stopped(state.fault(key, on))


def _stopped(state: PanelState) -> PanelState:
    return state.tell(KEY, "") if state.told.get(KEY) == "printing" else state


def _hear(state: PanelState, event: Mapping[str, Any]) -> PanelState:
    match event.get("event"):
        case "printing":
            return state.tell(KEY, "printing")
        case "receipt":
            picture = str(event["png"])
            printed = replace(state, receipts=(picture, *state.receipts), selected=picture)
            return printed.tell(KEY, "garbled" if event["errors"] else "")
    return state


def _line(state: PanelState) -> PanelLine:
    if found := faults_line(state, CHOICES):
        return found
    if state.told.get(KEY) == "printing":
        return line("info", "正在打印…", "Printing")
    if state.told.get(KEY) == "garbled":
        return line("bad", "收到看不懂的内容", "Was sent what it cannot make out")
    if state.receipts:
        return line("good", f"打印了{len(state.receipts)}张回执", f"Receipts printed: {len(state.receipts)}")
    return line("quiet", "就绪", "Ready")


PART = PanelPart(
    key=KEY,
    icon="printer",
    name=LocalizedText("回执打印机", "Receipt printer"),
    choices=CHOICES,
    act=_act,
    line=_line,
    hear=_hear,
    order=50,
)
