"""A print on its way: what the ledger has written down of it, and how the printer's answer is written there."""

from __future__ import annotations

from kiosk.domain.values import Value
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.ports.storage import PrintKind, PrintState


class Printing(Value, frozen=True):
    serial: str
    kind: PrintKind
    licence_identifier: str = ""
    purpose: str = ""


def print_state(outcome: PrintOutcome) -> tuple[PrintState, str]:
    match outcome:
        case PrintConfirmed():
            return PrintState.CONFIRMED, ""
        case PrintSent():
            return PrintState.SENT, ""
        case PrintFailed(reason):
            return PrintState.FAILED, reason.value
        case PrintUncertain(reason):
            return PrintState.UNCERTAIN, reason.value
