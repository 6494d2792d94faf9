"""Prints in the ledger: each is written down before its first byte leaves, then what its printer answered, or that it is void."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.device_hub import CancelLeftPages, CutRemnant
from kiosk.ports.devices import Device, PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.ports.storage import MISSING, TAKEN, Ledger, PrintKind, PrintState
from kiosk.session.clerk import Clerk

PRINTERS = {PrintKind.RECEIPT: Device.RECEIPT_PRINTER, PrintKind.COPY: Device.PAGE_PRINTER}


class Printing(Value):
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


class Prints:
    """Of one process. `on_its_way` and `answered` are used on the session's thread, the others on the storage thread."""

    def __init__(self, clerk: Clerk, now: Callable[[], Moment]) -> None:
        self._clerk = clerk
        self._now = now
        self._on_its_way: dict[str, Printing] = {}
        self._answered: dict[str, Printing] = {}  # perhaps to be voided: the resident says so

    def void_left(self, ledger: Ledger) -> list[CutRemnant | CancelLeftPages]:
        """At the start: whoever these prints were for is gone. What the printers are asked for it: that a receipt which broke off
        does not come out on one piece with the next person's, nor a page that waits in its queue before somebody else."""
        asked: list[CutRemnant | CancelLeftPages] = []
        voided = ledger.void_unsettled_prints()
        if any(kind is PrintKind.RECEIPT for _, kind in voided):
            asked.append(CutRemnant(self._now().new_id()))
        if pages := tuple(serial for serial, kind in voided if kind is PrintKind.COPY):
            asked.append(CancelLeftPages(self._now().new_id(), pages))
        return asked

    def on_its_way(self, request_id: str) -> bool:
        return request_id in self._on_its_way

    def intended(self, ledger: Ledger, request_id: str, printing: Printing) -> str:
        """The serial under which it is written down. `StorageError` where it could not be: then nothing may be printed."""
        serial = ledger.print_intended(printing.kind, self._now().wall, printing.serial)
        self._on_its_way[request_id] = replace(printing, serial=serial)
        return serial

    def answered(self, request_id: str) -> Printing:
        printing = self._answered[request_id] = self._on_its_way.pop(request_id)
        return printing

    def settle(self, ledger: Ledger, printing: Printing, outcome: PrintOutcome) -> bool:
        """True where there is a report of it for the platform."""
        return self._settle(ledger, printing, *print_state(outcome))

    def void(self, ledger: Ledger, request_id: str) -> bool:
        """Its paper is missing: whatever may come out later bears a number that does not count. As `settle`."""
        return self._settle(ledger, self._answered.pop(request_id), PrintState.VOIDED, MISSING)

    def taken(self, ledger: Ledger, request_id: str) -> None:
        """Its resident has it: it is not void when they are gone. Of a copy nothing else is to be reported."""
        ledger.print_outcome(self._answered.pop(request_id).serial, PrintState.SENT, TAKEN)

    def missing(self, ledger: Ledger) -> frozenset[Device]:
        """Printers of which a resident said that nothing came out, and nobody has looked since."""
        return frozenset(PRINTERS[kind] for kind in ledger.missing_papers())

    def seen_to(self, ledger: Ledger, device: Device) -> None:
        for kind, printer in PRINTERS.items():
            if printer is device:
                ledger.papers_seen_to(kind)

    def _settle(self, ledger: Ledger, printing: Printing, state: PrintState, reason: str) -> bool:
        ledger.print_outcome(printing.serial, state, reason)
        if printing.kind is not PrintKind.COPY or state is PrintState.FAILED:
            return False
        moment = self._now()
        report_id = moment.new_id()
        message = self._clerk.copy_report(
            report_id, printing.serial, printing.licence_identifier, printing.purpose, moment.wall, state.value
        )
        ledger.add_message(message, moment.wall)
        return True
