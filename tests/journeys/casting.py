"""Which model person plays an item: one who may, and one who may not.

Asked of the district's own records and of the platform's tables, so that nobody is cast for what they do not have.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import sqlite3
from contextlib import closing
from pathlib import Path

import central_platform.samples
from kiosk.domain.identity_codes import paper_ground
from kiosk.domain.prefill import looked_up, sources_of
from kiosk.domain.rules import holds
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.service_items import Assurance, ItemKind, ServiceItem
from tests.journeys.playing import accepted_answers, facts_of, today

ROWS = Path(central_platform.samples.__path__[0]) / "rows"
AGENT = "li"  # acts for the company that queries are about
NOT_AGENT = "zhuge"  # did so until 2025
PLAIN = "wang"  # where it makes no difference


def who_may(item: ServiceItem, platform: Path) -> str:
    """Key of somebody who has what the item is about, and meets its conditions; of nobody, of somebody who meets them.

    Args:
        item: to be played.
        platform: home of the district's platform.
    """
    if item.assurance is Assurance.COMPANY:
        return AGENT
    if item.assurance is Assurance.NONE:
        return PLAIN
    having = {
        ItemKind.TRANSACTION: _with_materials,
        ItemKind.QUERY: _on_record,
        ItemKind.LICENCE_PRINT: _holders,
        ItemKind.PAPER_CODE: _old_enough,
    }
    found = having[item.kind](item, platform)
    meeting = [person.key for person in SAMPLE_PEOPLE if meets(item, person) and _card_valid(person)]
    assert meeting, f"nobody of the model people may use {item.name.zh}"
    return next((key for key in found if key in meeting), meeting[0])


def who_may_not(item: ServiceItem) -> str | None:
    """Key of somebody who does not meet its conditions, or does not act for the company; None where everybody may."""
    if item.assurance is Assurance.COMPANY:
        return NOT_AGENT
    return next((person.key for person in SAMPLE_PEOPLE if not meets(item, person)), None)


def meets(item: ServiceItem, person: SamplePerson) -> bool:
    """Whether this person meets the conditions that rules can tell."""
    return all(holds(condition.rule, {"person": facts_of(person)}) for condition in item.eligibility)


def _card_valid(person: SamplePerson) -> bool:
    return person.valid_until is None or person.valid_until >= today()


def _with_materials(item: ServiceItem, platform: Path) -> list[str]:
    """Whoever published rules accept, has on record what they compare, and holds most of the licences that settle its materials,
    comes first."""
    wanted = {need.licence_type for material in item.guide.materials for need in material.licences}
    held = {person.key: _kinds(person, platform, company=False) & wanted for person in SAMPLE_PEOPLE}
    rules = [rule for rule in (item.decision.accept_when if item.decision else ()) if rule.startswith("person.")]
    fits = {person.key: all(holds(rule, {"person": facts_of(person)}) for rule in rules) for person in SAMPLE_PEOPLE}
    facts = {person.key: len(_facts_of(item, person, platform)) for person in SAMPLE_PEOPLE}
    refused = {person.key: _refused(item, person) for person in SAMPLE_PEOPLE}
    return sorted(held, key=lambda key: (not fits[key], refused[key], -facts[key], -len(held[key])))


def _refused(item: ServiceItem, person: SamplePerson) -> bool:
    """Whether what departments have on record of this person is a ground on which the rules refuse."""
    if item.decision is None:
        return False
    sets = {name: source.data_set for name, source in item.decision.facts.items() if source.data_set}
    facts = {name: [row for row in _rows_in(key) if row["subject_name"] == person.name] for name, key in sets.items()}
    answers = {**dict.fromkeys(item.form.schema["properties"] if item.form else (), ""), **accepted_answers(item, facts_of(person))}
    grounds = [one.when for one in item.decision.refuse_when if any(name in one.when for name in sets)]
    return any(holds(ground, {**facts, "answers": answers, "person": facts_of(person)}) for ground in grounds)


def filled_in(item: ServiceItem, key: str, platform: Path) -> bool:
    """Whether this person has on record what an item's rules compare and its form is filled in from.

    Args:
        item: to be played.
        key: of a model person.
        platform: home of the district's platform.
    """
    if item.decision is None:
        return False
    known = _facts_of(item, sample_person(key), platform)
    return bool(known & {parts[1] for source in sources_of(item.form) if (parts := looked_up(source))})


def _facts_of(item: ServiceItem, person: SamplePerson, platform: Path) -> frozenset[str]:
    """Kinds of licences and data sets that the item's rules compare and this person has."""
    sources = item.decision.facts.values() if item.decision else ()
    licences = {source.licence for source in sources if source.licence} & _kinds(person, platform, company=False)
    return frozenset(licences) | {one.data_set for one in sources if one.data_set and person.name in _names_in(one.data_set)}


def _on_record(item: ServiceItem, platform: Path) -> list[str]:
    assert item.query
    names = _names_in(item.query.data_set)
    return [person.key for person in SAMPLE_PEOPLE if person.name in names]


def _names_in(data_set: str) -> frozenset[str]:
    return frozenset(row["subject_name"] for row in _rows_in(data_set))


def _rows_in(data_set: str) -> list[dict[str, str]]:
    with (ROWS / f"{data_set}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _old_enough(item: ServiceItem, platform: Path) -> list[str]:
    return [person.key for person in SAMPLE_PEOPLE if paper_ground(person.birth, False, today())]


def _holders(item: ServiceItem, platform: Path) -> list[str]:
    usable = [person.key for person in SAMPLE_PEOPLE if item.licence_type in _kinds(person, platform)]
    return usable or [person.key for person in SAMPLE_PEOPLE if item.licence_type in _kinds(person, platform, usable=False)]


def _kinds(person: SamplePerson, platform: Path, usable: bool = True, company: bool = True) -> frozenset[str]:
    """Kinds of the licences in the platform's library of which this person is the holder, or for ``company`` acts for it."""
    asked = "SELECT licence_type, revoked, valid_until, company_number FROM records_licencerecord WHERE holder_id = ?"
    tag = tag_at(platform, person)
    with closing(sqlite3.connect(f"file:{platform / 'platform.sqlite3'}?mode=ro", uri=True)) as tables:
        rows = tables.execute(asked, (tag,)).fetchall()
    day = today().isoformat()
    return frozenset(
        kind for kind, revoked, until, of in rows if (not usable or (not revoked and (until or day) >= day)) and (company or not of)
    )


def tag_at(platform: Path, person: SamplePerson) -> str:
    """As the platform finds a person: what its tables say of one is sealed."""
    secret = (platform / "keys" / "lookup-secret").read_bytes()
    return hmac.new(secret, f"person:{person.number}".encode(), hashlib.sha256).hexdigest()
