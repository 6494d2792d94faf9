"""The cards that a resident may show, each by the name of its reader: words, pictures, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.ports.devices import Device
from kiosk.session.identify import Identify, IdentifyProblem
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

_PROBLEMS: Mapping[tuple[Device, IdentifyProblem], Pair] = {
    (Device.ID_CARD_READER, IdentifyProblem.CARD_LEFT): (
        "身份证拿开得早了一点。请平放好，等到提示再拿走。",
        "The card was taken away too early. Please leave it until you are told.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.CARD_LEFT): (
        "社保卡拔出得早了一点。请再插一次，插到底，等到提示再拔。",
        "The card was taken out too early. Please put it in again, and leave it until you are told.",
    ),
    (Device.ID_CARD_READER, IdentifyProblem.FORGOTTEN): (
        "读卡区里已经有一张卡。是您的，请拿起来再放一次；不是您的，请交给工作人员。",
        "There is a card on the reader already. If it is yours, lift it and lay it down again; if not, give it to the staff.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.FORGOTTEN): (
        "插卡口里已经有一张卡。是您的，请拔出来再插一次；不是您的，请交给工作人员。",
        "There is a card in the slot already. If it is yours, take it out and put it in again; if not, give it to the staff.",
    ),
    (Device.ID_CARD_READER, IdentifyProblem.UNREADABLE): (
        "没有读清楚。请把身份证擦干净，换个方向再放一次。",
        "The card could not be read. Please wipe it and lay it down again.",
    ),
    (Device.ID_CARD_READER, IdentifyProblem.OTHER_CARD): (
        "放在读卡区的可能不是身份证，银行卡和手机都不行。请拿开，换成身份证平放。",
        "This may be no ID card; bank cards and phones will not do. Please take it away and lay down your ID card.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.UNREADABLE): (
        "没有读清楚。请把卡拔出来，擦一擦芯片，芯片朝上再插一次。",
        "The card could not be read. Please take it out, wipe its chip, and put it in again, chip up and first.",
    ),
}
# What this card cannot do, another can: {other} becomes the way on.
_PROBLEMS_WITH_A_WAY_ON: Mapping[tuple[Device, IdentifyProblem], Pair] = {
    (Device.ID_CARD_READER, IdentifyProblem.STILL_UNREADABLE): (
        "还是读不出来，可能是卡里的芯片坏了。不用再试，请{other}。",
        "It still cannot be read; its chip may be damaged. No need to try again: please {other}.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.STILL_UNREADABLE): (
        "还是读不出来，可能是卡的芯片坏了。不用再试，请拔出来，{other}。",
        "It still cannot be read; its chip may be damaged. No need to try again: please take it out, and {other}.",
    ),
    (Device.ID_CARD_READER, IdentifyProblem.EXPIRED): (
        "这张身份证已经过了有效期，不能在本机办理。请{other}，或先换领新证。",
        "This card has expired and cannot be used here. Please {other}.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.EXPIRED): (
        "这张社保卡已经过了有效期，不能在本机使用。请拔出来，{other}。",
        "This card has expired and cannot be used here. Please take it out, and {other}.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.NEEDS_PIN): (
        "这张卡要输密码才能读，本机从不要求输卡的密码。请拔出来，{other}。",
        "This card wants its PIN, and this terminal never asks for one. Please take it out, and {other}.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.OTHER_CARD): (
        "这张卡不是社保卡，可能是银行卡，本机没有读取里面的内容。请拔出来收好，{other}。",
        "This is no social security card; perhaps a bank card. Nothing was read from it. Please take it back, and {other}.",
    ),
    (Device.SMART_CARD_READER, IdentifyProblem.BLOCKED): (
        "这张社保卡已被发卡机构停用。请拔出来，{other}。",
        "This card was blocked by its issuer. Please take it out, and {other}.",
    ),
}
_OTHER: Mapping[Device, Pair] = {
    Device.ID_CARD_READER: ("改用身份证，或到窗口办理", "use your ID card, or go to the counter"),
    Device.SMART_CARD_READER: ("改用社保卡，或到窗口办理", "use your social security card, or go to the counter"),
}
_COUNTER: Pair = ("到窗口办理", "go to the counter")
_RECEIPT: Pair = ("返回改扫回执上的码，或到窗口问", "go back and scan your receipt, or ask at the counter")


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


def ways(state: State, place: Identify) -> tuple[Device, ...]:
    """The readers that wait for a card now."""
    return tuple(device for device in usable(state) if device in place.waiting) or (Device.ID_CARD_READER,)


def problem(state: State, place: Identify, say: Say) -> str:
    """What went wrong at one reader, and what to do now; else that a reader is out of order while the other works."""
    if place.problem is None:
        return ""
    at, others = place.at, [device for device in usable(state) if device in place.waiting and device is not place.at]
    if place.problem is IdentifyProblem.READER:
        return _out_of_order(state, place, say)
    if words := _PROBLEMS.get((at, place.problem)):
        return say(*words)
    zh, en = _PROBLEMS_WITH_A_WAY_ON[at, place.problem]
    scans = place.then.receipt_helps and state.status(Device.CODE_SCANNER).usable
    other_zh, other_en = _OTHER[others[0]] if others else _RECEIPT if scans else _COUNTER
    return say(zh.format(other=other_zh), en.format(other=other_en))


def _out_of_order(state: State, place: Identify, say: Say) -> str:
    if place.waiting:
        return without(place.at, next(iter(place.waiting)), say)
    names = [READER_NAMES[device] for device in fitted(state) or (Device.ID_CARD_READER,)]
    return cannot_be_used("和".join(zh for zh, _ in names), " and the ".join(en for _, en in names), say)


def cannot_be_used(zh: str, en: str, say: Say) -> str:
    """A device without which it does not go on here, by its name."""
    return say(
        f"{zh}暂时不能用。您可以等它恢复，或请工作人员帮忙。",
        f"The {en} cannot be used now. You may wait, or ask the staff.",
    )


def without(broken: Device, works: Device, say: Say) -> str:
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
