"""What the engine takes for the network's fault, what for one thing's alone, and how often it tries."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from kiosk.ports.platform import Network, NetworkChanged, ProgressKnown
from kiosk.ports.storage import Upload
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskOne,
    Failed,
    Failure,
    Heartbeat,
    Hurried,
    KeepHeld,
    Lane,
    LeaseSerials,
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
    WasHeld,
    Woke,
)
from kiosk.sync.engine import LANE_LONGEST, next_wake
from kiosk.sync.reachability import CHECK_APART, HELD_LONGEST, HELD_TOLD
from kiosk.sync.state import LONGEST_TOLD, OUT_OF_REACH, PATIENCE
from tests.kiosk.driven_engine import QUESTION, DrivenEngine
from tests.kiosk.session_samples import case_of

ONE_ITEM = [Failure.NOT_THE_PLATFORM, Failure.SERVER_ERROR, Failure.REFUSED, Failure.NOT_UNDERSTOOD, Failure.UNREACHABLE]
KEPT: dict[Upload, Callable[[str], Any]] = {
    Upload.MESSAGES: lambda name: Settled(1, ((name, (case_of(),)),)),
    Upload.ATTACHMENTS: lambda name: PieceKept(name, 0, 1),
}


@pytest.fixture
def fresh() -> DrivenEngine:
    engine = DrivenEngine()
    engine.feed(Woke())
    return engine


@pytest.fixture
def engine(fresh: DrivenEngine) -> DrivenEngine:
    """Online, and at rest."""
    fresh.all_well()
    fresh.now += CHECK_APART
    return fresh


def network(engine: DrivenEngine) -> list[Network]:
    return [event.network for event in engine.told if isinstance(event, NetworkChanged)]


def runs(engine: DrivenEngine, seconds: float, answer: Callable[[Any], Any]) -> None:
    """``seconds`` of the engine's life, in which each call ends at once as ``answer`` says."""
    until = engine.now + seconds
    while True:
        while engine.air:
            start = engine.air[0]
            engine.done(type(start.call), answer(start.call))
        if next_wake(engine.state) > until:
            engine.now = until
            return
        engine.wake()


def away_with_one_waiting(call: Any) -> Any:
    match call:
        case SendWaiting(Upload.MESSAGES):
            return Failed(Failure.UNREACHABLE, ("s",))
        case SendWaiting():
            return NothingWaited()
    return Failed(Failure.UNREACHABLE)


def all_but(name: str, failure: Failure, waits: dict[str, int]) -> Callable[[Any], Any]:
    """Everything is answered but one submission; ``waits`` counts down the others, and counts the tries of this one."""

    def answer(call: Any) -> Any:
        match call:
            case SendWaiting(Upload.MESSAGES, most, without, only):
                others = [] if only else [f"o{n}" for n in range(waits["others"])][: most - (name not in without)]
                sent = [name] if only or name not in without else []
                if sent:
                    waits["tries"] += 1
                    return Failed(failure, (*sent, *others))
                waits["others"] -= len(others)
                return Settled(len(others), tuple((other, (case_of(),)) for other in others)) if others else NothingWaited()
            case SendWaiting():
                return NothingWaited()
            case SignIn():
                return SignedIn()
            case LeaseSerials():
                raise AssertionError("enough are left")
            case AskOne():
                return Answered(ProgressKnown(None))
        return Alive(100)

    return answer


def test_nothing_to_send_says_nothing_of_the_network(fresh: DrivenEngine) -> None:
    fresh.done(Upload.MESSAGES, NothingWaited())
    fresh.done(Upload.ATTACHMENTS, NothingWaited())
    assert network(fresh) == []


@pytest.mark.parametrize("failure", list(Failure))
def test_a_ledger_that_fails_says_nothing_of_the_network(engine: DrivenEngine, failure: Failure) -> None:
    engine.feed(QueueGrew())
    engine.done(Upload.MESSAGES, Failed(Failure.STORAGE))
    assert not engine.calls(SignIn)
    assert network(engine) == [Network.ONLINE]


def test_an_outage_is_told_once_and_its_tries_grow_rare(engine: DrivenEngine) -> None:
    engine.feed(QueueGrew())
    engine.started.clear()
    runs(engine, 120, away_with_one_waiting)
    tries = [at for at, call in engine.started if isinstance(call, SendWaiting) and call.upload is Upload.MESSAGES]
    assert network(engine) == [Network.ONLINE, Network.OFFLINE]
    assert len(tries) <= 20, "pauses grow"
    assert min(b - a for a, b in pairwise(tries[6:])) >= PATIENCE[Failure.UNREACHABLE][1] / 2
    engine.started.clear()
    runs(engine, 3600, away_with_one_waiting)
    assert len(engine.started) <= 3 * 3600 / (PATIENCE[Failure.UNREACHABLE][1] / 2)
    engine.all_well()
    engine.until(SignIn)
    engine.done(SignIn, SignedIn())
    assert network(engine) == [Network.ONLINE, Network.OFFLINE, Network.ONLINE]


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure in OUT_OF_REACH])
def test_a_failure_is_the_networks_where_a_sign_in_fails_too(engine: DrivenEngine, failure: Failure) -> None:
    engine.feed(Asked("a", QUESTION))
    engine.done(AskOne, Failed(failure))
    assert network(engine) == [Network.ONLINE]
    engine.done(SignIn, Failed(failure))
    assert network(engine) == [Network.ONLINE, Network.OFFLINE]


@pytest.mark.parametrize("failure", [Failure.REFUSED, Failure.BUSY, Failure.NOT_UNDERSTOOD])
def test_a_platform_that_refuses_is_not_out_of_reach(engine: DrivenEngine, failure: Failure) -> None:
    engine.feed(QueueGrew())
    engine.done(Upload.MESSAGES, Failed(failure, ("a",)))
    while engine.calls(SignIn):
        engine.done(SignIn, Failed(failure))
    assert network(engine) == [Network.ONLINE]


def test_heartbeats_that_fail_alone_make_nobody_offline(engine: DrivenEngine) -> None:
    runs(
        engine,
        600,
        lambda call: (
            Failed(Failure.SERVER_ERROR)
            if isinstance(call, Heartbeat)
            else all_but("-", Failure.BUSY, {"others": 0, "tries": 0})(call)
            if not isinstance(call, SendWaiting)
            else NothingWaited()
        ),
    )
    assert network(engine) == [Network.ONLINE]


def test_while_out_of_reach_only_the_least_is_asked(fresh: DrivenEngine) -> None:
    runs(fresh, 600, away_with_one_waiting)
    assert {type(call) for _, call in fresh.started} == {SignIn, SendWaiting, LookForCatalogue}
    fresh.feed(Asked("a", QUESTION))
    fresh.done(AskOne, Answered(ProgressKnown(None)))
    assert fresh.calls(Heartbeat), "whatever is answered shows that it is back"
    assert fresh.calls(Upload.MESSAGES)


@pytest.mark.parametrize("failure", ONE_ITEM)
def test_one_that_is_refused_alone_stops_nobody(engine: DrivenEngine, failure: Failure) -> None:
    waits = {"others": 50, "tries": 0}
    engine.feed(QueueGrew())
    runs(engine, 150, all_but("bad", failure, waits))
    assert network(engine) == [Network.ONLINE], "online while others are answered"
    assert waits["others"] == 0
    assert engine.held[-1] == KeepHeld(Upload.MESSAGES, "bad", failure)
    waits["tries"] = 0
    runs(engine, 24 * 3600, all_but("bad", failure, waits))
    assert 12 <= waits["tries"] <= 60, "by itself, ever more rarely, for ever"
    assert network(engine) == [Network.ONLINE]
    assert list(engine.state.held) == ["bad"]


@pytest.mark.parametrize("upload", list(Upload))
def test_of_every_kind_one_alone_is_held_back(engine: DrivenEngine, upload: Upload) -> None:
    for _ in range(HELD_TOLD):
        engine.feed(QueueGrew())
        call = engine.until(upload)
        while call.only != "bad" and "bad" in call.without:
            engine.done(upload, NothingWaited())
            call = engine.until(upload)
        engine.done(upload, Failed(Failure.SERVER_ERROR, ("bad",)))
        engine.until(SignIn)
        engine.done(SignIn, SignedIn())
    assert engine.held == [KeepHeld(upload, "bad", Failure.SERVER_ERROR)]
    call = engine.until(upload)
    while call.only != "bad":
        assert "bad" in call.without
        engine.done(upload, NothingWaited())
        call = engine.until(upload)
    engine.done(upload, KEPT[upload]("bad"))
    assert engine.held[-1] == KeepHeld(upload, "bad", None)
    assert engine.state.held == {}


def test_one_that_fails_with_the_network_is_no_suspect(engine: DrivenEngine) -> None:
    engine.feed(Hurried("s"))
    engine.done(SendOne, Failed(Failure.UNREACHABLE, ("s",)))
    engine.done(SignIn, Failed(Failure.UNREACHABLE))
    assert network(engine)[-1] is Network.OFFLINE
    engine.feed(Asked("a", QUESTION))
    engine.done(AskOne, Answered(ProgressKnown(None)))
    assert engine.state.held == {}
    assert "s" not in engine.calls(Upload.MESSAGES)[0].without


def test_an_answer_from_before_the_failure_convicts_nobody(engine: DrivenEngine) -> None:
    engine.feed(QueueGrew())
    engine.feed(Asked("a", QUESTION))
    engine.done(AskOne, Failed(Failure.UNREACHABLE))
    assert engine.calls(SignIn)
    engine.now += 0.1
    engine.done(Upload.MESSAGES, Failed(Failure.UNREACHABLE, ("s",)))
    engine.done(SignIn, SignedIn())
    assert engine.state.held == {}
    engine.until(SignIn)
    assert engine.now - engine.started[-1][0] < CHECK_APART
    engine.done(SignIn, SignedIn())
    assert list(engine.state.held) == ["s"]


def test_where_one_held_gets_through_its_like_are_tried(engine: DrivenEngine) -> None:
    engine.feed(WasHeld(Upload.MESSAGES, ("a", "b")))
    engine.feed(WasHeld(Upload.ATTACHMENTS, ("r",)))
    call = engine.until(Upload.MESSAGES)
    while not call.only:
        engine.done(Upload.MESSAGES, NothingWaited())
        call = engine.until(Upload.MESSAGES)
    at = engine.now
    engine.done(Upload.MESSAGES, Settled(1, ((call.only, (case_of(),)),)))
    (other,) = [name for name in "ab" if name != call.only]
    while engine.calls(SendWaiting)[0].only != other:
        engine.done(SendWaiting, NothingWaited())
        engine.until(SendWaiting)
    assert engine.now == at
    assert set(engine.state.held) == {other, "r"}


def test_held_ones_go_at_once_where_a_technician_wants_it(engine: DrivenEngine) -> None:
    engine.feed(WasHeld(Upload.MESSAGES, ("a", "b")))
    assert not engine.calls(SendWaiting)
    engine.feed(Retried(("a",)))
    assert engine.calls(SendWaiting)[0].without == {"b"}


def test_one_that_is_no_longer_here_is_held_no_longer(engine: DrivenEngine) -> None:
    engine.feed(WasHeld(Upload.ATTACHMENTS, ("gone",)))
    while engine.until(Upload.ATTACHMENTS).only != "gone":
        engine.done(Upload.ATTACHMENTS, NothingWaited())
    engine.done(Upload.ATTACHMENTS, NothingWaited())
    assert engine.state.held == {}
    assert engine.held == [KeepHeld(Upload.ATTACHMENTS, "gone", None)]


def test_all_refused_one_by_one_is_no_flood(engine: DrivenEngine) -> None:
    """The platform's intake is broken, the rest of it works: 1,000 wait."""
    left = [f"s{n}" for n in range(1000)]

    def answer(call: Any) -> Any:
        match call:
            case SendWaiting(Upload.MESSAGES, most, without, only):
                return Failed(Failure.SERVER_ERROR, (only,) if only else tuple(s for s in left if s not in without)[:most])
            case SendWaiting():
                return NothingWaited()
            case SignIn():
                return SignedIn()
        return Alive(100)

    engine.feed(QueueGrew())
    engine.started.clear()
    runs(engine, 3600, answer)
    tries = [call for _, call in engine.started if isinstance(call, SendWaiting) and call.upload is Upload.MESSAGES]
    assert len(tries) <= 3600 / (LANE_LONGEST / 2) + 20
    assert network(engine) == [Network.ONLINE]
    assert max(held.until for held in engine.state.held.values()) - engine.now <= 1.5 * HELD_LONGEST


def test_a_time_that_the_platform_tells_is_kept_and_spread(engine: DrivenEngine) -> None:
    pauses = set()
    for _ in range(20):
        engine.feed(QueueGrew())
        engine.until(Upload.MESSAGES)
        size = engine.state.sizes[Upload.MESSAGES]
        engine.done(Upload.MESSAGES, Failed(Failure.BUSY, ("m1",), after=20))
        pause = engine.state.lanes[Lane.UPLOADS].not_before - engine.now
        assert 20 <= pause <= 24
        pauses.add(round(pause, 3))
        assert engine.state.sizes[Upload.MESSAGES] == size, "it was not too much for one request"
        assert not engine.state.held
        assert not engine.state.suspects
        engine.now += pause
    assert len(pauses) > 10
    assert engine.state.lanes[Lane.UPLOADS].failures == 0, "it does not grow: the platform says each time"
    assert network(engine) == [Network.ONLINE]


def test_a_time_that_is_too_long_is_not_believed(engine: DrivenEngine) -> None:
    engine.feed(QueueGrew())
    engine.until(Upload.MESSAGES)
    engine.done(Upload.MESSAGES, Failed(Failure.BUSY, ("m1",), after=10**9))
    assert engine.state.lanes[Lane.UPLOADS].not_before - engine.now <= 1.1 * LONGEST_TOLD + 1


def test_a_sign_in_that_is_put_off_is_no_outage(fresh: DrivenEngine) -> None:
    fresh.done(SignIn, Failed(Failure.BUSY, after=7))
    assert network(fresh) == []
    assert 7 <= fresh.state.lanes[Lane.DOWNLOADS].not_before - fresh.now <= 9
    fresh.now = fresh.state.lanes[Lane.DOWNLOADS].not_before
    fresh.feed(Woke())
    fresh.done(SignIn, SignedIn())
    assert network(fresh) == [Network.ONLINE]
