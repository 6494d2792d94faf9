"""The slot for social security cards on the simulator panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.text import LocalizedText
from kiosk.ports.simulator_panel import Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "slot"
TAKE = "slot-take"
FAULTS = ("pin", "bank_card")
FAULTS_OF = "wang"  # whose card has them
CHOICES = (
    choice("slot-wang", "王秀英", "Wang's card"),
    choice("slot-zhuge", "诸葛建国", "Zhuge's card"),
    choice("slot-li", "李娜", "Li's card"),
    choice("slot-pin", "要密码", "Wants a PIN"),
    choice("slot-bank_card", "银行卡", "Bank card"),
    choice(TAKE, "拔出来", "Take it out"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    card = simulators.of[KEY]
    card.command("take")
    if key == TAKE:
        return lambda state: state.choose(KEY, "")
    card.command("clear")
    what = key.removeprefix("slot-")
    if what in FAULTS:
        card.command("fault", kind=what)
    card.command("lay", card=FAULTS_OF if what in FAULTS else what)
    return lambda state: state.choose(KEY, key)


def _touched(state: PanelState, key: str) -> PanelState:
    return state.tell(KEY, "")


def _hear(state: PanelState, event: Mapping[str, Any]) -> PanelState:
    return state.tell(KEY, "read") if event.get("event") == "card_read" else state


def _locked(state: PanelState) -> frozenset[str]:
    return frozenset() if state.chosen.get(KEY) else frozenset({TAKE})


def _line(state: PanelState) -> PanelLine:
    key = state.chosen.get(KEY)
    if not key:
        return line("quiet", "插卡口是空的", "The slot is empty")
    words = PART.words(key)
    zh = f"{words.zh.removesuffix('卡')}的卡"
    if state.told.get(KEY) == "read":
        return line("good", f"{zh}已读出", f"{words.en} was read")
    return line("info", f"{zh}插上了", f"{words.en} stands in it")


PART = PanelPart(
    key=KEY,
    icon="chip-card",
    name=LocalizedText("社保卡读卡器", "Social-card reader"),
    choices=CHOICES,
    act=_act,
    line=_line,
    touched=_touched,
    hear=_hear,
    locked=_locked,
    order=20,
    switches=False,
    optional=True,
)
