"""The sync engine step by step: lanes, turns, deadlines, pauses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.cases import Case
from kiosk.domain.times import Moment
from kiosk.ports.platform import DEADLINE, CaseMade, CatalogueReady, NoAnswer, PlatformReply, ProgressKnown
from kiosk.ports.storage import PlatformEpoch, Upload
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskOne,
    Done,
    EpochSeen,
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
    NothingWaited,
    OffersAgain,
    PieceKept,
    QueueGrew,
    SendOne,
    SendWaiting,
    Settled,
    SignedIn,
    SignIn,
    StartCall,
    Tell,
    Woke,
)
from kiosk.sync.engine import (
    CATALOGUE_AGAIN,
    CATALOGUE_FIRST,
    CATALOGUE_LOOK,
    EPOCH_LOOK,
    LEASE_BELOW,
    OFFLINE_DEADLINE,
    next_wake,
    step,
)
from kiosk.sync.state import HEARTBEAT, LEAST, MOST, PATIENCE, QUIET_QUEUE, EngineState
from tests.kiosk.driven_engine import QUESTION, DrivenEngine
from tests.kiosk.session_samples import WALL, case_of


@pytest.fixture
def engine() -> DrivenEngine:
    engine = DrivenEngine()
    engine.feed(Woke())
    return engine


def test_at_the_start_the_queue_and_a_sign_in_go_at_once(engine: DrivenEngine) -> None:
    assert engine.calls(SendWaiting) == [SendWaiting(Upload.MESSAGES, MOST[Upload.MESSAGES])]
    assert engine.calls(SignIn) == [SignIn()]
    engine.done(SignIn, SignedIn())
    assert engine.calls(Heartbeat) == [Heartbeat(serials=True)]
    engine.all_well()
    assert next_wake(engine.state) == engine.now + HEARTBEAT


def test_the_platform_says_how_often_it_wants_to_hear_of_a_terminal(engine: DrivenEngine) -> None:
    engine.done(SignIn, SignedIn())
    engine.done(Heartbeat, Alive(100, next_in=600))
    engine.all_well()
    first = engine.state.heartbeat_at
    assert engine.now + 300 <= first <= engine.now + 600, "not all at the same moment"
    engine.until(Heartbeat)
    assert engine.now == first
    engine.done(Heartbeat, Alive(100, next_in=600))
    engine.until(Heartbeat)
    assert engine.now == first + 600
    engine.done(Heartbeat, Alive(100))
    engine.until(Heartbeat)
    assert engine.now <= first + 600 + HEARTBEAT, "one that does not say wants them every half a minute"


def test_a_question_is_answered_by_the_platform_or_at_the_deadline(engine: DrivenEngine) -> None:
    engine.feed(Asked("a", QUESTION))
    engine.done(AskOne, Answered(ProgressKnown(case_of())))
    assert engine.told[-1] == PlatformReply("a", ProgressKnown(case_of()))
    engine.feed(Asked("b", QUESTION))
    engine.now += DEADLINE - 0.001
    engine.feed(Woke())
    assert len(engine.told) == 2
    engine.now += 0.001
    engine.feed(Woke())
    assert engine.told[-1] == PlatformReply("b", NoAnswer())
    before = list(engine.told)
    engine.done(AskOne, Answered(ProgressKnown(None)))
    assert engine.told == before, "the resident was told already"


def test_where_the_platform_was_out_of_reach_a_question_waits_less(engine: DrivenEngine) -> None:
    engine.done(SignIn, Failed(Failure.UNREACHABLE))
    engine.feed(Asked("a", QUESTION))
    engine.now += OFFLINE_DEADLINE
    engine.feed(Woke())
    assert engine.told[-1] == PlatformReply("a", NoAnswer())


def test_questions_beyond_the_lanes_capacity_wait_their_turn_and_give_up_in_the_queue(engine: DrivenEngine) -> None:
    for name in "abcde":
        engine.feed(Asked(name, QUESTION))
    assert [call.request_id for call in engine.calls(AskOne)] == ["a", "b", "c"]
    engine.done(AskOne, Failed(Failure.SERVER_ERROR))
    assert [call.request_id for call in engine.calls(AskOne)] == ["b", "c", "d"], "no pause keeps a resident waiting"
    engine.now += DEADLINE
    engine.feed(Woke())
    assert {event.request_id for event in engine.told if isinstance(event, PlatformReply)} == set("abcde")
    engine.done(AskOne, Failed(Failure.SERVER_ERROR))
    assert "e" not in [call.request_id for call in engine.calls(AskOne)], "nobody waits for it any more"


def test_a_hurried_submission_goes_before_the_questions_and_not_twice(engine: DrivenEngine) -> None:
    engine.all_well()
    for name in "abcd":
        engine.feed(Asked(name, QUESTION))
    engine.feed(Hurried("s"))
    engine.done(AskOne, Answered(ProgressKnown(None)))
    assert engine.calls(SendOne) == [SendOne("s")]
    engine.feed(QueueGrew())
    assert engine.calls(SendWaiting) == [SendWaiting(Upload.MESSAGES, MOST[Upload.MESSAGES], frozenset({"s"}))]
    engine.done(SendOne, Settled(1, (("s", (case_of(),)),)))
    assert engine.told[-1] == CaseMade("s", case_of())
    assert engine.kept[-1] == Settled(1, (("s", (case_of(),)),))
    assert engine.state.hurried == frozenset()


def test_one_message_may_open_several_cases(engine: DrivenEngine) -> None:
    engine.feed(Hurried("s"))
    engine.done(SendOne, Settled(1, (("s", (case_of(number="1"), case_of(number="2"))),)))
    assert engine.told[-1] == CaseMade("s", case_of(number="1"), (case_of(number="2"),))


def test_a_message_without_a_case_is_settled_and_nobody_is_told(engine: DrivenEngine) -> None:
    engine.all_well()
    told = len(engine.told)
    engine.feed(QueueGrew())
    engine.done(Upload.MESSAGES, Settled(1, (("r", ()),)))
    assert engine.kept[-1] == Settled(1, (("r", ()),))
    assert engine.told[told:] == []


def test_it_is_written_down_before_anybody_is_told(engine: DrivenEngine) -> None:
    engine.feed(Hurried("s"))
    effects = engine.done(SendOne, Settled(1, (("s", (case_of(),)),)))
    kinds = [
        type(effect)
        for effect in effects
        if isinstance(effect, Keep) or (isinstance(effect, Tell) and isinstance(effect.event, CaseMade))
    ]
    assert kinds == [Keep, Tell]


@pytest.mark.parametrize("result", [Failed(Failure.UNREACHABLE), Settled(1), Settled(1, retry_after=5)])
def test_a_hurried_submission_without_a_verdict_falls_back_into_the_queue(engine: DrivenEngine, result: Any) -> None:
    engine.all_well()
    engine.feed(Hurried("s"))
    engine.done(SendOne, result)
    assert engine.state.hurried == frozenset()
    until = engine.now + 6
    engine.until(Upload.MESSAGES)
    assert engine.now <= until, "it waits as long as if nothing were there"


@pytest.mark.parametrize("after", [0, 1, 30, 3600, 10**12])
def test_what_is_put_off_is_asked_again_neither_at_once_nor_never(engine: DrivenEngine, after: int) -> None:
    engine.done(Upload.MESSAGES, Settled(1, retry_after=after))
    began = engine.now
    engine.until(Upload.MESSAGES)
    assert engine.now < began + 2 * 3600
    assert engine.now - began >= min(max(after, 2), 3600)


def test_a_newer_catalogue_is_looked_for_now_and_then_and_told_once(engine: DrivenEngine) -> None:
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


def test_an_empty_queue_is_looked_at_again_by_itself(engine: DrivenEngine) -> None:
    engine.all_well()
    began, seen = engine.now, 0
    while engine.now < began + QUIET_QUEUE + HEARTBEAT:
        engine.wake()
        seen += len(engine.calls(Upload.MESSAGES))
        engine.all_well()
    assert seen == 1


@pytest.mark.parametrize("cases", [(), (case_of(),)])
def test_a_batch_shrinks_on_failure_and_grows_again(engine: DrivenEngine, cases: tuple[Case, ...]) -> None:
    upload = Upload.MESSAGES
    sizes = []
    for _ in range(8):
        sizes.append(engine.until(upload).most)
        engine.done(upload, Failed(Failure.SERVER_ERROR, ("a", "b")))
    assert sizes == [max(1, MOST[upload] >> n) for n in range(8)]
    grown = []
    for _ in range(8):
        most = engine.until(upload).most
        grown.append(most)
        names = tuple(str(i) for i in range(most))
        engine.done(upload, Settled(most, tuple((name, cases) for name in names)))
    assert grown == [min(MOST[upload], 1 << n) for n in range(8)]


def test_pieces_shrink_on_failure_and_grow_again(engine: DrivenEngine) -> None:
    sizes = []
    for name in "abcdefg":
        sizes.append(engine.until(Upload.ATTACHMENTS).most)
        engine.done(Upload.ATTACHMENTS, Failed(Failure.UNREACHABLE, (name,)))
    most, least = MOST[Upload.ATTACHMENTS], LEAST[Upload.ATTACHMENTS]
    assert sizes == [*(most >> n for n in range(6)), least]
    engine.until(Upload.ATTACHMENTS)
    engine.done(Upload.ATTACHMENTS, PieceKept("z", 0, least))
    assert engine.until(Upload.ATTACHMENTS).most == 2 * least


def test_all_that_is_uploaded_takes_turns(engine: DrivenEngine) -> None:
    engine.all_well()
    engine.feed(QueueGrew())
    turns = []
    some = {
        Upload.MESSAGES: Settled(1, (("s", (case_of(),)),)),
        Upload.ATTACHMENTS: PieceKept("a", 0, 1),
    }
    for _ in range(6):
        while not engine.calls(SendWaiting):
            engine.wake()
        upload = engine.calls(SendWaiting)[0].upload
        turns.append(upload)
        engine.done(upload, some[upload])
    assert turns == list(Upload) * 3


def test_pictures_follow_their_submission_at_once(engine: DrivenEngine) -> None:
    engine.all_well()
    engine.feed(Hurried("s"))
    assert not engine.calls(Upload.ATTACHMENTS)
    engine.done(SendOne, Settled(1, (("s", (case_of(),)),)))
    assert engine.calls(SendWaiting) == [SendWaiting(Upload.ATTACHMENTS, MOST[Upload.ATTACHMENTS])]


@pytest.mark.parametrize("stuck", [PieceKept("a", 0, 0), PieceKept("a", 5, 0), PieceKept("a", 0, 0, known=False)])
def test_an_attachment_that_does_not_move_keeps_nobody_busy(engine: DrivenEngine, stuck: PieceKept) -> None:
    engine.all_well()
    engine.feed(QueueGrew())
    engine.until(Upload.ATTACHMENTS)
    engine.done(Upload.ATTACHMENTS, stuck)
    began = engine.now
    engine.until(Upload.ATTACHMENTS)
    assert engine.now - began >= QUIET_QUEUE - 1
    assert (stuck in engine.kept) == stuck.known, "what the platform has is known, even if it is less than it was"


def test_serial_numbers_are_leased_when_few_are_left_and_once(engine: DrivenEngine) -> None:
    engine.done(SignIn, SignedIn())
    engine.done(Heartbeat, Alive(LEASE_BELOW - 1))
    assert engine.calls(LeaseSerials) == [LeaseSerials()]
    engine.done(LeaseSerials, Leased("L", 1, 500))
    assert engine.kept == [Leased("L", 1, 500)]
    assert not engine.calls(LeaseSerials)
    engine.all_well()
    engine.until(Heartbeat)
    engine.done(Heartbeat, Alive(LEASE_BELOW))
    assert not engine.calls(LeaseSerials)


def test_a_paused_upload_lane_does_not_keep_the_others_waiting(engine: DrivenEngine) -> None:
    engine.all_well()
    engine.feed(QueueGrew())
    engine.done(Upload.MESSAGES, Failed(Failure.NOT_UNDERSTOOD, ("a", "b")))
    engine.feed(Asked("a", QUESTION))
    assert engine.calls(AskOne)
    beats = 0
    for _ in range(3):
        engine.now += HEARTBEAT
        engine.feed(Woke())
        if engine.calls(SignIn):
            engine.done(SignIn, SignedIn())
        beats += len(engine.calls(Heartbeat))
        engine.done(Heartbeat, Alive(100))
    assert beats == 3


def test_what_grows_while_the_queue_is_looked_at_is_not_forgotten(engine: DrivenEngine) -> None:
    engine.all_well()
    for upload in Upload:
        engine.feed(QueueGrew())
        engine.until(upload)
        engine.now += 1
        engine.feed(QueueGrew())
        engine.done(upload, NothingWaited())
        at = engine.now
        engine.until(upload)
        assert engine.now == at, "the look began before it was there"
        engine.all_well()


def test_a_catalogue_that_takes_hours_keeps_nobody_waiting(engine: DrivenEngine) -> None:
    engine.until(LookForCatalogue)
    beats = 0
    for _ in range(5):
        engine.until(Heartbeat)
        engine.done(Heartbeat, Alive(100))
        beats += 1
    engine.feed(Asked("a", QUESTION))
    assert engine.calls(AskOne)
    assert beats == 5


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure is not Failure.STORAGE])
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


def test_a_new_epoch_of_the_platform_is_asked_for_soon(engine: DrivenEngine) -> None:
    engine.all_well()
    seen = engine.now
    engine.feed(EpochSeen())
    engine.until(Heartbeat)
    assert engine.now - seen <= EPOCH_LOOK


def test_what_waits_again_is_sent_at_once_and_leases_are_told(engine: DrivenEngine) -> None:
    engine.done(SignIn, SignedIn())
    assert engine.calls(Heartbeat) == [Heartbeat(serials=True)], "the first after a start tells them"
    told = Alive(100, epochs=(PlatformEpoch("0001", 5),))
    engine.done(Heartbeat, told)
    assert engine.kept == [told]
    engine.all_well()
    engine.until(Heartbeat)
    assert engine.calls(Heartbeat) == [Heartbeat(serials=False)]
    engine.done(Heartbeat, Alive(100))
    engine.all_well()
    engine.feed(OffersAgain())
    assert engine.calls(Heartbeat) == [Heartbeat(serials=True)]
    assert engine.calls(SendWaiting), "without waiting for the queue's quiet time"


def test_leases_are_told_until_the_platform_has_heard_of_them(engine: DrivenEngine) -> None:
    engine.done(SignIn, SignedIn())
    engine.done(Heartbeat, Failed(Failure.UNREACHABLE))
    engine.until(Heartbeat)
    assert engine.calls(Heartbeat) == [Heartbeat(serials=True)]
