"""Rules for content: forms, and what depends on their answers.

Every way through a form is walked: of the questions that a rule reads each answer is tried, of the others one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from central_platform.catalogue.lint_values import Known, Wrong, properties_of, rules_over_answers
from kiosk.domain.forms import asked, questions_of
from kiosk.domain.rules import holds
from kiosk.domain.service_items import Form, ServiceItem

MOST_WAYS = 4000  # through one form
_READ = re.compile(r"answers\.(\w+)")
_COMPARED = re.compile(r"answers\.(\w+) [!=]= '(\w*)'")
_NUMBER = re.compile(r"answers\.(\w+) *[<>=!]=? *(\d+)")
_AGE = re.compile(r"person\.age *[<>=!]=? *(\d+)")
_PEOPLE = {"age": 40, "sex": "female", "number_area": "310199"}


def rules_read_what_is_known(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A rule reads only answers of its own form, and compares them with answers that can be chosen.

    A question's rule reads only questions before it; eligibility, told before the first question, none.
    """
    properties = properties_of(item)
    for rule in filter(None, rules_over_answers(item)):
        for key in sorted(set(_READ.findall(rule)) - set(properties)):
            yield Wrong(f"`{rule}` reads answers.{key}, which no question asks", "name a question of this form")
        for key, value in _COMPARED.findall(rule):
            if value and key in properties and value not in properties[key].get("enum", (value,)):
                yield Wrong(f"`{rule}`: {value!r} is no answer to {key}", "name a value of its enum")
    before: set[str] = set()
    for key, question in properties.items():
        for ahead in sorted(set(_READ.findall(question["x-ask"].get("when", ""))) & set(properties) - before):
            yield Wrong(f"question {key} depends on {ahead}, which is asked later", "change the order of the questions")
        before.add(key)
    for condition in item.eligibility:
        if _READ.search(condition.rule):
            yield Wrong(f"eligibility `{condition.rule}` reads answers", "eligibility is told before the first question")


def every_question_is_asked(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Some answers lead to each question."""
    if item.form is None or reads_the_unknown(item):
        return
    reached = {key for answers, _ in ways(item) for key in answers}
    for key in properties_of(item):
        if key not in reached:
            yield Wrong(f"nobody is ever asked {key}", "change its when, or leave the question out")


def every_situation_is_reached(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Some answers lead to each situation, and no answers to two: the first would hide the other.

    Source: 情形 of the national 实施清单 are the branches of one item, of which an applicant has one.
    """
    if item.form is None or not item.form.situations or reads_the_unknown(item):
        return
    reached: set[str] = set()
    together: set[tuple[str, ...]] = set()
    for answers, person in ways(item):
        facts = facts_of_way(item.form, answers, person)
        true = tuple(situation.key for situation in item.form.situations if holds(situation.when, facts))
        reached.update(true)
        if len(true) > 1:
            together.add(true)
        if not true:
            together.add(())
    for situation in item.form.situations:
        if situation.key not in reached:
            yield Wrong(f"no answers lead to situation {situation.key}", "change its when, or leave the situation out")
    for keys in sorted(together):
        if keys:
            yield Wrong(f"situations {', '.join(keys)} hold at once", "let each exclude the others")
        else:
            yield Wrong("some answers lead to no situation", "add a situation for whatever remains")


def every_material_is_needed_by_someone(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Some answers lead to each material that is not always needed."""
    if item.form is None or reads_the_unknown(item):
        return
    for material in item.guide.materials:
        if material.when and not any(holds(material.when, facts_of_way(item.form, *way)) for way in ways(item)):
            yield Wrong(f"nobody needs material {material.key}", "change its when, or leave the material out")


def every_fee_is_paid_by_someone(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Some answers lead to each fee that is not the usual one."""
    if item.form is None or reads_the_unknown(item):
        return
    for case in item.guide.fee.cases:
        if not any(holds(case.when, facts_of_way(item.form, *way)) for way in ways(item)):
            yield Wrong(f"nobody pays the fee of {case.fen} fen", "change its when, or leave it out")


def every_child_applies_to_someone(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Some answers apply for each item that a bundle covers."""
    if item.form is None or reads_the_unknown(item):
        return
    for child in item.children:
        if child.when and not any(holds(child.when, facts_of_way(item.form, *way)) for way in ways(item)):
            yield Wrong(f"nobody applies for {child.name.zh}", "change its when, or leave the item out")


def ways(item: ServiceItem) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]:
    """Answers and person of every way through an item's form.

    Args:
        item: with a form whose rules read what is known.

    Returns:
        At most `MOST_WAYS`.
    """
    return _ways(_Once(item))


class _Once:
    """An item as a cache's key, by identity: a form is a mapping and has no hash."""

    def __init__(self, item: ServiceItem) -> None:
        self.item = item

    def __hash__(self) -> int:
        return id(self.item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other.item is self.item


@lru_cache(maxsize=4)
def _ways(once: _Once) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]:
    item = once.item
    assert item.form is not None
    found: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    rules = [*filter(None, rules_over_answers(item))]
    values = {key: _tried(key, question, rules) for key, question in properties_of(item).items()}
    for person in _people(rules):
        begun: list[dict[str, Any]] = [{}]
        while begun and len(found) < MOST_WAYS:
            answers = begun.pop()
            open_question = next((q for q in asked(item.form, answers, person) if q.key not in answers), None)
            if open_question is None:
                found.append((answers, person))
            else:
                begun += ({**answers, open_question.key: value} for value in values[open_question.key])
    return tuple(found)


def _tried(key: str, question: Mapping[str, Any], rules: list[str]) -> list[Any]:
    read = any(key in _READ.findall(rule) for rule in rules)
    options: list[Any] = list(question.get("enum", ()))
    if question.get("type") == "integer":
        low, high = question.get("minimum", 0), question.get("maximum", 100)
        near = {int(n) + step for rule in rules for name, n in _NUMBER.findall(rule) if name == key for step in (-1, 0, 1)}
        options = sorted({low, high, *(n for n in near if low <= n <= high)})
    options = options or ["x"]
    if read and question["x-ask"].get("optional"):
        options.append("")
    return options if read else options[:1]


def _people(rules: list[str]) -> Iterator[Mapping[str, Any]]:
    limits = {int(age) + step for rule in rules for age in _AGE.findall(rule) for step in (-1, 0) if int(age) + step >= 0}
    sexes = ("female", "male") if any("person.sex" in rule for rule in rules) else ("female",)
    yield from ({**_PEOPLE, "age": age, "sex": sex} for age in sorted(limits or {40}) for sex in sexes)


def facts_of_way(form: Form, answers: Mapping[str, Any], person: Mapping[str, Any]) -> dict[str, Any]:
    """What rules are told of one of `ways`."""
    return {"answers": {question.key: answers.get(question.key, "") for question in questions_of(form)}, "person": person}


def reads_the_unknown(item: ServiceItem) -> bool:
    """Whether its rules read what no question asks: `rules_read_what_is_known` has found it, and no way can be walked."""
    keys = set(properties_of(item))
    return any(not set(_READ.findall(rule)) <= keys for rule in rules_over_answers(item))


def a_prefill_names_what_there_is(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A question is filled from the card, from the profile, from a kind of licence that there is, or from a field of a data set
    about a person or a company that says it may be used for that."""
    kinds = {kind.key for kind in known.catalogue.licence_types}
    for question in questions_of(item.form) if item.form else ():
        where, _, rest = question.prefill.partition(".")
        if where in ("", "card", "profile"):
            continue
        key, _, field = rest.partition(".")
        if where == "licence" and key in kinds and field:
            continue
        data_set = known.data_sets.get(key) if where == "data" else None
        if data_set is None or not data_set.fills(field):
            yield Wrong(
                f"question {question.key} is filled from {question.prefill}",
                "licence.KIND.FIELD, or data.DATA_SET.FIELD of one about somebody with the purpose prefill, not masked",
            )


FORM_RULES = (
    a_prefill_names_what_there_is,
    rules_read_what_is_known,
    every_question_is_asked,
    every_situation_is_reached,
    every_material_is_needed_by_someone,
    every_fee_is_paid_by_someone,
    every_child_applies_to_someone,
)
