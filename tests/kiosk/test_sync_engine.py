"""The sync engine against any order of events and results, on a clock that only the test moves."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import pytest
from campaign import sequences
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from world import WALL, case_of

from kiosk.domain.cases import RejectReason
from kiosk.domain.times import Moment
from kiosk.ports.platform import (
    DEADLINE,
    AskProgress,
    CaseMade,
    CatalogueReady,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    ProgressKnown,
)
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskQuestion,
    Done,
    Failed,
    Failure,
    Heartbeat,
    Hurried,
    Keep,
    Lane,
    Leased,
    LeaseSerials,
    Looked,
    LookForCatalogue,
    PieceKept,
    QueueGrew,
    ReportsKept,
    SendOne,
    SendPiece,
    SendReports,
    SendWaiting,
    Settled,
    StartCall,
    Tell,
    Woke,
)
from kiosk.sync.engine import (
    BATCH,
    CAPACITY,
    CATALOGUE_AGAIN,
    CATALOGUE_FIRST,
    CATALOGUE_LOOK,
    HEARTBEAT,
    LEASE_BELOW,
    OFFLINE_DEADLINE,
    PATIENCE,
    PIECE,
    QUIET_QUEUE,
    SMALLEST_PIECE,
    EngineState,
    next_wake,
    step,
)

QUESTION = AskProgress("token")


NOTHING = {SendWaiting: Settled(0), SendReports: ReportsKept(0), SendPiece: PieceKept("")}  # where there is nothing to send


class Engine:
    """Feeds the engine, keeps its calls in the air, and moves its clock."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self.now = 500.0
        self.state = EngineState()
        self.air: list[StartCall] = []
        self.told: list[Any] = []
        self.kept: list[Any] = []
        self.started: list[tuple[float, Any]] = []

    def feed(self, event: Any) -> list[Any]:
        self.state, effects = step(self.state, event, Moment(self.now, WALL, self._chance.randbytes))
        for effect in effects:
            match effect:
                case StartCall(_, call):
                    self.air.append(effect)
                    self.started.append((self.now, call))
                case Tell(event):
                    self.told.append(event)
                case Keep(result):
                    self.kept.append(result)
        return list(effects)

    def done(self, kind: type, result: Any) -> list[Any]:
        start = next(start for start in self.air if isinstance(start.call, kind))
        self.air.remove(start)
        return self.feed(Done(start.lane, start.call, result))

    def wake(self) -> list[Any]:
        """As its thread does: wait until the engine has something to do."""
        assert next_wake(self.state) < math.inf, "it waits for its calls alone"
        self.now = max(self.now, next_wake(self.state))
        return self.feed(Woke())

    def until(self, kind: type) -> None:
        """Let time pass until such a call starts; the other uploads and heartbeats find nothing to do meanwhile."""
        while not self.calls(kind):
            if found := next((other for other in NOTHING if self.calls(other)), None):
                self.done(found, NOTHING[found])
            elif self.calls(Heartbeat):
                self.done(Heartbeat, Alive(100))
            else:
                self.wake()

    def calls(self, kind: type) -> list[Any]:
        return [start.call for start in self.air if isinstance(start.call, kind)]

    def all_well(self, waiting: int = 0) -> None:
        """Everything succeeds until the engine rests."""
        for _ in range(100):
            if not self.air:
                return
            match self.air[0].call:
                case AskQuestion():
                    self.done(AskQuestion, Answered(ProgressKnown(None)))
                case SendOne(submission_id):
                    self.done(SendOne, Settled(1, ((submission_id, case_of()),)))
                case SendWaiting(limit):
                    sent, waiting = min(limit, waiting), max(0, waiting - limit)
                    self.done(SendWaiting, Settled(sent, tuple((str(i), case_of()) for i in range(sent))))
                case SendReports():
                    self.done(SendReports, ReportsKept(0))
                case SendPiece():
                    self.done(SendPiece, PieceKept(""))
                case Heartbeat():
                    self.done(Heartbeat, Alive(LEASE_BELOW))
                case LeaseSerials():
                    self.done(LeaseSerials, Leased("L", 1, 100))
                case LookForCatalogue():
                    self.done(LookForCatalogue, Looked())
        raise AssertionError("the engine never rests")


@pytest.fixture
def engine() -> Engine:
    engine = Engine()
    engine.feed(Woke())
    return engine


# --- step by step


def test_at_the_start_the_queue_and_a_heartbeat_go_at_once(engine: Engine) -> None:
    assert engine.calls(SendWaiting) == [SendWaiting(BATCH)]
    assert engine.calls(Heartbeat) == [Heartbeat()]
    engine.all_well()
    assert next_wake(engine.state) == engine.now + HEARTBEAT


def test_a_question_is_answered_by_the_platform_or_at_the_deadline(engine: Engine) -> None:
    engine.feed(Asked("a", QUESTION))
    engine.done(AskQuestion, Answered(ProgressKnown(case_of())))
    assert engine.told[-1] == PlatformReply("a", ProgressKnown(case_of()))
    engine.feed(Asked("b", QUESTION))
    engine.now += DEADLINE - 0.001
    engine.feed(Woke())
    assert len(engine.told) == 2
    engine.now += 0.001
    engine.feed(Woke())
    assert engine.told[-1] == PlatformReply("b", NoAnswer())
    before = list(engine.told)
    engine.done(AskQuestion, Answered(ProgressKnown(None)))
    assert engine.told == before, "the resident was told already"


def test_where_the_platform_was_out_of_reach_a_question_waits_less(engine: Engine) -> None:
    engine.done(Heartbeat, Failed(Failure.UNREACHABLE))
    engine.feed(Asked("a", QUESTION))
    engine.now += OFFLINE_DEADLINE
    engine.feed(Woke())
    assert engine.told[-1] == PlatformReply("a", NoAnswer())


def test_questions_beyond_the_lanes_capacity_wait_their_turn_and_give_up_in_the_queue(engine: Engine) -> None:
    for name in "abcde":
        engine.feed(Asked(name, QUESTION))
    assert [call.request_id for call in engine.calls(AskQuestion)] == ["a", "b", "c"]
    engine.done(AskQuestion, Failed(Failure.SERVER_ERROR))
    assert [call.request_id for call in engine.calls(AskQuestion)] == ["b", "c", "d"], "no pause keeps a resident waiting"
    engine.now += DEADLINE
    engine.feed(Woke())
    assert {event.request_id for event in engine.told if isinstance(event, PlatformReply)} == set("abcde")
    engine.done(AskQuestion, Failed(Failure.SERVER_ERROR))
    assert "e" not in [call.request_id for call in engine.calls(AskQuestion)], "nobody waits for it any more"


def test_a_hurried_submission_goes_before_the_questions_and_not_twice(engine: Engine) -> None:
    engine.all_well()
    for name in "abcd":
        engine.feed(Asked(name, QUESTION))
    engine.feed(Hurried("s"))
    engine.done(AskQuestion, Answered(ProgressKnown(None)))
    assert engine.calls(SendOne) == [SendOne("s")]
    engine.feed(QueueGrew())
    assert engine.calls(SendWaiting) == [SendWaiting(BATCH, frozenset({"s"}))]
    engine.done(SendOne, Settled(1, (("s", case_of()),)))
    assert engine.told[-1] == CaseMade("s", case_of())
    assert engine.kept[-1] == Settled(1, (("s", case_of()),))
    assert engine.state.hurried == frozenset()


def test_it_is_written_down_before_anybody_is_told(engine: Engine) -> None:
    engine.feed(Hurried("s"))
    effects = engine.done(SendOne, Settled(1, (("s", case_of()),)))
    kinds = [
        type(effect)
        for effect in effects
        if isinstance(effect, Keep) or (isinstance(effect, Tell) and isinstance(effect.event, CaseMade))
    ]
    assert kinds == [Keep, Tell]


@pytest.mark.parametrize("result", [Failed(Failure.UNREACHABLE), Settled(1), Settled(1, retry_after=5)])
def test_a_hurried_submission_without_a_verdict_falls_back_into_the_queue(engine: Engine, result: Any) -> None:
    engine.all_well()
    engine.feed(Hurried("s"))
    engine.done(SendOne, result)
    assert engine.state.hurried == frozenset()
    until = engine.now + 6
    engine.until(SendWaiting)
    assert engine.now <= until, "it waits as long as if nothing were there"


def test_an_empty_queue_is_looked_at_again_by_itself(engine: Engine) -> None:
    engine.all_well()
    began, seen = engine.now, 0
    while engine.now < began + QUIET_QUEUE + HEARTBEAT:
        engine.wake()
        seen += len(engine.calls(SendWaiting))
        engine.all_well()
    assert seen == 1


def test_the_batch_shrinks_to_one_and_grows_again(engine: Engine) -> None:
    sizes = []
    for _ in range(6):
        engine.until(SendWaiting)
        sizes.append(engine.calls(SendWaiting)[0].limit)
        engine.done(SendWaiting, Failed(Failure.SERVER_ERROR))
    assert sizes == [20, 10, 5, 2, 1, 1]
    grown = []
    for _ in range(6):
        engine.until(SendWaiting)
        limit = engine.calls(SendWaiting)[0].limit
        grown.append(limit)
        engine.done(SendWaiting, Settled(limit, tuple((str(i), case_of()) for i in range(limit))))
    assert grown == [1, 2, 4, 8, 16, 20]


def test_all_that_is_uploaded_takes_turns(engine: Engine) -> None:
    engine.all_well()
    engine.feed(QueueGrew())
    turns = []
    some = {SendWaiting: Settled(1, (("s", case_of()),)), SendReports: ReportsKept(1, ("r",)), SendPiece: PieceKept("a", 0, 1)}
    for _ in range(9):
        while not any(engine.calls(kind) for kind in some):
            engine.wake()
        kind = next(kind for kind in some if engine.calls(kind))
        turns.append(kind)
        engine.done(kind, some[kind])
    assert turns == [SendWaiting, SendReports, SendPiece] * 3


def test_pictures_follow_their_submission_at_once(engine: Engine) -> None:
    engine.all_well()
    engine.feed(Hurried("s"))
    assert not engine.calls(SendPiece)
    engine.done(SendOne, Settled(1, (("s", case_of()),)))
    assert engine.calls(SendPiece) == [SendPiece(PIECE)]


def test_pieces_shrink_on_failure_and_grow_again(engine: Engine) -> None:
    sizes = []
    for _ in range(7):
        engine.until(SendPiece)
        sizes.append(engine.calls(SendPiece)[0].most)
        engine.done(SendPiece, Failed(Failure.UNREACHABLE))
    assert sizes == [PIECE >> n for n in range(5)] + [PIECE >> 5, SMALLEST_PIECE]
    engine.until(SendPiece)
    engine.done(SendPiece, PieceKept("a", 0, SMALLEST_PIECE))
    engine.until(SendPiece)
    assert engine.calls(SendPiece)[0].most == 2 * SMALLEST_PIECE


@pytest.mark.parametrize("stuck", [PieceKept("a", 0, 0), PieceKept("a", 5, 0), PieceKept("a", 0, 0, known=False)])
def test_an_attachment_that_does_not_move_keeps_nobody_busy(engine: Engine, stuck: PieceKept) -> None:
    engine.all_well()
    engine.feed(QueueGrew())
    engine.until(SendPiece)
    engine.done(SendPiece, stuck)
    began = engine.now
    engine.until(SendPiece)
    assert engine.now - began >= QUIET_QUEUE - 1
    assert (stuck in engine.kept) == stuck.known, "what the platform has is known, even if it is less than it was"


@pytest.mark.parametrize("after", [0, 1, 30, 3600, 10**12])
def test_what_is_put_off_is_asked_again_neither_at_once_nor_never(engine: Engine, after: int) -> None:
    engine.done(SendWaiting, Settled(1, retry_after=after))
    began = engine.now
    engine.until(SendWaiting)
    assert engine.now < began + 2 * 3600
    assert engine.now - began >= min(max(after, 2), 3600)


def test_serial_numbers_are_leased_when_few_are_left_and_once(engine: Engine) -> None:
    engine.done(Heartbeat, Alive(LEASE_BELOW - 1))
    assert engine.calls(LeaseSerials) == [LeaseSerials()]
    engine.done(LeaseSerials, Leased("L", 1, 500))
    assert engine.kept == [Leased("L", 1, 500)]
    assert not engine.calls(LeaseSerials)
    engine.all_well()
    engine.wake()
    engine.done(Heartbeat, Alive(LEASE_BELOW))
    assert not engine.calls(LeaseSerials)


def test_the_network_is_told_when_it_changes_and_once(engine: Engine) -> None:
    engine.done(Heartbeat, Alive(100))
    engine.done(SendWaiting, Settled(0))
    assert engine.told == [NetworkChanged(Network.ONLINE)]
    engine.all_well()
    engine.feed(QueueGrew())
    engine.done(SendWaiting, Failed(Failure.UNREACHABLE))
    engine.feed(Asked("a", QUESTION))
    engine.done(AskQuestion, Failed(Failure.NOT_THE_PLATFORM))
    changes = [event for event in engine.told if isinstance(event, NetworkChanged)]
    assert changes == [NetworkChanged(Network.ONLINE), NetworkChanged(Network.OFFLINE)]


@pytest.mark.parametrize("failure", [Failure.REFUSED, Failure.BUSY, Failure.NOT_UNDERSTOOD])
def test_a_platform_that_refuses_is_not_out_of_reach(engine: Engine, failure: Failure) -> None:
    engine.done(Heartbeat, Alive(100))
    engine.done(SendWaiting, Failed(failure))
    assert engine.state.network is Network.ONLINE


def test_a_network_that_comes_and_goes_does_not_make_uploads_impatient(engine: Engine) -> None:
    """Questions are answered, and uploads alone fail: each answer lets them try once, and their pauses grow all the same."""
    engine.done(Heartbeat, Alive(100))
    pauses = []
    for number in range(8):
        kind = next(kind for kind in NOTHING if engine.calls(kind))
        engine.done(kind, Failed(Failure.SERVER_ERROR))
        pauses.append(engine.state.lanes[Lane.UPLOADS].not_before - engine.now)
        engine.feed(Asked(str(number), QUESTION))
        engine.done(AskQuestion, Answered(ProgressKnown(None)))
    first, longest = PATIENCE[Failure.SERVER_ERROR]
    assert pauses[0] <= first
    assert pauses[-1] >= longest / 2


def test_when_the_platform_is_back_what_waits_goes_at_once(engine: Engine) -> None:
    engine.done(Heartbeat, Failed(Failure.UNREACHABLE))
    for _ in range(8):
        engine.now += 1
        engine.feed(Woke())
        for kind in NOTHING:
            if engine.calls(kind):
                engine.done(kind, Failed(Failure.UNREACHABLE))
    assert not engine.calls(SendWaiting)
    assert next_wake(engine.state) > engine.now + 1, "it has learnt patience"
    engine.feed(Asked("a", QUESTION))
    engine.done(AskQuestion, Answered(ProgressKnown(None)))
    assert engine.calls(SendWaiting), "one answer is enough to know"


def test_a_paused_upload_lane_does_not_keep_the_others_waiting(engine: Engine) -> None:
    engine.done(Heartbeat, Alive(100))
    engine.done(SendWaiting, Failed(Failure.NOT_UNDERSTOOD))
    engine.feed(Asked("a", QUESTION))
    assert engine.calls(AskQuestion)
    beats = 0
    for _ in range(3):
        engine.now += HEARTBEAT
        engine.feed(Woke())
        beats += len(engine.calls(Heartbeat))
        if engine.calls(Heartbeat):
            engine.done(Heartbeat, Alive(100))
    assert beats == 3


def test_being_told_of_something_new_while_the_queue_is_looked_at_is_not_forgotten(engine: Engine) -> None:
    engine.all_well()
    for kind in NOTHING:
        engine.feed(QueueGrew())
        engine.until(kind)
        engine.now += 1
        engine.feed(QueueGrew())
        engine.done(kind, NOTHING[kind])
        at = engine.now
        engine.until(kind)
        assert engine.now == at, "the look began before it was there"
        engine.all_well()


def test_a_newer_catalogue_is_looked_for_now_and_then_and_told_once(engine: Engine) -> None:
    engine.all_well()
    engine.until(LookForCatalogue)
    assert engine.now == 500 + CATALOGUE_FIRST
    network = engine.state.network
    engine.done(LookForCatalogue, Looked("2027.1"))
    assert engine.told[-1] == CatalogueReady("2027.1")
    began = engine.now
    engine.until(LookForCatalogue)
    assert engine.now == began + CATALOGUE_LOOK
    engine.done(LookForCatalogue, Looked(refused=True))
    began = engine.now
    engine.until(LookForCatalogue)
    assert CATALOGUE_AGAIN / 2 <= engine.now - began <= CATALOGUE_AGAIN * 1.5
    assert engine.state.network is network, "it says nothing of the platform"


def test_a_catalogue_that_takes_hours_keeps_nobody_waiting(engine: Engine) -> None:
    engine.until(LookForCatalogue)
    beats = 0
    for _ in range(5):
        engine.until(Heartbeat)
        engine.done(Heartbeat, Alive(100))
        beats += 1
    engine.feed(Asked("a", QUESTION))
    assert engine.calls(AskQuestion)
    assert beats == 5


@pytest.mark.parametrize("failure", list(Failure))
@given(failures=st.integers(1, 40), draw=st.binary(min_size=2, max_size=2))
def test_pauses_grow_to_their_bound_with_jitter(failure: Failure, failures: int, draw: bytes) -> None:
    first, longest = PATIENCE[failure]
    state = EngineState()
    at = 500.0
    for _ in range(failures):
        state, effects = step(state, Woke(), Moment(at, WALL, lambda n: draw))
        call = next(effect.call for effect in effects if isinstance(effect, StartCall) and effect.lane is Lane.DOWNLOADS)
        state, _ = step(state, Done(Lane.DOWNLOADS, call, Failed(failure)), Moment(at, WALL, lambda n: draw))
        pause = state.lanes[Lane.DOWNLOADS].not_before - at
        at = state.lanes[Lane.DOWNLOADS].not_before
    bound = min(longest, first * 2 ** (failures - 1))
    assert bound / 2 <= pause < bound * 1.5


# --- in any order


class AnyOrder(RuleBasedStateMachine):
    """Results of any kind, in any order, at any time; then all is well, and the engine must come to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine()
        self.asked: dict[str, float] = {}
        self.due: dict[Lane, float] = {}
        self.count = 0
        self.network = Network.UNKNOWN
        self.seen = 0
        self.feed(Woke())

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
        self.engine.air.remove(start)
        result: Any = Failed(failure) if failure else self._result(data, start.call)
        self.feed(Done(start.lane, start.call, result))

    def _result(self, data: st.DataObject, call: Any) -> Any:
        match call:
            case AskQuestion():
                return Answered(ProgressKnown(None))
            case SendOne(submission_id):
                return data.draw(
                    st.sampled_from(
                        [
                            Settled(0),
                            Settled(1),
                            Settled(1, ((submission_id, case_of()),)),
                            Settled(1, (), ((submission_id, RejectReason.CONFLICT),)),
                            Settled(1, retry_after=7),
                        ]
                    )
                )
            case SendWaiting(limit):
                sent = data.draw(st.integers(0, limit))
                cases = tuple((str(i), case_of()) for i in range(data.draw(st.integers(0, sent))))
                return Settled(sent, cases, (), data.draw(st.none() | st.integers(0, 10**10)))
            case SendReports():
                return data.draw(st.sampled_from([ReportsKept(0), ReportsKept(3), ReportsKept(3, ("a", "b", "c"))]))
            case SendPiece(most):
                received = data.draw(st.integers(0, most))
                pieces = [PieceKept(""), PieceKept("a", 0, received), PieceKept("a", 9, received), PieceKept("a", known=False)]
                return data.draw(st.sampled_from(pieces))
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
        assert SMALLEST_PIECE <= self.engine.state.piece <= PIECE
        assert 1 <= self.engine.state.batch <= BATCH

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
TestAnyOrder.settings = sequences(150, 40)
