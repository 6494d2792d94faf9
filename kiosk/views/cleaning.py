"""The screen may be wiped."""

from __future__ import annotations

from typing import ClassVar

from kiosk.session.cleaning import Cleaning
from kiosk.session.state import State
from kiosk.views.base import PageView, Text
from kiosk.views.language import say_in
from kiosk.views.pages import Actions, Look, Views


class CleaningView(PageView):
    """``left``: whole seconds until it reacts again."""

    page: ClassVar[str] = "CleaningPage"
    bare: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    title: Text
    text: Text
    left: int


def cleaning(state: State, place: Cleaning, look: Look) -> CleaningView:
    """Counts down."""
    say = say_in(state)
    return CleaningView(
        title=say("现在可以擦屏幕", "You may wipe the screen now"),
        text=say("屏幕暂时不会有反应，时间到了自己恢复。", "The screen does not respond until the time is up."),
        left=max(0, round(place.until - look.moment.monotonic)),
    )


VIEWS: Views = {Cleaning: cleaning}
ACTIONS: Actions = {}
