"""What is asked of the resident before a query goes out: their card, where the item wants one, and the questions of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain import forms
from kiosk.domain.forms import Question
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.query.events import SetAnswer
from kiosk.journeys.query.result import ask_query
from kiosk.session.companies import ask_company
from kiosk.session.entry import Entry
from kiosk.session.events import Primary
from kiosk.session.identify import ask_card
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import Event, Known, Next, Place, State, Step


def questions(item: ServiceItem) -> tuple[Question, ...]:
    """What is asked before this query, in its order."""
    return forms.questions_of(item.form) if item.form else ()


class QueryQuestion(Place):
    """``answers``: so far, this question's among them; ``at``: which of the questions this is."""

    stage: ClassVar[int] = 1

    item: ServiceItem
    answers: Mapping[str, str]
    at: int = 0
    fault: bool = False

    @property
    def question(self) -> Question:
        """The one that is asked here."""
        return questions(self.item)[self.at]

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        key = self.question.key
        match event:
            case SetAnswer(asked, value) if asked == key:
                return replace_top(state, replace(self, answers={**self.answers, key: value}, fault=False))
            case Primary():
                value = self.answers.get(key, "").strip()
                here = replace(self, answers={**self.answers, key: value}, fault=_wrong(self.item, key, value, moment))
                if here.fault:
                    return replace_top(state, here)
                return _go_on(replace(state, place=here), here.item, here.answers, self.at + 1, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _wrong(item: ServiceItem, key: str, value: str, moment: Moment) -> bool:
    assert item.form is not None
    return forms.fault_of(item.form, key, value, moment.latest_day)


def _go_on(state: State, item: ServiceItem, answers: Mapping[str, str], at: int, moment: Moment) -> Step:
    """To the question that comes at this place, or to the result after the last."""
    if at < len(questions(item)):
        return push(state, QueryQuestion(item, answers, at))
    given = {key: value for key, value in answers.items() if value}
    acting = state.company if item.assurance is Assurance.COMPANY else None
    return ask_query(state, item, given, acting.company.number if acting else "", moment)


class BeginQuery(Next):
    """Once it is known who asks."""

    asks: ClassVar[frozenset[Known]] = frozenset()
    stage: ClassVar[int] = 1

    item: ServiceItem

    def go(self, state: State, moment: Moment) -> Step:
        return _go_on(state, self.item, {}, 0, moment)

    def needs(self) -> Assurance:
        return self.item.of_person

    def card_reason(self) -> LocalizedText | None:
        return self.item.card_reason

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("只查您本人的记录，看完就清除", "Only your own record is looked up; it is erased afterwards")

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    if item.assurance is Assurance.NONE:
        return _go_on(state, item, {}, 0, moment)
    if item.assurance is Assurance.COMPANY:
        return ask_company(state, item, BeginQuery(item), moment)
    return ask_card(state, BeginQuery(item), moment)


ENTRY = Entry(begin=_begin)
