"""What went wrong at a reader, and what to do now."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import card_text, text_of
from kiosk.ports.devices import Device
from kiosk.session.identify import Identify, IdentifyProblem, readers_for
from kiosk.session.state import State
from kiosk.views.cards import NOTHING_KEPT, cannot_be_used, usable, without
from kiosk.views.language import Say

_COUNTER = LocalizedText("到窗口办理", "go to the counter")
_RECEIPT = LocalizedText("返回改扫回执上的码，或到窗口问", "go back and scan your receipt, or ask at the counter")


def ways(state: State, place: Identify) -> tuple[Device, ...]:
    """The readers that wait for a card now."""
    return tuple(device for device in usable(state) if device in place.waiting) or (Device.ID_CARD_READER,)


def problem(state: State, place: Identify, say: Say) -> str:
    """What went wrong at one reader, and what to do now; else that a reader is out of order while the other works. What this card
    cannot do, another can."""
    if place.problem is None:
        return ""
    if place.problem is IdentifyProblem.LEDGER:
        return say(
            f"{NOTHING_KEPT.zh}。办理、查询、打印请到窗口，或用旁边的终端；修好了，这一页自己会变。",
            f"{NOTHING_KEPT.en}. For all else go to the counter, or use another terminal. This page goes on once it is repaired.",
        )
    if place.problem is IdentifyProblem.READER:
        return _out_of_order(state, place, say)
    if place.problem is IdentifyProblem.OWN_CARD:
        return say(
            "这是您自己的卡，刚才已经读过。请拿开，换成对方的卡。",
            "This is your own card, which was read already. Take it away, and show the other person's card.",
        )
    if place.problem is IdentifyProblem.OTHER_PERSON:
        return say(
            "这张证件和刚才出示的随申码不是同一个人。请拿开，换成您本人的证件；要替别人办，另有“替别人办”。",
            "This card and the code on the phone are not the same person's. Take it away and show your own card.",
        )
    words = card_text(place.at).problems[place.problem.value]
    others = [device for device in usable(state) if device in place.waiting and device is not place.at]
    scans = place.then.receipt_helps and state.status(Device.CODE_SCANNER).usable
    other = card_text(others[0]).instead if others else _RECEIPT if scans else _COUNTER
    return say(words.zh.format(other=other.zh), words.en.format(other=other.en))


def _out_of_order(state: State, place: Identify, say: Say) -> str:
    if place.waiting:
        return without(place.at, next(iter(place.waiting)), say) + say("。", ".")
    names = [text_of(device).within for device in readers_for(state, place.then) or (Device.ID_CARD_READER,)]
    both = LocalizedText("和".join(name.zh for name in names), " and the ".join(name.en for name in names))
    return cannot_be_used(both, say)
