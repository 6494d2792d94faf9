"""The farewell, and the empty page after it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.readers import READERS
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Row, Text
from kiosk.views.cards import named
from kiosk.views.language import Say, say_in
from kiosk.views.pages import Actions, Look, Views


class TakeRow(Row):
    """Something to take along. ``attention``: it still lies there."""

    icon: Data
    text: Text
    note: Text
    attention: bool


class LeavingView(PageView):
    page: ClassVar[str] = "LeavingPage"
    tells_network: ClassVar[bool] = True
    speaks_unasked: ClassVar[bool] = True

    title: Text
    rows: tuple[TakeRow, ...]
    farewell: Text


class WipedView(PageView):
    page: ClassVar[str] = "WipedPage"
    bare: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True


def leaving(state: State, place: Leaving, look: Look) -> LeavingView:
    """What is to be taken along, and what still lies there."""
    say = say_in(state)
    note = say("没有开始打印的那页正在取消", "Your page is being cancelled") if place.page else ""
    paper = TakeRow(icon="receipt-text", text=say("回执和打印件", "Receipt and copies"), note=note, attention=False)
    return LeavingView(
        title=say("请拿好您的东西", "Please take your things"),
        rows=(*_cards(place, say), paper),
        farewell=say("您的信息正在从本机清除。再见！", "Your information is being erased from this terminal. Goodbye!"),
    )


def wiped(state: State, place: Wiped, look: Look) -> WipedView:
    """Nothing: the process is being replaced."""
    return WipedView()


def _cards(place: Leaving, say: Say) -> list[TakeRow]:
    """Every card that was shown, and every one that still lies in a reader."""
    rows = []
    for device in READERS:
        left = place.looked and device in place.waiting
        if left or device in place.used:
            card = card_text(device)
            both = say("您的和对方的，两张都拿好", "Yours and the other person's: take both") if place.cards_of_two else ""
            note = say(card.left.zh, card.left.en) if left else both
            rows.append(TakeRow(icon=card.icon, text=_name(device, place, say), note=note, attention=left))
    return rows


def _name(device: Device, place: Leaving, say: Say) -> str:
    if device is Device.SMART_CARD_READER and place.reader is not device:
        return say("插卡口里的卡", "The card in the slot")  # whatever it is: it was not used
    return named(device, say)


VIEWS: Views = {Leaving: leaving, Wiped: wiped}
ACTIONS: Actions = {}
