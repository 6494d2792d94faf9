"""From draft to message: the application that a resident fills, and what is told of it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from kiosk.domain.base32 import ALPHABET, base32
from kiosk.domain.cases import Case, MaterialState
from kiosk.domain.identifiers import citizen_birth, citizen_is_male
from kiosk.domain.licences import ID_CARD
from kiosk.domain.parties import Evidence, Parties
from kiosk.domain.people import Card, Sex, age_on
from kiosk.domain.rules import holds
from kiosk.domain.service_items import Condition, Material, ServiceItem
from kiosk.domain.times import Moment, day_of
from kiosk.domain.values import Value, field
from kiosk.domain.without_paper import Commitment

TOKEN_PREFIX = "CQ1-"  # noqa: S105 - a mark of the format, no secret
TOKEN_LENGTH = 26


# What nothing shows yet, and of these and of what was put off a picture may still be taken.
OPEN_MATERIALS = frozenset({MaterialState.TO_CHECK, MaterialState.TO_COUNTER})
UNSHOWN_MATERIALS = OPEN_MATERIALS | {MaterialState.LATER, MaterialState.PROMISED}


class SettledMaterial(Value):
    """``presented``: where the licence was shown on a phone, the platform's reference of that. ``by``: the day until which it is
    brought later, as the resident was told it; None where nobody could tell."""

    key: str
    state: MaterialState
    licence_type: str = ""
    presented: str = ""
    by: date | None = None


class Agreed(Value):
    """告知承诺: a promise that was read and agreed to. ``text``: its paragraphs, word for word as they were shown."""

    commitment: Commitment
    text: tuple[str, ...]
    at: int


class Picture(Value):
    """One page of a material, taken at this terminal."""

    material_key: str
    jpeg: bytes


class Submission(Value):
    """What is about to be sealed; in memory between 'submit' and the commit, and nowhere after."""

    submission_id: str
    implementation_code: str
    catalogue_version: str
    card: Card
    answers: Mapping[str, Any]
    situation: str
    materials: tuple[SettledMaterial, ...]
    signature: str  # SVG path data in a box of 1000 x 400
    receipt_token: str
    language: str
    identified_at: int
    committed_at: int
    pictures: tuple[Picture, ...] = ()
    doubtful: bool = False  # the clock could not be right: it was ``committed_at`` or later
    reader: str = ""  # that read the card
    module: str = ""  # number of its security module
    parties: Parties | None = None  # None: the card's holder applies for themselves
    corrects: str = ""  # number of the case that it mends, "" where it opens one
    standing_pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a case's pictures, those that still count
    children: tuple[str, ...] = ()  # of a bundle: codes of the items that it applies for, as the applicant saw them
    also_shown: tuple[Evidence, ...] = ()  # besides the card: that of whom its holder acts for
    agreed: tuple[Agreed, ...] = ()  # what was promised in place of materials


class StoredState(StrEnum):
    """What this terminal knows of a submission that it took."""

    STORED = "STORED"  # 已暂存: here, not yet confirmed by the platform
    CASE = "CASE"  # the platform has it; the case is known here
    REJECTED = "REJECTED"  # the platform cannot open it; kept here, explained


class StoredReceipt(Value):
    """A row of the ledger, as far as it may be told to whoever holds the receipt or the card."""

    receipt_number: str
    implementation_code: str
    committed_at: int
    state: StoredState
    case: Case | None
    others: tuple[Case, ...] = ()  # that the same submission opened

    @property
    def cases(self) -> tuple[Case, ...]:
        """All that the submission opened, as far as it is known here."""
        return (self.case, *self.others) if self.case else ()


def person_facts(card: Card, wall: int) -> dict[str, Any]:
    """What rules may know of a person: ``age`` in whole years, ``sex``, ``number_area`` (first six digits)."""
    return {"age": age_on(card.birth, day_of(wall)), "sex": card.sex.value, "number_area": card.number[:6]}


def facts_by_number(number: str, today: date) -> dict[str, Any]:
    """As `person_facts`, as far as a citizen number tells them, of somebody whose card was not read; {} of any other number."""
    birth = citizen_birth(number) if len(number) == 18 else None
    if birth is None:
        return {}
    sex = Sex.MALE if citizen_is_male(number) else Sex.FEMALE
    return {"age": age_on(birth, today), "sex": sex.value, "number_area": number[:6]}


def unmet(item: ServiceItem, person: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions of the item that this person does not meet."""
    return tuple(c for c in item.eligibility if not holds(c.rule, {"person": person}))


def needed_materials(item: ServiceItem, answers: Mapping[str, Any], person: Mapping[str, Any]) -> tuple[Material, ...]:
    """The materials of the situation that these answers make. Rules see "" for what was not asked."""
    filled: dict[str, Any] = dict.fromkeys(item.form.schema["properties"], "") if item.form else {}
    filled.update(answers)
    facts = {"answers": filled, "person": person}
    return tuple(m for m in item.guide.materials if not m.when or holds(m.when, facts))


def settle(
    materials: Iterable[Material],
    licence_types: frozenset[str] | None,
    pictured: frozenset[str] = frozenset(),
    presented: Mapping[str, str] = MappingProxyType({}),
    proved: Mapping[str, bool] = MappingProxyType({}),
    later: Mapping[str, date | None] = MappingProxyType({}),
    promised: frozenset[str] = frozenset(),
    by_code: bool = False,
) -> tuple[SettledMaterial, ...]:
    """How each material is settled.

    Args:
        materials: that are needed.
        licence_types: what the holder has, by the platform; None if it could not be asked.
        pictured: keys of the materials that pictures were taken of.
        presented: by kind of the licences that were shown on a phone, the platform's reference.
        proved: by key of the materials that departments were asked about, whether their records prove it.
        later: by key of the materials that are brought later, until when.
        promised: keys of the materials that a promise stands in for.
        by_code: who the applicant is was shown by a code on a phone, and no card was read.
    """
    identity = MaterialState.FROM_CODE if by_code else MaterialState.FROM_CARD
    found = (_found(material, licence_types, presented, proved, identity) for material in materials)
    return tuple(_settle(one, pictured, later, promised) for one in found)


def _settle(
    found: SettledMaterial, pictured: frozenset[str], later: Mapping[str, date | None], promised: frozenset[str]
) -> SettledMaterial:
    """What shows more goes before what shows less: a picture before a promise, and that before a paper that is still to come."""
    key = found.key
    if found.state not in OPEN_MATERIALS:
        return found
    if key in pictured:
        return SettledMaterial(key, MaterialState.ATTACHED)
    if key in promised:
        return SettledMaterial(key, MaterialState.PROMISED)
    return SettledMaterial(key, MaterialState.LATER, by=later[key]) if key in later else found


def _found(
    material: Material,
    licence_types: frozenset[str] | None,
    presented: Mapping[str, str],
    proved: Mapping[str, bool],
    identity: MaterialState,
) -> SettledMaterial:
    accepted = [requirement.licence_type for requirement in material.licences]
    if ID_CARD in accepted:
        return SettledMaterial(material.key, identity, ID_CARD)
    for licence_type in accepted:
        if reference := presented.get(licence_type):
            return SettledMaterial(material.key, MaterialState.WAIVED, licence_type, reference)
    for licence_type in accepted:
        if licence_types and licence_type in licence_types:
            return SettledMaterial(material.key, MaterialState.WAIVED, licence_type)
    if proved.get(material.key):
        return SettledMaterial(material.key, MaterialState.FROM_RECORDS)
    if (accepted and licence_types is None) or (material.records and material.key not in proved):
        return SettledMaterial(material.key, MaterialState.TO_CHECK)
    return SettledMaterial(material.key, MaterialState.TO_COUNTER)


def new_receipt_token(moment: Moment) -> str:
    """130 random bits in Crockford's base 32: no letter that is mistaken for a digit."""
    number = int.from_bytes(moment.draw(17), "big") >> 6
    return TOKEN_PREFIX + base32(number, TOKEN_LENGTH)


def is_receipt_token(text: str) -> bool:
    """Whether a text has the form of one."""
    body = text.removeprefix(TOKEN_PREFIX)
    return text.startswith(TOKEN_PREFIX) and len(body) == TOKEN_LENGTH and all(c in ALPHABET for c in body)


def token_hash(token: str) -> str:
    """What ledger and platform keep of a token."""
    import hashlib  # 8 ms that the first frame has no use for

    return hashlib.sha256(token.encode("ascii")).hexdigest()
