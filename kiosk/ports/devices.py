"""Devices as the kiosk sees them.

Drivers are plain, synchronous and owned by one I/O thread each (or a child process). ``status()`` and the
action methods never raise for the world's faults: those come back as values. An exception out of a driver is a bug.
The session does not call drivers: it posts requests to a `DeviceHub` and gets answers as events.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar, Protocol

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.people import IdCard, SocialSecurityCard
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.values import Value


class Device(Enum):
    """The device's part in the terminal; also its table name in the configuration file."""

    ID_CARD_READER = "id_card_reader"
    SMART_CARD_READER = "smart_card_reader"
    CODE_SCANNER = "code_scanner"
    RECEIPT_PRINTER = "receipt_printer"
    PAGE_PRINTER = "page_printer"
    DOCUMENT_CAMERA = "document_camera"
    SPEAKER = "speaker"


class TransportError(Exception):
    """The device, or the child process, could not be reached, or is gone. Whoever asked it turns this into a value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class DeviceStatus(Value):
    """``detail`` is for technicians (a path, an address, a byte); it never holds a resident's data."""

    kind: StatusKind
    reason: Reason | None = None
    detail: str = ""

    @property
    def usable(self) -> bool:
        """Whether it does its work, if somebody may have to come soon."""
        return self.kind in (StatusKind.READY, StatusKind.BUSY, StatusKind.ATTENTION)


class CardRead(Value):
    """``module``: number of the security module that read it, "" where it does not tell."""

    card: IdCard
    module: str = ""


class NoCard(Value):
    """No card was on the reader within the time given. Not a fault."""


class CardLeft(Value):
    """A card was found, and was taken away before it was read."""


class CardUnreadable(Value):
    """The card answered, but what came is not a valid card: wrong checksum, impossible content, authentication failed, or
    (NOT_FOUND) a card for something else."""

    reason: Reason


class ReaderUnavailable(Value):
    reason: Reason


CardOutcome = CardRead | NoCard | CardLeft | CardUnreadable | ReaderUnavailable


class DevicePort(Protocol):
    """What every device has, whatever it does."""

    def status(self) -> DeviceStatus:
        """What is known of it now; opens it where it is not open. Never raises: what failed is in the answer."""
        ...

    def close(self) -> None:
        """Let go of its transport."""
        ...


class IdCardReader(DevicePort, Protocol):
    def read(self, timeout: float) -> CardOutcome:
        """Look for a card for at most ``timeout`` seconds; a card that is found is read to its end, however long that takes
        within the protocol's own limits."""
        ...

    def present(self) -> bool | None:
        """True while a card lies on the reader, None where that cannot be told now."""
        ...


class SocialCardRead(Value):
    card: SocialSecurityCard


class CardNeedsPin(Value):
    """The card does not tell who its holder is without a PIN. We never ask for one: another document does."""


SocialCardOutcome = SocialCardRead | CardNeedsPin | NoCard | CardLeft | CardUnreadable | ReaderUnavailable
"""`CardUnreadable` for NOT_FOUND: the card is well, and no social security card; SILENT: a card that does not answer, or that
lies the wrong way round; GARBLED: what it holds is no valid card; NOT_AUTHORISED: its issuer has blocked it; MECHANICAL: its
contacts failed."""


class TechnicianCardRead(Value):
    """``certificate``: DER, as the card gave it; not judged. Whoever holds the card must have shown a PIN before it signs."""

    certificate: bytes


class OtherCard(Value):
    """The card is well, and no technician's: nothing of it was read. ``social``: it is a social security card."""

    social: bool = False


class CardEmpty(Value):
    """A card for technicians that holds no certificate."""


TechnicianCardOutcome = TechnicianCardRead | OtherCard | CardEmpty | NoCard | CardLeft | CardUnreadable | ReaderUnavailable


class CardSigned(Value):
    """The card took the PIN; ``signature`` is not verified."""

    signature: bytes


class CardPinWrong(Value):
    """``left``: how many wrong ones more the card takes, as it says itself."""

    left: int


class CardPinBlocked(Value):
    """After too many wrong PINs the card takes none."""


class CardSwapped(Value):
    """Another card than the one that was read: it was not given the PIN."""


CardSignOutcome = (
    CardSigned | CardPinWrong | CardPinBlocked | CardSwapped | OtherCard | CardLeft | CardUnreadable | ReaderUnavailable
)


class SmartCardReader(DevicePort, Protocol):
    def read(self, timeout: float) -> SocialCardOutcome:
        """Look for a card for at most ``timeout`` seconds; a card that is found is read to its end, however long that takes
        within the protocol's own limits."""
        ...

    def read_technician(self, timeout: float) -> TechnicianCardOutcome:
        """As `read`, of a technician's card: nothing is read of any other."""
        ...

    def sign(self, certificate: bytes, pin: str, digest: bytes) -> CardSignOutcome:
        """Give a technician's card its PIN, and have it sign a digest (SHA-256), if it is the one with this certificate."""
        ...

    def present(self) -> bool | None:
        """True while a card is in the reader, None where that cannot be told now."""
        ...


class CodeScanned(Value):
    """``text`` is the payload without AIM prefix and suffix, its own line ends as ``\\n``; ``symbology`` the AIM identifier
    (``Q1``) or "". Whether it is one that a page can use is the page's to say."""

    text: str
    symbology: str = ""


class CodeNotText(Value):
    """A code was read well, and holds no text: bytes of another kind, control characters, a part of what several codes tell
    together. None that a terminal prints is so, and to hold it up once more would help nobody."""


class NoCode(Value):
    """No code was shown within the time given. Not a fault."""


class CodeUnreadable(Value):
    """A code was not read to its end, or more came than any code holds."""

    reason: Reason


class ScannerUnavailable(Value):
    reason: Reason


CodeOutcome = CodeScanned | CodeNotText | NoCode | CodeUnreadable | ScannerUnavailable


class CodeScanner(DevicePort, Protocol):
    def arm(self) -> None:
        """Forget everything that was scanned before now: a code that no screen asked for is dropped."""
        ...

    def scan(self, timeout: float) -> CodeOutcome:
        """Wait for at most ``timeout`` seconds for a code that was shown since `arm`."""
        ...


class PrintState(Enum):
    """What is known of a print: in a driver's outcome, in the ledger, and in what the platform is told of it."""

    INTENDED = "INTENDED"  # written down, before its first byte leaves
    SENT = "SENT"
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"
    UNCERTAIN = "UNCERTAIN"
    VOIDED = "VOIDED"  # its resident is gone before it was certain, or said that it did not come out


class PrintConfirmed(Value):
    """The printer itself said that this job is done."""

    state: ClassVar[PrintState] = PrintState.CONFIRMED
    reason: ClassVar[None] = None


class PrintSent(Value):
    """Every byte left and the printer is well, but it has no way to say that the job is done."""

    state: ClassVar[PrintState] = PrintState.SENT
    reason: ClassVar[None] = None


class PrintFailed(Value):
    """Nothing of this job can be on paper."""

    state: ClassVar[PrintState] = PrintState.FAILED
    reason: Reason


class PrintUncertain(Value):
    """Bytes left, and then the printer failed or fell silent: there may be a whole copy, a part, or nothing."""

    state: ClassVar[PrintState] = PrintState.UNCERTAIN
    reason: Reason


PrintOutcome = PrintConfirmed | PrintSent | PrintFailed | PrintUncertain


class PrintWaits(Value):
    """It has not begun. IN_USE: another's job is in front of it; SILENT: the printer does not say why."""

    reason: Reason


class PrintBegins(Value):
    """It has begun, after it was told that it waits."""


PrintProgress = PrintWaits | PrintBegins


class ReceiptPrinter(DevicePort, Protocol):
    def print(self, document: PaperDocument, serial: str) -> PrintOutcome:
        """Print and cut one document. ``serial`` names the job on the wire where the printer can echo one."""
        ...

    def cut_remnant(self) -> None:
        """What the printer holds of a job of a process that is gone is forgotten, and cut off once the printer is well."""
        ...


class RemnantNoted(Value):
    """What hangs from the printer, or waits in its queue, goes as soon as the printer can be reached."""


class PageJob(Protocol):
    def advance(self) -> PrintOutcome | PrintProgress | None:
        """Do what is next, and look; called some times a second."""
        ...

    def take_back(self) -> None:
        """Nobody wants it any more: it is cancelled, and the outcome says whether it had begun."""
        ...


class PagePrinter(DevicePort, Protocol):
    def begin(self, pdf: bytes, serial: str) -> PageJob:
        """Print one PDF, single-sided, one copy. ``serial`` becomes the job's title: never a name or a number of a person."""
        ...

    def cancel_left(self, serials: Sequence[str]) -> None:
        """Jobs of a process that is gone, by their titles: what still waits of them does not come out for whoever stands there."""
        ...


class DocumentScanned(Value):
    """One page, straightened: ``jpeg`` and ``pdf`` (A4) show the same picture, each of at most 1.5 MB."""

    jpeg: bytes
    pdf: bytes


class NoPageReason(Enum):
    """What the resident can do something about. A closed set: screens have words for each."""

    NOTHING = "nothing"  # no page lies there, or it cannot be told from the table
    CUT_OFF = "cut-off"  # the page reaches out of the picture
    BLURRED = "blurred"
    DARK = "dark"
    MOVING = "moving"


class NoPage(Value):
    """Within the time given there was no page that could be used; ``reason``: what was wrong at last. Not a fault."""

    reason: NoPageReason


class CameraUnavailable(Value):
    reason: Reason


DocumentOutcome = DocumentScanned | NoPage | CameraUnavailable


class FieldRead(Value):
    """``value`` "": it does not stand there, cannot be read, or stands there twice. Always for the resident to confirm."""

    value: str = ""


class DocumentCamera(DevicePort, Protocol):
    def scan(self, timeout: float) -> DocumentOutcome:
        """Look for at most ``timeout`` seconds for a page that lies still."""
        ...
