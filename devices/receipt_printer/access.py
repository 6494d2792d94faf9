"""The receipt printer for its worker, and what `doctor` tells of it beside its status."""

from __future__ import annotations

from collections.abc import Mapping

from devices.driver_access import DriverAccess, Job
from devices.receipt_printer.printer import EscPosPrinter
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_hub import CutRemnant, DeviceOutcome, DeviceRequest, PrintReceipt
from kiosk.ports.devices import RemnantNoted
from kiosk.technician.readiness import Line, Verdict

_SAYS: Mapping[str, LocalizedText] = {
    "process_id": LocalizedText("打印机自己报告打完", "The printer itself says when a receipt is done"),
    "transmit_status": LocalizedText("打印机不能报告打完，会问办事人", "It cannot say when one is done: residents are asked"),
    "none": LocalizedText("打印机不能报告打完，会问办事人", "It cannot say when one is done: residents are asked"),
}
_LET_IT_BE_FOUND = LocalizedText('把 confirm 改成 "auto"，或删掉这一行', 'Set confirm = "auto", or leave it out')


def printer_access(printer: EscPosPrinter, confirm: str) -> DriverAccess:
    """``confirm``: as the configuration has it."""

    def note() -> DeviceOutcome:
        printer.cut_remnant()
        return RemnantNoted()

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, CutRemnant):
            return Job(note)
        assert isinstance(request, PrintReceipt)
        return Job(lambda: printer.print(request.document, request.serial))

    def check() -> tuple[Line, ...]:
        found = printer.confirmation()
        return (confirmation_line(confirm, found.value),) if found else ()

    return DriverAccess(printer.status, job, printer.close, check)


def confirmation_line(configured: str, found: str) -> Line:
    """How the receipt printer says that a receipt is done: as ``confirm`` in the configuration has it, and as the printer itself
    answered. One that is asked for a word that it does not have leaves every receipt uncertain after 20 s; one that is not asked
    for the word that it has makes residents look for what it knows."""
    agree = configured in ("auto", found)
    detail = found if agree else f'confirm = "{configured}"; the printer answers to {found}'
    verdict = Verdict.GOOD if agree else Verdict.NOTICE
    name = LocalizedText("回执打印确认", "Receipts confirmed")
    return Line("receipt_printer_confirm", name, verdict, _SAYS[found], detail, None if agree else _LET_IT_BE_FOUND)
