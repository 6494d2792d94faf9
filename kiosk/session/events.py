"""What happens to a session: what the resident does, and what the world answers."""

from __future__ import annotations

from typing import Any

from kiosk.domain.licences import CopyChecked, CopyPurpose
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import StoredReceipt
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceAnswer, PrintProgressed, SpeechProgressed, StatusChanged
from kiosk.ports.devices import Device, PrintOutcome
from kiosk.ports.platform import CaseMade, CatalogueReady, LicenceFile, NetworkChanged, PlatformReply
from kiosk.ports.storage import ItemLine, SearchHit, StorageFault
from kiosk.session.state import ComposedCopy, CopyProblem, Ease, Overlay

# --- the resident ----------------------------------------------------------------------------------------------


class Voice(Value):
    """It begins to read something out, or a line of it, or has ended."""

    speaking: bool


class Touch(Value):
    """Any sign of life: a touch anywhere, a key."""


class Start(Value):
    """The idle page was touched."""


class Primary(Value):
    """The one primary action of the page."""


class Back(Value):
    pass


class GoHome(Value):
    pass


class Leave(Value):
    """Asked to leave; ``sure`` when the question was answered."""

    sure: bool = False


class Open(Value):
    overlay: Overlay


class CloseOverlay(Value):
    pass


class SetLanguage(Value):
    language: str


class SetEase(Value):
    ease: Ease


class OpenAttendant(Value):
    """From the idle page."""


class LookedAt(Value):
    """The attendant has looked at a printer of which a resident said that nothing came out."""

    device: Device


class OpenSearch(Value):
    pass


class Query(Value):
    text: str


class OpenTheme(Value):
    theme: str


class OpenItem(Value):
    code: str


class ContinueDraft(Value):
    """From home to where an application that was begun stopped."""

    code: str


class OpenLicences(Value):
    pass


class OpenProgress(Value):
    pass


class OpenScan(Value):
    """Scan a receipt (progress) or a copy (check)."""

    check_copy: bool = False


class UseCard(Value):
    """Ask for progress with the card."""


class TryAgain(Value):
    """Look for the card, or the code, once more."""


class SetAnswer(Value):
    key: str
    value: Any


class ChangeAnswer(Value):
    key: str


class ReadDocument(Value):
    """Fill the question in from a document."""


class TakePicture(Value):
    """Of a material."""

    key: str


class OneMorePage(Value):
    """Keep this picture, and take one of the next page."""


class DropPictures(Value):
    """Of a material: it is brought to the counter after all, or taken anew."""

    key: str


class SetSignature(Value):
    path: str  # SVG path data in a box of 1000 x 400; "" when cleared


class PaperSeen(Value):
    """The resident says whether the paper came out whole."""

    whole: bool


class PrintAgain(Value):
    pass


class StopPrint(Value):
    """Wait no longer for a page that has not begun."""


class Rate(Value):
    """``level`` 5 best to 1; 0: would rather not."""

    level: int


class OpenLicence(Value):
    identifier: str


class SetPurpose(Value):
    purpose: CopyPurpose


class SetKeep(Value):
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


class Tick(Value):
    """A deadline of the session may have passed."""


class Found(Value):
    query: str
    hits: tuple[SearchHit, ...] = ()


class Listed(Value):
    theme: str
    lines: tuple[ItemLine, ...] = ()


class ItemLoaded(Value):
    item: ServiceItem


class Committed(Value):
    """Stored, durably, before this event was made."""

    submission_id: str
    receipt_number: str
    proof: str = ""  # that it was stored, as it stands in the code on the receipt


class NotCommitted(Value):
    """Nothing was stored."""

    submission_id: str
    fault: StorageFault


class PaperAnswered(Value):
    request_id: str
    outcome: PrintOutcome


class PaperMissing(Value):
    """At the start: printers of which a resident said so, and nobody has looked since."""

    devices: frozenset[Device]


class VaultOpened(Value):
    request_id: str
    files: tuple[LicenceFile, ...]


class CopyComposed(Value):
    request_id: str
    copy: ComposedCopy


class CopyNotComposed(Value):
    request_id: str
    problem: CopyProblem


class OwnFound(Value):
    """What the ledger knows of this receipt or this card's holder; None: it cannot be read."""

    request_id: str
    receipts: tuple[StoredReceipt, ...] | None


class CopyCodeChecked(Value):
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
