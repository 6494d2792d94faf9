"""What the session is at one moment. Immutable; everything that a screen shows can be told from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from kiosk.domain.cases import Case
from kiosk.domain.licences import CopyChecked, CopyPurpose, Licence
from kiosk.domain.people import Card
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.submissions import StoredReceipt
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.values import Value, field, replace
from kiosk.ports.devices import Device, DeviceStatus, NoPageReason, Reason, StatusKind
from kiosk.ports.platform import Network
from kiosk.ports.storage import ItemLine, SearchHit, StorageFault
from kiosk.ports.voice import Loudness, Speed

# --- the terminal around the session ---------------------------------------------------------------------------


class Settings(Value):
    """Times in seconds; a site sets them. In elder mode the two limits are doubled."""

    quiet_limit: float = 60.0
    warning: float = 20.0
    leaving: float = 4.0  # the farewell stays at least this long
    leaving_limit: float = 20.0  # a card that is left is announced this long
    platform_deadline: float = 8.0
    card_photo: bool = False  # a vendor's library shows the photo on an ID card
    reads_text: bool = False  # what stands on a page before the document camera can be read
    language: str = "zh"
    terminal: Terminal = UNENROLLED


class Ease(Value):
    """Easier to use: what a resident may set for themselves; gone when they leave."""

    large: bool = False
    contrast: bool = False
    low: bool = False  # everything that is touched within reach of somebody seated
    left: bool = False  # what is touched lies for the left hand
    voice: bool = False  # each page is read out
    speed: Speed = Speed.NORMAL  # of the voice
    loudness: Loudness = Loudness.NORMAL  # of the voice


class Notice(Enum):
    """A sentence on the idle page about what happened before."""

    INTERRUPTED = "interrupted"  # the program ended in the middle of a session and was started again


class Overlay(Enum):
    HELP = "help"
    EASE = "ease"
    LEAVE = "leave"  # asks before anything is thrown away


# --- the resident ------------------------------------------------------------------------------------------------


class Person(Value):
    card: Card
    identified_at: int
    reader: Device = Device.ID_CARD_READER  # that read the card
    photo: bytes = b""  # PNG, where a vendor's library shows it
    profile: Mapping[str, str] | None = None  # None: not known (yet)
    licences: tuple[Licence, ...] | None = None  # None: not known (yet)
    licences_kept: bool = False  # they are from the vault: the platform could not be asked
    cases: tuple[Case, ...] = ()  # that the platform has of them, as far as it was asked


class Application(Value):
    """The draft of one item. ``filled``: keys that were filled in from card or profile, not by hand."""

    item: ServiceItem
    answers: Mapping[str, Any] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()  # keys whose answer was read off a document
    pictures: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)  # key of a material -> its pages, JPEG
    signature: str = ""

    @property
    def begun(self) -> bool:
        return bool(self.answers or self.pictures)


class PaperState(Enum):
    NONE = "none"
    PRINTING = "printing"
    WAITING = "waiting"  # it has not begun for some time: the resident may take it back, or go
    STOPPING = "stopping"  # it is being taken back
    PRINTED = "printed"  # the printer said so, or the resident
    SENT = "sent"  # nothing is amiss, and only the resident can see whether it came out
    FAILED = "failed"  # nothing of it is on paper
    UNCERTAIN = "uncertain"  # something went wrong, and only the resident can see what came out
    MISSING = "missing"  # the resident says that it did not come out, or not whole


class Paper(Value):
    state: PaperState = PaperState.NONE
    request_id: str = ""
    reason: Reason | None = None

    @property
    def busy(self) -> bool:
        """The terminal is at work on it, and nobody can leave."""
        return self.state in (PaperState.PRINTING, PaperState.STOPPING)

    @property
    def asked(self) -> bool:
        """The resident is asked whether it came out."""
        return self.state in (PaperState.SENT, PaperState.UNCERTAIN)


class Outcome(Value):
    """What became of a submission, as far as it is known at this moment."""

    submission_id: str
    receipt_number: str
    receipt_token: str
    committed_at: int
    item: ServiceItem
    case: Case | None = None  # None: STORED
    proof: str = ""  # of the terminal, for a receipt that says STORED
    paper: Paper = Paper()
    printed_case: bool = False  # the paper that came out says what `case` says

    @property
    def code(self) -> str:
        """To ask with; while it is STORED it proves that, too."""
        return self.receipt_token if self.case or not self.proof else f"{self.receipt_token}~{self.proof}"


class ComposedCopy(Value):
    serial: str
    pdf: bytes
    preview: bytes  # PNG of the page


class CopyProblem(Enum):
    NO_ANSWER = "no-answer"  # the platform did not give the file, and it is not kept here
    NO_SERIALS = "no-serials"  # the numbers leased to this terminal are used up
    NOT_USABLE = "not-usable"  # expired or revoked
    NOT_DRAWABLE = "not-drawable"  # a character on it is in no font: of a name, a copy would be somebody else's
    STORAGE = "storage"


class CopyJourney(Value):
    licence: Licence
    purpose: CopyPurpose | None = None
    keep: bool = False  # the holder agreed that the copy is kept here for days without network
    composed: ComposedCopy | None = None
    problem: CopyProblem | None = None
    paper: Paper = Paper()
    request_id: str = ""


# --- where the resident is -------------------------------------------------------------------------------------------


class Purpose(Enum):
    """What a card or a code is asked for."""

    APPLY = "apply"
    LICENCES = "licences"
    PROGRESS = "progress"
    CHECK_COPY = "check-copy"


class IdentifyProblem(Enum):
    CARD_LEFT = "card-left"
    UNREADABLE = "unreadable"
    STILL_UNREADABLE = "still-unreadable"  # the second time: to wipe it once more would help nobody
    EXPIRED = "expired"
    NEEDS_PIN = "needs-pin"
    OTHER_CARD = "other-card"  # the card is well, but none that tells who somebody is
    BLOCKED = "blocked"  # by its issuer
    FORGOTTEN = "forgotten"  # it has been there since before this process began: it may be the last person's
    READER = "reader"  # the reader cannot be used now


class ScanProblem(Enum):
    UNREADABLE = "unreadable"
    STILL_UNREADABLE = "still-unreadable"  # it was held up for a while, or once more
    UNKNOWN_CODE = "unknown-code"  # read well, and none of ours: to hold it up once more would help nobody
    SCANNER = "scanner"


class Attract(Value):
    notice: Notice | None = None


class Attendant(Value):
    """For the site's attendant: every device, how it is, and what to do. Shows nothing of any person."""


class Home(Value):
    pass


class Search(Value):
    query: str = ""  # people type their names
    hits: tuple[SearchHit, ...] = ()


class ThemePage(Value):
    theme: str
    lines: tuple[ItemLine, ...] = ()


class GuidePage(Value):
    item: ServiceItem


class Identify(Value):
    """``requests``: what each reader was asked; one that cannot be used now is not among them."""

    purpose: Purpose
    requests: Mapping[Device, str]
    problem: IdentifyProblem | None = None
    at: Device = Device.ID_CARD_READER  # where the problem is
    unread: frozenset[Device] = frozenset()  # the readers at which a card was not understood already
    item: ServiceItem | None = None  # for APPLY


class Eligibility(Value):
    item: ServiceItem


class AskPage(Value):
    code: str  # of the item
    key: str
    fault: bool = False
    returning: bool = False  # came from the check page to change one answer


class MaterialsPage(Value):
    code: str


class PicturePage(Value):
    """A page of a material before the document camera. ``request_id`` while one is looked for; then ``jpeg``."""

    code: str
    key: str  # of the material
    request_id: str = ""
    jpeg: bytes = b""
    hint: NoPageReason | None = None  # why none was seen yet
    unavailable: bool = False


class ReadingPage(Value):
    """A document before the camera from which one answer is read. ``request_id`` while it is looked for or read."""

    code: str
    key: str
    request_id: str = ""
    reading: bool = False
    hint: NoPageReason | None = None
    failed: bool = False  # nothing could be read, or the camera failed


class CheckPage(Value):
    code: str


class SignPage(Value):
    code: str
    unsigned: bool = False
    not_stored: StorageFault | None = None


class Submitting(Value):
    code: str
    submission_id: str
    receipt_token: str
    committed_at: int
    receipt_number: str = ""  # "" until it is stored
    proof: str = ""
    case: Case | None = None  # the platform may answer before we are told that it is stored
    asking_since: float = 0.0


class ResultPage(Value):
    pass


class RatePage(Value):
    pass


class LicencesPage(Value):
    """``request_id`` "" once it is known; ``kept``: these are from the vault, the platform could not be asked; ``item``: what is
    to be printed, or None for any of the holder's."""

    request_id: str = ""
    kept: bool = False
    item: ServiceItem | None = None


class CopyPurposePage(Value):
    pass


class CopyPreviewPage(Value):
    """``at_once``: it was seen already, and is printed anew under another serial number as soon as it is made."""

    at_once: bool = False


class CopyPage(Value):
    """The copy is being printed, or came out, or did not."""


class ProgressPage(Value):
    """Choose how to ask: with the receipt's code or with the card."""


class ScanPage(Value):
    purpose: Purpose
    request_id: str
    problem: ScanProblem | None = None
    unread_since: float | None = None  # monotonic: when a code was first not understood


class ProgressResult(Value):
    """``here``: what this terminal's ledger says; ``cases``: what the platform says. Both None until known, and where they cannot
    be known: then ``looking`` or ``asking`` has ended."""

    request_id: str
    by_card: bool = False
    looking: bool = True  # in the ledger
    asking: bool = True  # the platform, until it answered or the deadline passed
    here: tuple[StoredReceipt, ...] | None = None
    cases: tuple[Case, ...] | None = None


class CopyCheckPage(Value):
    request_id: str
    checked: CopyChecked | None = None  # None while it is checked


class Leaving(Value):
    since: float
    requests: Mapping[Device, str]  # the readers that have not told yet that no card is there
    shown: frozenset[Device] = frozenset()
    reader: Device | None = None  # whose card identified the resident
    looked: bool = False  # long enough for a reader that is empty to have said so
    page: str = ""  # the request of a page that is being taken back


class Wiped(Value):
    """Nothing more happens here: the process is being replaced."""


Place = (
    Attract
    | Attendant
    | Home
    | Search
    | ThemePage
    | GuidePage
    | Identify
    | Eligibility
    | AskPage
    | MaterialsPage
    | PicturePage
    | ReadingPage
    | CheckPage
    | SignPage
    | Submitting
    | ResultPage
    | RatePage
    | LicencesPage
    | CopyPurposePage
    | CopyPreviewPage
    | CopyPage
    | ProgressPage
    | ScanPage
    | ProgressResult
    | CopyCheckPage
    | Leaving
    | Wiped
)


# --- the whole -------------------------------------------------------------------------------------------------------


class State(Value):
    settings: Settings = Settings()
    place: Place = Attract()
    trail: tuple[Place, ...] = ()  # where Back leads
    overlay: Overlay | None = None
    language: str = "zh"
    ease: Ease = Ease()
    touched_at: float = 0.0  # the latest sign of life; while the voice reads, when it will have ended at the latest
    speaking: bool = False  # the voice reads something out
    warned: bool = False
    network: Network = Network.UNKNOWN
    clock_doubtful: bool = False  # this machine's clock cannot be right, and nobody has told the time yet
    devices: Mapping[Device, DeviceStatus] = field(default_factory=dict)
    missing: frozenset[Device] = frozenset()  # printers of which a resident said that nothing came out; nobody has looked since
    catalogue_version: str = ""
    newer_catalogue: bool = False  # one stands ready for the next process
    person: Person | None = None
    visits: int = 0  # of people of whom no trace was left, in this process
    traces: bool = False  # something of a person was shown or read: the process must be replaced
    typed: bool = False  # words to search for, which may be somebody's name: the process is replaced, without a farewell
    shown: frozenset[Device] = frozenset()  # readers that a card was shown to, whatever came of it
    unproven: frozenset[Device] = frozenset()  # readers that were not seen empty since the last person went
    drafts: Mapping[str, Application] = field(default_factory=dict)
    outcome: Outcome | None = None
    copy: CopyJourney | None = None
    questions: Mapping[str, str] = field(default_factory=dict)  # request_id of a question to the platform -> what it was

    def status(self, device: Device) -> DeviceStatus:
        """As it says itself; a printer that calls itself well wants somebody as long as paper of it is missing."""
        status = self.devices.get(device, DeviceStatus(StatusKind.UNKNOWN))
        if device in self.missing and status.kind in (StatusKind.READY, StatusKind.ATTENTION):
            return DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_MISSING, status.detail)
        return status

    @property
    def statuses(self) -> Mapping[Device, DeviceStatus]:
        """Of every device that was heard of."""
        return {device: self.status(device) for device in self.devices}

    def draft(self, code: str) -> Application:
        return self.drafts[code]

    def with_draft(self, draft: Application) -> State:
        return replace(self, drafts={**self.drafts, draft.item.implementation_code: draft})
