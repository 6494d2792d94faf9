"""What decisions with no person know of licences, and what they make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from central_platform.catalogue.published import current
from central_platform.core import epochs
from central_platform.core.numbers import next_number
from central_platform.licences.models import LicenceRecord
from central_platform.licences.services import is_usable
from central_platform.people import services as people
from kiosk.domain.identifiers import first_licence_identifier, next_licence_identifier
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import day_of

ENDLESS = 99_999  # days until a licence ends that does not
Rows = Mapping[str, str]  # what stands on a licence's page, by label


class CannotIssue(Exception):
    """There is nothing that a new licence could take the place of, or nobody known to hold it."""


def fact_of(subject: Subject, kind: str, today: date) -> dict[str, Any]:
    """What rules are told of somebody's own licence of a kind (`kiosk.domain.service_items.FactSource`). A company's decides
    nothing for whoever acts for it.

    Args:
        subject: who applies; of a person of another name nothing is told.
        kind: key of the licence type.
        today: the day in China.

    Returns:
        Besides what rules read, ``identifier``: of the one that counts, "" for none.
    """
    rows = _own(subject, kind)
    usable = [row for row in rows if is_usable(row, today)]
    told = {"held": bool(usable), "several": len(usable) > 1, "expired": bool(rows) and not usable}
    if not usable:
        return {**told, "number": "", "from": "", "until": "", "days_left": 0, "rows": {}, "identifier": ""}
    row = usable[0]
    return {
        **told,
        "number": row.number,
        "from": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else "",
        "days_left": (row.valid_until - today).days if row.valid_until else ENDLESS,
        "rows": {str(label): str(value) for label, value in row.details},
        "identifier": row.identifier,
    }


def _own(subject: Subject, kind: str) -> list[LicenceRecord]:
    rows = LicenceRecord.objects.filter(licence_type=kind, revoked=False).defer("page").order_by("-valid_from")
    if isinstance(subject, Company):
        return list(rows.filter(company_number=subject.number))
    own = rows.filter(holder=people.tag_of(subject.number), company_name="")
    return [row for row in own if same_name(row.holder.name, subject.name)]


@dataclass(frozen=True)
class FirstLicence:
    """A licence that takes no other one's place.

    Attributes:
        kind: key of the licence type.
        item: whose authority issues it.
        subject: whose it is.
        agent: who acts for a company.
        rows: what stands on its page.
        years: until it ends, 0 for no end.
    """

    kind: str
    item: ServiceItem
    subject: Subject = field(repr=False)
    agent: Citizen | None = field(default=None, repr=False)
    rows: Rows = field(default_factory=dict, repr=False)
    years: int = 0


def issue_first(first: FirstLicence, now: int) -> str:
    """Issue it. Call it in the transaction that decides.

    Args:
        first: what is issued.
        now: seconds since 1970; it is valid from that day on.

    Returns:
        Its identifier.

    Raises:
        CannotIssue: whoever would hold it is not known here.
    """
    subject, today = first.subject, day_of(now)
    company = subject if isinstance(subject, Company) else None
    whose = first.agent if company else subject
    holder = people.find(whose) if isinstance(whose, Citizen) else None
    if holder is None:
        raise CannotIssue
    kind = current().licence_types[first.kind]
    issuer, epoch = first.item.implementation_code[:18], epochs.current(now).code
    count = next_number(f"licence {first.kind} {today.isoformat()} {epoch}")
    serial = f"{today:%Y%m%d}{epoch}{count:05d}"
    row = LicenceRecord(
        identifier=first_licence_identifier(kind.code, issuer, serial),
        holder=holder,
        company_name=company.name if company else "",
        company_number=company.number if company else "",
        licence_type=kind.key,
        number=f"{issuer[2:8]}{serial}",
        valid_from=today,
        valid_until=_years_after(today, first.years) if first.years else None,
        details=[[label, value] for label, value in first.rows.items()],
    )
    row.name, row.authority = kind.name, first.item.authority
    row.save(force_insert=True)
    return row.identifier


def issue_in_place_of(identifier: str, rows: Rows, today: date, years: int = 0) -> str:
    """Issue a licence that takes the place of one that counts, which counts no more: kind, holder, number, end and rows stand, but
    for the rows that are named. Call it in the transaction that decides.

    Args:
        identifier: of the earlier one.
        rows: values by the label on its page; a label that is not there is added.
        today: from when it is valid.
        years: by which it ends later than the earlier one (延续).

    Returns:
        The new one's identifier.

    Raises:
        CannotIssue: the earlier one counts no more, or its identifier is of no kind that has versions.
    """
    earlier = _held_now(identifier, today)
    try:
        newer_identifier = next_licence_identifier(identifier)
    except ValueError:
        raise CannotIssue from None
    until = earlier.valid_until
    details = {str(label): str(value) for label, value in earlier.details} | dict(rows)
    newer = LicenceRecord(
        identifier=newer_identifier,
        holder=earlier.holder,
        company_name=earlier.company_name,
        company_number=earlier.company_number,
        licence_type=earlier.licence_type,
        number=earlier.number,
        valid_from=today,
        valid_until=_years_after(until, years) if until and years else until,
        details=[[label, value] for label, value in details.items()],
    )
    newer.name, newer.authority = earlier.name, earlier.authority
    newer.save(force_insert=True)
    LicenceRecord.objects.filter(pk=identifier).update(revoked=True)
    return newer.identifier


def end(identifier: str, today: date) -> None:
    """注销: a licence counts no more, as its holder wishes. Call it in the transaction that decides.

    Raises:
        CannotIssue: it counted no more already.
    """
    _held_now(identifier, today)
    LicenceRecord.objects.filter(pk=identifier).update(revoked=True)


def _held_now(identifier: str, today: date) -> LicenceRecord:
    row: LicenceRecord | None = LicenceRecord.objects.select_for_update().filter(pk=identifier).first()
    if row is None or not is_usable(row, today):
        raise CannotIssue
    return row


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; of the 29th of February the 28th, where there is no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
