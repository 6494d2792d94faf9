"""The farewell."""

from __future__ import annotations

from kiosk.ports.devices import Device
from kiosk.session.readers import READERS
from kiosk.session.state import Leaving, State
from screens.views import cards
from screens.views.frame import View
from screens.views.language import Say, say_in


def leaving(state: State, place: Leaving) -> View:
    say = say_in(state)
    note = say("没有开始打印的那页正在取消", "Your page is being cancelled") if place.page else ""
    paper = {"icon": "receipt-text", "text": say("回执和打印件", "Receipt and copies"), "attention": False, "note": note}
    return {
        "title": say("请拿好您的东西", "Please take your things"),
        "rows": [*_cards(place, say), paper],
        "farewell": say("您的信息正在从本机清除。再见！", "Everything of you is being erased here. Goodbye!"),
    }


def _cards(place: Leaving, say: Say) -> list[View]:
    """Every card that was shown, and every one that still lies in a reader."""
    rows = []
    for device in READERS:
        left = place.looked and device in place.requests
        if left or device in place.shown:
            note = say(*cards.LEFT[device]) if left else ""
            rows.append({"icon": _ICONS[device], "text": _name(device, place, say), "attention": left, "note": note})
    return rows


_ICONS = {Device.ID_CARD_READER: "id-card", Device.SMART_CARD_READER: "chip-card"}


def _name(device: Device, place: Leaving, say: Say) -> str:
    if device is Device.SMART_CARD_READER and place.reader is not device:
        return say("插卡口里的卡", "The card in the slot")  # whatever it is: it was not used
    return cards.named(device, say)
