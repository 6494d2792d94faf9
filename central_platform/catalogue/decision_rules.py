"""Rules for content: what decides with no person (无人干预)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from central_platform.catalogue.data_sets import DataSubject, Purpose
from central_platform.catalogue.form_rules import facts_of_way, reads_the_unknown, ways
from central_platform.catalogue.lint_values import Known, Wrong, properties_of
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import DecisionRule, ServiceItem

_COMPARED = re.compile(r"row\.(\w+) [!=]= '([^']*)'")
_NONE = {"held": False, "several": False, "expired": False, "number": "", "from": "", "until": "", "days_left": 0, "rows": {}}
_HELD = {**_NONE, "held": True, "number": "x", "from": "2020-01-01", "until": "2030-01-01", "days_left": 1000}
_LICENCES = (_HELD, _NONE, {**_NONE, "expired": True}, {**_HELD, "several": True}, {**_HELD, "days_left": 1})


def a_decision_can_fall_either_way(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What decides with no person accepts somebody, and never somebody whose materials are missing, or of whom nothing is on
    record; each ground of refusal refuses somebody.

    Source: 无人干预自动办理 compares facts; a rule that compares none decides nothing.
    """
    rules = item.decision
    if item.form is None or rules is None or reads_the_unknown(item) or any(_facts_problems(rules, known)):
        return
    accepted = {False: False, True: False}
    blind = False
    refused = dict.fromkeys((refusal.when for refusal in rules.refuse_when), False)
    for answers, person in ways(item):
        for facts in _supposed(rules, known):
            told = {**facts_of_way(item.form, answers, person), **facts}
            for when in refused:
                refused[when] |= _holds(when, told)
            for settled in (False, True):
                materials = [{"key": "id_card", "settled": settled}]
                taken = all(_holds(rule, {**told, "materials": materials}) for rule in rules.accept_when)
                accepted[settled] |= taken
                of_records = [fact for name, fact in facts.items() if not rules.facts[name].cases]
                blind |= taken and bool(of_records) and all(fact in ([], _NONE) for fact in of_records)
    if not accepted[True]:
        yield Wrong("its rules accept nobody", "change accept_when")
    if accepted[False]:
        yield Wrong("its rules accept cases whose materials are missing", "add materials.all(m, m.settled)")
    if blind:
        yield Wrong("its rules accept whoever has nothing on record", "let accept_when read its facts")
    for when, ever in refused.items():
        if not ever:
            yield Wrong(f"`{when}` refuses nobody", "change it, or leave this ground out")


def a_decision_reads_facts_that_there_are(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Facts are a licence of a type in the catalogue, or a data set about persons that may be compared."""
    if item.decision is not None:
        yield from _facts_problems(item.decision, known)


def a_decision_is_told(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Whoever is decided about can read the rules before; a refusal names its clause; what is issued comes from what is known.

    Source: 中华人民共和国行政许可法第三十八条第二款: a refusal states its reason.
    """
    rules = item.decision
    if rules is None:
        return
    if (rules.facts or rules.refuse_when) and not rules.told:
        yield Wrong("nobody can read its rules", "told: a plain sentence for each")
    for refusal in rules.refuse_when:
        if refusal.source not in item.guide.sources:
            yield Wrong(f"the ground `{refusal.when}` names no source", "a key of guide.sources, with the clause")
        for text in (refusal.reason, refusal.remedy):
            if text.zh.endswith("。") or text.en.endswith("."):
                yield Wrong(f"“{text.zh}” ends with a full stop", "leave it out: sentences are put together")
    types = {kind.key for kind in known.catalogue.licence_types}
    for given in rules.gives:
        if given.renews and (given.renews not in rules.facts or not rules.facts[given.renews].licence):
            yield Wrong(f"gives.renews names {given.renews}", "name a fact that is a licence")
        if bool(given.renews) == bool(given.kind) or (given.kind and given.kind not in types) or (given.ends and not given.renews):
            yield Wrong("gives neither renews a licence nor is a first one", "renews: a fact, or kind: a licence type")
        for row in given.rows:
            if row.answer not in properties_of(item):
                yield Wrong(f"row {row.label} is answer {row.answer}, which no question asks", "name a question of this form")


def _facts_problems(rules: DecisionRule, known: Known) -> Iterator[Wrong]:
    types = {kind.key for kind in known.catalogue.licence_types}
    for name, source in rules.facts.items():
        data_set = known.data_sets.get(source.data_set)
        told = sum(map(bool, (source.licence, source.data_set, source.cases)))
        if told != 1 or not name.isidentifier() or name in ("person", "answers", "materials"):
            yield Wrong(f"fact {name} is no licence, data set or earlier case", "name one of these, under a name of its own")
        elif source.cases and source.cases not in {item.implementation_code for item in known.catalogue.items}:
            yield Wrong(f"fact {name} is cases of {source.cases}", "an item's implementation code")
        elif source.licence and source.licence not in types:
            yield Wrong(f"fact {name} is a licence of type {source.licence}", "a key of a licence type")
        elif source.data_set and (
            data_set is None or data_set.subject is DataSubject.NONE or Purpose.COMPARISON not in data_set.purposes
        ):
            yield Wrong(f"fact {name} is data set {source.data_set}", "one about somebody with the purpose comparison")


def _supposed(rules: DecisionRule, known: Known) -> Iterator[Mapping[str, Any]]:
    """What may be known: each licence in every standing, each data set with nothing, with one row, and with one that says what a
    rule compares it with."""
    rules_read = (*rules.accept_when, *(refusal.when for refusal in rules.refuse_when))
    compared = {found for rule in rules_read for found in _COMPARED.findall(rule)}
    tried: list[list[Any]] = []
    for source in rules.facts.values():
        if source.cases:
            tried.append([[], [{"state": "APPROVED", "days": 30}], [{"state": "REFUSED", "days": 30}]])
        elif source.licence:
            tried.append(list(_LICENCES))
        else:
            row = {field.key: "x" for field in known.data_sets[source.data_set].fields}
            tried.append([[], [row], *([{**row, key: value}] for key, value in sorted(compared) if key in row)])
    for facts in product(*tried):
        yield dict(zip(rules.facts, facts, strict=True))


def _holds(rule: str, facts: Mapping[str, Any]) -> bool:
    """Where it does not fit, a person decides."""
    try:
        return holds(rule, facts)
    except RuleFault:
        return False


DECISION_RULES = (a_decision_can_fall_either_way, a_decision_reads_facts_that_there_are, a_decision_is_told)
