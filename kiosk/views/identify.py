"""Who are you: which card can be shown, how, and what went wrong with one."""

from __future__ import annotations

from typing import ClassVar

from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.identify import Identify, IdentifyProblem, ShowNoCard, ShowPhoneCode, code_will_do, readers_for
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.card_problems import problem as card_problem
from kiosk.views.card_problems import ways as ways_now
from kiosk.views.cards import named
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

# Nothing more is asked for: this card will not do, and to lay it down again helps nobody.
_NO_USE = frozenset({IdentifyProblem.STILL_UNREADABLE, IdentifyProblem.EXPIRED, IdentifyProblem.NEEDS_PIN, IdentifyProblem.BLOCKED})


class WayRow(Row):
    """A card that can be shown. Beside another one it has words of its own; of one alone the page's title says all."""

    picture: Data
    title: Text = ""
    text: Text = ""


class IdentifyView(PageView):
    """``phone_code``: to show the code on a phone instead, "" where it will not do now; ``no_card``: to what else will do."""

    page: ClassVar[str] = "IdentifyPage"

    problem: Text
    title: Text
    text: Text = ""
    retry: Button = ""
    ways: tuple[WayRow, ...]
    waiting: Text = ""
    privacy: Text = ""
    phone_code: Button = ""
    no_card: Button = ""


def identify(state: State, place: Identify, look: Look) -> IdentifyView:
    """Which card can be shown, and what went wrong with one."""
    say = say_in(state)
    problem = card_problem(state, place, say)
    if place.problem is IdentifyProblem.LEDGER:
        title = say("现在不能办理", "Nothing can be applied for now")
        return IdentifyView(problem=problem, title=title, ways=())
    code, no_card = _instead(state, place, say)
    if not place.waiting:  # to ask for a card that cannot be read would only keep somebody waiting
        return IdentifyView(
            problem=problem,
            title=_unreadable(state, place, say),
            retry=say("再试一次", "Try again"),
            ways=(WayRow(picture="reader-out"),),
            phone_code=code,
            no_card=no_card,
        )
    ways = ways_now(state, place)
    by_id_card = Device.ID_CARD_READER in ways  # an address is on the one card alone
    why = place.then.why(by_id_card, ways == (Device.ID_CARD_READER,))
    return IdentifyView(
        problem=problem,
        title=_title(place, ways, say),
        text=_text(state, place, localized(why, state) + say("。", "."), say),
        ways=tuple(_way(way, say) for way in ways) if len(ways) > 1 else (WayRow(picture=card_text(ways[0]).picture),),
        waiting="" if len(ways) == 1 and place.problem in _NO_USE else _waiting(len(ways) > 1, by_id_card, say),
        privacy=say("读到的信息只在这一次使用，离开后清除。", "What is read is used this once, and erased when you leave."),
        phone_code=code,
        no_card=no_card,
    )


def _instead(state: State, place: Identify, say: Say) -> tuple[str, str]:
    """The buttons of whoever shows no card."""
    code = ""
    if code_will_do(state, place.then) is None:
        own = say("改用手机上的随申码", "Code on my phone")
        code = say("改用对方手机上的随申码", "Code on their phone") if place.then.another else own
    return code, "" if place.then.another else say("没有带证件", "I have no card with me")


def _text(state: State, place: Identify, why: str, say: Say) -> str:
    """What the card is for; of whoever showed a code on their phone before, why that is not enough here."""
    if state.person is None or place.then.another:
        return why
    reason = place.then.card_reason()
    if reason is None:
        return say("您刚才出示的不够，这件事还要读证件。", "What you showed is not enough for this: a card is needed, too.")
    return say(f"办这件事还要读一次证件：{reason.zh}。", f"A card is read for this, too. {reason.en}.")


def _unreadable(state: State, place: Identify, say: Say) -> str:
    """That none of the cards can be read which are asked for here."""
    names = [_name_of(device) for device in readers_for(state, place.then) or (Device.ID_CARD_READER,)]
    zh, en = "或".join(zh for zh, _ in names), " or ".join(en for _, en in names)
    return say(f"现在读不了{zh}", f"No {en} can be read now")


def _way(way: Device, say: Say) -> WayRow:
    card = card_text(way)
    return WayRow(picture=card.picture, title=named(way, say), text=say(card.how.zh, card.how.en))


def _title(place: Identify, ways: tuple[Device, ...], say: Say) -> str:
    if place.then.another and place.problem is not IdentifyProblem.STILL_UNREADABLE:
        zh, en = ("身份证或社保卡", "ID card or social security card") if len(ways) > 1 else _name_of(ways[0])
        return say(f"现在请换上对方的{zh}", f"Now the {en} of the other person")
    if len(ways) > 1:
        return say("请出示身份证或社保卡", "Please show one of these cards")
    card = card_text(ways[0])
    if place.problem is IdentifyProblem.STILL_UNREADABLE:
        return say(f"这张{card.card.zh}读不出来", f"This {card.card.en} cannot be read")
    if place.problem in _NO_USE:
        return say("这张卡不能用", "This card cannot be used")
    return say(card.title.zh, card.title.en)


def _name_of(way: Device) -> tuple[str, str]:
    card = card_text(way).card
    return card.zh, card.en


def _waiting(several: bool, by_id_card: bool, say: Say) -> str:
    verb = "放好或插好" if several else "放好" if by_id_card else "插好"
    return say(f"{verb}后不用按，自动读取，大约两秒。", "It is read automatically, in about two seconds.")


VIEWS: Views = {Identify: identify}
ACTIONS: Actions = {
    "showPhoneCode": lambda state, value: ShowPhoneCode(),
    "showNoCard": lambda state, value: ShowNoCard(),
}
