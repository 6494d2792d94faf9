"""The threads around the engine: one owns its state and the ledger, each lane has its own for the waiting on the network."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.catalogue_updates import Refused, Updated, UpdateOutcome
from kiosk.ports.platform import LookUp, PlatformEvent
from kiosk.ports.storage import Ledger, OutboxMessage, StorageError, StorageFault, Upload
from kiosk.sync.calls import (
    Alive,
    Asked,
    AskOne,
    Call,
    CatalogueWanted,
    Done,
    EngineEffect,
    EngineEvent,
    EpochSeen,
    Failed,
    Failure,
    Heartbeat,
    Hurried,
    Keep,
    KeepHeld,
    Lane,
    Leased,
    LeaseSerials,
    Looked,
    LookForCatalogue,
    NothingWaited,
    OffersAgain,
    PieceKept,
    QueueGrew,
    Result,
    Retried,
    SendOne,
    SendWaiting,
    Settled,
    SignIn,
    StartCall,
    Tell,
    WasHeld,
    Woke,
)
from kiosk.sync.engine import next_wake, step
from kiosk.sync.state import CAPACITY, EngineState

if TYPE_CHECKING:
    from kiosk.messages.models import HeartbeatRequest
    from kiosk.sync.client import PlatformClient


LONGEST_SLEEP = 60.0  # seconds
OPENING_PAUSE = 2.0  # seconds between two tries to open the ledger
ENOUGH_SERIALS = 1000  # are told where nobody can count them: what was leased could not be written down


class SyncEngine:
    """`kiosk.ports.platform.PlatformGateway`.

    ``open_ledger`` and ``connect`` are called on the engine's own thread: the client takes long to import.
    ``beat`` gives the heartbeat's content, with how many submissions wait and the head of the audit log, None where the ledger
    cannot be read. ``look_for_catalogue`` blocks until it is over, and is told whether somebody asked for it; None: it was known to
    be the newest a short while ago.
    """

    def __init__(
        self,
        post: Callable[[PlatformEvent], None],
        open_ledger: Callable[[], Ledger],
        connect: Callable[[], PlatformClient],
        beat: Callable[[int, tuple[int, str] | None], HeartbeatRequest],
        now: Callable[[], Moment],
        look_for_catalogue: Callable[[bool], UpdateOutcome | None],
    ) -> None:
        self._look_for_catalogue = look_for_catalogue
        self._post = post
        self._open_ledger = open_ledger
        self._connect = connect
        self._beat = beat
        self._now = now
        self._events: queue.SimpleQueue[EngineEvent | None] = queue.SimpleQueue()
        self._opened: Ledger | None = None
        self._open_at = 0.0  # monotonic seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._lanes = {lane: ThreadPoolExecutor(CAPACITY[lane], thread_name_prefix=f"sync-{lane.value}") for lane in Lane}

    def start(self) -> None:
        """Begin on threads of its own; the ledger is opened there, however often that takes."""
        self._thread.start()

    def ask(self, request_id: str, look_up: LookUp) -> None:
        """Put a look-up in; its reply comes by ``post`` under the same request id."""
        self._events.put(Asked(request_id, look_up))

    def hurry(self, submission_id: str) -> None:
        """Send this submission before anything else: its resident stands there."""
        self._events.put(Hurried(submission_id))

    def queue_grew(self) -> None:
        """Something was added to the ledger: look at once, not after the quiet time."""
        self._events.put(QueueGrew())

    def look_for_catalogue(self) -> None:
        """Look for a newer catalogue at once, and not at its hour."""
        self._events.put(CatalogueWanted())

    def stop(self) -> None:
        """End the threads. A call in the air is not waited for, nor is its answer written down."""
        self._stopping.set()
        self._events.put(None)
        self._thread.join(2.0)
        for lane in self._lanes.values():
            # A call in the air is not waited for: whatever it brings is asked again by the same id.
            lane.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        self.begin(None, self._connect())
        state = EngineState()
        event: EngineEvent | None = Woke()
        while event is not None:
            state, effects = step(state, event, self._now())
            for effect in effects:
                self._perform(effect)
            try:
                event = self._events.get(timeout=min(LONGEST_SLEEP, max(0.0, next_wake(state) - time.monotonic())))
            except queue.Empty:
                event = self._woken()
        if self._opened is not None:
            self._opened.close()

    def _woken(self) -> EngineEvent:
        """Time has passed; in it somebody else, a technician perhaps, may have put something back into the queue."""
        with suppress(StorageError):
            if self._ledger.changed():
                return QueueGrew()
        return Woke()

    @property
    def _ledger(self) -> Ledger:
        """Opened by the first who needs it. StorageError while it cannot be: what needs none of it goes on meanwhile, and nothing
        is lost by asking again."""
        if self._opened is None:
            if time.monotonic() < self._open_at:
                raise StorageError(StorageFault.UNAVAILABLE)
            self._open_at = time.monotonic() + OPENING_PAUSE
            self._opened = self._open_ledger()
            self._hear_of_held()
        return self._opened

    def begin(self, ledger: Ledger | None, client: PlatformClient) -> None:
        """From here on calls can be made. ``ledger`` None: it is opened when it is first needed."""
        self._opened, self._client = ledger, client
        self._epoch = client.epoch
        self._noted: set[tuple[Upload, str]] = set()
        if ledger is not None:
            self._hear_of_held()

    def _hear_of_held(self) -> None:
        """What was held back when the process before ended is told to the engine."""
        with suppress(StorageError):  # found out again
            self._noted = self._held_in_ledger()
        for upload in Upload:
            self._events.put(WasHeld(upload, tuple(name for kind, name in self._noted if kind is upload)))

    def _held_in_ledger(self) -> set[tuple[Upload, str]]:
        return {(kind, name) for kind, names in self._ledger.held().items() for name in names}

    def _perform(self, effect: EngineEffect) -> None:
        match effect:
            case Tell(event):
                self._post(event)
            case Keep(result):
                self._keep(result)
            case KeepHeld(upload, entry_id, failure):
                self._keep_held(upload, entry_id, failure)
            case StartCall(lane, call):
                self._start(lane, call)

    def _keep(self, result: Settled | PieceKept | Leased | Alive) -> None:
        now = self._now().wall
        try:
            match result:
                case Settled(_, accepted, rejected):
                    for message_id, cases in accepted:
                        self._ledger.settle(message_id, cases, now)
                    for message_id, reason in rejected:
                        self._ledger.settle_rejected(message_id, reason)
                case PieceKept(sha256, _, received):
                    self._ledger.note_received(sha256, received, now)
                case Alive(_, restored, epochs):
                    if restored:
                        self._ledger.note_restored(now)
                    if self._ledger.note_epochs(epochs, now) is not None:
                        self._events.put(OffersAgain())
                case Leased(prefix, first, last):
                    self._ledger.add_copy_serials(prefix, first, last)
        except StorageError:
            # Not written down, so it is asked again; the platform answers the same.
            return

    def _keep_held(self, upload: Upload, entry_id: str, failure: Failure | None) -> None:
        with suppress(StorageError):  # written at its next try
            self._ledger.note_held(upload, entry_id, failure.value if failure else "")
            (self._noted.add if failure else self._noted.discard)((upload, entry_id))

    def _hear_of_retries(self) -> None:
        """What this process noted and is no longer there was taken out by a technician."""
        if gone := self._noted - self._held_in_ledger():
            self._noted -= gone
            self._events.put(Retried(tuple(name for _, name in gone)))

    def _start(self, lane: Lane, call: Call) -> None:
        """Read what the call needs here, on the ledger's thread; wait for the network on the lane's."""
        try:
            work = self._prepare(call)
        except StorageError:
            # Nothing is sent that could not be written down first; the lane pauses and tries again.
            self._events.put(Done(lane, call, Failed(Failure.STORAGE)))
            return

        def run() -> None:
            self._events.put(Done(lane, call, work()))
            if self._epoch != self._client.epoch:
                self._epoch = self._client.epoch
                self._events.put(EpochSeen())

        self._lanes[lane].submit(run).add_done_callback(_raise)

    def _prepare(self, call: Call) -> Callable[[], Result]:
        client = self._client
        match call:
            case AskOne(_, look_up):
                return lambda: client.ask(look_up)
            case SignIn():
                return client.sign_in
            case LookForCatalogue(asked):
                return lambda: _looked(self._look_for_catalogue(asked))
            case Heartbeat(serials):
                return self._beating(serials)
        ledger = self._ledger
        match call:
            case SendOne(submission_id):
                return self._sending(ledger.message(submission_id))
            case SendWaiting(Upload.ATTACHMENTS, most, without, only):
                piece = ledger.next_piece(most, without, only)
                if piece is None:
                    return NothingWaited
                return lambda: _carrying((piece.sha256,), client.send_piece(piece))
            case SendWaiting(_, most, without, only):
                if only:
                    return self._sending(ledger.message(only))
                self._hear_of_retries()
                return self._sending(*ledger.waiting(most, without))
            case LeaseSerials():
                return client.lease_serials
        raise TypeError(f"nobody makes {call}")

    def _beating(self, serials: bool) -> Callable[[], Result]:
        """Where the ledger cannot be read the platform is to know just that."""
        client = self._client
        try:
            ledger = self._ledger
            waiting, head = ledger.waiting_count(), ledger.audit_head()
            left, leased = ledger.copy_serials_left(), ledger.leased_to() if serials else None
        except StorageError:
            without = self._beat(0, None)
            return lambda: client.heartbeat(without, ENOUGH_SERIALS)
        beat = self._beat(waiting, head)
        return lambda: client.heartbeat(beat, left, leased)

    def _sending(self, *found: OutboxMessage | None) -> Callable[[], Result]:
        messages = [message for message in found if message is not None]
        if not messages:
            return NothingWaited
        names = tuple(message.message_id for message in messages)
        self._ledger.note_attempt(names)
        return lambda: _carrying(names, self._client.send_messages(messages))


def _carrying(names: tuple[str, ...], result: Result) -> Result:
    """A failure says what was on its way."""
    return replace(result, sent=names) if isinstance(result, Failed) else result


def _looked(outcome: UpdateOutcome | None) -> Looked:
    return Looked(outcome.version if isinstance(outcome, Updated) else "", isinstance(outcome, Refused))


def _raise(done: Future[None]) -> None:
    """An exception that nobody declared ends the process: a lane that lost its call would be silent for ever."""
    if not done.cancelled() and (fault := done.exception()) is not None:
        threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, threading.current_thread())))
