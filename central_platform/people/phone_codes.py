"""随申码: the code that somebody's phone shows, what becomes of it at a terminal, and what it proves there afterwards."""

from __future__ import annotations

import hashlib
import logging
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction

from central_platform.core import sealed
from central_platform.core.keys import key_ring, person_tag
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people.cards import CardProof
from central_platform.people.events import announce_lookup
from central_platform.people.models import Lookup, Person, ShownCode
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, first_today
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.identity_codes import PhoneCodeRefusal
from kiosk.domain.parties import Evidence
from kiosk.domain.people import CardKind
from kiosk.messages.identity_codes import (
    LIFETIME,
    PersonCodeAccepted,
    PersonCodeAnswer,
    PersonCodeRefused,
    Whose,
    person_code,
    read_person_code,
)
from kiosk.messages.signing import BadSignature

log = logging.getLogger(__name__)
ACCEPTED = "ACCEPTED"
DAY = 86_400  # seconds after which no rule decides what rests on it alone
_SEXES: Mapping[str, Literal["male", "female"]] = {"male": "male", "female": "female"}
VISIT = 2 * 3600  # seconds for which a code that was shown answers for whoever showed it, at that terminal


class NobodyKnown(Exception):
    """The platform knows nobody of this number, or their codes are stopped."""


def present(number: str, now: int) -> str:
    """The code of a person, for their own phone. Whoever calls this knows that it is they who ask.

    Args:
        number: their citizen number.
        now: seconds since 1970.

    Raises:
        NobodyKnown: there is no such person, or their codes are stopped.
    """
    person = Person.objects.filter(tag=person_tag(number), codes_stopped=False).first()
    if person is None:
        raise NobodyKnown
    return person_code(key_ring().signer, sealed.seal(bytes.fromhex(person.tag)), secrets.token_hex(12), now)


def accept(code: str, terminal: Terminal, now: int) -> PersonCodeAnswer:
    """Judge a code that was shown at a terminal, and write down that it was: good once, whatever came of it. Whose it is, is told
    of it where their number is registered, as of a card.

    Args:
        code: as it was read.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: STOPPED where the terminal asked for too much.
    """
    if terminal.stopped_at:
        raise Refused(ProblemCode.STOPPED, "this terminal asked for too much; staff were told")
    try:
        stated = read_person_code(code, key_ring().verification)
    except BadSignature:
        stated = None
    with transaction.atomic():  # one, whatever is counted: each would wait for the disk by itself
        return _written_down(_judged(stated, terminal, now), stated, terminal, now)


@dataclass(frozen=True)
class _Judged:
    outcome: PhoneCodeRefusal | None  # None: nothing against it
    person: Person | None = None


def _judged(stated: Whose | None, terminal: Terminal, now: int) -> _Judged:
    """All but whether it was shown before."""
    if stated is None or (person := _person(stated)) is None:
        spent = terminals.count(terminal, [Use(Quota.FALSE_CODES, terminal.pk)], now)
        return _Judged(PhoneCodeRefusal.LIMIT if spent else PhoneCodeRefusal.NOT_OURS)
    if not stated.iat <= now <= min(stated.exp, stated.iat + LIFETIME):
        return _Judged(PhoneCodeRefusal.TOO_OLD, person)
    if person.codes_stopped:
        return _Judged(PhoneCodeRefusal.REVOKED, person)
    uses = [Use(Quota.CODES, terminal.pk), Use(Quota.CODES_OF_PERSON, person.tag), Use(Quota.LOOKUPS, terminal.pk)]
    if first_today(Quota.PERSONS, f"{terminal.pk}:{person.tag}", now):
        uses.append(Use(Quota.PERSONS, terminal.pk))
    return _Judged(PhoneCodeRefusal.LIMIT if terminals.count(terminal, uses, now) else None, person)


def _person(stated: Whose) -> Person | None:
    try:
        tag = sealed.unseal(stated.who).hex()
    except sealed.CannotRead:
        return None
    return Person.objects.filter(tag=tag).first()


def _written_down(judged: _Judged, stated: Whose | None, terminal: Terminal, now: int) -> PersonCodeAnswer:
    """Keep that it was shown. Whatever came of it the first time, a code that comes again was shown before; but for one that is old
    anyway."""
    person = judged.person
    row = ShownCode(
        reference=str(uuid.uuid4()),
        at=now,
        terminal=terminal,
        person_tag=person.tag if person else "",
        outcome=judged.outcome.value if judged.outcome else ACCEPTED,
        mark=hashlib.sha256(stated.jti.encode("utf-8", "replace")).hexdigest() if stated else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.mark = None
        if row.outcome != PhoneCodeRefusal.TOO_OLD:
            row.outcome = PhoneCodeRefusal.USED.value
        row.save(force_insert=True)
    if row.outcome != ACCEPTED or person is None:
        return PersonCodeAnswer(answer=PersonCodeRefused(verdict="REFUSED", reason=PhoneCodeRefusal(row.outcome)))
    Lookup.objects.create(at=now, terminal=terminal, what="person-code", person_tag=person.tag)
    if first_today(Quota.ABOUT_PERSON, f"{terminal.pk}:{person.tag}", now):
        announce_lookup(person, terminal, now)
    told = PersonCodeAccepted(
        verdict="ACCEPTED",
        name=person.name,
        number=person.number,
        sex=_SEXES.get(person.sex, "unknown"),
        birth=person.birth,
        reference=row.reference,
    )
    return PersonCodeAnswer(answer=told)


def record_of(evidence: Evidence, tags: Iterable[str], terminal_id: str) -> ShownCode | None:
    """The platform's own record of a code that a terminal says was shown there; None where it has none of that terminal and of
    any of these persons: a terminal's word proves nothing.

    Args:
        evidence: as the terminal tells it.
        tags: of whoever it may be.
        terminal_id: which terminal.
    """
    if evidence.shown is not CardKind.PHONE_CODE or not evidence.reference:
        return None
    rows = ShownCode.objects.filter(reference=evidence.reference, outcome=ACCEPTED, terminal=terminal_id)
    return rows.filter(person_tag__in=list(tags)).first()


def answers_for(evidence: Iterable[Evidence], tag: str, terminal_id: str, now: int) -> bool:
    """Whether a code that was shown at this terminal says, in this visit, that its person stands there."""
    rows = [record_of(one, [tag], terminal_id) for one in evidence]
    return any(row is not None and row.at <= now <= row.at + VISIT for row in rows)


def proof_of(person: Person | None, evidence: Iterable[Evidence], terminal_id: str, now: int) -> CardProof:
    """What the platform's records say to codes on which an application rests.

    Args:
        person: whose they are to be; None where nobody of this name and number is known.
        evidence: the codes, as the terminal tells them.
        terminal_id: which terminal brings the application.
        now: seconds since 1970, when it came.
    """
    rows = [record_of(one, [person.tag], terminal_id) for one in evidence] if person else []
    found = [row for row in rows if row is not None]
    if not found:
        return CardProof.OTHER
    return CardProof.PROVED if any(now - row.at <= DAY for row in found) else CardProof.LATE
