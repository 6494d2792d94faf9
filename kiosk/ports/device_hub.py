"""Every device on its own thread, reached by requests; what they answer and tell. A request says which device it is for."""

from __future__ import annotations

from typing import ClassVar, Protocol

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.values import Value
from kiosk.ports.devices import (
    CardOutcome,
    CardSignOutcome,
    CodeOutcome,
    Device,
    DeviceStatus,
    DocumentOutcome,
    FieldRead,
    PrintOutcome,
    PrintProgress,
    RemnantNoted,
    SocialCardOutcome,
    TechnicianCardOutcome,
)
from kiosk.ports.voice import Loudness, SpeechOutcome, Speed

TIME_TO_MOVE = 6.0  # seconds to hear that a card was not read, and to lay it down anew


class ReadCard(Value):
    """Keep looking for a card until one is read, a fault shows, or `Cancel` comes. NoCard is not answered while it looks.

    ``moved_first``: the card that lies there could not be read. Its holder is given `TIME_TO_MOVE` to lift or to move it, which
    nothing but another read can tell.
    """

    device: ClassVar[Device] = Device.ID_CARD_READER
    request_id: str
    moved_first: bool = False


class DecodePhoto(Value):
    """The photo in a card's block, where a vendor's library is there for it."""

    device: ClassVar[Device] = Device.ID_CARD_READER
    request_id: str
    block: bytes


class ReadSocialCard(Value):
    """As `ReadCard`, on the reader for the social security card."""

    device: ClassVar[Device] = Device.SMART_CARD_READER
    request_id: str


class ReadTechnicianCard(Value):
    """As `ReadSocialCard`, of a technician's card."""

    device: ClassVar[Device] = Device.SMART_CARD_READER
    request_id: str


class SignWithCard(Value):
    """Give the technician's card with this certificate (DER) its PIN, and have it sign this digest (SHA-256)."""

    device: ClassVar[Device] = Device.SMART_CARD_READER
    request_id: str
    certificate: bytes
    pin: str
    digest: bytes


class ScanCode(Value):
    """Arm the scanner and wait for one code until it comes, a fault shows, or `Cancel` comes."""

    device: ClassVar[Device] = Device.CODE_SCANNER
    request_id: str


class WaitForNoCard(Value):
    """Answer `CardGone` when no card lies on (or stands in) the reader any more (at once if there is none or it cannot tell)."""

    request_id: str
    reader: Device = Device.ID_CARD_READER

    @property
    def device(self) -> Device:
        """Whose thread answers it."""
        return self.reader


class PrintReceipt(Value):
    device: ClassVar[Device] = Device.RECEIPT_PRINTER
    request_id: str
    document: PaperDocument
    serial: str


class PrintPages(Value):
    device: ClassVar[Device] = Device.PAGE_PRINTER
    request_id: str
    pdf: bytes
    serial: str


class TakeBack(Value):
    """The page of this request is not wanted any more. It is answered as ever: FAILED where it had not begun."""

    request_id: str


class ScanDocument(Value):
    """Look for a page before the document camera until one lies still there, a fault shows, or `Cancel` comes. After some seconds
    in vain `NoPage` says why: it is asked again."""

    device: ClassVar[Device] = Device.DOCUMENT_CAMERA
    request_id: str


class ReadField(Value):
    """Read one thing off a page that was scanned: ``kind`` is ``name`` or ``citizen-number``."""

    device: ClassVar[Device] = Device.DOCUMENT_CAMERA
    request_id: str
    jpeg: bytes
    kind: str


class CutRemnant(Value):
    """Nothing of a receipt that broke off before this process began may come out with the next one."""

    device: ClassVar[Device] = Device.RECEIPT_PRINTER
    request_id: str


class CancelLeftPages(Value):
    """Nothing of the pages that a process which is gone gave to the queue may come out."""

    device: ClassVar[Device] = Device.PAGE_PRINTER
    request_id: str
    serials: tuple[str, ...]


class Speak(Value):
    """Say these lines in place of what is being said. Answered when all was said; `Cancel` hushes it."""

    device: ClassVar[Device] = Device.SPEAKER
    request_id: str
    lines: tuple[str, ...]
    language: str
    speed: Speed = Speed.NORMAL
    loudness: Loudness = Loudness.NORMAL


class Cancel(Value):
    """Give up the request if it is still waiting (a card that is being read, a job being printed, run on)."""

    request_id: str


DeviceRequest = (
    ReadCard
    | DecodePhoto
    | ReadSocialCard
    | ReadTechnicianCard
    | SignWithCard
    | ScanCode
    | WaitForNoCard
    | PrintReceipt
    | PrintPages
    | ScanDocument
    | ReadField
    | CutRemnant
    | CancelLeftPages
    | Speak
    | TakeBack
    | Cancel
)


class CardGone(Value):
    pass


class PhotoDecoded(Value):
    """``png`` is empty where there is no picture."""

    png: bytes = b""


DeviceOutcome = (
    CardOutcome
    | SocialCardOutcome
    | TechnicianCardOutcome
    | CardSignOutcome
    | CodeOutcome
    | PrintOutcome
    | RemnantNoted
    | DocumentOutcome
    | FieldRead
    | SpeechOutcome
    | CardGone
    | PhotoDecoded
)


class DeviceAnswer(Value):
    """The one answer to a request; a cancelled request has none."""

    request_id: str
    outcome: DeviceOutcome


class PrintProgressed(Value):
    """Of a page that is not answered yet; only changes are told."""

    request_id: str
    progress: PrintProgress


class SpeechProgressed(Value):
    """The voice has begun with this line of what it was asked to say, counted from 0."""

    request_id: str
    line: int


class StatusChanged(Value):
    device: Device
    status: DeviceStatus


DeviceEvent = DeviceAnswer | PrintProgressed | SpeechProgressed | StatusChanged


class DeviceHub(Protocol):
    """All devices, each on its own I/O thread. Events are posted, from those threads, to the callable given at construction."""

    def start(self) -> None:
        """Start the threads; the first StatusChanged of each device follows as soon as it is known."""
        ...

    def request(self, request: DeviceRequest) -> None:
        """Never blocks, never raises; every request but Cancel and TakeBack is answered once, unless it is cancelled."""
        ...

    def stop(self) -> None:
        """Close every device and join the threads (at most 2 s)."""
        ...
