"""What happens to a session: what the resident does, and what the world answers."""

from __future__ import annotations

from typing import Any

from kiosk.domain.licences import CopyChecked
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import StoredReceipt
from kiosk.domain.values import Value
from kiosk.ports.desk import DeviceAnswer, PrintProgressed, SpeechProgressed, StatusChanged
from kiosk.ports.devices import Device, PrintOutcome
from kiosk.ports.platform import CaseMade, CatalogueReady, LicenceFile, NetworkChanged, PlatformReply
from kiosk.ports.storage import ItemLine, SearchHit, StorageFault
from kiosk.session.state import ComposedCopy, CopyProblem, CopyPurpose, Ease, Overlay

# --- the resident ----------------------------------------------------------------------------------------------


class Voice(Value, frozen=True):
    """It begins to read something out, or a line of it, or has ended."""

    speaking: bool


class Touch(Value, frozen=True):
    """Any sign of life: a touch anywhere, a key."""


class Start(Value, frozen=True):
    """The idle page was touched."""


class Primary(Value, frozen=True):
    """The one primary action of the page."""


class Back(Value, frozen=True):
    pass


class GoHome(Value, frozen=True):
    pass


class Leave(Value, frozen=True):
    """Asked to leave; ``sure`` when the question was answered."""

    sure: bool = False


class Open(Value, frozen=True):
    overlay: Overlay


class CloseOverlay(Value, frozen=True):
    pass


class SetLanguage(Value, frozen=True):
    language: str


class SetEase(Value, frozen=True):
    ease: Ease


class OpenAttendant(Value, frozen=True):
    """From the idle page."""


class LookedAt(Value, frozen=True):
    """The attendant has looked at a printer of which a resident said that nothing came out."""

    device: Device


class OpenSearch(Value, frozen=True):
    pass


class Query(Value, frozen=True):
    text: str


class OpenTheme(Value, frozen=True):
    theme: str


class OpenItem(Value, frozen=True):
    code: str


class ContinueDraft(Value, frozen=True):
    """From home to where an application that was begun stopped."""

    code: str


class OpenLicences(Value, frozen=True):
    pass


class OpenProgress(Value, frozen=True):
    pass


class OpenScan(Value, frozen=True):
    """Scan a receipt (progress) or a copy (check)."""

    check_copy: bool = False


class UseCard(Value, frozen=True):
    """Ask for progress with the card."""


class TryAgain(Value, frozen=True):
    """Look for the card, or the code, once more."""


class SetAnswer(Value, frozen=True):
    key: str
    value: Any


class ChangeAnswer(Value, frozen=True):
    key: str


class ReadDocument(Value, frozen=True):
    """Fill the question in from a document."""


class TakePicture(Value, frozen=True):
    """Of a material."""

    key: str


class OneMorePage(Value, frozen=True):
    """Keep this picture, and take one of the next page."""


class DropPictures(Value, frozen=True):
    """Of a material: it is brought to the counter after all, or taken anew."""

    key: str


class SetSignature(Value, frozen=True):
    path: str  # SVG path data in a box of 1000 x 400; "" when cleared


class PaperSeen(Value, frozen=True):
    """The resident says whether the paper came out whole."""

    whole: bool


class PrintAgain(Value, frozen=True):
    pass


class StopPrint(Value, frozen=True):
    """Wait no longer for a page that has not begun."""


class Rate(Value, frozen=True):
    """``level`` 5 best to 1; 0: would rather not."""

    level: int


class OpenLicence(Value, frozen=True):
    identifier: str


class SetPurpose(Value, frozen=True):
    purpose: CopyPurpose


class SetKeep(Value, frozen=True):
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
    | OpenAttendant
    | LookedAt
    | OpenSearch
    | Query
    | OpenTheme
    | OpenItem
    | ContinueDraft
    | OpenLicences
    | OpenProgress
    | OpenScan
    | UseCard
    | TryAgain
    | SetAnswer
    | ChangeAnswer
    | ReadDocument
    | TakePicture
    | OneMorePage
    | DropPictures
    | SetSignature
    | PaperSeen
    | PrintAgain
    | StopPrint
    | Rate
    | OpenLicence
    | SetPurpose
    | SetKeep
)


# --- the world ---------------------------------------------------------------------------------------------------


class Tick(Value, frozen=True):
    """A deadline of the session may have passed."""


class Found(Value, frozen=True):
    query: str
    hits: tuple[SearchHit, ...] = ()


class Listed(Value, frozen=True):
    theme: str
    lines: tuple[ItemLine, ...] = ()


class ItemLoaded(Value, frozen=True):
    item: ServiceItem


class Committed(Value, frozen=True):
    """Stored, durably, before this event was made."""

    submission_id: str
    receipt_number: str
    proof: str = ""  # that it was stored, as it stands in the code on the receipt


class NotCommitted(Value, frozen=True):
    """Nothing was stored."""

    submission_id: str
    fault: StorageFault


class PaperAnswered(Value, frozen=True):
    request_id: str
    outcome: PrintOutcome


class PaperMissing(Value, frozen=True):
    """At the start: printers of which a resident said so, and nobody has looked since."""

    devices: frozenset[Device]


class VaultOpened(Value, frozen=True):
    request_id: str
    files: tuple[LicenceFile, ...]


class CopyComposed(Value, frozen=True):
    request_id: str
    copy: ComposedCopy


class CopyNotComposed(Value, frozen=True):
    request_id: str
    problem: CopyProblem


class OwnFound(Value, frozen=True):
    """What the ledger knows of this receipt or this card's holder; None: it cannot be read."""

    request_id: str
    receipts: tuple[StoredReceipt, ...] | None


class CopyCodeChecked(Value, frozen=True):
    request_id: str
    checked: CopyChecked


World = (
    Tick
    | Found
    | Listed
    | ItemLoaded
    | Committed
    | NotCommitted
    | PaperAnswered
    | PaperMissing
    | VaultOpened
    | CopyComposed
    | CopyNotComposed
    | OwnFound
    | CopyCodeChecked
    | DeviceAnswer
    | PrintProgressed
    | SpeechProgressed
    | StatusChanged
    | PlatformReply
    | CaseMade
    | NetworkChanged
    | CatalogueReady
    | Voice
)

Event = Act | World
