"""A code on paper that is printed here, as the print log knows it: by its serial number alone, so that even the next process can
tell the platform that its paper did not come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.ports.storage import OutboxMessage, PrintState
from kiosk.session.effects import PageReport
from kiosk.session.sealed_messages import outbox_message

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys

_PREFIX = "LX-"  # of such a serial: behind it the platform's reference of the code


class PaperCodeReport(PageReport):
    """Whatever its printer says is told: a code whose paper did not come out counts no more."""

    tells_failure: ClassVar[bool] = True

    def message(self, keys: TerminalKeys, report_id: str, serial: str, wall: int, state: str) -> OutboxMessage:
        from kiosk.messages.identity_codes import PaperReport

        outcome = PrintState.VOIDED.value if state == PrintState.FAILED.value else state
        report = PaperReport.model_validate(
            {"report_id": report_id, "reference": serial.removeprefix(_PREFIX), "outcome": outcome, "at": wall}
        )
        return outbox_message(keys, report_id, "paper-code", report.model_dump(mode="json"))


def serial_of(reference: str) -> str:
    """Of the paper with this code; ``reference``: the platform's."""
    return _PREFIX + reference


def report_of(serial: str) -> PageReport | None:
    """What the platform is told of a print with this serial, whoever printed it; None for one of which it is told nothing."""
    return PaperCodeReport() if serial.startswith(_PREFIX) else None
