"""What is asked of the resident before a query goes out: their card, where the item wants one, and the questions of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain import forms
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.query.events import SetAnswer
from kiosk.journeys.query.result import ask_query
from kiosk.session.entry import Entry
from kiosk.session.events import Primary
from kiosk.session.identify import ask_card
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import Event, Known, Next, Place, State, Step

COMPANY = "company"
_COMPANY = Question(
    key=COMPANY,
    title=LocalizedText("要查哪家单位？", "Which company is it about?"),
    hint=LocalizedText("营业执照上的统一社会信用代码，18位", "The social credit code on its business licence, 18 characters"),
    widget="text",
    options=(),
    error=LocalizedText("信用代码是18位数字和字母，请对着营业执照再看一遍", "Please compare the code with the licence"),
    prefill="",
    when="",
    optional=False,
    check=LocalizedText("统一社会信用代码", "Social credit code"),
    max_length=18,
)


def questions(item: ServiceItem) -> tuple[Question, ...]:
    """What is asked before this query, in its order."""
    company = (_COMPANY,) if item.assurance is Assurance.COMPANY else ()
    return (*company, *(forms.questions_of(item.form) if item.form else ()))


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
                value = value.upper() if key == COMPANY else value
                here = replace(self, answers={**self.answers, key: value}, fault=_wrong(self.item, key, value, moment))
                if here.fault:
                    return replace_top(state, here)
                return _go_on(replace(state, place=here), here.item, here.answers, self.at + 1, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _wrong(item: ServiceItem, key: str, value: str, moment: Moment) -> bool:
    if key == COMPANY:
        return credit_code_fault(value) is not None
    assert item.form is not None
    return forms.fault_of(item.form, key, value, moment.latest_day)


def _go_on(state: State, item: ServiceItem, answers: Mapping[str, str], at: int, moment: Moment) -> Step:
    """To the question that comes at this place, or to the result after the last."""
    if at < len(questions(item)):
        return push(state, QueryQuestion(item, answers, at))
    given = {key: value for key, value in answers.items() if value and key != COMPANY}
    return ask_query(state, item, given, answers.get(COMPANY, ""), moment)


class BeginQuery(Next):
    """Once it is known who asks."""

    asks: ClassVar[frozenset[Known]] = frozenset()
    stage: ClassVar[int] = 1

    item: ServiceItem

    def go(self, state: State, moment: Moment) -> Step:
        return _go_on(state, self.item, {}, 0, moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("只查您本人的记录，看完就清除", "To look up your own record, which is erased afterwards")

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    if item.assurance is Assurance.NONE:
        return _go_on(state, item, {}, 0, moment)
    return ask_card(state, BeginQuery(item), moment)


ENTRY = Entry(begin=_begin)
