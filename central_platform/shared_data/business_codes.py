"""电子营业执照: the code that an operator's phone shows, and what becomes of it at a terminal: as a presented licence's is
judged."""

from __future__ import annotations

import secrets

from central_platform.core.keys import key_ring
from central_platform.licences import presenting
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.shared_data import mandates
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.services import Asker
from central_platform.terminals.services import Terminal
from kiosk.domain.mandates import BUSINESS_LICENCE, BusinessCodeRefusal, Mandate
from kiosk.domain.parties import Citizen, Company
from kiosk.messages.companies import (
    LIFETIME,
    BusinessCodeAccepted,
    BusinessCodeAnswer,
    BusinessCodeRefused,
    BusinessCodeRequest,
    Stated,
    business_code,
    read_business_code,
)
from kiosk.messages.signing import BadSignature

_TAG = 24  # hex digits of a tag, as of a presented licence


def present(person: Citizen, number: str, now: int) -> str:
    """The code of a company's electronic business licence, for the phone of somebody who acts for it. Whoever calls this knows that
    it is this person who asks.

    Args:
        person: the operator.
        number: credit code of the company.
        now: seconds since 1970.

    Raises:
        NothingToPresent: the register does not have them as acting for it.
        CannotAnswer: the department could not be asked.
    """
    if mandates.mandate_of(Asker(None, person, "", now), Company("", number)) is None:
        raise presenting.NothingToPresent
    return business_code(key_ring().signer, company_mark(number), _person_tag(person.number), secrets.token_hex(12), now)


def accept(request: BusinessCodeRequest, who: Identified, terminal: Terminal, now: int) -> BusinessCodeAnswer:
    """Judge a code that was shown at a terminal, and write down that it was: good once, whatever came of it.

    Args:
        request: the terminal's.
        who: by the card that was read.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    try:
        stated = read_business_code(request.code, key_ring().verification)
    except BadSignature:
        stated = None
    outcome, mandate = _judged(stated, who, request.implementation_code, terminal, now)
    if outcome is BusinessCodeRefusal.UNCHECKED:  # nobody could judge it: it may be shown once more
        return BusinessCodeAnswer(answer=BusinessCodeRefused(verdict="REFUSED", reason=outcome))
    shown = presenting.Shown(
        item=request.implementation_code,
        holder_tag=people.tag_of(who.number),
        licence_identifier=company_mark(mandate.company.number) if mandate else "",
        licence_type=BUSINESS_LICENCE if mandate else "",
        outcome=outcome.value if outcome else presenting.ACCEPTED,
        jti=stated.jti if stated else "",
    )
    reference, known = presenting.write_down(shown, terminal, now)
    if known == presenting.ACCEPTED and mandate:
        accepted = BusinessCodeAccepted(verdict="ACCEPTED", mandate=mandates.answered(mandate), reference=reference)
        return BusinessCodeAnswer(answer=accepted)
    return BusinessCodeAnswer(answer=BusinessCodeRefused(verdict="REFUSED", reason=BusinessCodeRefusal(known)))


def company_mark(number: str) -> str:
    """By which a code, and the record that it was shown, name a company."""
    return key_ring().tag("business-code-company", number.upper())[:_TAG]


def _judged(
    stated: Stated | None, who: Identified, code: str, terminal: Terminal, now: int
) -> tuple[BusinessCodeRefusal | None, Mandate | None]:
    """All but whether it was shown before: why it leads nowhere, or for which company they may do this."""
    if stated is None:
        return BusinessCodeRefusal.NOT_OURS, None
    if not stated.iat <= now <= min(stated.exp, stated.iat + LIFETIME):
        return BusinessCodeRefusal.TOO_OLD, None
    if stated.person != _person_tag(who.number):
        return BusinessCodeRefusal.OTHER_PERSON, None
    try:
        known = mandates.told(who, code, terminal, now)
    except CannotAnswer:
        return BusinessCodeRefusal.UNCHECKED, None
    mandate = next((one for one in known if company_mark(one.company.number) == stated.company), None)
    if mandate is None:
        return BusinessCodeRefusal.EXPIRED, None
    return (BusinessCodeRefusal(mandate.refusal.value) if mandate.refusal else None), mandate


def _person_tag(number: str) -> str:
    return key_ring().tag("business-code-person", number.upper())[:_TAG]
