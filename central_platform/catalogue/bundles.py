"""Bundles (一件事) as their authors write them, one file each, made into items whose form and materials are their children's.

A question that several children ask in the same words is asked once, and so is a material of the same name. Where two children
use one key for different things, the bundle's file says which is which: ``answers: {key of the child: key of the bundle}`` gives
a question another key, or says that it is answered by a question of another one. What only one child asks is asked only when that
child applies.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from central_platform.catalogue.bundle_conditions import NEVER, any_of, every, literal, reads, settled, told_by, uses_all_answers
from central_platform.catalogue.bundle_parts import ask_of, narrow, not_the_same, put_condition
from kiosk.domain.bundles import MOST_CHILDREN
from kiosk.domain.forms import fault_of, fault_unanswered
from kiosk.domain.rules import check_rule
from kiosk.domain.service_items import Assurance, ItemKind, Material, ServiceItem

FOLDER = "bundles"
_CHILD_KEYS = {"item", "source", "when", "answers", "fixed", "materials"}
_A_DAY = date(2026, 1, 1)  # by which fixed answers are judged: none of them is a number with a date of birth


def bundle_files(folder: Path) -> list[Path]:
    """The files of bundles in a folder of content, in the order of their names."""
    return sorted((folder / FOLDER).glob("*.yaml"))


def composed(bundle: Any, items: Mapping[str, ServiceItem], faults: list[str]) -> Any:
    """A bundle as an item's author would have written it whole.

    Args:
        bundle: as its file has it.
        items: of the same catalogue, by their Chinese names.
        faults: grows by a line for each mistake.

    Returns:
        What is read into a `ServiceItem`; it is not to be published where faults were found.
    """
    if not isinstance(bundle, dict) or not isinstance(bundle.get("name"), dict):
        faults.append("a bundle without a name")
        return {}
    name = str(bundle["name"].get("zh"))
    children: list[_Child] = []
    wanted = bundle.get("children")
    for told in wanted if isinstance(wanted, list) else ():
        item, fault = _item_of(told, items)
        if item is None:
            faults.append(f"{name}: {fault}")
        else:
            children.append(_Child(item, told))
    if not 1 <= len(children) <= MOST_CHILDREN:
        faults.append(f"{name}: 1 to {MOST_CHILDREN} children")
    composing = _Composing(bundle, children)
    whole = composing.whole()
    faults += (f"{name}: {fault}" for fault in (*composing.faults, *_unsound(whole)))
    return whole


def _item_of(told: Any, items: Mapping[str, ServiceItem]) -> tuple[ServiceItem | None, str]:
    """The item that a child names, and what is wrong with it."""
    if not isinstance(told, dict):
        return None, "a child is written as item, source and what else it needs"
    name = told.get("item")
    item = items.get(str(name))
    if unknown := sorted(set(told) - _CHILD_KEYS):
        return None, f"child {name} does not know {unknown}"
    if item is None:
        return None, f"no service {name}"
    if item.kind is not ItemKind.TRANSACTION or item.form is None:
        return None, f"{name} is not applied for"
    return item, ""


class _Child:
    """An item, and what the bundle's author says of it."""

    def __init__(self, item: ServiceItem, told: Mapping[str, Any]) -> None:
        assert item.form is not None
        self.item = item
        self.name = item.name.zh
        self.form = item.form
        self.questions: Mapping[str, Any] = item.form.schema["properties"]
        self.source = str(told.get("source", ""))
        self.fixed = dict(told.get("fixed") or {})
        self.renamed = dict(told.get("answers") or {})
        self.moved = dict(told.get("materials") or {})
        self.when = every([str(told.get("when") or ""), *(condition.rule for condition in item.eligibility)])
        self.answers = {key: str(self.renamed.get(key, key)) for key in self.questions if key not in self.fixed}
        self.materials = {one.key: str(self.moved.get(one.key, one.key)) for one in item.guide.materials}

    def faults(self) -> Iterator[str]:
        keys = {material.key for material in self.item.guide.materials}
        for key in sorted({*self.renamed, *self.fixed} - set(self.questions)):
            yield f"{self.name} has no question {key}"
        for key in sorted(set(self.moved) - keys):
            yield f"{self.name} has no material {key}"
        for key in sorted(set(self.renamed) & set(self.fixed)):
            yield f"{self.name}: {key} is both fixed and asked"
        for key, value in self.fixed.items():
            if key in self.questions and fault_of(self.form, key, value, _A_DAY):
                yield f"{self.name}: {key} cannot be {value!r}"
        if not self.source:
            yield f"{self.name}: source: what says that this bundle covers it"
        rules = (*(question["x-ask"].get("when", "") for question in self.questions.values()), self.when)
        if any(uses_all_answers(rule) for rule in (*rules, *(one.when for one in self.item.guide.materials))):
            yield f"{self.name}: a rule reads the answers as a whole, so nobody can tell which"


class _Composing:
    """One bundle, as far as it is put together. ``faults``: what is wrong so far."""

    def __init__(self, bundle: Mapping[str, Any], children: list[_Child]) -> None:
        self._bundle = bundle
        self._children = children
        guide, form = bundle.get("guide"), bundle.get("form")
        self._guide: dict[str, Any] = dict(guide) if isinstance(guide, dict) else {}
        schema = form.get("schema") if isinstance(form, dict) else None
        own = schema.get("properties") if isinstance(schema, dict) else None
        self._questions: dict[str, Any] = copy.deepcopy(own) if isinstance(own, dict) else {}
        self._own = frozenset(self._questions)
        self._asked: dict[str, list[str]] = {
            key: [str(ask_of(question).get("when", ""))] for key, question in self._questions.items()
        }
        self._sources: dict[str, Any] = dict(self._guide.get("sources") or {})
        self._materials: dict[str, dict[str, Any]] = {}
        self._needed: dict[str, list[str]] = {}
        for told in self._guide.get("materials") or ():
            self._materials[str(told.get("key"))] = dict(told)
            self._needed[str(told.get("key"))] = [str(told.get("when", ""))]
        self._own_materials = frozenset(self._materials)
        self.faults: list[str] = [fault for child in children for fault in child.faults()]

    def whole(self) -> dict[str, Any]:
        """The bundle with its form, its materials and its children."""
        for child in self._children:
            self._take_questions(child)
        for child in self._children:
            self._take_materials(child)
        for key, conditions in self._asked.items():
            put_condition(ask_of(self._questions[key]), settled(any_of(map(settled, conditions))))
        for key, conditions in self._needed.items():
            put_condition(self._materials[key], settled(any_of(map(settled, conditions))))
        order = [key for key in self._order() if ask_of(self._questions[key]).get("when") != NEVER]
        materials = [material for material in self._materials.values() if material.get("when") != NEVER]
        keys = {str(one["key"]) for one in materials}
        commitments = self._commitments(keys)
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "properties": {key: self._questions[key] for key in order},
            "x-order": order,
        }
        return {
            "kind": ItemKind.TRANSACTION.value,
            **self._proof(),
            "eligibility": self._conditions_of_all(),
            **{key: value for key, value in self._bundle.items() if key not in ("guide", "form", "children")},
            "guide": {
                "legal_time": None,
                "promised_time": None,
                "fee": self._fee(),
                **self._guide,
                "materials": materials,
                "sources": self._sources,
            },
            "form": {"schema": schema},
            "children": [self._child(child, order, keys) for child in self._children],
            "commitments": commitments,
        }

    def _proof(self) -> dict[str, Any]:
        """What must have shown who applies: as much as any of the items asks, for the same reason."""
        asked = [child.item for child in self._children]
        card = next((item for item in asked if item.assurance is Assurance.CARD), None)
        if card is None or card.card_reason is None:
            return {"assurance": Assurance.CODE.value}
        return {"assurance": Assurance.CARD.value, "card_reason": msgspec.to_builtins(card.card_reason)}

    def _take_questions(self, child: _Child) -> None:
        for own, key in child.answers.items():
            question = child.questions[own]
            if key not in self._questions:
                self._questions[key] = copy.deepcopy(question)
                self._asked[key] = []
            else:
                declared = key in self._own or own in child.renamed
                if fault := not_the_same(self._questions[key], question, declared):
                    self.faults.append(f"{child.name}: {own}: {fault}")
            condition = every([child.when, self._told(child, str(ask_of(question).get("when", "")))])
            self._asked[key].append(condition)

    def _take_materials(self, child: _Child) -> None:
        for material in child.item.guide.materials:
            key = child.materials[material.key]
            told = self._as_told(child, material)
            if key not in self._materials:
                self._materials[key] = {**told, "key": key}
                self._needed[key] = []
            else:
                declared = key in self._own_materials or material.key in child.moved
                if self._materials[key].get("name") != told["name"] and not declared:
                    self.faults.append(f"{child.name}: material {material.key} has another name; give it a key of its own")
                narrow(self._materials[key], told)
            always = not material.when and all(key in one.materials.values() for one in self._children)
            self._needed[key].append("" if always else every([child.when, self._told(child, material.when)]))

    def _as_told(self, child: _Child, material: Material) -> dict[str, Any]:
        """A material as a file has it, its source under a key of the bundle's."""
        told = _plain(material)
        told["source"] = self._source(child, material.source)
        if material.later:
            told["later"]["source"] = self._source(child, material.later.source)
        return told

    def _source(self, child: _Child, own: str | None) -> str | None:
        """A source of a child, under a key of the bundle's."""
        if own is None:
            return None
        key = f"{child.item.implementation_code[-4:]}_{own}"
        self._sources[key] = _plain(child.item.guide.sources[own])
        return key

    def _commitments(self, keys: set[str]) -> list[dict[str, Any]]:
        """What each item takes in place of its materials; one that several want is promised to each of them."""
        found = []
        for child in self._children:
            for one in child.item.commitments:
                materials = [child.materials[key] for key in one.materials if child.materials[key] in keys]
                if materials:
                    code, source = child.item.implementation_code, self._source(child, one.source)
                    found.append({**_plain(one), "materials": materials, "item": code, "source": source})
        return found

    def _told(self, child: _Child, rule: str) -> str:
        """A rule of a child as one of the bundle. What the child did not ask it reads as "", though another one may have asked."""

        def answer(own: str) -> str:
            if own not in child.questions:
                return f"answers.{own}"  # told where the child's own rules are checked
            key = child.answers.get(own, "")
            told = f"answers.{key}" if key else literal(child.fixed[own])
            condition = str(ask_of(child.questions[own]).get("when", ""))
            if condition and settled(self._told(child, condition)) == NEVER:
                return literal("")  # by what the bundle answers itself nobody is asked it
            alone = key not in self._own and sum(key in one.answers.values() for one in self._children) == 1
            return told if alone or not condition else f"(({self._told(child, condition)}) ? {told} : '')"

        return told_by(rule, answer)

    def _order(self) -> list[str]:
        """Questions as they came, but each after those that its condition reads; and at the end what stands last with several
        children and nothing depends on: a telephone number."""
        rules = [str(ask_of(question).get("when", "")) for question in self._questions.values()]
        rules += [*(child.when for child in self._children), *(str(one.get("when", "")) for one in self._materials.values())]
        read = frozenset(key for rule in rules for key in reads(rule))
        last = [key for key in self._questions if key not in read and key not in self._own and self._ends_each(key)]
        left = [*(key for key in self._questions if key not in last), *last]
        order: list[str] = []
        while left:
            waits = {key: reads(str(ask_of(self._questions[key]).get("when", ""))) & {*left} for key in left}
            following = next((key for key in left if not waits[key]), left[0])  # in a circle: told where all is checked
            left.remove(following)
            order.append(following)
        return order

    def _ends_each(self, key: str) -> bool:
        """Several children ask it, and each of them as its last question."""
        asking = [child for child in self._children if key in child.answers.values()]
        return len(asking) > 1 and all([*child.answers.values()][-1] == key for child in asking)

    def _conditions_of_all(self) -> list[dict[str, Any]]:
        """Whom no item is for is told so before the first question."""
        rules = [{condition.rule for condition in child.item.eligibility} for child in self._children]
        shared = set.intersection(*rules) if rules else set()
        return [_plain(one) for child in self._children[:1] for one in child.item.eligibility if one.rule in shared]

    def _fee(self) -> dict[str, Any]:
        """What all of it costs together, where that does not depend on an answer; else the counter's word."""
        fees = [(child, self._fee_of(child)) for child in self._children]
        costing = [(child, fee) for child, fee in fees if fee["fen"] != 0 or fee.get("cases")]
        if any(fee["fen"] is None or fee.get("cases") or child.when for child, fee in costing):
            return {"fen": None}
        source = {"source": costing[0][1]["source"]} if costing else {}
        return {"fen": sum(fee["fen"] for _, fee in costing), **source}

    def _fee_of(self, child: _Child) -> dict[str, Any]:
        """What an item costs by what the bundle answers itself; its source under a key of the bundle's."""
        fee, cases = child.item.guide.fee, []
        for case in fee.cases:
            rule = settled(self._told(child, case.when))
            if not rule:  # always so
                return {"fen": case.fen, **({"source": self._source(child, fee.source)} if case.fen else {})}
            if rule != NEVER:
                cases.append({"when": rule, "fen": case.fen})
        source = {"source": self._source(child, fee.source)} if fee.source else {}
        return {"fen": fee.fen, **source, **({"cases": cases} if cases else {})}

    def _child(self, child: _Child, order: list[str], materials: set[str]) -> dict[str, Any]:
        guide = child.item.guide
        return {
            "implementation_code": child.item.implementation_code,
            "name": _plain(child.item.name),
            "result": _plain(guide.result),
            "promised_time": _plain(guide.promised_time) if guide.promised_time else None,
            "fee": self._fee_of(child),
            "source": child.source,
            "booked": child.item.booking is not None,
            "when": child.when,
            "answers": {own: key for own, key in child.answers.items() if key in order},
            "fixed": child.fixed,
            "materials": {own: key for own, key in child.materials.items() if key in materials},
        }


def _unsound(whole: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the conditions of a bundle that was put together."""
    questions = whole["form"]["schema"]["properties"]
    before: set[str] = set()
    for key, question in questions.items():
        for ahead in sorted(reads(str(ask_of(question).get("when", ""))) - before):
            yield f"question {key} depends on {ahead}, which is {'asked later' if ahead in questions else 'no question'}"
        before.add(key)
    for child in whole["children"]:
        rule, name = child["when"], child["name"]["zh"]
        if unknown := sorted(reads(rule) - set(questions)):
            yield f"{name}: `{rule}` reads {', '.join(unknown)}, which no question asks"
        elif rule and (fault := check_rule(rule) or fault_unanswered(rule, questions)):
            yield f"{name}: {fault}"
        if child["source"] and child["source"] not in whole["guide"]["sources"]:
            yield f"{name}: source {child['source']!r} is cited but not listed"


def _plain(value: Any) -> dict[str, Any]:
    """A value as a file would have it."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain
