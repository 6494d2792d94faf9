"""The sync engine against any order of events and results, on a clock that only the test moves."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.domain.cases import RejectReason
from kiosk.ports.platform import DEADLINE, Network, NetworkChanged, PlatformReply, ProgressKnown
from kiosk.ports.storage import Upload
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskOne,
    Done,
    Failed,
    Failure,
    Heartbeat,
    Hurried,
    Lane,
    Leased,
    Looked,
    LookForCatalogue,
    NothingWaited,
    PieceKept,
    QueueGrew,
    Retried,
    SendOne,
    SendWaiting,
    Settled,
    SignedIn,
    SignIn,
    StartCall,
    WasHeld,
    Woke,
)
from kiosk.sync.engine import next_wake
from kiosk.sync.reachability import HELD_LONGEST
from kiosk.sync.state import CAPACITY, LEAST, MOST, OUT_OF_REACH, PATIENCE
from tests.campaign import sequences
from tests.kiosk.driven_engine import QUESTION, DrivenEngine
from tests.kiosk.session_samples import case_of

_NAMES = [f"n{number}" for number in range(6)]
NAMES = st.sampled_from(_NAMES)


def _failed(call: Any, failure: Failure, chance: random.Random) -> Failed:
    """With the names of what was on its way."""
    match call:
        case SendOne(submission_id):
            return Failed(failure, (submission_id,))
        case SendWaiting(upload, most, without, only):
            names = [only] if only else [name for name in _NAMES if name not in without] or ["new"]
            most = 1 if upload is Upload.ATTACHMENTS else min(most, len(names))
            return Failed(failure, tuple(chance.sample(names, chance.randint(1, most))))
    return Failed(failure)


class AnyOrder(RuleBasedStateMachine):
    """Results of any kind, in any order, at any time; then all is well, and the engine must come to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = DrivenEngine()
        self.asked: dict[str, float] = {}
        self.due: dict[Lane, float] = {}
        self.count = 0
        self.network = Network.UNKNOWN
        self.seen = 0
        self.feed(Woke())

    def finished(self, start: StartCall, result: Any) -> None:
        """The network is told by the platform's own answers, and by a sign-in that got none."""
        before = self.network
        self.engine.air.remove(start)
        self.feed(Done(start.lane, start.call, result))
        if self.network is not before:
            answered = not isinstance(result, Failed | NothingWaited | Looked)
            unanswered = isinstance(result, Failed) and isinstance(start.call, SignIn) and result.failure in OUT_OF_REACH
            assert (self.network is Network.ONLINE and answered) or (self.network is Network.OFFLINE and unanswered)

    def feed(self, event: Any) -> None:
        engine = self.engine
        engine.feed(event)
        for told in engine.told[self.seen :]:
            match told:
                case NetworkChanged(network):
                    assert network is not self.network, "told twice"
                    self.network = network
                case PlatformReply(request_id):
                    assert engine.now <= self.asked.pop(request_id), "answered too late, or twice"
        self.seen = len(engine.told)
        assert engine.state.network is self.network

    @rule()
    def ask(self) -> None:
        self.count += 1
        self.asked[f"q{self.count}"] = self.engine.now + DEADLINE
        self.feed(Asked(f"q{self.count}", QUESTION))

    @rule()
    def hurry(self) -> None:
        self.count += 1
        self.feed(Hurried(f"s{self.count}"))

    @rule()
    def grow(self) -> None:
        self.feed(QueueGrew())

    @rule(data=st.data(), failure=st.none() | st.sampled_from(Failure))
    def finish(self, data: st.DataObject, failure: Failure | None) -> None:
        if not self.engine.air:
            return
        start = data.draw(st.sampled_from(self.engine.air))
        self.finished(
            start,
            _failed(start.call, failure, data.draw(st.randoms(use_true_random=False)))
            if failure
            else self._result(data, start.call),
        )

    @rule(upload=st.sampled_from(Upload), names=st.sets(NAMES))
    def was_held(self, upload: Upload, names: set[str]) -> None:
        self.feed(WasHeld(upload, tuple(sorted(names))))

    @rule(names=st.sets(NAMES))
    def retried(self, names: set[str]) -> None:
        self.feed(Retried(tuple(names)))

    @rule(
        seconds=st.sampled_from([30.0, 300.0, 3600.0]),
        failure=st.sampled_from(sorted(OUT_OF_REACH, key=str)),
        idle=st.sets(st.sampled_from(Upload)),
        seed=st.integers(0, 99),
    )
    def outage(self, seconds: float, failure: Failure, idle: set[Upload], seed: int) -> None:
        """Nothing is answered; some kinds have something to send, others not. It is told once, and tries grow rare."""
        chance = random.Random(seed)
        engine, until, told, tries = self.engine, self.engine.now + seconds, len(self.engine.told), Counter[Lane]()
        before = len(engine.started)
        rare = 8 + seconds / (PATIENCE[failure][1] / 2)  # until the pauses have grown, and then
        while True:
            while engine.air:
                start = engine.air[0]
                waits = not isinstance(start.call, SendWaiting) or start.call.upload not in idle
                tries[start.lane] += waits
                self.finished(start, _failed(start.call, failure, chance) if waits else NothingWaited())
                assert len(engine.started) - before <= 4 * rare + 12, "work for nothing"
            if next_wake(engine.state) > until:
                break
            engine.now = max(engine.now, next_wake(engine.state))
            self.feed(Woke())
        engine.now = until
        assert [event for event in engine.told[told:] if isinstance(event, NetworkChanged)] in (
            [],
            [NetworkChanged(Network.OFFLINE)],
        )
        checked = any(isinstance(call, SignIn) for _, call in engine.started[before:])
        assert self.network is not Network.ONLINE or not checked
        assert checked or not tries.total() or engine.state.check_at > until
        for lane in (Lane.UPLOADS, Lane.DOWNLOADS):
            assert tries[lane] <= rare

    def _result(self, data: st.DataObject, call: Any) -> Any:
        match call:
            case AskOne():
                return Answered(ProgressKnown(None))
            case SendOne(submission_id):
                return data.draw(
                    st.sampled_from(
                        [
                            NothingWaited(),
                            Settled(1),
                            Settled(1, ((submission_id, (case_of(),)),)),
                            Settled(1, (), ((submission_id, RejectReason.CONFLICT),)),
                            Settled(1, retry_after=7),
                        ]
                    )
                )
            case SendWaiting() if data.draw(st.booleans()):
                return NothingWaited()
            case SendWaiting(Upload.MESSAGES, most, _, only):
                sent = 1 if only else data.draw(st.integers(1, most))
                made = st.sampled_from([(), (case_of(),), (case_of(), case_of())])
                accepted = tuple((str(i), data.draw(made)) for i in range(data.draw(st.integers(0, sent))))
                return Settled(sent, accepted, (), data.draw(st.none() | st.integers(0, 10**10)))
            case SendWaiting(_, most):
                received = data.draw(st.integers(0, most))
                return data.draw(
                    st.sampled_from([PieceKept("a", 0, received), PieceKept("a", 9, received), PieceKept("a", known=False)])
                )
            case SignIn():
                return SignedIn()
            case Heartbeat():
                return Alive(data.draw(st.integers(0, 50)), data.draw(st.booleans()))
            case LookForCatalogue():
                return data.draw(st.sampled_from([Looked(), Looked("2"), Looked(refused=True)]))
        return Leased("L", 1, 100)

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 45.0, 1000.0]))
    def pass_time(self, seconds: float) -> None:
        """The engine is woken whenever it asked for it."""
        until = self.engine.now + seconds
        for _ in range(200):
            wake = next_wake(self.engine.state)
            if wake > until:
                break
            assert wake >= self.engine.now or self.engine.now == until
            self.engine.now = max(self.engine.now, wake)
            before = (self.engine.state, len(self.engine.air))
            self.feed(Woke())
            if (self.engine.state, len(self.engine.air)) == before:
                assert next_wake(self.engine.state) > self.engine.now, "woken for nothing, again and again"
        self.engine.now = until
        self.feed(Woke())

    @invariant()
    def no_lane_runs_over(self) -> None:
        running = Counter(start.lane for start in self.engine.air)
        for lane in Lane:
            assert running[lane] <= CAPACITY[lane]
            assert self.engine.state.lanes[lane].running == running[lane]

    @invariant()
    def nobody_waits_past_the_deadline(self) -> None:
        assert all(self.engine.now < until for until in self.asked.values())

    @invariant()
    def pauses_end(self) -> None:
        for lane in (Lane.UPLOADS, Lane.DOWNLOADS):
            assert self.engine.state.lanes[lane].not_before - self.engine.now <= 1.5 * max(
                longest for _, longest in PATIENCE.values()
            )
        assert max(self.engine.state.due.values()) - self.engine.now <= 3600.001
        for upload, size in self.engine.state.sizes.items():
            assert LEAST[upload] <= size <= MOST[upload]
        for held in self.engine.state.held.values():
            assert held.until - self.engine.now <= 1.5 * HELD_LONGEST
        assert len(self.engine.state.suspects.keys() & self.engine.state.held.keys()) == 0

    def teardown(self) -> None:
        """When everything goes well again: every question is answered, every lane has its turn, and the engine rests."""
        engine = self.engine
        engine.all_well(waiting=3)
        turns: Counter[Lane] = Counter()
        until = engine.now + 4000
        while engine.now < until and (
            min(turns[Lane.UPLOADS], turns[Lane.DOWNLOADS]) < 2 or engine.state.network is not Network.ONLINE
        ):
            engine.wake()
            turns.update(start.lane for start in engine.air)
            engine.all_well(waiting=3)
        assert turns[Lane.UPLOADS] >= 2
        assert turns[Lane.DOWNLOADS] >= 2
        assert engine.air == []
        assert engine.state.queue == ()
        assert engine.state.deadlines == {}
        assert engine.state.hurried == frozenset()
        assert engine.state.network is Network.ONLINE
        assert next_wake(engine.state) > engine.now, "it never rests"


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = sequences(60, 40)
