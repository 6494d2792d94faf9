"""What the rules for content read, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from central_platform.catalogue.data_sets import DataSet
from kiosk.domain.service_items import Catalogue, DecisionRule, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, asdict


class Wrong(Value):
    """``what`` breaks the rule, and what its author is ``to_do``; both for people."""

    what: str
    to_do: str


class Finding(Value):
    """``file``: of the content's folder. ``name``: of the item, choice or licence type. ``rule``: the function's name."""

    file: str
    name: str
    rule: str
    what: str
    to_do: str


class Known(Value):
    """What the content says beside its items.

    Attributes:
        catalogue: all of it.
        data_sets: by key.
        plain_words: by a word that residents do not use, what to write in its place.
        departments: names by unified social credit code.
        issuers: by the kind of office that issues licences, the codes of departments under which its types may stand.
    """

    catalogue: Catalogue
    data_sets: Mapping[str, DataSet]
    plain_words: Mapping[str, str]
    departments: Mapping[str, str]
    issuers: Mapping[str, frozenset[str]]


ItemRule = Callable[[ServiceItem, Known], Iterator[Wrong]]
CatalogueRule = Callable[[Known], Iterator[tuple[str, Wrong]]]  # with the name of what is wrong


def texts(value: Any) -> Iterator[LocalizedText]:
    """Every text of an item in two languages; forms keep theirs as mappings.

    Args:
        value: an item, or any part of one.
    """
    if isinstance(value, LocalizedText):
        yield value
    elif isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            yield LocalizedText(value["zh"], value["en"])
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, Value):
        for inner in asdict(value).values():
            yield from texts(inner)


def decision_rules(decision: DecisionRule) -> Iterator[str]:
    """Its CEL rules."""
    yield from decision.accept_when
    yield from (refusal.when for refusal in decision.refuse_when)


def rules_over_answers(item: ServiceItem) -> Iterator[str]:
    """The CEL rules of an item that may read answers: of questions, materials, fees, children, situations and the
    decision."""
    for question in properties_of(item).values():
        yield question["x-ask"].get("when", "")
    yield from (material.when for material in item.guide.materials)
    yield from (case.when for fee in (item.guide.fee, *(child.fee for child in item.children)) for case in fee.cases)
    yield from (child.when for child in item.children)
    if item.form:
        yield from (situation.when for situation in item.form.situations)
    if item.decision:
        yield from decision_rules(item.decision)


def properties_of(item: ServiceItem) -> Mapping[str, Any]:
    """The questions of its form as JSON Schema has them; none without a form."""
    return item.form.schema.get("properties", {}) if item.form else {}
