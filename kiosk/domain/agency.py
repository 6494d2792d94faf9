"""代办: who may act for another citizen, by what right, and with which papers. Pure.

Sources, by article of the 民法典: parents are guardians (27), a minor's other guardians (27, 32), an adult's (28); a guardian is
the ward's agent by law (23); under eight one acts through them alone (20), from eight to seventeen with their consent (19). Whoever
else acts does so by authority (161, 163): in writing it names agent, matter, scope and term, and is signed (165).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from kiosk.domain.licences import ID_CARD
from kiosk.domain.service_items import Material, Origin
from kiosk.domain.text import LocalizedText

ALONE_FROM = 18  # years (17)
CONSENT_FROM = 8  # years (19)


class Relation(Enum):
    """Of whoever stands at the terminal to the citizen for whom they apply."""

    PARENT = "parent"
    MINORS_GUARDIAN = "minors-guardian"
    ADULTS_GUARDIAN = "adults-guardian"
    SPOUSE = "spouse"
    ENTRUSTED = "entrusted"


RELATIONS: Mapping[Relation, LocalizedText] = {
    Relation.PARENT: LocalizedText("父母", "Parent"),
    Relation.MINORS_GUARDIAN: LocalizedText("未成年人的监护人", "Guardian of a minor"),
    Relation.ADULTS_GUARDIAN: LocalizedText("成年人的监护人", "Guardian of an adult"),
    Relation.SPOUSE: LocalizedText("配偶", "Husband or wife"),
    Relation.ENTRUSTED: LocalizedText("受委托的人", "Entrusted by them"),
}
BY_LAW = frozenset({Relation.PARENT, Relation.MINORS_GUARDIAN, Relation.ADULTS_GUARDIAN})

AUTHORITY = Material(
    key="authority",
    name=LocalizedText("授权委托书", "Written authorisation"),
    format=LocalizedText(
        "写明代办人、办什么事、能做到哪一步、到哪天为止，有委托人的签名",
        "It names you, the matter, what you may do and until when, and they have signed it",
    ),
    picture=True,
    origin=Origin.APPLICANT,
    originals=1,
)
GUARDIANSHIP = Material(
    key="guardianship",
    name=LocalizedText("监护关系证明", "Proof of guardianship"),
    format=LocalizedText(
        "户口簿、出生医学证明，或者指定监护人的文件", "Household register, birth certificate, or the paper that appoints you"
    ),
    picture=True,
    origin=Origin.APPLICANT,
    originals=1,
)
PRINCIPALS_CARD = Material(
    key="principals_card",
    name=LocalizedText("委托人或孩子的身份证件", "Identity document of whom you act for"),
    format=LocalizedText(
        "身份证正反面，没有身份证的孩子用户口簿", "Both sides of the ID card; of a child without one the household register"
    ),
    picture=True,
    origin=Origin.APPLICANT,
    copies=1,
)


def relations_for(age: int) -> tuple[Relation, ...]:
    """By which right somebody may act for a person of this age, in whole years: for a minor their guardians alone."""
    if age < ALONE_FROM:
        return (Relation.PARENT, Relation.MINORS_GUARDIAN)
    return (Relation.SPOUSE, Relation.ENTRUSTED, Relation.ADULTS_GUARDIAN)


def needs_consent(age: int) -> bool:
    """A minor of this age acts by a guardian with their own consent (19); a younger one is represented wholly (20)."""
    return CONSENT_FROM <= age < ALONE_FROM


def relation_named(words: str) -> Relation | None:
    """The relation of these Chinese words, as a submission tells it; None for any others."""
    return next((relation for relation, name in RELATIONS.items() if name.zh == words), None)


def with_agent(materials: Iterable[Material], relation: Relation | None, card_read: bool) -> tuple[Material, ...]:
    """What is needed where somebody acts for the applicant: first what shows that they may.

    Args:
        materials: that the applicant would need.
        relation: None where it is told in words that are not known: then as of somebody entrusted.
        card_read: the applicant's own card was read here. Without it their identity document is one of the materials, and who acts
            by no law needs the authorisation.
    """
    first: list[Material] = []
    if relation in BY_LAW:
        first.append(GUARDIANSHIP)
    elif not card_read:
        first.append(AUTHORITY)
    if card_read:
        return (*first, *materials)
    shown = [material for material in materials if not any(need.licence_type == ID_CARD for need in material.licences)]
    return (*first, PRINCIPALS_CARD, *shown)


def must_be_pictured(card_read: bool) -> frozenset[str]:
    """Keys of what is pictured before an application for somebody goes on: of whose card was not read here nothing else tells that
    they want it."""
    return frozenset() if card_read else frozenset({AUTHORITY.key, GUARDIANSHIP.key, PRINCIPALS_CARD.key})
