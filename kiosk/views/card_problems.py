"""What went wrong at a reader, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.ports.devices import Device
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.readers import fitted
from kiosk.session.state import State
from kiosk.views.cards import READER_NAMES, Pair, cannot_be_used, usable, without
from kiosk.views.language import Say

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
