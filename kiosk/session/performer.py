"""Carries out what the machine asks for, and feeds it what comes back.

One thread owns the session (the screens'): `handle` and `drain` run there. Everything slow happens elsewhere: devices and the
platform on their own threads, ledger, vault and paper on one storage thread. They meet in one queue of immutable events.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from kiosk.domain.parties import evidence_of, subject_of
from kiosk.domain.submissions import StoredReceipt, token_hash
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import (
    DeviceAnswer,
    DeviceHub,
    DeviceRequest,
    PrintPages,
    PrintReceipt,
    SpeechProgressed,
)
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintSent, PrintUncertain, Reason
from kiosk.ports.platform import AskLicenceFile, LicenceFile, LicenceRefused, PlatformGateway, PlatformReply
from kiosk.ports.storage import Catalogue, Ledger, PrintKind, StorageError, Vault
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.clerk import Clerk
from kiosk.session.machine import next_tick, step
from kiosk.session.prints import Printing, Prints
from kiosk.session.readers import READERS, emptiness_id, wait_until_empty
from kiosk.session.speech import Speech
from kiosk.session.state import ComposedCopy, CopyProblem, State

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


class Queued(Protocol):
    """The platform desk, as far as the performer tells it that something new waits."""

    def queue_grew(self) -> None: ...


class Platform(PlatformGateway, Queued, Protocol): ...


class Performer:
    """``open_ledger``, ``open_vault``: called once, on the storage thread. ``wake``: called from any thread when `drain` is due.

    ``on_change(state)`` follows every handled event; ``on_line(line)`` tells with which line of what it says the voice has begun,
    counted from 0, and None when it has ended; ``on_over()`` is the end: the process is to be replaced now.
    """

    def __init__(
        self,
        state: State,
        catalogue: Catalogue,
        open_ledger: Callable[[], Ledger],
        open_vault: Callable[[], Vault],
        clerk: Clerk,
        now: Callable[[], Moment],
        wake: Callable[[], None],
    ) -> None:
        self.state = state
        self._catalogue = catalogue
        self._open_ledger = open_ledger
        self._open_vault = open_vault
        self._clerk = clerk
        self._now = now
        self._wake = wake
        self._inbox: queue.SimpleQueue[ev.Event] = queue.SimpleQueue()
        self._prints = Prints(clerk, now)
        self._composing: dict[str, do.ComposeCopy] = {}
        self._devices: DeviceHub | None = None
        self._speech = Speech(now, self.post)
        self._platform: Platform | None = None
        self.on_change: Callable[[State], None] = lambda state: None
        self.on_line: Callable[[int | None], None] = lambda line: None
        self.on_over: Callable[[], None] = lambda: None

    @cached_property
    def _storage(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # not before the first frame

        return ThreadPoolExecutor(1, thread_name_prefix="storage")

    # --- start and end -------------------------------------------------------------------------------------------------

    def start(self, devices: DeviceHub, platform: Platform, started: str) -> None:
        self._devices, self._platform = devices, platform
        at = self._now().wall

        def begin() -> None:
            self._ledger = self._open_ledger()
            self._vault = self._open_vault()
            for request in self._prints.void_left(self._ledger):
                devices.request(request)
            if missing := self._prints.missing(self._ledger):
                self.post(ev.PaperMissing(missing))
            self._ledger.audit([("program.started", {"after": started})], at)

        def begin_and_sync() -> None:
            try:
                begin()
            finally:
                # Not before: a ledger that is damaged is set aside by then.
                platform.start()

        self._store(begin_and_sync)
        if started != "start":
            # Somebody was here a moment ago, and may have left a card.
            self.state = replace(self.state, unproven=frozenset(READERS))
            for device in READERS:
                devices.request(wait_until_empty(device, emptiness_id(device)))
        devices.start()

    def warm_up(self) -> Future[None]:
        """While nobody waits: load what a commit needs."""
        warming = self._storage.submit(self._clerk.warm_up)
        warming.add_done_callback(_raise)
        return warming

    def finish(self) -> None:
        """Wait until everything that was to be written is written. Devices and network may be cut off after it."""
        self._storage.shutdown(wait=True)

    def stop(self) -> None:
        """Finish, and end every thread."""
        self.finish()
        if self._devices:
            self._devices.stop()
        if self._platform:
            self._platform.stop()

    # --- events ----------------------------------------------------------------------------------------------------------

    def post(self, event: ev.Event) -> None:
        """From any thread."""
        self._inbox.put(event)
        self._wake()

    def drain(self) -> None:
        """Handle everything that was posted. On the session's thread."""
        while True:
            try:
                event = self._inbox.get_nowait()
            except queue.Empty:
                return
            self.handle(event)

    def handle(self, event: ev.Event) -> None:
        """One event and all that follows from it at once. On the session's thread."""
        todo = deque(self._translated(event))
        while todo:
            state, effects = step(self.state, todo.popleft(), self._now())
            self.state = state
            for effect in effects:
                todo.extend(self._perform(effect))
        self.on_change(self.state)

    def speak(self, lines: Sequence[str], language: str) -> None:
        """Say these lines in place of what is being said, as fast and as loud as was chosen; none: be silent. No time limit runs
        while they are said."""
        if self._devices is not None:
            self._speech.say(self._devices, lines, language, self.state.ease)

    def next_tick(self) -> float | None:
        return next_tick(self.state)

    def _translated(self, event: ev.Event) -> tuple[ev.Event, ...]:
        """Answers to what the performer itself asked for are taken out here."""
        match event:
            case DeviceAnswer(request_id) | SpeechProgressed(request_id) if self._speech.is_of(request_id):
                self.on_line(self._speech.heard(event))
                return (ev.Voice(self._speech.speaking),)
            case SpeechProgressed():
                return ()  # of what was hushed
            case DeviceAnswer(request_id, outcome) if self._prints.on_its_way(request_id):
                printing = self._prints.answered(request_id)
                assert isinstance(outcome, (PrintConfirmed, PrintSent, PrintFailed, PrintUncertain))
                self._store(lambda: self._grew(self._prints.settle(self._ledger, printing, outcome)))
                return (ev.PaperAnswered(request_id, outcome),)
            case PlatformReply(request_id, reply) if request_id in self._composing:
                order = self._composing.pop(request_id)
                if isinstance(reply, LicenceRefused):  # what may be kept here is no better
                    return (ev.CopyNotComposed(request_id, CopyProblem[reply.reason.name]),)
                file = reply if isinstance(reply, LicenceFile) else None
                self._store(lambda: self._compose(order, file))
                return ()
        return (event,)

    # --- effects -----------------------------------------------------------------------------------------------------------

    def _perform(self, effect: do.Effect) -> tuple[ev.Event, ...]:
        """Start it; what is known at once is returned, everything else is posted."""
        assert self._devices is not None
        assert self._platform is not None
        if isinstance(effect, DeviceRequest):
            self._devices.request(effect)
            return ()
        match effect:
            case do.FindItems(query):
                return (ev.Found(query, self._catalogue.search(query)),)
            case do.ListTheme(theme):
                return (ev.Listed(theme, self._catalogue.of_theme(theme)),)
            case do.LoadItem(code):
                item = self._catalogue.item(code)
                return () if item is None else (ev.ItemLoaded(item),)
            case do.AskPlatform(request_id, question):
                self._platform.ask(request_id, question)
            case do.Commit():
                self._store(lambda: self._commit(effect))
            case do.Hurry(submission_id):
                self._platform.hurry(submission_id)
            case do.PrintReceiptPaper():
                self._store(lambda: self._print_receipt(effect))
            case do.PrintCopyPaper():
                self._store(lambda: self._print_copy(effect))
            case do.VoidPrint(request_id):
                self._store(lambda: self._grew(self._prints.void(self._ledger, request_id)))
            case do.PaperTaken(request_id):
                self._store(lambda: self._prints.taken(self._ledger, request_id))
            case do.SeenTo(device):
                self._store(lambda: self._prints.seen_to(self._ledger, device))
            case do.ComposeCopy(request_id, card, licence):
                self._composing[request_id] = effect
                shown = evidence_of(card, "", self._now().wall)
                self._platform.ask(request_id, AskLicenceFile(subject_of(card), shown, licence.identifier))
            case do.OpenVault(request_id, card):
                self._store(lambda: self.post(ev.VaultOpened(request_id, self._vault_files(card))))
            case do.FindOwn():
                self._store(lambda: self._find_own(effect))
            case do.CheckCopyCode(request_id, text):
                self._store(lambda: self.post(ev.CopyCodeChecked(request_id, self._clerk.check_copy(text, self._now()))))
            case do.RecordRating(submission_id, level):
                self._store(lambda: self._rate(submission_id, level))
            case do.Audit(events):
                at = self._now().wall
                self._store(lambda: self._ledger.audit(events, at))
            case do.ReplaceProcess():
                self.on_over()
        return ()

    # --- on the storage thread ------------------------------------------------------------------------------------------------

    def _store(self, work: Callable[[], Any]) -> None:
        def run() -> None:
            try:
                work()
            except StorageError:
                # Audit and print states that could not be written: the session goes on, the disk's state shows elsewhere.
                return

        self._storage.submit(run).add_done_callback(_raise)

    def _commit(self, effect: do.Commit) -> None:
        submission = effect.submission
        try:
            tag = self._vault.holder_tag(submission.card)
            attachments = self._clerk.seal_pictures(submission)
            number, row = self._ledger.commit_submission(
                lambda receipt_number: self._clerk.seal(submission, receipt_number, tag, attachments),
                self._clerk.day(submission.committed_at),
            )
        except StorageError as error:
            self.post(ev.NotCommitted(submission.submission_id, error.fault))
            return
        self.post(ev.Committed(submission.submission_id, number, self._clerk.proof(row, number, submission.doubtful)))
        self._store(lambda: self._ledger.tidy())

    def _print_receipt(self, effect: do.PrintReceiptPaper) -> None:
        assert self._devices is not None
        serial = self._intend(effect.request_id, Printing("", PrintKind.RECEIPT))
        if serial:
            self._devices.request(PrintReceipt(effect.request_id, effect.document, serial))

    def _print_copy(self, effect: do.PrintCopyPaper) -> None:
        assert self._devices is not None
        printing = Printing(effect.serial, PrintKind.COPY, effect.licence_identifier, effect.purpose)
        serial = self._intend(effect.request_id, printing)
        if serial:
            self._devices.request(PrintPages(effect.request_id, effect.pdf, serial))

    def _intend(self, request_id: str, printing: Printing) -> str:
        try:
            return self._prints.intended(self._ledger, request_id, printing)
        except StorageError:
            self.post(ev.PaperAnswered(request_id, PrintFailed(Reason.NOT_RECORDED)))
            return ""

    def _rate(self, submission_id: str, level: int) -> None:
        moment = self._now()
        report_id = moment.new_id()
        self._ledger.add_message(self._clerk.rating(report_id, submission_id, level, moment.wall), moment.wall)
        self._grew()

    def _grew(self, reported: bool = True) -> None:
        if reported and self._platform:
            self._platform.queue_grew()

    def _vault_files(self, card: Any) -> tuple[LicenceFile, ...]:
        try:
            return self._vault.open(card)
        except StorageError:
            return ()

    def _find_own(self, effect: do.FindOwn) -> None:
        found: tuple[StoredReceipt, ...] | None
        try:
            if effect.card is not None:
                found = self._ledger.by_holder(self._vault.holder_tag(effect.card))
            else:
                one = self._ledger.by_token(token_hash(effect.receipt_token))
                found = (one,) if one else ()
        except StorageError:
            found = None
        self.post(ev.OwnFound(effect.request_id, found))

    def _compose(self, order: do.ComposeCopy, file: LicenceFile | None) -> None:
        made, asked = self._copy_of(order, file), order.request_id
        self.post(ev.CopyNotComposed(asked, made) if isinstance(made, CopyProblem) else ev.CopyComposed(asked, made))

    def _copy_of(self, order: do.ComposeCopy, file: LicenceFile | None) -> ComposedCopy | CopyProblem:
        kept = None
        if file is None:
            kept = next((f for f in self._vault_files(order.card) if f.licence.identifier == order.licence.identifier), None)
        chosen = file or kept
        if chosen is None:
            return CopyProblem.NO_ANSWER
        if not chosen.licence.usable or chosen.licence.identifier in self._clerk.trust().revoked:
            return CopyProblem.NOT_USABLE
        try:
            if file is not None and order.keep:
                self._vault.keep(order.card, file)
            serial = self._ledger.take_copy_serial()
        except StorageError:
            return CopyProblem.STORAGE
        if serial is None:
            return CopyProblem.NO_SERIALS
        return self._clerk.compose(chosen, serial, order.purpose, order.card.name, self._now())


def _raise(done: Any) -> None:
    """An exception that nobody declared ends the process: the screens' excepthook knows what to do."""
    fault = done.exception()
    if fault is not None:
        import threading

        threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, threading.current_thread())))
