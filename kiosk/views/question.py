"""The page that asks one question of a form, whichever journey asks it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from kiosk.domain.forms import Question, days_to_choose
from kiosk.domain.times import day_and_weekday
from kiosk.session.state import State
from kiosk.views.base import Data, FieldText, Option, PageView, Row, Text, TileRow, Unsaid
from kiosk.views.language import Say, localized, say_in
from kiosk.views.names import field_note


class AddressRow(Row):
    """One of two that a card tells: ``value`` is taken as it stands."""

    name: Data
    title: Text
    value: FieldText
    said: Text  # the same, as it is read
    chosen: bool


class QuestionView(PageView):
    """``value``: what was answered so far; ``widget``: how it is asked; ``erase``: the key that deletes; ``reads``: what
    fills it in from elsewhere."""

    page: ClassVar[str] = "QuestionPage"

    fault: Text
    nth: Text
    title: Text
    hint: Text
    key: Data
    check: Unsaid
    widget: Data
    options: tuple[Option, ...]
    value: FieldText
    max_length: int
    unshown: Unsaid
    addresses: tuple[AddressRow, ...]
    filled: Text
    reads: tuple[TileRow, ...]
    optional: Text
    erase: Unsaid

    @property
    def subject(self) -> str:
        return self.key


def question_view(
    question: Question,
    value: Any,
    state: State,
    nth: tuple[int, int] = (1, 1),
    about: bool = False,
    fault: bool = False,
    filled: str = "",
    addresses: tuple[AddressRow, ...] = (),
    reads: tuple[TileRow, ...] = (),
    primary: str = "",
    whose: str = "",
    today: date | None = None,
) -> QuestionView:
    """A question as it is asked.

    Args:
        question: of a form.
        value: what was answered so far, "" for nothing.
        state: whose language it is asked in.
        nth: which of how many it is; nothing is said of the only one.
        about: answers that are not given yet decide how many there are.
        fault: what was answered will not do.
        filled: where the answer comes from, if not from the resident.
        addresses: what may be taken in its place.
        reads: what fills it in from elsewhere.
        primary: what the button below says; "" for that it goes on.
        whose: for whom it is answered, where that is not whoever stands here.
        today: from which the days are counted that a form lets choose.
    """
    say = say_in(state)
    at, count = nth
    nth_text = say(f"第 {at} 问，共 {count} 问", f"Question {at} of {count}") if count > 1 else ""
    if about and count > 1:
        nth_text = say(f"第 {at} 问，共约 {count} 问", f"Question {at} of about {count}")
    return QuestionView(
        fault=localized(question.error, state) if fault else "",
        nth=(whose + nth_text).strip(),
        title=localized(question.title, state),
        hint=_hint(question, state, say),
        key=question.key,
        check=localized(question.check, state),
        widget="choice" if question.widget == "working-day" else question.widget,
        options=options(question, value, state, say, today),
        value=value,
        max_length=question.max_length,
        unshown=field_note(value, say),
        addresses=addresses,
        filled=filled,
        reads=reads,
        optional=say("可以不填", "May be left empty") if question.optional else "",
        erase=say("删除", "Delete"),
        primary=primary or say("下一步", "Next"),
    )


def _hint(question: Question, state: State, say: Say) -> str:
    if question.hint:
        return localized(question.hint, state)
    if question.widget == "date":
        return say("按年月日八位数字，比如 20260315", "Eight digits: year, month, day, such as 20260315")
    return ""


def options(question: Question, value: Any, state: State, say: Say, today: date | None = None) -> tuple[Option, ...]:
    """What may be chosen; () where something is written."""
    choices: tuple[tuple[str, str], ...]
    if question.widget == "yes-no":
        choices = (("yes", say("是", "Yes")), ("no", say("否", "No")))
    elif question.widget == "working-day":
        days = days_to_choose(question, today) if today else ()
        choices = tuple((day.isoformat(), localized(day_and_weekday(day), state)) for day in days)
    else:
        choices = tuple((choice, localized(label, state)) for choice, label in question.options)
    return tuple(Option(value=choice, title=title, chosen=bool(value) and value == choice) for choice, title in choices)
