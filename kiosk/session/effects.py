"""What a step asks the world to do. Each effect that can fail answers with an event."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.licences import Licence
from kiosk.domain.people import Card
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.submissions import Submission
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceRequest
from kiosk.ports.devices import Device
from kiosk.ports.platform import Question


class FindItems(Value):
    """-> Found"""

    query: str


class ListTheme(Value):
    """-> Listed"""

    theme: str


class LoadItem(Value):
    """-> ItemLoaded; an item that is not in the catalogue is no event."""

    code: str


class AskPlatform(Value):
    """-> PlatformReply"""

    request_id: str
    question: Question


class Commit(Value):
    """-> Committed or NotCommitted"""

    submission: Submission


class Hurry(Value):
    """-> CaseMade, if the platform answers"""

    submission_id: str


class PrintReceiptPaper(Value):
    """-> PaperAnswered"""

    request_id: str
    document: PaperDocument


class PrintCopyPaper(Value):
    """-> PaperAnswered"""

    request_id: str
    serial: str
    pdf: bytes
    licence_identifier: str
    purpose: str


class VoidPrint(Value):
    """The paper of this request did not come out, as its resident says: its serial number is void."""

    request_id: str


class PaperTaken(Value):
    """The resident has the paper that its printer could not confirm."""

    request_id: str


class SeenTo(Value):
    """Somebody has looked at this printer, whose paper was missing."""

    device: Device


class ComposeCopy(Value):
    """Get the licence's file (platform, else vault), make the page -> CopyComposed or CopyNotComposed"""

    request_id: str
    card: Card
    licence: Licence
    purpose: str
    keep: bool


class OpenVault(Value):
    """-> VaultOpened"""

    request_id: str
    card: Card


class FindOwn(Value):
    """By the receipt's code or by the card -> OwnFound"""

    request_id: str
    receipt_token: str = ""
    card: Card | None = None


class CheckCopyCode(Value):
    """-> CopyCodeChecked"""

    request_id: str
    text: str


class RecordRating(Value):
    submission_id: str
    level: int


class Audit(Value):
    """Events of the audit log, by their name in `kiosk.session.audit`; never personal data."""

    events: tuple[tuple[str, Mapping[str, str]], ...]


class ReplaceProcess(Value):
    """The session is over: void its prints, and end the process; a new one takes its place."""


Effect = (
    FindItems
    | ListTheme
    | LoadItem
    | AskPlatform
    | Commit
    | Hurry
    | PrintReceiptPaper
    | PrintCopyPaper
    | VoidPrint
    | PaperTaken
    | SeenTo
    | ComposeCopy
    | OpenVault
    | FindOwn
    | CheckCopyCode
    | RecordRating
    | Audit
    | ReplaceProcess
    | DeviceRequest
)
