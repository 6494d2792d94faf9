"""What the sync engine asks of its lanes, what comes back, what it is told, and what it tells: values."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.values import Value
from kiosk.ports.platform import CaseMade, CatalogueReady, NetworkChanged, PlatformReply, Question, Reply


class Lane(Enum):
    WAITING = "waiting"
    UPLOADS = "uploads"
    DOWNLOADS = "downloads"
    CATALOGUE = "catalogue"  # of its own: a whole catalogue over a slow line takes hours


class Failure(Enum):
    """Why a call has no typed answer. Each kind has its own patience."""

    UNREACHABLE = "unreachable"  # no connection, or it broke, or it took too long
    NOT_THE_PLATFORM = "not-the-platform"  # something else answered: a portal's 200, a proxy's 404
    SERVER_ERROR = "server-error"  # 5xx
    REFUSED = "refused"  # 401, 403: this terminal's key or token
    BUSY = "busy"  # 429
    NOT_UNDERSTOOD = "not-understood"  # 4xx to a request of ours: one of the two has a bug
    STORAGE = "storage"  # nothing was sent: this terminal's ledger could not be read or written


# --- calls: what a lane's thread does ------------------------------------------------------------------------------


class AskQuestion(Value, frozen=True):
    request_id: str
    question: Question


class SendOne(Value, frozen=True):
    submission_id: str


class SendWaiting(Value, frozen=True):
    """Up to ``limit`` submissions, oldest first, without those that a resident waits for."""

    limit: int
    without: frozenset[str] = frozenset()


class SendReports(Value, frozen=True):
    limit: int


class SendPiece(Value, frozen=True):
    """The next part of an attachment, of up to ``most`` characters."""

    most: int


class Heartbeat(Value, frozen=True):
    pass


class LeaseSerials(Value, frozen=True):
    pass


class LookForCatalogue(Value, frozen=True):
    pass


Call = AskQuestion | SendOne | SendWaiting | SendReports | SendPiece | Heartbeat | LeaseSerials | LookForCatalogue


# --- results -----------------------------------------------------------------------------------------------------------


class Answered(Value, frozen=True):
    reply: Reply


class Settled(Value, frozen=True):
    """Verdicts of a batch. ``retry_after``: seconds, where an item was put off; ``sent`` 0: nothing was waiting."""

    sent: int
    cases: tuple[tuple[str, Case], ...] = ()
    rejected: tuple[tuple[str, RejectReason], ...] = ()
    retry_after: int | None = None


class ReportsKept(Value, frozen=True):
    sent: int
    kept: tuple[str, ...] = ()


class PieceKept(Value, frozen=True):
    """The platform has ``received`` characters of the attachment, of which ``offset`` were there before; not ``known``: it wants
    none of it (yet). ``sha256`` "": nothing was waiting."""

    sha256: str
    offset: int = 0
    received: int = 0
    known: bool = True


class Alive(Value, frozen=True):
    """``restored``: the platform knew a later state of this terminal's ledger."""

    serials_left: int
    restored: bool = False


class Leased(Value, frozen=True):
    prefix: str
    first: int
    last: int


class Looked(Value, frozen=True):
    """For a newer catalogue. ``newer``: its version, "" where there is none; ``refused``: what was there could not be used, or
    nothing was reached."""

    newer: str = ""
    refused: bool = False


class Failed(Value, frozen=True):
    failure: Failure


Result = Answered | Settled | ReportsKept | PieceKept | Alive | Leased | Looked | Failed


# --- events and effects ----------------------------------------------------------------------------------------------------


class Asked(Value, frozen=True):
    request_id: str
    question: Question


class Hurried(Value, frozen=True):
    submission_id: str


class QueueGrew(Value, frozen=True):
    """Something new waits in the ledger."""


class Done(Value, frozen=True):
    lane: Lane
    call: Call
    result: Result


class Woke(Value, frozen=True):
    """Time has passed."""


EngineEvent = Asked | Hurried | QueueGrew | Done | Woke


class StartCall(Value, frozen=True):
    lane: Lane
    call: Call


class Tell(Value, frozen=True):
    event: PlatformReply | CaseMade | NetworkChanged | CatalogueReady


class Keep(Value, frozen=True):
    """Write down what the platform answered, before anybody is told."""

    result: Settled | ReportsKept | PieceKept | Leased | Alive


EngineEffect = StartCall | Tell | Keep
