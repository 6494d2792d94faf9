"""Printed copies of licences, as terminals tell of them."""

from __future__ import annotations

from pydantic import ValidationError

from central_platform.core.keys import key_ring
from central_platform.intake.reports import LATEST
from central_platform.licences.events import PaperCopied, paper_copied
from central_platform.licences.models import CopyRecord, IssuedPaper
from central_platform.licences.serials import holds_serial
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.terminals.services import Terminal
from kiosk.domain.characters import fit
from kiosk.messages.contents import CopyContent, CopyReportContent
from kiosk.messages.sealing import CannotOpen, open_sealed


def keep_copy(report: CopyReportContent, terminal: Terminal, now: int) -> None:
    """Keep the report, whose content stays sealed, once, whether or not its serial number was leased to this terminal."""
    content = _opened(report)
    _, new = CopyRecord.objects.get_or_create(
        report_id=report.report_id,
        defaults={
            "terminal": terminal,
            "serial": fit(report.serial, 40),
            "leased": holds_serial(terminal, report.serial),
            "outcome": report.outcome,
            "printed_at": min(report.printed_at, LATEST),
            "licence_identifier": fit(content.licence_identifier, 128) if content else "",
            "purpose": fit(content.purpose, 200) if content else "",
            "sealed": report.sealed.encode(),
        },
    )
    if new and content and report.outcome == "CONFIRMED":
        _tell_copied(content.licence_identifier, terminal, report)


def _tell_copied(identifier: str, terminal: Terminal, report: CopyReportContent) -> None:
    """Of a paper about a case, to whoever wants to know that it reached somebody. What came out of another terminal than the one
    that asked for it is not believed."""
    paper = IssuedPaper.objects.filter(identifier=identifier, terminal=terminal).exclude(case_number="").first()
    if paper is not None:
        at = max(min(report.printed_at, LATEST), paper.issued_at)
        paper_copied.send(IssuedPaper, copied=PaperCopied(paper.identifier, paper.title, paper.case_number, at))


def uses_of_copy(report: CopyReportContent, terminal: Terminal) -> list[Use]:
    """Every terminal is told of a copy that is void."""
    return [Use(Quota.VOIDS, terminal.pk)] if report.outcome == "VOIDED" else []


def _opened(report: CopyReportContent) -> CopyContent | None:
    """None where it cannot be opened, or is of another serial number: the report is kept all the same."""
    try:
        content = CopyContent.model_validate_json(open_sealed(report.sealed, key_ring().opening))
    except (CannotOpen, RecursionError, ValidationError, ValueError):
        return None
    return content if content.serial == report.serial else None
