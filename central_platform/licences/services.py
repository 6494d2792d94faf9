"""The licence library: what a person holds, the platform's signed word for it, and the page that is copied."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple
from datetime import date
from typing import Any

from django.db.models import QuerySet

from central_platform.core.keys import key_ring
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences import children
from central_platform.licences.licence_page import LicencePage
from central_platform.licences.models import CopyRecord, IssuedPaper, LicenceRecord
from central_platform.licences.page import PAGE_DESIGN, draw_page
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.terminals.services import Terminal
from kiosk.domain.identifiers import mask_name
from kiosk.domain.identity_codes import DISABILITY_CERTIFICATE
from kiosk.domain.licences import SERIAL_DIGITS, Licence
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen
from kiosk.domain.times import day_of
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.copy_code import MOST_FACTS
from kiosk.messages.models import LicenceFileAnswer

NAMED_VOIDS = 2_000
LONGEST_STATED = 20  # characters of a company's name: the more a copy's code says, the finer it is, and the harder to read
LONGEST_FACT = 60  # characters of what stands on the page, likewise


def is_usable(row: LicenceRecord, today: date) -> bool:
    """Whether it counts on this day: begun, not over, not revoked."""
    return not row.revoked and row.valid_from <= today and (row.valid_until is None or row.valid_until >= today)


def held_by(tags: Collection[str], today: date) -> dict[str, list[tuple[str, str]]]:
    """Of each person, by tag, (holder's name, kind) of each licence of their own that counts today. A company's settles nothing for
    whoever acts for it."""
    held: dict[str, list[tuple[str, str]]] = {}
    rows = LicenceRecord.objects.filter(holder__in=tags, company_name="", revoked=False, valid_from__lte=today)
    for tag, name, kind, until in rows.values_list("holder", "holder__name", "licence_type", "valid_until"):
        if until is None or until >= today:
            held.setdefault(tag, []).append((name, kind))
    return held


def is_disabled(tag: str, today: date) -> bool:
    """Whether a person, by tag, holds a disability certificate that counts today."""
    rows = LicenceRecord.objects.filter(holder=tag, company_name="", licence_type=DISABILITY_CERTIFICATE).defer("page")
    return any(is_usable(row, today) for row in rows)


def usable_types(held: Iterable[tuple[str, str]], name: str) -> frozenset[str]:
    """``held``: of one person, as `held_by` gives it. None where the name does not fit the number."""
    return frozenset(kind for holder, kind in held if same_name(holder, name))


def fields_of(identity: Identified, kind: str, today: date) -> dict[str, str]:
    """What the person's own licence of this kind says, of those that count today the newest.

    Returns:
        By ``number``, ``until`` (ISO date, where it has an end) and the labels of its page's rows; {} where there is none.
    """
    person = people.find(identity)
    rows = person.licences.filter(licence_type=kind, company_name="").defer("page").order_by("-valid_from") if person else ()
    for row in rows:
        if is_usable(row, today):
            until = {"until": row.valid_until.isoformat()} if row.valid_until else {}
            return {**{str(label): str(value) for label, value in row.details}, "number": row.number, **until}
    return {}


def company_types(number: str, today: date) -> frozenset[str]:
    """Kinds of a company's licences that count today.

    Args:
        number: its credit code.
        today: the day in China.
    """
    rows = LicenceRecord.objects.filter(company_number=number, revoked=False, valid_from__lte=today)
    return frozenset(kind for kind, until in rows.values_list("licence_type", "valid_until") if until is None or until >= today)


def revoke(identifier: str) -> None:
    """The licence with this identifier counts no more."""
    LicenceRecord.objects.filter(identifier=identifier).update(revoked=True)


def revoked_licences() -> list[str]:
    """Their identifiers, and those of papers (`papers.issue`)."""
    rows = LicenceRecord.objects.filter(revoked=True).values_list("identifier", flat=True)
    return [*rows, *IssuedPaper.objects.filter(revoked=True).values_list("identifier", flat=True)]


def void_copies() -> list[str]:
    """Serial numbers of copies that may hang half-printed from a printer: the newest `NAMED_VOIDS`."""
    return list(_void().order_by("-printed_at", "-serial").values_list("serial", flat=True)[:NAMED_VOIDS])


def void_ranges() -> list[tuple[str, int, int]]:
    """All of them, as (prefix, first, last)."""
    ranges: list[tuple[str, int, int]] = []
    for serial in sorted(set(_void().values_list("serial", flat=True))):
        if not serial[-SERIAL_DIGITS:].isascii() or not serial[-SERIAL_DIGITS:].isdigit():
            continue  # of no range that was ever leased; it is named by itself
        prefix, number = serial[:-SERIAL_DIGITS], int(serial[-SERIAL_DIGITS:])
        if ranges and ranges[-1][0] == prefix and ranges[-1][2] == number - 1:
            ranges[-1] = (prefix, ranges[-1][1], number)
        else:
            ranges.append((prefix, number, number))
    return ranges


def _void() -> QuerySet[CopyRecord]:
    """Of serial numbers that were leased, which are digits behind a prefix."""
    return CopyRecord.objects.filter(outcome="VOIDED", leased=True)


def tell(row: LicenceRecord, today: date, child: str = "") -> Licence:
    """What a terminal is told of a licence: no details, of its holder no more than the company's name, or the child's."""
    return Licence(
        identifier=row.identifier,
        licence_type=row.licence_type,
        name=row.name,
        authority=row.authority,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        usable=is_usable(row, today),
        company=row.company_name,
        child=child,
    )


def licences_of(identity: Identified, terminal: Terminal, now: int) -> list[Licence]:
    """Usable ones first, then by kind; after the person's own those of their children under fourteen."""
    today = day_of(now)
    licences = [
        tell(row, today, child)
        for person, child in _holders(identity, terminal, now)
        for row in person.licences.defer("page").order_by("licence_type", "identifier")
        if not (child and row.company_name)
    ]
    return sorted(licences, key=lambda licence: (licence.child, not licence.usable))


def _holders(identity: Identified, terminal: Terminal, now: int) -> Iterator[tuple[Any, str]]:
    """Whose licences this person may see, with the child's name, "" for their own."""
    parent = people.find(identity)
    if parent is None:
        return
    yield parent, ""
    if isinstance(identity.subject, Citizen):
        for child in children.of(identity.subject, terminal, now, day_of(now)):
            if (person := people.find(child)) is not None:
                yield person, person.name


def file_of(identity: Identified, identifier: str, terminal: Terminal, now: int) -> LicenceFileAnswer:
    """A licence to be copied: its page, and the platform's signed statement of what it is.

    Args:
        identity: the person whose card was read; a child's licence is theirs to have copied until the child is fourteen.
        identifier: of the licence (`kiosk.domain.identifiers`).
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for what this person does not hold, NOT_USABLE for what no copy may be made of, NOT_DRAWABLE for
            what none can
            be made of.
    """
    found = (
        (row, child)
        for person, child in _holders(identity, terminal, now)
        for row in person.licences.filter(identifier=identifier)
        if not (child and row.company_name)
    )
    row, child = next(found, (None, ""))
    if row is None:
        raise Refused(ProblemCode.NOT_FOUND, "this person holds no such licence")
    if not is_usable(row, day_of(now)):
        raise Refused(ProblemCode.NOT_USABLE, "this licence is expired or revoked")
    if _page(row).undrawable():
        # Left out or as a box, a character of a name makes a copy of somebody else's licence.
        raise Refused(ProblemCode.NOT_DRAWABLE, "a character on this licence is in none of the fonts here")
    pdf = page_of(row)
    claims = {
        "facts": stated(_page(row)),
        "id": row.identifier,
        "type": row.licence_type,
        "name": row.name.zh,
        "holder": row.company_name[:LONGEST_STATED] or mask_name(row.holder.name),
        "until": row.valid_until.isoformat() if row.valid_until else "",
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
    statement = key_ring().signer.sign("licence-statement", claims)
    return LicenceFileAnswer(licence=tell(row, day_of(now), child), statement=statement, pdf=base64.b64encode(pdf).decode())


def stated(page: LicencePage) -> list[tuple[str, str]]:
    """What the page shows, for whoever compares it with the paper; of a long value its beginning: the code must stay readable."""
    rows = list(page.rows)
    if table := page.table:
        lines = [*table.rows, *([table.totals] if any(table.totals) else [])]
        rows += [(line[0] or "合计", "  ".join(filter(None, line[1:]))) for line in lines]
    cut = [(label, value if len(value) <= LONGEST_FACT else value[: LONGEST_FACT - 1] + "…") for label, value in rows]
    return cut[:MOST_FACTS]


def page_of(row: LicenceRecord) -> bytes:
    """The PDF, drawn when it is first asked for and whenever something that it shows has changed."""
    page = _page(row)
    mark = hashlib.sha256(canonical_bytes([PAGE_DESIGN, *astuple(page)])).hexdigest()
    kept = LicenceRecord.objects.filter(pk=row.pk, page_of=mark).values_list("page", flat=True).first()
    if kept:
        return bytes(kept)
    pdf = draw_page(page)
    LicenceRecord.objects.filter(pk=row.pk).update(page=pdf, page_of=mark)
    return pdf


def _page(row: LicenceRecord) -> LicencePage:
    holder = row.holder
    until = in_chinese(row.valid_until) if row.valid_until else "长期"
    whose = [("持证人", holder.name), ("证件号码", holder.number)]
    if row.company_name:
        whose = [("持证单位", row.company_name), ("信用代码", row.company_number)]
    rows = [*whose, *((str(label), str(value)) for label, value in row.details)]
    rows += [("证号", row.number), ("有效期限", f"{in_chinese(row.valid_from)} 至 {until}"), ("发证机关", row.authority.zh)]
    if row.number == holder.number:
        rows = [pair for pair in rows if pair[0] != "证号"]  # a licence whose number is the holder's says it once
    issued = in_chinese(row.valid_from)
    return LicencePage(row.name.zh, tuple(rows), row.authority.zh, issued, row.identifier, kind=row.licence_type)


def in_chinese(day: date) -> str:
    """``2026年5月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"
