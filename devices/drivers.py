"""Each driver behind the one face that a worker knows. Importing this loads none: a driver is imported on its own thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from devices.runtime.worker import DriverAccess, Job
from devices.settings import (
    CodeScannerSettings,
    CupsSettings,
    DocumentCameraSettings,
    IdCardReaderSettings,
    PdfFolderSettings,
    ReceiptPrinterSettings,
    Settings,
    SmartCardReaderSettings,
    SpeakerSettings,
)
from devices.transports.discovery import scanner_port, serial_path, usb_printer
from kiosk.ports.device_hub import (
    TIME_TO_MOVE,
    CancelLeftPages,
    CardGone,
    CutRemnant,
    DecodePhoto,
    DeviceRequest,
    Outcome,
    PhotoDecoded,
    PrintPages,
    PrintReceipt,
    ReadCard,
    ReadField,
    Speak,
    WaitForNoCard,
)
from kiosk.ports.devices import (
    CameraUnavailable,
    CodeScanner,
    Device,
    DeviceStatus,
    DocumentCamera,
    FieldRead,
    IdCardReader,
    NoCard,
    NoCode,
    NoPage,
    PagePrinter,
    PrintFailed,
    ReaderUnavailable,
    Reason,
    RemnantNoted,
    ScannerUnavailable,
    SmartCardReader,
    StatusKind,
)
from kiosk.ports.voice import NotSpoken, Saying, Speaker

if TYPE_CHECKING:
    from devices.code_scanner.wedge import Wedge
    from devices.receipt_printer.printer import EscPosPrinter

_SLICE = 0.3  # seconds of looking for a card or a code before a Cancel is heard
_GONE_PACE = 0.2  # between two looks whether the card still lies there
_PAGE_SLICE = 1.0  # seconds of looking for a page before a Cancel is heard
_PAGE_SLICES = 5  # in vain, until it is told why
_SPEECH_PACE = 0.02  # between two looks whether a line was said: a part of the pause before the next
_PRINT_PACE = 0.3  # between two looks at a page on its way


def open_driver(device: Device, settings: Settings | None, wrong: str = "", wedge: Wedge | None = None) -> DriverAccess:
    """The driver for these settings, with its imports: called on the device's own thread. ``wrong``: what is wrong with them;
    ``wedge``: the keys of a scanner that types, where there is a window."""
    match settings:
        case IdCardReaderSettings(address, bauds, False):
            from devices.id_card_reader.reader import SamVReader, serial_ways

            return _reader_access(SamVReader(lambda: serial_ways(address, bauds)), settings)
        case IdCardReaderSettings(address):
            from devices.id_card_reader.reader import SamVReader
            from devices.id_card_reader.usb import usb_ways

            return _reader_access(SamVReader(lambda: usb_ways(address)), settings)
        case SmartCardReaderSettings(name):
            from devices.smart_card_reader.reader import SocialSecurityReader

            return _reader_access(SocialSecurityReader("" if name == "auto" else name))
        case CodeScannerSettings("serial", address, baud):
            from devices.code_scanner.scanner import SerialScanner
            from devices.transports.serial_port import SerialTransport

            def port() -> str:
                return scanner_port() if address == "auto" else serial_path(address)

            return _scanner_access(SerialScanner(lambda: SerialTransport(port(), baud)))
        case CodeScannerSettings("keyboard"):
            from devices.code_scanner.wedge import Wedge, WedgeScanner

            return _scanner_access(WedgeScanner(wedge or Wedge()))
        case CodeScannerSettings(address=address):
            from devices.code_scanner.camera import CameraScanner

            return _scanner_access(CameraScanner(address))
        case ReceiptPrinterSettings():
            return _receipt_access(_receipt_printer(settings))
        case CupsSettings(queue):
            from devices.page_printer.cups_printer import CupsPrinter

            return _pages_access(CupsPrinter(queue))
        case PdfFolderSettings(folder):
            from devices.page_printer.pdf_folder import PdfFolderPrinter

            return _pages_access(PdfFolderPrinter(folder))
        case DocumentCameraSettings(address):
            from devices.document_camera.camera import PageCamera

            return _document_access(PageCamera(address))
        case SpeakerSettings(volume, rate, folder, recordings):
            from devices.speaker.espeak import EspeakSpeaker

            return _speaker_access(EspeakSpeaker(volume, rate, folder, recordings))
        case None:
            return _unusable(device, Reason.MISCONFIGURED if wrong else Reason.NOT_CONFIGURED, wrong)
    raise AssertionError(settings)


def _receipt_printer(settings: ReceiptPrinterSettings) -> EscPosPrinter:
    from devices.receipt_printer.printer import EscPosPrinter
    from devices.receipt_printer.profile import Confirmation, profile_for_width
    from devices.transports.printer_file import PrinterFile
    from devices.transports.serial_port import SerialTransport
    from devices.transports.tcp import TcpTransport
    from devices.transports.transport import Transport

    def connect() -> Transport:
        if settings.tty:
            return SerialTransport(serial_path(settings.tty), settings.baud)
        if settings.usb:
            return PrinterFile(usb_printer() if settings.usb == "auto" else settings.usb)
        return TcpTransport(settings.host, settings.port)

    profile = profile_for_width(settings.width_mm, Confirmation(settings.confirm), settings.extra_characters)
    return EscPosPrinter(connect, profile)


def _reader_access(reader: IdCardReader | SmartCardReader, settings: IdCardReaderSettings | None = None) -> DriverAccess:
    def read() -> Outcome | None:
        outcome = reader.read(_SLICE)
        return None if isinstance(outcome, NoCard) else outcome

    def read_once_moved() -> Callable[[], Outcome | None]:
        until = time.monotonic() + TIME_TO_MOVE

        def look() -> Outcome | None:
            nonlocal until
            if time.monotonic() < until and reader.present():
                return None
            until = 0.0
            return read()

        return look

    def gone() -> Outcome | None:
        return None if reader.present() else CardGone()  # a reader that cannot tell must not keep anybody waiting

    def photo(block: bytes) -> Outcome:
        from devices.id_card_reader.photo import PhotoLibrary, decode

        if settings is None or not settings.photo_library:
            return PhotoDecoded()
        return PhotoDecoded(decode(PhotoLibrary(settings.photo_library, settings.photo_symbol), block))

    def job(request: DeviceRequest) -> Job:
        match request:
            case WaitForNoCard():
                return Job(gone, _GONE_PACE)
            case DecodePhoto(_, block):
                return Job(lambda: photo(block))
            case ReadCard(_, True):
                return Job(read_once_moved(), _GONE_PACE)
        return Job(read)

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


def _receipt_access(printer: EscPosPrinter) -> DriverAccess:
    def note() -> Outcome:
        printer.cut_remnant()
        return RemnantNoted()

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, CutRemnant):
            return Job(note)
        assert isinstance(request, PrintReceipt)
        return Job(lambda: printer.print(request.document, request.serial))

    return DriverAccess(printer.status, job, printer.close, printer.confirmation)


def _pages_access(printer: PagePrinter) -> DriverAccess:
    def cancel(serials: tuple[str, ...]) -> Outcome:
        printer.cancel_left(serials)
        return RemnantNoted()

    def job(request: DeviceRequest) -> Job:
        if isinstance(request, CancelLeftPages):
            return Job(lambda: cancel(request.serials))
        assert isinstance(request, PrintPages)
        page = printer.begin(request.pdf, request.serial)
        return Job(page.advance, _PRINT_PACE, take_back=page.take_back)

    return DriverAccess(printer.status, job, printer.close)


def _document_access(camera: DocumentCamera) -> DriverAccess:
    def job(request: DeviceRequest) -> Job:
        if isinstance(request, ReadField):
            from devices.document_camera.ocr import read_field

            return Job(lambda: read_field(request.jpeg, request.kind))
        left = iter(range(_PAGE_SLICES - 1, -1, -1))

        def scan() -> Outcome | None:
            outcome = camera.scan(_PAGE_SLICE)
            return None if isinstance(outcome, NoPage) and next(left) else outcome

        return Job(scan)

    return DriverAccess(camera.status, job, camera.close)


def _speaker_access(speaker: Speaker) -> DriverAccess:
    def job(request: DeviceRequest) -> Job:
        assert isinstance(request, Speak)
        begun = False

        def advance() -> Outcome | Saying | None:
            nonlocal begun
            if not begun:
                begun = True
                return speaker.say(request.lines, request.language, request.speed, request.loudness)
            return speaker.speaking()

        return Job(advance, _SPEECH_PACE, speaker.hush)

    return DriverAccess(speaker.status, job, speaker.close)


def _unusable(device: Device, reason: Reason, detail: str) -> DriverAccess:
    answers: dict[Device, Outcome] = {
        Device.ID_CARD_READER: ReaderUnavailable(reason),
        Device.SMART_CARD_READER: ReaderUnavailable(reason),
        Device.CODE_SCANNER: ScannerUnavailable(reason),
        Device.RECEIPT_PRINTER: PrintFailed(reason),
        Device.PAGE_PRINTER: PrintFailed(reason),
        Device.DOCUMENT_CAMERA: CameraUnavailable(reason),
        Device.SPEAKER: NotSpoken(reason),
    }

    def job(request: DeviceRequest) -> Job:
        at_once: dict[type, Outcome] = {WaitForNoCard: CardGone(), ReadField: FieldRead(), DecodePhoto: PhotoDecoded()}
        return Job(lambda: at_once.get(type(request), answers[device]))

    status = DeviceStatus(StatusKind.UNAVAILABLE, reason, detail)
    return DriverAccess(lambda: status, job, lambda: None)
