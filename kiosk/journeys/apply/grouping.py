"""Answers as people read them, and of a bundle, for which of its items each is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from kiosk.domain.bundles import shared_by
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import grouped
from kiosk.domain.times import Moment, day_and_weekday
from kiosk.journeys.apply.draft import asked, children_asked, draft_of
from kiosk.session.state import State
from kiosk.views.base import FactRow
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.question import options


def covered(state: State, code: str, moment: Moment, say: Say) -> list[FactRow]:
    """Of a bundle, what is applied for by these answers, and what is not; nothing of any other item."""
    children = draft_of(state, code).item.children
    if not children:
        return []
    wanted = children_asked(state, code, moment)
    rows = [FactRow(label=say(f"第 {n} 件", f"No. {n}"), value=localized(child.name, state)) for n, child in enumerate(wanted, 1)]
    left = [localized(child.name, state) for child in children if child not in wanted]
    return [*rows, FactRow(label=say("这次不办", "Not now"), value=say("、", ", ").join(left))] if left else rows


def grouped_questions(state: State, code: str, moment: Moment, say: Say) -> Iterator[tuple[str, Question]]:
    """What is asked now, with a heading before the first of each group: what several items of a bundle need, then what each needs
    by itself. No headings, and the form's own order, for any other item."""
    questions = asked(state, code, moment)
    children = children_asked(state, code, moment)
    whose = {question.key: shared_by(children, question.key) for question in questions}
    groups = [(say("共用信息", "Used for all"), [q for q in questions if len(whose[q.key]) != 1])]
    groups += ((localized(child.name, state), [q for q in questions if whose[q.key] == (child,)]) for child in children)
    for heading, group in groups:
        for at, question in enumerate(group):
            yield heading if children and at == 0 else "", question


def answer_text(question: Question, value: Any, state: State) -> str:
    """An answer as people read it."""
    say = say_in(state)
    if value == "":
        return say("没有填", "not answered")
    for option in options(question, value, state, say):
        if option.value == value:
            return option.title
    if question.widget == "mobile":
        return grouped(str(value), 3, 4)
    if question.widget == "citizen-number":
        return grouped(str(value), 6, 8)
    if question.widget == "date":
        with suppress(ValueError):  # not whole yet
            return date_text(date.fromisoformat(str(value)), say)
    if question.widget == "working-day":
        return localized(day_and_weekday(date.fromisoformat(str(value))), state)
    return str(value)
