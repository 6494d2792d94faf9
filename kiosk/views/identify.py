"""Who are you: which card can be shown, how, and what went wrong with one."""

from __future__ import annotations

from typing import ClassVar

from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.card_problems import problem as card_problem
from kiosk.views.card_problems import ways as ways_now
from kiosk.views.cards import named
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class WayRow(Row):
    """A card that can be shown. Beside another one it has words of its own; of one alone the page's title says all."""

    picture: Data
    title: Text = ""
    text: Text = ""


class IdentifyView(PageView):
    page: ClassVar[str] = "IdentifyPage"

    problem: Text
    title: Text
    text: Text = ""
    retry: Button = ""
    ways: tuple[WayRow, ...]
    waiting: Text = ""
    privacy: Text = ""


def identify(state: State, place: Identify, look: Look) -> IdentifyView:
    """Which card can be shown, and what went wrong with one."""
    say = say_in(state)
    problem = card_problem(state, place, say)
    if not place.waiting:  # to ask for a card that cannot be read would only keep somebody waiting
        return IdentifyView(
            problem=problem,
            title=say("现在不能读卡", "Cards cannot be read now"),
            retry=say("再试一次", "Try again"),
            ways=(WayRow(picture="reader-out"),),
        )
    ways = ways_now(state, place)
    by_id_card = Device.ID_CARD_READER in ways  # an address is on the one card alone
    why = place.then.why(by_id_card, ways == (Device.ID_CARD_READER,))
    return IdentifyView(
        problem=problem,
        title=_title(place, ways, say),
        text=localized(why, state),
        ways=tuple(_way(way, say) for way in ways) if len(ways) > 1 else (WayRow(picture=card_text(ways[0]).picture),),
        waiting=_waiting(len(ways) > 1, by_id_card, say),
        privacy=say("只在这一次使用，离开后本机不留您的信息", "Used this once; nothing of you is kept here"),
    )


def _way(way: Device, say: Say) -> WayRow:
    card = card_text(way)
    return WayRow(picture=card.picture, title=named(way, say), text=say(card.how.zh, card.how.en))


def _title(place: Identify, ways: tuple[Device, ...], say: Say) -> str:
    if place.then.another and place.problem is not IdentifyProblem.STILL_UNREADABLE:
        zh, en = ("身份证或社保卡", "ID card or social security card") if len(ways) > 1 else _name_of(ways[0])
        return say(f"现在请换上他的{zh}", f"Now the {en} of whom you act for")
    if len(ways) > 1:
        return say("请出示身份证或社保卡", "Please show one of these cards")
    card = card_text(ways[0])
    if place.problem is IdentifyProblem.STILL_UNREADABLE:  # nothing more is asked for
        return say(f"这张{card.card.zh}读不出来", f"This {card.card.en} cannot be read")
    return say(card.title.zh, card.title.en)


def _name_of(way: Device) -> tuple[str, str]:
    card = card_text(way).card
    return card.zh, card.en


def _waiting(several: bool, by_id_card: bool, say: Say) -> str:
    verb = "放好或插好" if several else "放好" if by_id_card else "插好"
    return say(f"{verb}后不用按，自动读取，大约两秒", "It is read by itself, in about two seconds")


VIEWS: Views = {Identify: identify}
ACTIONS: Actions = {}
