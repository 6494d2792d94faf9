"""Forms: JSON Schema (2020-12) and the small vocabulary that says how to ask.

Each property of the schema carries ``x-ask``::

    title      {zh, en}           the question, as a sentence
    hint       {zh, en}           optional; under the title
    widget     text | name | address | mobile | citizen-number | date | working-day | choice | yes-no | number | digits
    ahead      [first, last]      for working-day: which of the working days after today may be chosen, 1 for the next one
    options    {value: {zh, en}}  for choice: a label for each value of the enum
    error      {zh, en}           what is wrong and what to do, when the answer does not fit
    prefill    card.<field> or profile.<field>   what the answer is filled from, for the resident to confirm or change;
               licence.<kind>.<field>, data.<data set>.<field>   the same, and where it is known it is not asked
    when       CEL over answers, person          asked only if it holds; without it, always
    optional   true               may be left empty
    check      {zh, en}           short label on the check page and on paper

``x-order`` beside ``properties`` lists their keys as they are asked: the order of an object's keys means nothing in JSON. Options
are shown in the order of the enum. Every asked property that is not optional must be answered: the schema needs no ``required``.
``format`` may be ``citizen-number``, ``mobile`` or ``date``, checked here. The terminal and the platform call the same `validate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from kiosk.domain.identifiers import citizen_number_fault, mobile_number_fault
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Form
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

WIDGETS = frozenset(
    {"text", "name", "address", "mobile", "citizen-number", "date", "working-day", "choice", "yes-no", "number", "digits"}
)
FURTHEST = 20  # working days ahead that may be chosen
Answers = Mapping[str, Any]
_DIGITS = re.compile(r"\^(\[0-9\]|\\d)(\{[0-9,]+\}|[+*])\$")  # of a pattern that only digits fit


_NAMED = re.compile(r"\banswers\.(\w+)")  # by a rule


class Question(Value):
    """One property of a form, ready to be asked."""

    key: str
    title: LocalizedText
    hint: LocalizedText | None
    widget: str
    options: tuple[tuple[str, LocalizedText], ...]
    error: LocalizedText
    check: LocalizedText
    max_length: int
    prefill: str = ""
    when: str = ""
    optional: bool = False
    ahead: tuple[int, int] = (0, 0)


def _words(value: Mapping[str, str] | None) -> LocalizedText | None:
    return LocalizedText(value["zh"], value["en"]) if value else None


_GENERAL_ERROR = LocalizedText(
    "这里填写的内容不完整，请检查后再填一次", "This answer is not complete. Please check it and try again"
)
_NOT_CHOSEN = LocalizedText("请先选一项", "Please choose one first")
_CHOSEN = ("choice", "yes-no", "working-day")


class _Held:
    """Lets a form, which holds a dict and so has no hash, be a cache key by identity, and keeps it alive meanwhile."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.form is self.form


@lru_cache(maxsize=64)
def _questions(holder: _Held) -> tuple[Question, ...]:
    questions = []
    properties = holder.form.schema["properties"]
    for key in holder.form.schema.get("x-order", properties):
        rule = properties[key]
        ask = rule["x-ask"]
        title = _words(ask["title"])
        assert title is not None
        questions.append(
            Question(
                key=key,
                title=title,
                hint=_words(ask.get("hint")),
                widget=ask["widget"],
                options=tuple(
                    (value, LocalizedText(**ask["options"][value])) for value in rule.get("enum", ()) if "options" in ask
                ),
                error=_words(ask.get("error")) or (_NOT_CHOSEN if ask["widget"] in _CHOSEN else _GENERAL_ERROR),
                prefill=ask.get("prefill", ""),
                when=ask.get("when", ""),
                optional=bool(ask.get("optional", False)),
                check=_words(ask.get("check")) or title,
                max_length=int(rule.get("maxLength", 100)),
                ahead=tuple(ask.get("ahead", (0, 0))),
            )
        )
    return tuple(questions)


def questions_of(form: Form) -> tuple[Question, ...]:
    """All questions, in the order of ``x-order``; without it, of the schema's properties."""
    return _questions(_Held(form))


def asked(form: Form, answers: Answers, person: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that these answers lead to. A rule sees only answers to questions before it, and "" for the rest."""
    seen: dict[str, Any] = {question.key: "" for question in questions_of(form)}
    result = []
    for question in questions_of(form):
        if question.when and not holds(question.when, {"answers": seen, "person": person}):
            continue
        result.append(question)
        if question.key in answers:
            seen[question.key] = answers[question.key]
    return tuple(result)


def more_may_follow(form: Form, questions: Sequence[Question], at: int) -> bool:
    """Whether the answer to one of the questions, or to a later one, decides which others are asked.

    Args:
        form: whose questions they are.
        questions: those of `asked`.
        at: the place of one of them, from 0.
    """
    undecided = {question.key for question in questions[at:]}
    return any(undecided.intersection(_NAMED.findall(question.when)) for question in questions_of(form))


def situation_of(form: Form, answers: Answers, person: Mapping[str, Any]) -> str:
    """Key of the first situation that holds, or ""."""
    filled = {question.key: answers.get(question.key, "") for question in questions_of(form)}
    for situation in form.situations:
        if holds(situation.when, {"answers": filled, "person": person}):
            return situation.key
    return ""


@lru_cache(maxsize=64)
def _validator(holder: _Held) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        {**holder.form.schema, "type": "object", "additionalProperties": False},
        formats={
            "citizen-number": lambda value: citizen_number_fault(value, date.max) is None,
            "mobile": lambda value: mobile_number_fault(value) is None,
        },
        validate_formats=True,
        mask="",  # a message must never hold the answer
    )


def faults(form: Form, answers: Answers, person: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """Keys of the questions whose answer is missing, not asked for, or does not fit; in the order of the form.

    ``today`` bounds birth dates in numbers. What is wrong in words is the question's own ``error``.
    """
    wanted = asked(form, answers, person)
    keys = {question.key for question in wanted}
    wrong = {key for key in answers if key not in keys}
    wrong |= {q.key for q in wanted if not q.optional and answers.get(q.key, "") == ""}
    given = {key: value for key, value in answers.items() if value != "" and key in keys}
    wrong |= {str(error.instance_path[0]) for error in _validator(_Held(form)).iter_errors(given)}
    for question in wanted:
        if _unfit_today(question, given.get(question.key), today):
            wrong.add(question.key)
    order = [question.key for question in questions_of(form)]
    return tuple(sorted(wrong, key=lambda key: order.index(key) if key in order else -1))


def days_to_choose(question: Question, today: date) -> tuple[date, ...]:
    """Of a question for a working day, which ones may be chosen today; () of any other."""
    if question.widget != "working-day":
        return ()
    from kiosk.domain.working_days import working_days_ahead

    return working_days_ahead(today, *question.ahead)


def _unfit_today(question: Question, value: Any, today: date) -> bool:
    """Whether an answer does not fit the day on which it is given. Where nobody knows the day (`Moment.latest_day`) any will."""
    if not isinstance(value, str) or not value:
        return False
    if question.widget == "citizen-number":
        return citizen_number_fault(value, today) is not None
    if question.widget == "working-day" and today < date.max:
        return value not in {day.isoformat() for day in days_to_choose(question, today)}
    return False


def fault_of(form: Form, key: str, value: Any, today: date) -> bool:
    """Whether one answer, by itself, does not fit its property."""
    question = next(question for question in questions_of(form) if question.key == key)
    if value == "":
        return not question.optional
    if _unfit_today(question, value, today):
        return True
    errors = _validator(_Held(form)).iter_errors({key: value})
    return any(list(error.instance_path)[:1] == [key] for error in errors)


def fault_unanswered(rule: str, keys: Iterable[str]) -> str | None:
    """What is wrong with a rule that is asked before every question is answered: "" must not break it.

    Args:
        rule: CEL over answers and person.
        keys: of the form's questions.
    """
    facts = {"answers": dict.fromkeys(keys, ""), "person": {"age": 70, "sex": "male", "number_area": "310199"}}
    try:
        holds(rule, facts)
    except RuleFault as fault:
        return str(fault)
    return None


def _is_ahead(ahead: Any) -> bool:
    pair = isinstance(ahead, (list, tuple)) and len(ahead) == 2 and all(type(number) is int for number in ahead)
    return pair and 1 <= ahead[0] <= ahead[1] <= FURTHEST


def check_form(form: Form) -> list[str]:
    """What is wrong with a form, in words for its author."""
    from kiosk.domain.rules import check_rule

    # What binds the whole object could be wrong at no question, and nobody could mend it: rules and `optional` say such things.
    problems = [
        f"schema: {key} is not for forms" for key in form.schema if key not in ("$schema", "type", "properties", "x-order", "$defs")
    ]
    for key, rule in form.schema.get("properties", {}).items():
        ask = rule.get("x-ask")
        if not isinstance(ask, Mapping):
            problems.append(f"{key}: no x-ask")
            continue
        unknown = set(ask) - {"title", "hint", "widget", "options", "error", "prefill", "when", "optional", "check", "ahead"}
        if unknown:
            problems.append(f"{key}: x-ask does not know {sorted(unknown)}")
        if ask.get("widget") == "text" and _DIGITS.fullmatch(str(rule.get("pattern", ""))):
            problems.append(f"{key}: digits are asked for with the widget digits, which shows keys for them")
        if ask.get("widget") not in WIDGETS:
            problems.append(f"{key}: widget must be one of {sorted(WIDGETS)}")
        if (ask.get("widget") == "working-day") != ("ahead" in ask) or not _is_ahead(ask.get("ahead", [1, 1])):
            problems.append(f"{key}: a working-day says ahead: [first, last], of the {FURTHEST} working days after today")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
            problems.append(f"{key}: keys are lower-case words joined by _")
        if ask.get("widget") == "choice" and set(rule.get("enum", ())) != set(ask.get("options", {})):
            problems.append(f"{key}: options must label each value of enum")
        if ask.get("when") and (fault := check_rule(ask["when"]) or fault_unanswered(ask["when"], form.schema["properties"])):
            problems.append(f"{key}: {fault}")
    try:
        _validator(_Held(form))
    except ValueError as fault:
        problems.append(f"schema: {fault}")
    return problems
