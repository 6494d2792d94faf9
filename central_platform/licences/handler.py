"""Printed copies of licences, as terminals tell of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pydantic import ValidationError

from central_platform.core.keys import key_ring
from central_platform.intake.kinds import Arrival, Taken
from central_platform.licences.models import CopyRecord
from central_platform.licences.serials import holds_serial
from central_platform.terminals.services import Terminal
from kiosk.messages.contents import CopyContent, CopyReportContent
from kiosk.messages.models import Message
from kiosk.messages.sealing import CannotOpen, open_sealed

LATEST = 10**12  # seconds since 1970: what is later is no time


class CopyHandler:
    """`central_platform.intake.kinds.Handler` of copies: each is kept once by its id."""

    kind = "copy"
    schema = 2
    sealed_since = 2

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> CopyReportContent | None:
        """The report, whose content stays sealed; None where it is none, or names another message."""
        try:
            report = CopyReportContent.model_validate_json(plain)
        except (ValidationError, ValueError):
            return None
        return report if report.report_id == message.message_id else None

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """None: to take a report twice changes nothing, so nothing is looked up first."""
        return {}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Keep each report once, whether or not its serial number was leased to this terminal."""
        for arrival in arrivals:
            _keep(arrival.content, terminal)
        return [Taken(arrival.digest) for arrival in arrivals]


def _keep(report: CopyReportContent, terminal: Terminal) -> None:
    content = _opened(report)
    CopyRecord.objects.get_or_create(
        report_id=report.report_id,
        defaults={
            "terminal": terminal,
            "serial": report.serial[:40],
            "leased": holds_serial(terminal, report.serial),
            "outcome": report.outcome,
            "printed_at": min(report.printed_at, LATEST),
            "licence_identifier": content.licence_identifier[:128] if content else "",
            "purpose": content.purpose[:200] if content else "",
            "sealed": report.sealed.encode(),
        },
    )


def _opened(report: CopyReportContent) -> CopyContent | None:
    """None where it cannot be opened, or is of another serial number: the report is kept all the same."""
    try:
        content = CopyContent.model_validate_json(open_sealed(report.sealed, key_ring().opening))
    except (CannotOpen, RecursionError, ValidationError, ValueError):
        return None
    return content if content.serial == report.serial else None
