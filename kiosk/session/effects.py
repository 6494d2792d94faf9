"""What a step asks the world to do. Each effect that can fail answers with an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.licences import Licence
from kiosk.domain.people import IdCard
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.submissions import Submission
from kiosk.ports.devices import Cancel, ReadCard, ScanCode, WaitForNoCard
from kiosk.ports.platform import Question


@dataclass(frozen=True, slots=True)
class FindItems:
    """-> Found"""

    query: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListTheme:
    """-> Listed"""

    theme: str


@dataclass(frozen=True, slots=True)
class LoadItem:
    """-> ItemLoaded; an item that is not in the catalogue is no event."""

    code: str


@dataclass(frozen=True, slots=True)
class AskPlatform:
    """-> PlatformReply"""

    request_id: str
    question: Question


@dataclass(frozen=True, slots=True)
class Commit:
    """-> Committed or NotCommitted"""

    submission: Submission


@dataclass(frozen=True, slots=True)
class Hurry:
    """-> CaseMade, if the platform answers"""

    submission_id: str


@dataclass(frozen=True, slots=True)
class PrintReceiptPaper:
    """-> PaperAnswered"""

    request_id: str
    document: PaperDocument = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintCopyPaper:
    """-> PaperAnswered"""

    request_id: str
    serial: str
    pdf: bytes = field(repr=False)
    licence_identifier: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ComposeCopy:
    """Get the licence's file (platform, else vault), make the page -> CopyComposed or CopyNotComposed"""

    request_id: str
    card: IdCard = field(repr=False)
    licence: Licence = field(repr=False)
    purpose: str
    keep: bool
    language: str


@dataclass(frozen=True, slots=True)
class OpenVault:
    """-> VaultOpened"""

    request_id: str
    card: IdCard = field(repr=False)


@dataclass(frozen=True, slots=True)
class FindOwn:
    """By the receipt's code or by the card -> OwnFound"""

    request_id: str
    receipt_token: str = field(default="", repr=False)
    card: IdCard | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CheckCopyCode:
    """-> CopyCodeChecked"""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordRating:
    submission_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Events of the audit log, by their name in `kiosk.session.audit`; never personal data."""

    events: tuple[tuple[str, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class ReplaceProcess:
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
    | ComposeCopy
    | OpenVault
    | FindOwn
    | CheckCopyCode
    | RecordRating
    | Audit
    | ReplaceProcess
    | ReadCard
    | ScanCode
    | WaitForNoCard
    | Cancel
)
