"""亮证: the code that a holder's phone shows, and what becomes of it at a terminal."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from central_platform.catalogue.published import current
from central_platform.core.keys import key_ring
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.models import LicenceRecord, Presentation
from central_platform.licences.services import is_usable
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.terminals.services import Terminal
from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import day_of
from kiosk.messages.presented_licence import (
    LIFETIME,
    Presented,
    PresentedAccepted,
    PresentedAnswer,
    PresentedRefused,
    PresentedRequest,
    presented_code,
    read_presented,
)
from kiosk.messages.signing import BadSignature

ACCEPTED = "ACCEPTED"
_TAG = 24  # hex digits of a tag: none is found by trying, and the code on the phone stays coarse


class NothingToPresent(Exception):
    """This person holds no usable licence of that kind."""


def present(number: str, licence_type: str, now: int) -> str:
    """The code of a licence, for its holder's phone. Whoever calls this knows that it is the holder who asks.

    Args:
        number: the holder's citizen number.
        licence_type: key of the kind; of several the newest is shown.
        now: seconds since 1970.

    Raises:
        NothingToPresent: the library has none that counts today.
    """
    tag = people.tag_of(number)
    rows = LicenceRecord.objects.filter(holder=tag, company_name="", licence_type=licence_type).defer("page")
    row = next((row for row in rows.order_by("-valid_from") if is_usable(row, day_of(now))), None)
    if row is None:
        raise NothingToPresent
    ring = key_ring()
    return presented_code(ring.signer, _holder_tag(tag), _licence_tag(row.identifier), secrets.token_hex(12), now)


def accept(request: PresentedRequest, who: Identified, terminal: Terminal, now: int) -> PresentedAnswer:
    """Judge a code that was shown at a terminal, and write down that it was.

    Args:
        request: the terminal's.
        who: the applicant, by the card that was read.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    item = current().items.get(request.implementation_code)
    if item is None:
        raise Refused(ProblemCode.NOT_FOUND, "no such item in the catalogue")
    try:
        shown = read_presented(request.code, key_ring().verification)
    except BadSignature:
        shown = None
    judged = _judge(shown, who, item, now)
    told = Shown(
        item=item.implementation_code,
        holder_tag=people.tag_of(who.number),
        licence_identifier=judged.licence.identifier if judged.licence else "",
        licence_type=judged.licence.licence_type if judged.licence else "",
        outcome=judged.outcome,
        jti=shown.jti if shown else "",
    )
    reference, outcome = write_down(told, terminal, now)
    if outcome == ACCEPTED:
        return PresentedAnswer(answer=PresentedAccepted(verdict="ACCEPTED", licence_type=told.licence_type, reference=reference))
    return PresentedAnswer(answer=PresentedRefused(verdict="REFUSED", reason=PresentedRefusal(outcome)))


@dataclass(frozen=True)
class Shown:
    """What was shown as a code on a phone, and what came of it, as `Presentation` keeps it. ``jti``: of the code, "" where it is
    none of ours."""

    item: str
    holder_tag: str
    licence_identifier: str
    licence_type: str
    outcome: str
    jti: str


def write_down(shown: Shown, terminal: Terminal, now: int) -> tuple[str, str]:
    """Keep that a code was shown. Whatever came of it the first time, a code that comes again was shown before; but for one that is
    old anyway.

    Args:
        shown: what was, and what came of it.
        terminal: where.
        now: seconds since 1970.

    Returns:
        The reference of the record, and what came of it at last.
    """
    row = Presentation(
        reference=str(uuid.uuid4()),
        at=now,
        terminal=terminal,
        holder_tag=shown.holder_tag,
        item=shown.item,
        licence_identifier=shown.licence_identifier,
        licence_type=shown.licence_type,
        outcome=shown.outcome,
        mark=hashlib.sha256(shown.jti.encode("utf-8", "replace")).hexdigest() if shown.jti else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.mark = None
        if row.outcome != PresentedRefusal.TOO_OLD:
            row.outcome = PresentedRefusal.USED
        row.save(force_insert=True)
    return row.reference, row.outcome


@dataclass(frozen=True)
class _Judged:
    outcome: str
    licence: LicenceRecord | None = None


def _judge(shown: Presented | None, who: Identified, item: ServiceItem, now: int) -> _Judged:
    """All but whether it was shown before."""
    if shown is None:
        return _Judged(PresentedRefusal.NOT_OURS)
    if not shown.iat <= now <= min(shown.exp, shown.iat + LIFETIME):
        return _Judged(PresentedRefusal.TOO_OLD)
    person = people.find(who)
    if person is None or shown.holder != _holder_tag(person.tag):
        return _Judged(PresentedRefusal.OTHER_HOLDER)
    held = LicenceRecord.objects.filter(holder=person.tag, company_name="").defer("page")
    row = next((row for row in held if _licence_tag(row.identifier) == shown.licence), None)
    if row is None or not is_usable(row, day_of(now)):
        return _Judged(PresentedRefusal.NOT_USABLE, row)
    asked = {requirement.licence_type for material in item.guide.materials for requirement in material.licences}
    return _Judged(ACCEPTED if row.licence_type in asked else PresentedRefusal.NOT_ASKED, row)


def accepted(references: Collection[str]) -> Mapping[str, Presentation]:
    """Those of these presentations that were accepted, by reference, but for licences that were revoked since."""
    rows = {row.reference: row for row in Presentation.objects.filter(reference__in=references, outcome=ACCEPTED)}
    shown = LicenceRecord.objects.filter(identifier__in={row.licence_identifier for row in rows.values()}, revoked=True)
    revoked = set(shown.values_list("identifier", flat=True))
    return {reference: row for reference, row in rows.items() if row.licence_identifier not in revoked}


def _holder_tag(tag: str) -> str:
    return key_ring().tag("presented-holder", tag)[:_TAG]


def _licence_tag(identifier: str) -> str:
    return key_ring().tag("presented-licence", identifier)[:_TAG]
