"""The cards that a resident may show, each by the name of its reader: words, pictures, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.ports.devices import Device
from kiosk.session.readers import READERS, fitted
from kiosk.session.state import State
from kiosk.views.language import Say

Pair = tuple[str, str]  # Chinese, English

NAMES: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("身份证", "ID card"),
    Device.SMART_CARD_READER: ("社保卡", "social security card"),
}
READER_NAMES: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("身份证阅读器", "ID-card reader"),
    Device.SMART_CARD_READER: ("社保卡读卡器", "social-security-card reader"),
}
ICONS: Mapping[Device, str] = {Device.ID_CARD_READER: "id-card", Device.SMART_CARD_READER: "chip-card"}
PICTURES: Mapping[Device, str] = {Device.ID_CARD_READER: "lay-card", Device.SMART_CARD_READER: "insert-card"}
HOW: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("平放在读卡区", "Lay it flat on the reader"),
    Device.SMART_CARD_READER: ("芯片朝上，插到底", "Chip up, all the way in"),
}
TITLES: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("请把身份证平放在读卡区", "Please lay your ID card on the reader"),
    Device.SMART_CARD_READER: ("请把社保卡插入插卡口", "Please insert your social security card"),
}
LEFT: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("身份证可能还在读卡区，请取走", "It may still lie on the reader"),
    Device.SMART_CARD_READER: ("卡还在插卡口里，请拔出来带走", "It is still in the slot: please take it out"),
}


def named(device: Device, say: Say) -> str:
    """The card's name, where it stands by itself."""
    zh, en = NAMES[device]
    return say(zh, en[0].upper() + en[1:])


def usable(state: State) -> tuple[Device, ...]:
    """The readers that work, as far as they have told."""
    return tuple(device for device in READERS if state.status(device).usable)


def any_card(state: State, say: Say) -> str:
    """The cards that can be shown here, in a phrase; the ID card where no reader has told of itself yet."""
    names = [NAMES[device] for device in usable(state) or (Device.ID_CARD_READER,)]
    return say("或".join(zh for zh, _ in names), " or ".join(en for _, en in names))


def cannot_be_used(zh: str, en: str, say: Say) -> str:
    """A device without which it does not go on here, by its name."""
    return say(
        f"{zh}暂时不能用。您可以等它恢复，或请工作人员帮忙。",
        f"The {en} cannot be used now. You may wait, or ask the staff.",
    )


def without(broken: Device, works: Device, say: Say) -> str:
    """That one reader is out of order, and which card works."""
    return say(
        f"{READER_NAMES[broken][0]}暂时不能用，请用{NAMES[works][0]}",
        f"The {READER_NAMES[broken][1]} is out of order: please use your {NAMES[works][1]}",
    )


def cannot_now(state: State, say: Say) -> list[str]:
    """Where one reader works, whoever comes can be told which card to use; where none does, nobody can apply."""
    there = fitted(state) or (Device.ID_CARD_READER,)  # a terminal that was given none lacks the one
    broken = [device for device in there if device in state.devices and not state.status(device).usable]
    works = [device for device in there if state.status(device).usable]
    if works:
        return [without(device, works[0], say) for device in broken]
    if len(broken) < len(there):
        return []  # one has not told of itself yet
    zh = "和".join(READER_NAMES[device][0] for device in broken)
    return [say(f"{zh}暂时不能用：可以查指南，不能办理", "The card reader is out of order: guides only, no applications")]
