"""One page, which can be closed."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.session.entry import Entry
from kiosk.session.events import Act, Primary
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class GreetAgain(Act):
    pass


class Greeting(Place):
    times: int = 1

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case GreetAgain():
                return replace_top(state, Greeting(self.times + 1))
            case Primary():
                return go_home(state, moment)
        return unchanged(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        return () if isinstance(before.place, Greeting) else (("greeting.opened", {}),)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return push(state, Greeting())


ENTRY = Entry(open=_open)
