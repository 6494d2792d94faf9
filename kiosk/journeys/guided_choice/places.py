"""What it is about, the questions, and what was found."""

from __future__ import annotations

from kiosk.domain.guided_choice import GuidedAnswer, GuidedChoice, GuidedEnd, told
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.guided_choice.effects import ListChoices, LoadItems
from kiosk.journeys.guided_choice.events import ChoicesListed, ChooseAnswer, ItemsLoaded, OpenChoice, OpenFound
from kiosk.session.entry import Entry
from kiosk.session.navigation import push, replace_top, show_guide, unchanged
from kiosk.session.state import Event, Place, State, Step
from kiosk.session.told_ahead import tell_ahead


class Topics(Place):
    choices: tuple[GuidedChoice, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChoicesListed(choices):
                return replace_top(state, Topics(choices))
            case OpenChoice(key):
                choice = next((one for one in self.choices if one.key == key), None)
                return push(state, Asking(choice, choice.questions[0].key)) if choice else unchanged(state)
        return unchanged(state)


class Asking(Place):
    """``key``: of the question; ``given``: the answers that led here."""

    choice: GuidedChoice
    key: str
    given: tuple[GuidedAnswer, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        question = self.choice.question(self.key)
        assert question is not None
        match event:
            case ChooseAnswer(at) if 0 <= at < len(question.answers):
                answer = question.answers[at]
                given = (*self.given, answer)
                if end := self.choice.end(answer.leads):
                    return push(state, Chosen(self.choice, end, given), LoadItems(end.items))
                return push(state, Asking(self.choice, answer.leads, given))
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.choice.name


class Chosen(Place):
    choice: GuidedChoice
    end: GuidedEnd
    given: tuple[GuidedAnswer, ...]
    items: tuple[ServiceItem, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ItemsLoaded(items):
                return replace_top(state, replace(self, items=items))
            case OpenFound(code):
                item = next((one for one in self.items if one.implementation_code == code), None)
                if item is None:
                    return unchanged(state)
                return show_guide(tell_ahead(state, code, told(self.given, code)), item, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.choice.name


def _open(state: State, argument: str, moment: Moment) -> Step:
    return push(state, Topics(), ListChoices())


ENTRY = Entry(open=_open)
