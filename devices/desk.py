"""The desk: every device of the terminal, each behind its own thread. Importing this loads no driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from devices.settings import (
    CodeScannerSettings,
    ConfigurationError,
    CupsSettings,
    IdCardReaderSettings,
    PdfFolderSettings,
    ReceiptPrinterSettings,
    Settings,
    parse_tables,
)
from devices.worker import DriverAccess, Job, Outcome, Worker
from kiosk.ports.devices import (
    Cancel,
    CardGone,
    CodeScanner,
    Device,
    DeviceDesk,
    DeviceEvent,
    DeviceRequest,
    DeviceStatus,
    IdCardReader,
    NoCard,
    NoCode,
    PagePrinter,
    PrintFailed,
    PrintPages,
    PrintReceipt,
    ReadCard,
    ReaderUnavailable,
    Reason,
    ReceiptPrinter,
    ScanCode,
    ScannerUnavailable,
    StatusKind,
    WaitForNoCard,
)

__all__ = ["ConfigurationError", "open_desk"]

_SLICE = 0.3  # seconds of looking for a card or a code before a Cancel is heard
_GONE_PACE = 0.2  # between two looks whether the card still lies there
_STOP_TIMEOUT = 2.0

_DEVICE_OF: dict[type[DeviceRequest], Device] = {
    ReadCard: Device.ID_CARD_READER,
    WaitForNoCard: Device.ID_CARD_READER,
    ScanCode: Device.CODE_SCANNER,
    PrintReceipt: Device.RECEIPT_PRINTER,
    PrintPages: Device.PAGE_PRINTER,
}


def open_desk(tables: Mapping[str, Mapping[str, object]], post: Callable[[DeviceEvent], None]) -> DeviceDesk:
    """A desk for the device tables of the configuration file; ``post`` is called on the devices' threads.

    A device without a table is UNAVAILABLE(NOT_CONFIGURED). Raises `ConfigurationError` for a table that is not understood.
    Nothing is opened, and no thread runs, before ``start``.
    """
    settings = parse_tables(tables)
    return _Desk({device: Worker(device, partial(_open, device, settings.get(device)), post) for device in Device})


class _Desk:
    def __init__(self, workers: Mapping[Device, Worker]) -> None:
        self._workers = workers

    def start(self) -> None:
        for worker in self._workers.values():
            worker.start()

    def request(self, request: DeviceRequest) -> None:
        if isinstance(request, Cancel):  # a worker that does not know the request does nothing
            for worker in self._workers.values():
                worker.request(request)
        else:
            self._workers[_DEVICE_OF[type(request)]].request(request)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.ask_to_stop()
        until = time.monotonic() + _STOP_TIMEOUT
        for worker in self._workers.values():
            worker.join(until - time.monotonic())


def _open(device: Device, settings: Settings | None) -> DriverAccess:
    """The driver for these settings, with its imports: called on the device's own thread."""
    match settings:
        case IdCardReaderSettings(address, bauds):
            from devices.sam_v.reader import SamVReader
            from devices.transports import SerialTransport

            return _reader_access(SamVReader(lambda baud: SerialTransport(address, baud), bauds))
        case CodeScannerSettings(address, baud):
            from devices.code_scanner.scanner import SerialScanner
            from devices.transports import SerialTransport

            return _scanner_access(SerialScanner(lambda: SerialTransport(address, baud)))
        case ReceiptPrinterSettings():
            return _receipt_access(_receipt_printer(settings))
        case CupsSettings(queue):
            from devices.page_printer.cups_printer import CupsPrinter

            return _pages_access(CupsPrinter(queue))
        case PdfFolderSettings(folder):
            from devices.page_printer.pdf_folder import PdfFolderPrinter

            return _pages_access(PdfFolderPrinter(folder))
        case None:
            return _not_configured(device)


def _receipt_printer(settings: ReceiptPrinterSettings) -> ReceiptPrinter:
    from devices.escpos.printer import EscPosPrinter
    from devices.escpos.profile import Confirmation, profile_for_width
    from devices.transports import SerialTransport, TcpTransport, Transport

    def connect() -> Transport:
        if settings.tty:
            return SerialTransport(settings.tty, settings.baud)
        return TcpTransport(settings.host, settings.port)

    profile = profile_for_width(settings.width_mm, Confirmation(settings.confirm), settings.extra_characters)
    return EscPosPrinter(connect, profile)


def _reader_access(reader: IdCardReader) -> DriverAccess:
    def read() -> Outcome | None:
        outcome = reader.read(_SLICE)
        return None if isinstance(outcome, NoCard) else outcome

    def gone() -> Outcome | None:
        return None if reader.present() else CardGone()  # a reader that cannot tell must not keep anybody waiting

    def job(request: DeviceRequest) -> Job:
        return Job(read) if isinstance(request, ReadCard) else Job(gone, _GONE_PACE)

    return DriverAccess(reader.status, job, reader.close)


def _scanner_access(scanner: CodeScanner) -> DriverAccess:
    def job(request: DeviceRequest) -> Job:
        # Armed when the request is taken, not when it is first served: what is shown in between was asked for.
        scanner.arm()

        def scan() -> Outcome | None:
            outcome = scanner.scan(_SLICE)
            return None if isinstance(outcome, NoCode) else outcome

        return Job(scan)

    return DriverAccess(scanner.status, job, scanner.close)


def _receipt_access(printer: ReceiptPrinter) -> DriverAccess:
    def job(request: DeviceRequest) -> Job:
        assert isinstance(request, PrintReceipt)
        return Job(lambda: printer.print(request.document, request.serial))

    return DriverAccess(printer.status, job, printer.close)


def _pages_access(printer: PagePrinter) -> DriverAccess:
    def job(request: DeviceRequest) -> Job:
        assert isinstance(request, PrintPages)
        return Job(lambda: printer.print(request.pdf, request.serial))

    return DriverAccess(printer.status, job, printer.close)


def _not_configured(device: Device) -> DriverAccess:
    answers: dict[Device, Outcome] = {
        Device.ID_CARD_READER: ReaderUnavailable(Reason.NOT_CONFIGURED),
        Device.CODE_SCANNER: ScannerUnavailable(Reason.NOT_CONFIGURED),
        Device.RECEIPT_PRINTER: PrintFailed(Reason.NOT_CONFIGURED),
        Device.PAGE_PRINTER: PrintFailed(Reason.NOT_CONFIGURED),
    }

    def job(request: DeviceRequest) -> Job:
        return Job(lambda: CardGone() if isinstance(request, WaitForNoCard) else answers[device])

    status = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_CONFIGURED)
    return DriverAccess(lambda: status, job, lambda: None)
