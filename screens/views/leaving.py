"""The farewell."""

from __future__ import annotations

from kiosk.session.state import Leaving, State
from screens.views.frame import View
from screens.views.language import say_in


def leaving(state: State, place: Leaving) -> View:
    say = say_in(state)
    return {
        "title": say("请拿好您的东西", "Please take your things"),
        "rows": [
            {
                "icon": "id-card",
                "text": say("身份证", "ID card"),
                "attention": not place.card_gone,
                "note": "" if place.card_gone else say("身份证可能还在读卡区，请取走", "It may still lie on the reader"),
            },
            {"icon": "receipt-text", "text": say("回执和打印件", "Receipt and copies"), "attention": False, "note": ""},
        ],
        "text": say("您的信息正在从本机清除。再见！", "Everything of you is being erased here. Goodbye!"),
    }
