"""How was it?"""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journeys.rating.places import Rate, RatePage
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.language import say_in
from kiosk.views.pages import Actions, Look, Views


class LevelRow(Row):
    """``level``: 5 best to 1."""

    icon: Data
    title: Text
    level: int


class RateView(PageView):
    page: ClassVar[str] = "RatePage"

    title: Text
    text: Text
    levels: tuple[LevelRow, ...]
    skip: Button


def rate(state: State, place: RatePage, look: Look) -> RateView:
    """Five levels, and the way past them."""
    say = say_in(state)
    return RateView(
        title=say("这次办得怎么样？", "How was it?"),
        text=say("评不评都可以，不影响办理结果。", "You need not answer; it changes nothing for your case."),
        levels=(
            LevelRow(level=5, icon="laugh", title=say("非常满意", "Very satisfied")),
            LevelRow(level=4, icon="smile", title=say("满意", "Satisfied")),
            LevelRow(level=3, icon="meh", title=say("基本满意", "Fairly satisfied")),
            LevelRow(level=2, icon="frown", title=say("不满意", "Dissatisfied")),
            LevelRow(level=1, icon="angry", title=say("非常不满意", "Very dissatisfied")),
        ),
        skip=say("不评价，结束", "Finish without rating"),
    )


def _rated(state: State, value: Any) -> Rate:
    return Rate(int(value))


VIEWS: Views = {RatePage: rate}
ACTIONS: Actions = {"rate": _rated}
