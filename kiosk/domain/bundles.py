"""Bundles (一件事): several items around one event of life, applied for with one form.

A bundle is an item of its own, so it is found, filled in, signed and submitted as any other. Its form and its materials are made of
its children's when it is published (`central_platform.catalogue.bundles`); each child says which of the bundle's answers and
materials are its own. One submission opens one case for each child that applies, judged and decided as if it had come alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import field

if TYPE_CHECKING:
    from kiosk.domain.forms import Answers
    from kiosk.domain.service_items import Form

MOST_CHILDREN = 12
BUNDLE_SCHEMA = 4  # of a submission: the first that names the items that a bundle applies for


class Child(Published):
    """An item that a bundle covers.

    ``when``: CEL over the bundle's answers and the person, who must be eligible for the item too; always, if empty. ``answers``: by
    key of a question of the item, the key in the bundle that asks it; ``fixed``: what the bundle itself answers, which is not
    asked. ``materials``: by key of a material of the item, the key in the bundle. ``name``, ``result``, ``promised_time``: as the
    item's own guide has them; ``fee``, too, as far as ``fixed`` leaves it open, over the bundle's answers and with a source of its.
    ``booked``: it is an appointment. ``source``: key of the bundle's source that says that it covers this item.
    """

    implementation_code: str
    name: LocalizedText
    result: LocalizedText
    promised_time: TimeLimit | None
    fee: Fee
    source: str
    when: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)
    booked: bool = False


class Elsewhere(Published):
    """What belongs to the event and is done in person at another place: it is told of, and opens no case."""

    name: LocalizedText
    bring: LocalizedText
    where: LocalizedText
    source: str


def applicable(children: Iterable[Child], answers: Answers, person: Mapping[str, Any], keys: Iterable[str]) -> tuple[Child, ...]:
    """The children that these answers apply for, in their order.

    Args:
        children: of the bundle.
        answers: to its form.
        person: facts that rules may know.
        keys: of all questions of its form; rules see "" for what was not answered.

    Raises:
        RuleFault: a condition does not fit these facts.
    """
    from kiosk.domain.rules import holds

    facts = {"answers": {**dict.fromkeys(keys, ""), **answers}, "person": person}
    return tuple(child for child in children if not child.when or holds(child.when, facts))


def answers_of(child: Child, form: Form, answers: Answers, person: Mapping[str, Any]) -> dict[str, Any]:
    """What the bundle's answers say in a child's own form: only what that form asks.

    Args:
        child: of the bundle.
        form: the child's own.
        answers: to the bundle's form.
        person: facts that rules may know.

    Raises:
        RuleFault: a condition of the form does not fit these answers.
    """
    from kiosk.domain.forms import asked

    told = {own: answers[shared] for own, shared in child.answers.items() if shared in answers}
    told.update(child.fixed)
    return {question.key: told[question.key] for question in asked(form, told, person) if question.key in told}


def shared_by(children: Iterable[Child], key: str) -> tuple[Child, ...]:
    """Those of these children whose form asks what the bundle asks under this key."""
    return tuple(child for child in children if key in child.answers.values())
