"""Small things that terminals tell later, each kept once by its id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from central_platform.keys import key_ring
from central_platform.records.models import CaseRecord, CopyRecord, Rating, Terminal
from central_platform.terminals import holds_serial
from central_platform.working_days import working_day
from kiosk.domain.times import day_of
from kiosk.messages.models import CopyContent, CopyReport, RatingReport
from kiosk.messages.sealing import CannotOpen, open_sealed

BAD_LEVELS = (1, 2)  # 非常不满意, 不满意


def keep(items: Iterable[RatingReport | CopyReport], terminal: Terminal, now: int) -> list[str]:
    """The ids that the platform now has."""
    kept = []
    with transaction.atomic():
        for item in items:
            if isinstance(item, RatingReport):
                _keep_rating(item, terminal, now)
            else:
                _keep_copy(item, terminal)
            kept.append(item.report_id)
    return kept


def answer_due(level: int, handling: str, received_at: int) -> date | None:
    """A bad rating is answered within so many working days, by how hard it is; a good one may be."""
    if level not in BAD_LEVELS:
        return None
    return working_day(day_of(received_at), settings.RATING_DAYS[handling])


def _keep_rating(report: RatingReport, terminal: Terminal, now: int) -> None:
    Rating.objects.get_or_create(
        report_id=report.report_id,
        defaults={
            "submission_id": report.submission_id,
            # None where the rating came before its submission: intake ties the two.
            "case": CaseRecord.objects.filter(submission_id=report.submission_id).first(),
            "terminal": terminal,
            "level": report.level,
            "rated_at": min(report.rated_at, 10**12),
            "received_at": now,
            "answer_due": answer_due(report.level, str(Rating.Handling.ORDINARY), now),
        },
    )


def _keep_copy(report: CopyReport, terminal: Terminal) -> None:
    content = _opened(report)
    CopyRecord.objects.get_or_create(
        report_id=report.report_id,
        defaults={
            "terminal": terminal,
            "serial": report.serial[:40],
            "leased": holds_serial(terminal, report.serial),
            "outcome": report.outcome,
            "printed_at": min(report.printed_at, 10**12),
            "licence_identifier": content.licence_identifier[:128] if content else "",
            "purpose": content.purpose[:200] if content else "",
            "sealed": report.sealed.encode(),
        },
    )


def _opened(report: CopyReport) -> CopyContent | None:
    """None where it cannot be opened, or is of another serial number: the report is kept all the same."""
    try:
        content = CopyContent.model_validate_json(open_sealed(report.sealed, key_ring().opening))
    except (CannotOpen, RecursionError, ValidationError, ValueError):
        return None
    return content if content.serial == report.serial else None
