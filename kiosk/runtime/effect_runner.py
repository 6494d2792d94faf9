"""Carries out what the machine asks for, and feeds it what comes back.

One thread owns the session (the screens'): `handle` and `drain` run there. Everything slow happens elsewhere: devices and the
platform on their own threads, ledger, vault and paper on one storage thread. They meet in one queue of immutable events.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.domain.device_states import Reason
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.messages.keys import TerminalKeys
from kiosk.ports.device_hub import (
    DeviceAnswer,
    DeviceHub,
    DeviceRequest,
    PrintPages,
    PrintReceipt,
    SpeechProgressed,
)
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintSent, PrintUncertain
from kiosk.ports.meaning import Meaning
from kiosk.ports.platform import PlatformGateway
from kiosk.ports.storage import Catalogue, Ledger, Near, PrintKind, StorageError, StorageFault
from kiosk.ports.vault import Vault
from kiosk.runtime.print_log import LoggedPrint, PrintLog
from kiosk.runtime.raising import raise_on_its_thread
from kiosk.runtime.speech import Speech
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.entry import entry_of
from kiosk.session.machine import step
from kiosk.session.readers import READERS, emptiness_id, wait_until_empty
from kiosk.session.state import Effect, Event, State
from kiosk.session.time_limits import next_tick

OPENING_PAUSE = 5.0  # seconds between two tries to open the ledger

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from kiosk.ports.maintenance import Maintenance


class Told(Protocol):
    """The gateway, as far as it is told to look at once."""

    def queue_grew(self) -> None:
        """At the queue, and not after the quiet time."""
        ...

    def look_for_catalogue(self) -> None:
        """For a newer one, and not at its hour."""
        ...


class Platform(PlatformGateway, Told, Protocol): ...


class EffectRunner:
    """Owns the session's state.

    ``on_change(state)`` follows every handled event; ``on_line(line)`` tells with which line of what it says the voice has begun,
    counted from 0, and None when it has ended; ``on_over()`` is the end: the process is to be replaced now; ``take_picture()``
    gives one of the screen, PNG; ``look_for_program()`` has another version of the program looked for.

    It is `kiosk.session.services.Services` to the effects that it runs.

    Args:
        state: to begin with.
        catalogue: asked on the session's thread.
        open_ledger, open_vault: called once, on the storage thread.
        keys: of the terminal.
        now: the time.
        wake: called from any thread when `drain` is due.
        open_meaning: called when somebody searches, with what is to be told of each query; None: search goes by words alone.
        open_maintenance: called when a technician first asks for something; None: there is nothing to ask.
    """

    def __init__(
        self,
        state: State,
        catalogue: Catalogue,
        open_ledger: Callable[[], Ledger],
        open_vault: Callable[[], Vault],
        keys: TerminalKeys,
        now: Callable[[], Moment],
        wake: Callable[[], None],
        open_meaning: Callable[[Callable[[str, Near], None]], Meaning] | None = None,
        open_maintenance: Callable[[], Maintenance] | None = None,
    ) -> None:
        self.state = state
        self.catalogue = catalogue
        self.keys = keys
        self.now = now
        self._open_ledger = open_ledger
        self._open_vault = open_vault
        self._wake = wake
        self._open_meaning = open_meaning
        self._open_maintenance = open_maintenance
        self._ledger: Ledger | None = None
        self._vault: Vault | None = None
        self._again: threading.Timer | None = None
        self._meaning: Meaning | None = None
        self._inbox: deque[Event] = deque()  # of which each end is one thread-safe operation
        self._prints = PrintLog(now)
        self._devices: DeviceHub | None = None
        self._speech = Speech(now, self.post)
        self._platform: Platform | None = None
        self.on_change: Callable[[State], None] = lambda state: None
        self.on_line: Callable[[int | None], None] = lambda line: None
        self.on_over: Callable[[], None] = lambda: None
        self.take_picture: Callable[[], bytes] = lambda: b""
        self.look_for_program: Callable[[], None] = lambda: None

    @cached_property
    def _storage(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # not before the first frame

        return ThreadPoolExecutor(1, thread_name_prefix="storage")

    @cached_property
    def _aside(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(3, thread_name_prefix="aside")  # what waits for a platform that is away holds up nothing else

    @property
    def ledger(self) -> Ledger:
        """`Services`. StorageError while it cannot be opened."""
        if self._ledger is None:
            raise StorageError(StorageFault.UNAVAILABLE)
        return self._ledger

    @property
    def vault(self) -> Vault:
        """`Services`. StorageError while the ledger cannot be opened."""
        if self._vault is None:
            raise StorageError(StorageFault.UNAVAILABLE)
        return self._vault

    @cached_property
    def maintenance(self) -> Maintenance:
        """Asked on the thread beside; made by the first who asks."""
        assert self._open_maintenance is not None, "nobody comes to the technician's page"
        return self._open_maintenance()

    def start(self, devices: DeviceHub, platform: Platform, started: str) -> None:
        """Open ledger and vault, and begin with devices and platform. Where the ledger cannot be opened nobody is identified, and
        it is tried again until it can. ``started``: why this process was started."""
        self._devices, self._platform = devices, platform
        at = self.now().wall

        def begin() -> None:
            try:
                ledger = self._open_ledger()
                self._vault = self._open_vault()
            except StorageError:
                self.post(ev.LedgerSeen(usable=False))
                self._try_again(begin)
                return
            self._ledger = ledger
            self.post(ev.LedgerSeen(usable=True))
            for request in self._prints.void_left(self):
                devices.request(request)
            if missing := self._prints.missing(self.ledger):
                self.post(ev.PaperMissing(missing))
            if notes := self.ledger.notes_of_staff():
                self.post(ev.StaffSaid(notes))
            self.ledger.audit([("program.started", {"after": started})], at)

        def begin_and_sync() -> None:
            try:
                begin()
            finally:
                # Not before: a ledger that is damaged is set aside by then.
                platform.start()

        self._store(begin_and_sync)
        if started != "start":
            # Somebody was here a moment ago, and may have left a card.
            self.state = replace(self.state, readers_unchecked=frozenset(READERS))
            for device in READERS:
                devices.request(wait_until_empty(device, emptiness_id(device)))
        devices.start()

    def _try_again(self, begin: Callable[[], None]) -> None:
        def again() -> None:
            with suppress(RuntimeError):  # nothing is stored any more: the process ends
                self._store(begin)

        self._again = threading.Timer(OPENING_PAUSE, again)
        self._again.daemon = True
        self._again.start()

    def warm_up(self) -> Future[None]:
        """While nobody waits: load what the journeys need in storage."""

        def load() -> None:
            for journey in self.state.journeys.all:
                if journey.warms_up and (warm_up := entry_of(journey).warm_up):
                    warm_up(self.keys)

        warming = self._storage.submit(load)
        warming.add_done_callback(raise_on_its_thread)
        return warming

    @property
    def opened(self) -> bool:
        """Whether the ledger is open; on any thread."""
        return self._ledger is not None

    def when_stored(self, then: Callable[[], None]) -> None:
        """Call ``then``, on the storage thread, when everything that it was given before is done."""
        self._storage.submit(then)

    def finish(self) -> None:
        """Wait until everything that was to be written is written. Devices and network may be cut off after it."""
        if self._again:
            self._again.cancel()
        self._storage.shutdown(wait=True)

    def stop(self) -> None:
        """Finish, and end every thread."""
        self.finish()
        if self._meaning:
            self._meaning.close()
        if self._devices:
            self._devices.stop()
        if self._platform:
            self._platform.stop()

    def post(self, event: Event) -> None:
        """From any thread."""
        self._inbox.append(event)
        self._wake()

    def drain(self) -> None:
        """Handle everything that was posted. On the session's thread."""
        while self._inbox:
            self.handle(self._inbox.popleft())

    def handle(self, event: Event) -> None:
        """One event and all that follows from it at once. On the session's thread."""
        todo = deque(self._translated(event))
        while todo:
            state, effects = step(self.state, todo.popleft(), self.now())
            self.state = state
            for effect in effects:
                todo.extend(self._perform(effect))
        self.on_change(self.state)

    def speak(self, lines: Sequence[str], language: str) -> None:
        """Say these lines in place of what is being said, as fast and as loud as was chosen; none: be silent. No time limit runs
        while they are said."""
        if self._devices is not None:
            self._speech.say(self._devices, lines, language, self.state.accessibility)

    def picture(self) -> bytes:
        """`Services`"""
        return self.take_picture()

    def look_for_updates(self) -> None:
        """`Services`"""
        assert self._platform is not None
        self._platform.look_for_catalogue()
        self.look_for_program()

    def next_tick(self) -> float | None:
        """When, in monotonic seconds, the session next needs a Tick; None if time does not matter. On the session's thread."""
        return next_tick(self.state)

    def _translated(self, event: Event) -> tuple[Event, ...]:
        """Answers to what was asked for here are taken out."""
        match event:
            case DeviceAnswer(request_id) | SpeechProgressed(request_id) if self._speech.is_of(request_id):
                self.on_line(self._speech.heard(event))
                return (ev.SpeechChanged(self._speech.speaking),)
            case SpeechProgressed():
                return ()  # of what was hushed
            case DeviceAnswer(request_id, outcome) if self._prints.on_its_way(request_id):
                printed = self._prints.answered(request_id)
                assert isinstance(outcome, (PrintConfirmed, PrintSent, PrintFailed, PrintUncertain))
                self._store(lambda: self._grew(self._prints.settle(self, printed, outcome)))
                return (ev.PaperAnswered(request_id, outcome),)
        return (event,)

    def _perform(self, effect: Effect) -> tuple[Event, ...]:
        """Start it; what is known at once is returned, everything else is posted."""
        assert self._devices is not None
        assert self._platform is not None
        if isinstance(effect, DeviceRequest):
            self._devices.request(effect)
            return ()
        match effect:
            case do.AtOnce():
                return effect.run(self)
            case do.Aside():
                self._aside.submit(lambda: self._run_aside(effect)).add_done_callback(raise_on_its_thread)
            case do.InStorage():
                self._store(lambda: self._run(effect))
            case do.AskPlatform(request_id, look_up):
                self._platform.ask(request_id, look_up)
            case do.AskMeaning(query):
                self._ask_meaning(query)
            case do.SendFirst(submission_id):
                self._platform.hurry(submission_id)
            case do.PrintReceiptPaper():
                self._store(lambda: self._print_receipt(effect))
            case do.PrintPagePaper():
                self._store(lambda: self._print_page(effect))
            case do.VoidPrint(request_id):
                self._store(lambda: self._grew(self._prints.void(self, request_id)))
            case do.PaperTaken(request_id):
                self._store(lambda: self._prints.taken(self.ledger, request_id))
            case do.PrinterLookedAt(device):
                self._store(lambda: self._prints.looked_at(self.ledger, device))
            case do.Refilled(device):
                self._store(lambda: self._prints.refilled(self.ledger, device))
            case do.NoteOfStaff(name, value):
                said_at = self.now().wall
                self._store(lambda: self.ledger.note_of_staff(name, value, said_at))
            case do.Audit(events):
                at = self.now().wall
                self._store(lambda: self.ledger.audit(events, at))
            case do.ReplaceProcess():
                self.on_over()
            case _:
                raise TypeError(f"nobody carries out {effect}")
        return ()

    def _ask_meaning(self, query: str) -> None:
        if self._meaning is None and self._open_meaning is not None:
            self._meaning = self._open_meaning(lambda asked, near: self.post(ev.MeaningKnown(asked, near)))
        if self._meaning is not None:
            self._meaning.ask(query)

    def _store(self, work: Callable[[], Any]) -> None:
        def run() -> None:
            try:
                work()
            except StorageError:
                # Audit and print states that could not be written: the session goes on, the disk's state shows elsewhere.
                return

        self._storage.submit(run).add_done_callback(raise_on_its_thread)

    def _run(self, effect: do.InStorage) -> None:
        for event in effect.run(self):
            self.post(event)
        self._grew(effect.uploads)
        if effect.grows:
            self._store(lambda: self.ledger.tidy())

    def _run_aside(self, effect: do.Aside) -> None:
        for event in effect.run(self):
            self.post(event)

    def _print_receipt(self, effect: do.PrintReceiptPaper) -> None:
        assert self._devices is not None
        serial = self._intend(effect.request_id, LoggedPrint(effect.serial, PrintKind.RECEIPT, effect.report))
        if serial:
            self._devices.request(PrintReceipt(effect.request_id, effect.document, serial))

    def _print_page(self, effect: do.PrintPagePaper) -> None:
        assert self._devices is not None
        serial = self._intend(effect.request_id, LoggedPrint(effect.serial, PrintKind.COPY, effect.report))
        if serial:
            self._devices.request(PrintPages(effect.request_id, effect.pdf, serial))

    def _intend(self, request_id: str, printed: LoggedPrint) -> str:
        try:
            return self._prints.intend(self.ledger, request_id, printed)
        except StorageError:
            self.post(ev.PaperAnswered(request_id, PrintFailed(Reason.NOT_RECORDED)))
            return ""

    def _grew(self, grew: bool) -> None:
        if grew and self._platform:
            self._platform.queue_grew()
