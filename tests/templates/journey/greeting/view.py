"""What a greeting shows and says."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journeys.greeting.places import GreetAgain, Greeting
from kiosk.session.state import State
from kiosk.views.base import Button, PageView, Text
from kiosk.views.language import say_in
from kiosk.views.pages import Actions, Look, Views


class GreetingView(PageView):
    page: ClassVar[str] = "GreetingPage"

    title: Text
    again: Button


def greeting(state: State, place: Greeting, look: Look) -> GreetingView:
    say = say_in(state)
    return GreetingView(
        title=say("您好", "Hello"), again=say("再问一次", "Once more") if place.times < 3 else "", primary=say("好", "Done")
    )


VIEWS: Views = {Greeting: greeting}
ACTIONS: Actions = {"greetAgain": lambda state, value: GreetAgain()}
