"""The code scanner on the simulator panel: the codes of the paper that came out are shown to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "scanner"
NONSENSE = "https://example.invalid/lunch?table=7"
RECEIPT, COPY = "code-receipt", "code-copy"
CHOICES = (
    choice(RECEIPT, "回执上的码", "Last receipt"),
    choice(COPY, "副本上的码", "Last copy"),
    choice("code-nonsense", "不相干的码", "Nonsense"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    pictures = {RECEIPT: state.receipts[:1], COPY: (state.copy,)}
    try:
        text = simulators.read_code(Path(pictures[key][0])) if key in pictures else NONSENSE
    except LookupError:
        return lambda state: state.choose(KEY, "").tell(KEY, "unreadable")
    simulators.of[KEY].command("show", text=text)
    return lambda state: _shown(state, key)


def _shown(state: PanelState, key: str) -> PanelState:
    shown = state.choose(KEY, key)
    return shown.tell(KEY, "") if state.told.get(KEY) == "unreadable" else shown


def _touched(state: PanelState, key: str) -> PanelState:
    return state.tell(KEY, "") if state.told.get(KEY) == "scanned" else state


def _hear(state: PanelState, event: Mapping[str, Any]) -> PanelState:
    return state.tell(KEY, "scanned") if event.get("event") == "shown" else state


def _locked(state: PanelState) -> frozenset[str]:
    return frozenset(key for key, paper in ((RECEIPT, state.receipts), (COPY, state.copy)) if not paper)


def _line(state: PanelState) -> PanelLine:
    told, key = state.told.get(KEY), state.chosen.get(KEY)
    if told == "unreadable":
        return line("stored", "纸上没有能读的码", "No readable code")
    if not key:
        return line("quiet", "没有出示码", "No code shown")
    words = PART.words(key)
    if told == "scanned":
        return line("good", f"已扫到{words.zh}", f"Scanned: {words.en}")
    return line("info", f"正在扫{words.zh}", f"Scanning: {words.en}")


PART = PanelPart(
    key=KEY,
    icon="scan-line",
    name=LocalizedText("扫码器", "Code scanner"),
    choices=CHOICES,
    act=_act,
    line=_line,
    touched=_touched,
    hear=_hear,
    locked=_locked,
    order=30,
    share=0.53,
    title=256,
    switches=False,
    keeps_choice=False,
)
