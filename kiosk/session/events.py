"""What happens to a session: what the resident does, and what the world answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.licences import CopyChecked
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import StoredReceipt
from kiosk.ports.devices import DeviceAnswer, PrintOutcome, StatusChanged
from kiosk.ports.platform import CaseMade, LicenceFile, NetworkChanged, PlatformReply
from kiosk.ports.storage import ItemLine, SearchHit, StorageFault
from kiosk.session.state import ComposedCopy, CopyProblem, CopyPurpose, Ease, Overlay

# --- the resident ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touch:
    """Any sign of life: a touch anywhere, a key."""


@dataclass(frozen=True, slots=True)
class Start:
    """The idle page was touched."""


@dataclass(frozen=True, slots=True)
class Primary:
    """The one primary action of the page."""


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class GoHome:
    pass


@dataclass(frozen=True, slots=True)
class Leave:
    """Asked to leave; ``sure`` when the question was answered."""

    sure: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    overlay: Overlay


@dataclass(frozen=True, slots=True)
class CloseOverlay:
    pass


@dataclass(frozen=True, slots=True)
class SetLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class SetEase:
    ease: Ease


@dataclass(frozen=True, slots=True)
class OpenSearch:
    pass


@dataclass(frozen=True, slots=True)
class Query:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenTheme:
    theme: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    code: str


@dataclass(frozen=True, slots=True)
class OpenLicences:
    pass


@dataclass(frozen=True, slots=True)
class OpenProgress:
    pass


@dataclass(frozen=True, slots=True)
class OpenScan:
    """Scan a receipt (progress) or a copy (check)."""

    check_copy: bool = False


@dataclass(frozen=True, slots=True)
class UseCard:
    """Ask for progress with the card."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Look for the card, or the code, once more."""


@dataclass(frozen=True, slots=True)
class SetAnswer:
    key: str
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    key: str


@dataclass(frozen=True, slots=True)
class SetSignature:
    path: str = field(repr=False)  # SVG path data in a box of 1000 x 400; "" when cleared


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """The resident says whether the paper came out whole."""

    whole: bool


@dataclass(frozen=True, slots=True)
class PrintAgain:
    pass


@dataclass(frozen=True, slots=True)
class Rate:
    """``level`` 5 best to 1; 0: would rather not."""

    level: int


@dataclass(frozen=True, slots=True)
class OpenLicence:
    identifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetPurpose:
    purpose: CopyPurpose


@dataclass(frozen=True, slots=True)
class SetKeep:
    keep: bool


Act = (
    Touch
    | Start
    | Primary
    | Back
    | GoHome
    | Leave
    | Open
    | CloseOverlay
    | SetLanguage
    | SetEase
    | OpenSearch
    | Query
    | OpenTheme
    | OpenItem
    | OpenLicences
    | OpenProgress
    | OpenScan
    | UseCard
    | TryAgain
    | SetAnswer
    | ChangeAnswer
    | SetSignature
    | PaperSeen
    | PrintAgain
    | Rate
    | OpenLicence
    | SetPurpose
    | SetKeep
)


# --- the world ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """A deadline of the session may have passed."""


@dataclass(frozen=True, slots=True)
class Found:
    query: str = field(repr=False)
    hits: tuple[SearchHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    theme: str
    lines: tuple[ItemLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemLoaded:
    item: ServiceItem


@dataclass(frozen=True, slots=True)
class Committed:
    """Stored, durably, before this event was made."""

    submission_id: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class NotCommitted:
    """Nothing was stored."""

    submission_id: str
    fault: StorageFault


@dataclass(frozen=True, slots=True)
class PaperAnswered:
    request_id: str
    outcome: PrintOutcome


@dataclass(frozen=True, slots=True)
class VaultOpened:
    request_id: str
    files: tuple[LicenceFile, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CopyComposed:
    request_id: str
    copy: ComposedCopy


@dataclass(frozen=True, slots=True)
class CopyNotComposed:
    request_id: str
    problem: CopyProblem


@dataclass(frozen=True, slots=True)
class OwnFound:
    """What the ledger knows of this receipt or this card's holder."""

    request_id: str
    receipts: tuple[StoredReceipt, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CopyCodeChecked:
    checked: CopyChecked = field(repr=False)


World = (
    Tick
    | Found
    | Listed
    | ItemLoaded
    | Committed
    | NotCommitted
    | PaperAnswered
    | VaultOpened
    | CopyComposed
    | CopyNotComposed
    | OwnFound
    | CopyCodeChecked
    | DeviceAnswer
    | StatusChanged
    | PlatformReply
    | CaseMade
    | NetworkChanged
)

Event = Act | World
