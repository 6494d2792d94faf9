"""Whether a guided choice may be published: every end is there, every way ends, and what is told to a form can be said in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.domain.forms import fault_of, questions_of
from kiosk.domain.guided_choice import MOST_ANSWERS, MOST_ITEMS, MOST_QUESTIONS, GuidedAnswer, GuidedChoice
from kiosk.domain.service_items import ServiceItem


def check_choice(choice: GuidedChoice, items: Mapping[str, ServiceItem]) -> Iterator[str]:
    """What is wrong with a graph, in words for its author; nothing if it may be published.

    Args:
        items: of the same catalogue, by code.
    """
    keys = [*(question.key for question in choice.questions), *(end.key for end in choice.ends)]
    yield from (f"{key} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    missing = sorted({answer.leads for question in choice.questions for answer in question.answers} - set(keys))
    yield from (f"no question and no end {key}" for key in missing)
    if not choice.questions:
        yield "no question"
    for question in choice.questions:
        if not 2 <= len(question.answers) <= MOST_ANSWERS:
            yield f"{question.key}: 2 to {MOST_ANSWERS} answers"
        for answer in question.answers:
            yield from (f"{question.key}: {problem}" for problem in _wrong_tells(answer, items))
    for end in choice.ends:
        if not end.items and end.note is None:
            yield f"{end.key}: neither a service nor a note"
        if len(end.items) > MOST_ITEMS:
            yield f"{end.key}: more than {MOST_ITEMS} services"
        yield from (f"{end.key}: no service {code}" for code in end.items if code not in items)
    if missing or not choice.questions:
        return
    if _turns_back(choice, choice.questions[0].key, ()):
        yield "a way leads back to a question that was answered"
    else:
        all_ways = [*ways(choice, choice.questions[0].key)]
        yield from (f"{key}: no way leads there" for key in keys if all(key not in way for way in all_ways))
        if max(len(way) - 1 for way in all_ways) > MOST_QUESTIONS:
            yield f"more than {MOST_QUESTIONS} questions on one way"


def _wrong_tells(answer: GuidedAnswer, items: Mapping[str, ServiceItem]) -> Iterator[str]:
    for code, values in answer.tells.items():
        form = items[code].form if code in items else None
        if form is None:
            yield f"{code} has no form to be told"
            continue
        known = {question.key for question in questions_of(form)}
        for key, value in values.items():
            if key not in known:
                yield f"{items[code].name.zh} has no question {key}"
            elif fault_of(form, key, value, date(2026, 1, 1)):
                yield f"{items[code].name.zh}: {key} cannot be {value!r}"


def _turns_back(choice: GuidedChoice, key: str, passed: tuple[str, ...]) -> bool:
    question = choice.question(key)
    if question is None:
        return False
    return key in passed or any(_turns_back(choice, answer.leads, (*passed, key)) for answer in question.answers)


def ways(choice: GuidedChoice, key: str) -> Iterator[tuple[str, ...]]:
    """Every way from here to an end, by its keys; for a graph that never turns back."""
    question = choice.question(key)
    if question is None:
        yield (key,)
        return
    for answer in question.answers:
        yield from ((key, *way) for way in ways(choice, answer.leads))
