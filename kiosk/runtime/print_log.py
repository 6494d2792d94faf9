"""Prints in the ledger: each is written down before its first byte leaves, then what its printer answered, or that it is void."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.device_hub import CancelLeftPages, CutRemnant
from kiosk.ports.devices import Device, PrintOutcome
from kiosk.ports.storage import MISSING, TAKEN, Ledger, PrintKind, PrintState
from kiosk.session.effects import PageReport
from kiosk.session.paper_codes import report_of
from kiosk.session.services import Services

PRINTERS = {PrintKind.RECEIPT: Device.RECEIPT_PRINTER, PrintKind.COPY: Device.PAGE_PRINTER}


class LoggedPrint(Value):
    """``report``: what the platform is told of it; None: nothing."""

    serial: str
    kind: PrintKind
    report: PageReport | None = None


class PrintLog:
    """Of one process. `on_its_way` and `answered` are used on the session's thread, the others on the storage thread."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self._on_its_way: dict[str, LoggedPrint] = {}
        self._answered: dict[str, LoggedPrint] = {}  # perhaps to be voided: the resident says so

    def void_left(self, services: Services) -> list[CutRemnant | CancelLeftPages]:
        """At the start: whoever these prints were for is gone. Where the platform is to know, it is told before they are void, so
        that an end in between tells it twice.

        Returns:
            What the printers are asked for it: that a receipt which broke off does not come out on one piece with the next
            person's, nor a page that waits in its queue before somebody else.
        """
        asked: list[CutRemnant | CancelLeftPages] = []
        for serial in services.ledger.unsettled_prints():
            if report := report_of(serial):
                self._tell(services, report, serial, PrintState.VOIDED)
        voided = services.ledger.void_unsettled_prints()
        if any(kind is PrintKind.RECEIPT for _, kind in voided):
            asked.append(CutRemnant(self._now().new_id()))
        if pages := tuple(serial for serial, kind in voided if kind is PrintKind.COPY):
            asked.append(CancelLeftPages(self._now().new_id(), pages))
        return asked

    def on_its_way(self, request_id: str) -> bool:
        """Whether this print is awaited."""
        return request_id in self._on_its_way

    def intend(self, ledger: Ledger, request_id: str, printed: LoggedPrint) -> str:
        """Write it down.

        Returns:
            The serial under which it stands.

        Raises:
            StorageError: it could not be; then nothing may be printed.
        """
        serial = ledger.print_intended(printed.kind, self._now().wall, printed.serial)
        self._on_its_way[request_id] = replace(printed, serial=serial)
        return serial

    def answered(self, request_id: str) -> LoggedPrint:
        """Its printer has answered: the resident may still say what they see."""
        printed = self._answered[request_id] = self._on_its_way.pop(request_id)
        return printed

    def settle(self, services: Services, printed: LoggedPrint, outcome: PrintOutcome) -> bool:
        """True where there is a report of it for the platform."""
        return self._settle(services, printed, outcome.state, outcome.reason.value if outcome.reason else "")

    def void(self, services: Services, request_id: str) -> bool:
        """Its paper is missing: whatever may come out later bears a number that does not count. As `settle`."""
        return self._settle(services, self._answered.pop(request_id), PrintState.VOIDED, MISSING)

    def taken(self, ledger: Ledger, request_id: str) -> None:
        """Its resident has it: it is not void when they are gone. Of a page nothing else is to be reported."""
        ledger.print_outcome(self._answered.pop(request_id).serial, PrintState.SENT, TAKEN)

    def missing(self, ledger: Ledger) -> frozenset[Device]:
        """Printers of which a resident said that nothing came out, and nobody has looked since."""
        return frozenset(PRINTERS[kind] for kind in ledger.missing_papers())

    def looked_at(self, ledger: Ledger, device: Device) -> None:
        """Somebody has looked at this printer."""
        for kind, printer in PRINTERS.items():
            if printer is device:
                ledger.papers_seen_to(kind)

    def refilled(self, ledger: Ledger, device: Device) -> None:
        """Somebody has put paper into this printer."""
        for kind, printer in PRINTERS.items():
            if printer is device:
                ledger.refilled(kind)

    def _settle(self, services: Services, printed: LoggedPrint, state: PrintState, reason: str) -> bool:
        services.ledger.print_outcome(printed.serial, state, reason)
        if printed.report is None or (state is PrintState.FAILED and not printed.report.tells_failure):
            return False
        self._tell(services, printed.report, printed.serial, state)
        return True

    def _tell(self, services: Services, report: PageReport, serial: str, state: PrintState) -> None:
        moment = self._now()
        message = report.message(services.keys, moment.new_id(), serial, moment.wall, state.value)
        services.ledger.add_message(message, moment.wall)
