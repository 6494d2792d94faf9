"""离线码: codes on paper for whoever has no phone. Who may have one, the one that counts, and how it ends.

A copy of the paper serves as well as the paper, so it opens little (docs/decisions.md), and every newer one ends it.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from central_platform.core.database import hold
from central_platform.people.events import announce_lookup
from central_platform.people.models import Lookup, PaperCodeRecord, Person
from central_platform.people.services import Identified, find
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, first_today
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.identity_codes import (
    PaperEnd,
    PaperGround,
    PaperRefusal,
    is_paper_code,
    paper_code,
    paper_ground,
    paper_until,
)
from kiosk.domain.people import CardKind
from kiosk.domain.times import day_of
from kiosk.messages.identity_codes import PaperCodeAnswer, PaperCodeIssueAnswer, PaperCodeIssued, PaperCodeRefused, PaperReport

_DISABLED: list[Callable[[str, date], bool]] = []  # by tag, on a day


def tell_disabled(holds: Callable[[str, date], bool]) -> None:
    """To be called in the ``ready`` of the app that has the licences: who holds a disability certificate, by tag and day."""
    _DISABLED[:] = [holds]


def standing_of(who: Identified, now: int) -> PaperCodeAnswer:
    """Whether somebody may have a code on paper, and the one that they have.

    Args:
        who: as their card told, which the register knows.
        now: seconds since 1970.
    """
    person = _person(who)
    if person is None:
        return PaperCodeAnswer()
    row = _counting(person.tag, day_of(now))
    ground = _ground(person, day_of(now))
    return PaperCodeAnswer(ground=ground, issued_at=row.issued_at if row else None, until=row.until if row else None)


def issue(who: Identified, terminal: Terminal, now: int) -> PaperCodeIssueAnswer:
    """A new code for whoever's card was read; the one that they had counts no more from now on.

    Args:
        who: as their card told.
        terminal: that prints it.
        now: seconds since 1970.
    """
    person = _person(who)
    ground = _ground(person, day_of(now)) if person else None
    if person is None or ground is None:
        return PaperCodeIssueAnswer(answer=PaperCodeRefused(verdict="REFUSED", reason=PaperRefusal.NOT_ENTITLED))
    with transaction.atomic():
        hold([f"paper code {person.tag}"])  # of two terminals at the same time, one after the other
        if terminals.count(terminal, [Use(Quota.PAPERS, terminal.pk), Use(Quota.PAPERS_OF_PERSON, person.tag)], now):
            return PaperCodeIssueAnswer(answer=PaperCodeRefused(verdict="REFUSED", reason=PaperRefusal.LIMIT))
        _end(person.tag, PaperEnd.REPLACED, now)
        code = paper_code(secrets.token_bytes(17))
        row = PaperCodeRecord.objects.create(
            reference=str(uuid.uuid4()),
            person_tag=person.tag,
            code_sha256=_hash(code),
            ground=ground.value,
            terminal=terminal,
            issued_at=now,
            until=paper_until(day_of(now)),
        )
    issued = PaperCodeIssued(verdict="ISSUED", code=code, reference=row.reference, until=row.until)
    return PaperCodeIssueAnswer(answer=issued)


def report_lost(who: Identified, now: int) -> bool:
    """挂失: the one that counts ends; whether there was one."""
    person = _person(who)
    return bool(person and _end(person.tag, PaperEnd.LOST, now))


def revoke(row: PaperCodeRecord, now: int) -> bool:
    """Staff end one; False where it counts no more already."""
    return bool(_counts().filter(pk=row.pk).update(ended_at=now, ended_why=PaperEnd.STAFF.value))


def keep_report(report: PaperReport, terminal: Terminal, now: int) -> None:
    """What a terminal says became of the paper: one that did not come out counts no more. Of another terminal's it says nothing."""
    if report.outcome == "VOIDED":
        rows = _counts().filter(reference=report.reference, terminal=terminal)
        rows.update(ended_at=now, ended_why=PaperEnd.NOT_PRINTED.value)


def holder_of(code: str, terminal: Terminal, now: int) -> str | PaperRefusal:
    """Whose code on paper this is, by tag; or why it opens nothing. Whoever it is of is told, as of a card that is read.

    Args:
        code: as it was read.
        terminal: at which it was shown; it is not told whether others exist.
        now: seconds since 1970.
    """
    row = PaperCodeRecord.objects.filter(code_sha256=_hash(code)).first() if is_paper_code(code) else None
    if row is None:
        spent = terminals.count(terminal, [Use(Quota.FALSE_CODES, terminal.pk)], now)
        return PaperRefusal.LIMIT if spent else PaperRefusal.UNKNOWN
    if row.ended_at is not None:
        return PaperRefusal.ENDED
    if row.until < day_of(now):
        return PaperRefusal.EXPIRED
    if terminals.count(terminal, [Use(Quota.CODES, terminal.pk), Use(Quota.CODES_OF_PERSON, row.person_tag)], now):
        return PaperRefusal.LIMIT
    Lookup.objects.create(at=now, terminal=terminal, what="paper-progress", person_tag=row.person_tag)
    if first_today(Quota.ABOUT_PERSON, f"{terminal.pk}:{row.person_tag}", now):
        announce_lookup(Person.objects.filter(tag=row.person_tag).first(), terminal, now)
    return row.person_tag


def _person(who: Identified) -> Person | None:
    """Whoever's ID card was read, as the register knows it: on the other card there is no photo to compare."""
    by_id_card = who.claims.shown != CardKind.SOCIAL_SECURITY.value
    return find(who) if who.proved and by_id_card else None


def _ground(person: Person, today: date) -> PaperGround | None:
    return paper_ground(person.birth, any(holds(person.tag, today) for holds in _DISABLED), today)


def _counts() -> QuerySet[PaperCodeRecord]:
    return PaperCodeRecord.objects.filter(ended_at=None)


def _counting(tag: str, today: date) -> PaperCodeRecord | None:
    return _counts().filter(person_tag=tag, until__gte=today).first()


def _end(tag: str, why: PaperEnd, now: int) -> int:
    return _counts().filter(person_tag=tag).update(ended_at=now, ended_why=why.value)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
