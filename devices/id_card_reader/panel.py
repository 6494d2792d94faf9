"""The ID-card reader on the simulator panel: cards are laid on it and taken, and reading fails as told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.sample_people import sample_person
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.simulator_panel import LAY, TAKE, Change, PanelLine, PanelPart, PanelState, Simulators, choice, line

KEY = "reader"
EARLY_AT = 400  # bytes of the card that are sent before it is gone
UNPLUG, CHECKSUM, EARLY = "reader-unplug", "reader-checksum", "reader-early"
CHOICES = (
    choice(UNPLUG, "拔掉连线", "Unplugged"),
    choice(CHECKSUM, "校验码错", "Wrong checksum"),
    choice(EARLY, "读到一半拿走", "Taken too early"),
)


def _act(simulators: Simulators, key: str, state: PanelState) -> Change:
    reader = simulators.of[KEY]
    on = key not in state.faults
    if key == TAKE:
        reader.command("take")
        return lambda state: state.choose(KEY, "").tell(KEY, "")
    if key.startswith(LAY):
        reads = _reads(simulators)
        reader.command("lay", card=key.removeprefix(LAY))
        return lambda state: _counted(state.choose(KEY, key), reads)
    if key == UNPLUG:
        reader.command("unplug" if on else "replug")
    elif key == CHECKSUM:
        reader.command("fault", kind="wrong_checksum", on=on)
    else:
        reader.command("fault", kind="remove_at_byte", on=on, at=EARLY_AT)
        reads = _reads(simulators)
        return lambda state: _counted(state.fault(key, on), reads)
    return lambda state: state.fault(key, on)


def _reads(simulators: Simulators) -> int:
    return int(simulators.of[KEY].command("counts")["read"])


def _counted(state: PanelState, reads: int) -> PanelState:
    return replace(state, counts={**state.counts, KEY: reads})


def _touched(state: PanelState, key: str) -> PanelState:
    return state.tell(KEY, "") if key.startswith(LAY) else state


def _hear(state: PanelState, event: Mapping[str, Any]) -> PanelState:
    return state.tell(KEY, "read") if event.get("event") == "card_read" else state


def _awaits(state: PanelState) -> bool:
    """A card lies there that is gone as soon as it is read: the reader does not tell of that, it must be asked."""
    return bool(state.chosen.get(KEY) and EARLY in state.faults and not state.told.get(KEY))


def _look(simulators: Simulators, state: PanelState) -> Change:
    reads = _reads(simulators)
    return lambda state: asked_to_read(state, reads)


def asked_to_read(state: PanelState, reads: int) -> PanelState:
    """The reader has been asked ``reads`` times by now."""
    if _awaits(state) and reads > state.counts.get(KEY, 0):
        return state.choose(KEY, "").tell(KEY, "early")
    return state


def _locked(state: PanelState) -> frozenset[str]:
    return frozenset() if state.chosen.get(KEY) else frozenset({TAKE})


def _line(state: PanelState) -> PanelLine:
    if UNPLUG in state.faults:
        return line("stored", "阅读器没有连接", "The reader is not connected")
    if state.told.get(KEY) == "early":
        return line("stored", "读到一半，身份证被拿走了", "Taken away while it was read")
    person = state.chosen.get(KEY, "").removeprefix(LAY)
    if not person:
        return line("quiet", "读卡区没有证件", "No card on the reader")
    name, latin = sample_person(person).name, person.title()
    if state.told.get(KEY) == "read":
        return line("good", f"{name}的身份证已读出", f"{latin}'s card was read")
    return line("info", f"{name}的身份证放上了", f"{latin}'s card lies there")


PART = PanelPart(
    key=KEY,
    icon="id-card",
    name=LocalizedText("身份证阅读器", "ID card reader"),
    choices=CHOICES,
    act=_act,
    line=_line,
    touched=_touched,
    hear=_hear,
    locked=_locked,
    awaits=_awaits,
    look=_look,
    order=10,
    people=True,
)
