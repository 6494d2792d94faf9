"""Who something is about, what proved it, and who acts for whom (主体, 身份凭据, 当事人). A card is evidence, not a person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from kiosk.domain.people import Card, CardKind, PhoneCode
from kiosk.domain.service_items import Assurance
from kiosk.domain.values import Value


class Citizen(Value, tag_field="kind", tag="CITIZEN"):
    """自然人. ``number``: of the identity document."""

    name: str
    number: str


class Company(Value, tag_field="kind", tag="COMPANY"):
    """法人 and others with a unified social credit code (统一社会信用代码, GB 32100-2015), which is its ``number``."""

    name: str
    number: str


Subject = Citizen | Company


class Evidence(Value):
    """What was shown, read by what, and when.

    Attributes:
        shown: the kind of card, or that it was a code on a phone.
        reader: name of the device that read it, "" where that is not known.
        read_at: seconds since 1970 UTC.
        valid_until: None for a card without an end.
        issued: since when the card is good, which is on it and in the register; None where it does not say.
        mark: SHA-256 of all that the card gave, in hex: the same for the same card, and nothing to whoever has not read it.
        module: number of the reader's own security module, "" where it has none or does not tell.
        reference: of a code on a phone, the platform's record that it was shown; "" of a card.
    """

    shown: CardKind
    reader: str
    read_at: int
    valid_until: date | None = None
    issued: date | None = None
    mark: str = ""
    module: str = ""
    reference: str = ""


class Parties(Value):
    """``agent``: who acts for the applicant, and stands at the terminal; ``relation``: of the agent to the applicant, in words."""

    applicant: Subject
    agent: Citizen | None = None
    relation: str = ""


def subject_of(card: Card) -> Citizen:
    """The holder of a card."""
    return Citizen(card.name, card.number)


def evidence_of(card: Card, reader: str, read_at: int, module: str = "") -> Evidence:
    """That a card was read, or a code on a phone; the arguments as `Evidence` has them."""
    if isinstance(card, PhoneCode):
        return Evidence(card.kind, reader, read_at, reference=card.reference)
    mark = hashlib.sha256(card.marks).hexdigest()
    return Evidence(card.kind, reader, read_at, card.valid_until, card.issued, mark, module)


def assurance_of(evidence: Iterable[Evidence], today: date) -> Assurance:
    """How sure it is who somebody is: what each item asks for (`ServiceItem.assurance`) is compared with this.

    Args:
        evidence: all that was shown.
        today: the day in China; a card that has ended proves nothing.
    """
    counts = [one for one in evidence if one.valid_until is None or one.valid_until >= today]
    if any(one.shown is not CardKind.PHONE_CODE for one in counts):
        return Assurance.CARD
    return Assurance.CODE if any(one.reference for one in counts) else Assurance.NONE


def suffices(given: Assurance, asked: Assurance) -> bool:
    """Whether what was shown is enough for what an item asks."""
    order = (Assurance.NONE, Assurance.CODE, Assurance.CARD, Assurance.COMPANY)
    return order.index(given) >= order.index(asked)
