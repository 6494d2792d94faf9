"""Random faults in and between a real ledger, engine, client and platform: it comes to rest, and each submission is one case.

Only time is made up, and no thread runs: calls are made when the sequence says, so that a crash may fall between any two.
"""

from __future__ import annotations

import random
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from central_platform.cases.models import CaseRecord
from central_platform.core import clock, epochs
from central_platform.core.models import Epoch
from central_platform.intake.models import KeptItem
from central_platform.notices.models import TextMessage
from central_platform.ratings.models import Rating
from central_platform.terminals.models import AccessToken, Terminal
from kiosk.domain.bundles import BUNDLE_SCHEMA
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.domain.times import Moment
from kiosk.messages import models
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.contents import RatingReport
from kiosk.ports.platform import AskProgress, CaseMade, PlatformEvent, ProgressKnown
from kiosk.ports.storage import OutboxMessage, SealedRow, StorageError
from kiosk.sync import client as client_module
from kiosk.sync.calls import Answered, Done, Failed, Failure, Hurried, Keep, KeepHeld, OffersAgain, QueueGrew, StartCall, Tell, Woke
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.driver import SyncEngine
from kiosk.sync.engine import next_wake, step
from kiosk.sync.state import EngineState
from offline_cache.ledger.audit import rows, verify
from offline_cache.ledger.ledger import SqliteLedger
from tests.campaign import sequences
from tests.central_platform.faulty_wire import FAULTS, FaultyWire
from tests.central_platform.terminal_api import NOW, TerminalApi, enrol
from tests.disk.watch import MEMORY

_DAY = 86_400
BUNDLE = "113101990000384553431200000EB02"  # 公民身后一件事
CHILDREN = ("113101990000002116431050000E106", "1231019900002001XX431200000E822")
_BEGINS = -1e6  # monotonic seconds: long before this machine was started, so that its own clock in place of this one shows
_REST = 400  # steps, at the most, until everything that waited is settled once all is well


_KEPT = "SELECT message_id, receipt_number, state FROM messages JOIN receipts USING (message_id)"


class Time:
    """Monotonic, and the true time of day; a terminal's own clock may be wrong by ``wrong`` seconds."""

    def __init__(self) -> None:
        self.now = _BEGINS
        self.wrong = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def true(self) -> int:
        return NOW + int(self.now - _BEGINS)

    def wall(self) -> int:
        return self.true() + self.wrong


class FaultSequences(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 999))
    def begin(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.time = Time()
        self.patches: list[Any] = [
            mock.patch.object(clock, "now", self.time.true),
            mock.patch.object(client_module, "time", self.time),
        ]
        for patch in self.patches:
            patch.start()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY))
        self.api = self.enrolled()
        self.wire = FaultyWire(self.time)
        self.committed: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.items: dict[str, int] = {}  # that each submission applies for
        self.rated: dict[str, str] = {}
        self.told: dict[str, tuple[str, ...]] = {}
        self.backup: sqlite3.Connection | None = None
        Epoch.objects.all().delete()  # of the sequence before, in whose time this one has not come
        epochs.begin(self.time.true())
        self.full = False
        self.start()

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        try:
            self.comes_to_rest()
        finally:
            self.ledger.close()
            for patch in self.patches:
                patch.stop()
            shutil.rmtree(self.folder)

    def enrolled(self, renew: str = "") -> TerminalApi:
        return enrol(Client(), self.time.true, renew)

    def start(self) -> None:
        self.ledger = SqliteLedger(self.folder / "ledger.db", self.api.terminal_id)
        self.ledger._database.execute(f"PRAGMA max_page_count={self._pages() if self.full else 1 << 30}")
        self.client = PlatformClient(
            Account("http://platform", self.api.terminal_id, self.api.audience, self.api.signer),
            Clock(self.time.wall, self.time.monotonic),
        )
        with self.client._session() as session:
            session.mount("http://", self.wire)
        self.driver = SyncEngine(self._hear, lambda: self.ledger, lambda: self.client, self._beat, self._moment, lambda asked: None)
        self.driver.begin(self.ledger, self.client)
        self.state = EngineState()
        self.air: list[StartCall] = []
        self.feed(Woke())

    def _knows(self, epoch: str) -> bool:
        known = self.ledger._database.execute("SELECT code FROM platform_epochs")
        return epoch in {code for (code,) in known}

    def _pages(self) -> int:
        return int(self.ledger._database.execute("PRAGMA page_count").fetchone()[0])

    def _beat(self, waiting: int, audit: tuple[int, str] | None) -> models.HeartbeatRequest:
        head = models.AuditHead(number=audit[0], hash=audit[1]) if audit else None
        return models.HeartbeatRequest(
            sent_at=self.time.wall(), version="0", catalogue_version="1", waiting=waiting, devices={}, audit=head
        )

    def _hear(self, event: PlatformEvent) -> None:
        if isinstance(event, CaseMade):
            numbers = tuple(case.case_number for case in (event.case, *event.others))
            assert self.told.setdefault(event.submission_id, numbers) == numbers

    def _moment(self) -> Moment:
        return Moment(self.time.now, self.client._clock.now().wall, self.chance.randbytes)

    def feed(self, event: Any) -> None:
        self.state, effects = step(self.state, event, self._moment())
        for effect in effects:
            match effect:
                case StartCall():
                    self.air.append(effect)
                case Keep() | KeepHeld():
                    self.driver._perform(effect)
                case Tell(told):
                    self._hear(told)
        while not self.driver._events.empty():
            if isinstance(event := self.driver._events.get(), OffersAgain):
                self.feed(event)

    def a_step(self) -> None:
        """A call that was in the air ends, or time passes until the engine has something to do."""
        if self.air:
            started = self.air.pop(self.chance.randrange(len(self.air)))
            try:
                result = self.driver._prepare(started.call)()
            except StorageError:
                result = Failed(Failure.STORAGE)
            self.feed(Done(started.lane, started.call, result))
        else:
            self.time.now = max(self.time.now, next_wake(self.state))
            self.feed(Woke())

    @rule(number=st.integers(1, 30))
    def work(self, number: int) -> None:
        for _ in range(number):
            self.a_step()

    @rule(hurried=st.booleans(), bundle=st.booleans())
    def apply(self, hurried: bool, bundle: bool) -> None:
        person = self.chance.choice(SAMPLE_PEOPLE)
        # Not by the sequence's own chance: the platform knows the tokens of sequences before.
        token = new_receipt_token(Moment(self.time.now, self.time.wall(), secrets.token_bytes))
        content = self.api.content(person, token, committed_at=self.time.true())
        if bundle:
            content |= {"schema": BUNDLE_SCHEMA, "implementation_code": BUNDLE, "children": list(CHILDREN), "situation": ""}
            content["answers"] = {"housing_fund": "yes", "mobile": person.mobile}
        name, schema = content["submission_id"], BUNDLE_SCHEMA if bundle else 1

        def seal(receipt_number: str) -> SealedRow:
            item = self.api.seal({**content, "receipt_number": receipt_number})
            sealed, sha256 = item["sealed"], item["sealed_sha256"]
            code = content["implementation_code"]
            return SealedRow(name, code, sealed, sha256, token_hash(token), b"", self.time.wall(), schema=schema)

        try:
            receipt_number, _ = self.ledger.commit_submission(seal, "261122")
        except StorageError:
            assert self.full, "it could be stored"
            return
        self.committed[name], self.tokens[name] = receipt_number, token
        self.items[name] = len(CHILDREN) if bundle else 1
        self.feed(Hurried(name) if hurried else QueueGrew())

    @rule(level=st.integers(1, 5), schema=st.sampled_from([1, 2]))
    def rate(self, level: int, schema: int) -> None:
        if not self.committed:
            return
        rated = self.chance.choice(sorted(self.committed))
        report = RatingReport(
            report_id=Moment(self.time.now, self.time.wall(), secrets.token_bytes).new_id(),
            submission_id=rated,
            level=level,
            rated_at=self.time.true(),
        )
        body = canonical_bytes(report.model_dump(mode="json")).decode()
        sealed = body if schema == 1 else self.api.sealer.seal(body.encode())
        message = OutboxMessage(report.report_id, "rating", schema, sealed, sha256_hex(sealed.encode()))
        try:
            self.ledger.add_message(message, self.time.wall())
        except StorageError:
            assert self.full, "it could be stored"
            return
        self.rated[report.report_id] = rated
        self.feed(QueueGrew())

    @rule()
    def something_is_noted(self) -> None:
        try:
            self.ledger.audit([("network.changed", {"to": "ONLINE"})], self.time.wall())
        except StorageError:
            assert self.full

    @rule(fault=st.sampled_from(FAULTS))
    def the_line_is_bad(self, fault: str) -> None:
        self.wire.fault = fault

    @rule(fault=st.sampled_from(FAULTS), number=st.integers(1, 10))
    def apply_on_a_bad_line(self, fault: str, number: int) -> None:
        self.wire.fault = fault
        self.apply(True, self.chance.random() < 0.5)
        self.work(number)

    @rule(fault=st.sampled_from(("", *FAULTS)), number=st.integers(1, 4))
    def people_ask_how_it_goes(self, fault: str, number: int) -> None:
        """One after the other, each with their own receipt: nobody is told of another's case, and no case by a wrong number."""
        self.wire.fault = fault
        for name in [self.chance.choice(list(self.tokens)) for _ in range(number) if self.tokens]:
            answer = self.client.ask(AskProgress(self.tokens[name]))
            if isinstance(answer, Answered):
                assert isinstance(answer.reply, ProgressKnown)
                numbers = CaseRecord.objects.filter(submission_id=name).order_by("part").values_list("case_number", flat=True)
                told = [case.case_number for case in (answer.reply.case, *answer.reply.others) if case]
                assert told == list(numbers)

    @rule()
    def the_line_is_good(self) -> None:
        self.wire.fault = ""

    @rule(seconds=st.sampled_from([1.0, 60.0, 3600.0, 3 * 86_400.0]))
    def time_passes(self, seconds: float) -> None:
        self.time.now += seconds
        self.feed(Woke())

    @rule(seconds=st.sampled_from([-400 * _DAY, -_DAY, -120, 0, 120, _DAY, 400 * _DAY]))
    def the_clock_jumps(self, seconds: int) -> None:
        self.time.wrong = seconds

    @rule(full=st.booleans())
    def the_disk_is_full(self, full: bool) -> None:
        """No page more: what a full disk does to a database."""
        self.full = full
        self.ledger._database.execute(f"PRAGMA max_page_count={self._pages() if full else 1 << 30}")

    @rule()
    def crash(self) -> None:
        """Calls in the air are never heard of; some of them the platform has had."""
        for started in self.air:
            if self.chance.random() < 0.5:
                try:
                    self.driver._prepare(started.call)()
                except StorageError:
                    continue
        self.ledger.close()
        self.start()

    @rule()
    def the_platform_forgets_its_tokens(self) -> None:
        AccessToken.objects.filter(terminal_id=self.api.terminal_id).delete()

    @rule()
    def the_platform_is_backed_up(self) -> None:
        if connection.vendor == "sqlite":
            self.backup = sqlite3.connect(":memory:")
            connection.ensure_connection()
            connection.connection.backup(self.backup)

    @rule(away=st.sampled_from([5, 3600, _DAY]))
    def the_platform_is_put_back(self, away: int) -> None:
        if self.backup is None:
            return
        self.backup.backup(connection.connection)
        self.time.now += away
        epochs.begin(self.time.true())

    @rule(seconds=st.sampled_from([30, 3600]))
    def the_platform_runs_on(self, seconds: int) -> None:
        self.time.now += seconds
        epochs.beat(epochs.current(self.time.true()), self.time.true())

    @rule()
    def enrolled_anew(self) -> None:
        """With another key, after which its process is started. A backup from before would not know that key."""
        self.backup = None
        self.api = self.enrolled(self.api.terminal_id)
        self.crash()

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "ledger"):
            return
        kept = {name: (number, state) for name, number, state in self.ledger._database.execute(_KEPT)}
        assert {name: number for name, (number, _) in kept.items()} == self.committed
        assert {state for _, state in kept.values()} <= {"WAITING", "SETTLED"}

    def comes_to_rest(self) -> None:
        self.wire.fault = ""
        self.the_disk_is_full(False)
        newest = epochs.current(self.time.true()).code
        for _ in range(_REST):
            if not self.ledger.waiting(1) and self._knows(newest):
                break
            self.a_step()
        assert self._knows(newest), "it was not told of the platform's epoch"
        assert not self.ledger.waiting(1), "it did not come to rest"
        self.nothing_is_lost_or_doubled()
        mine = CaseRecord.objects.filter(terminal_id=self.api.terminal_id)
        cases: dict[str, tuple[str, ...]] = {}
        for name, number in mine.order_by("part").values_list("submission_id", "case_number"):
            cases[name] = (*cases.get(name, ()), number)
        assert cases.keys() == self.committed.keys()
        assert {name: len(numbers) for name, numbers in cases.items()} == self.items, "a case of each item, and no other"
        told = TextMessage.objects.filter(case__in=mine).values_list("case__submission_id", flat=True)
        assert sorted(told) == sorted(cases), "each resident is told once of their case"
        assert not KeptItem.objects.filter(terminal_id=self.api.terminal_id).exists()
        assert {name: cases[name] for name in self.told} == self.told
        ratings = Rating.objects.filter(terminal_id=self.api.terminal_id)
        assert set(ratings.values_list("report_id", flat=True)) == set(self.rated)
        tied = dict(ratings.exclude(case=None).values_list("report_id", "case__submission_id"))
        assert tied.items() <= self.rated.items()
        assert sorted(tied.values()) == sorted(set(self.rated.values())), "one of each case counts"
        assert verify(rows(self.ledger._database.execute)).broken is None
        assert Terminal.objects.filter(pk=self.api.terminal_id).exists()


FaultSequences.TestCase.settings = sequences(10, 25)
TestFaultSequences = FaultSequences.TestCase


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy in memory is what is put back")
def test_what_was_confirmed_before_an_epoch_was_heard_of_comes_back() -> None:
    faults = FaultSequences()
    faults.begin(seed=0)
    faults.the_platform_is_backed_up()
    faults.apply(bundle=False, hurried=False)
    faults.work(number=3)
    assert faults.ledger.waiting_count() == 0
    assert not faults._knows(epochs.current(faults.time.true()).code)
    faults.the_platform_is_put_back(away=5)
    assert not CaseRecord.objects.exists()
    faults.teardown()
