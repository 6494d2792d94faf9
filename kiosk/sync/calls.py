"""What the sync engine asks of its lanes, what comes back, what it is told, and what it tells: values."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.values import Value
from kiosk.ports.platform import CaseMade, CatalogueReady, LookUp, NetworkChanged, OrdersTold, PlatformReply, Reply
from kiosk.ports.storage import PlatformEpoch, Upload


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
    BUSY = "busy"  # 429; or the platform is there, and says when to come again
    NOT_UNDERSTOOD = "not-understood"  # 4xx to a request of ours: one of the two has a bug
    STORAGE = "storage"  # nothing was sent: this terminal's ledger could not be read or written


class AskOne(Value):
    request_id: str
    look_up: LookUp


class SendOne(Value):
    """One that a resident waits for."""

    submission_id: str


class SendWaiting(Value):
    """The oldest of one upload, without those that are dealt with by themselves. ``most``: how many, of attachments: how many
    characters of one. ``only``: this one, "" for any."""

    upload: Upload
    most: int
    without: frozenset[str] = frozenset()
    only: str = ""


class SignIn(Value):
    """The least that can be asked: whether the platform is there, and knows this terminal."""


class Heartbeat(Value):
    """``serials``: with the highest serial number that was leased here, as the platform may not know it any more."""

    serials: bool = False


class LeaseSerials(Value):
    pass


class LookForCatalogue(Value):
    """``asked``: by somebody, so also where a look was not long ago."""

    asked: bool = False


Call = AskOne | SendOne | SendWaiting | SignIn | Heartbeat | LeaseSerials | LookForCatalogue


class Answered(Value):
    reply: Reply


class NothingWaited(Value):
    """Nothing was there to send, and so nobody was asked: it says nothing of the other side."""


class SignedIn(Value):
    pass


class Settled(Value):
    """Verdicts of a batch of ``sent``. ``accepted``: with the cases that each opened; ``retry_after``: seconds, where one was put
    off."""

    sent: int
    accepted: tuple[tuple[str, tuple[Case, ...]], ...] = ()
    rejected: tuple[tuple[str, RejectReason], ...] = ()
    retry_after: int | None = None


class PieceKept(Value):
    """The platform has ``received`` characters of the attachment, of which ``offset`` were there before; not ``known``: it wants
    none of it (yet)."""

    sha256: str
    offset: int = 0
    received: int = 0
    known: bool = True


class Alive(Value):
    """``restored``: the platform knew a later state of this terminal's ledger; ``epochs``: of the platform; ``next_in``: seconds
    until it wants the next heartbeat, None where it does not say; ``orders``: of its staff, as they are signed."""

    serials_left: int
    restored: bool = False
    epochs: tuple[PlatformEpoch, ...] = ()
    next_in: int | None = None
    orders: tuple[str, ...] = ()


class Leased(Value):
    prefix: str
    first: int
    last: int


class Looked(Value):
    """For a newer catalogue. ``newer``: its version, "" where there is none; ``refused``: what was there could not be used, or
    nothing was reached."""

    newer: str = ""
    refused: bool = False


class Failed(Value):
    """``sent``: ids of what was on its way, where the call sent something that waits here; ``after``: seconds after which the
    platform wants to be asked again, where it said so."""

    failure: Failure
    sent: tuple[str, ...] = ()
    after: int | None = None


Result = Answered | NothingWaited | SignedIn | Settled | PieceKept | Alive | Leased | Looked | Failed


class Asked(Value):
    request_id: str
    look_up: LookUp


class Hurried(Value):
    submission_id: str


class QueueGrew(Value):
    """Something new waits in the ledger."""


class Done(Value):
    lane: Lane
    call: Call
    result: Result


class Woke(Value):
    """Time has passed."""


class WasHeld(Value):
    """At the start: these were held back by the process before this one."""

    upload: Upload
    entry_ids: tuple[str, ...]


class Retried(Value):
    """A technician wants these sent again at once."""

    entry_ids: tuple[str, ...]


class EpochSeen(Value):
    """An answer named another epoch of the platform than the one before."""


class CatalogueWanted(Value):
    """Somebody asked for the newest now."""


class OffersAgain(Value):
    """The platform's epoch was new here: what it may have lost waits again."""


EngineEvent = Asked | Hurried | QueueGrew | Done | Woke | WasHeld | Retried | EpochSeen | OffersAgain | CatalogueWanted


class StartCall(Value):
    lane: Lane
    call: Call


class Tell(Value):
    event: PlatformReply | CaseMade | NetworkChanged | CatalogueReady | OrdersTold


class Keep(Value):
    """Write down what the platform answered, before anybody is told."""

    result: Settled | PieceKept | Leased | Alive


class KeepHeld(Value):
    """Write down that this one alone does not get through, and why; ``failure`` None: it does again."""

    upload: Upload
    entry_id: str
    failure: Failure | None


EngineEffect = StartCall | Tell | Keep | KeepHeld
