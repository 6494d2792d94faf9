from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from devices.runtime.supervisor import (
    FIRST_RETRY,
    LAST_RETRY,
    POLL,
    Answered,
    AskStatus,
    Doubted,
    Report,
    SupervisorState,
    Tick,
    step,
)
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus

READY = DeviceStatus(StatusKind.READY)
GONE = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
PAPER_OUT = DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)


def run(answers: list[DeviceStatus]) -> tuple[list[float], list[DeviceStatus]]:
    """When a device with these answers is asked, on a clock that jumps to whenever something is due, and what is told."""
    state, now, asked, told = SupervisorState(), 0.0, [], []
    for answer in answers:
        now = max(now, state.due)
        state, effects = step(state, Tick(), now)
        assert effects == (AskStatus(),)
        asked.append(now)
        state, effects = step(state, Answered(answer), now)
        told += [effect.status for effect in effects if isinstance(effect, Report)]
    return asked, told


def test_a_device_that_is_gone_is_tried_less_and_less_often() -> None:
    asked, told = run([GONE] * 7)
    assert [b - a for a, b in itertools.pairwise(asked)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert told == [GONE]


def test_it_begins_anew_after_it_was_well() -> None:
    asked, told = run([GONE, GONE, GONE, READY, GONE, GONE])
    assert [b - a for a, b in itertools.pairwise(asked)] == [0.5, 1.0, 2.0, POLL, 0.5]
    assert told == [GONE, READY, GONE]


def test_a_printer_without_paper_answers_and_is_asked_every_second() -> None:
    asked, _ = run([PAPER_OUT] * 4)
    assert asked == [0.0, 1.0, 2.0, 3.0]


def test_a_flickering_detail_is_not_told() -> None:
    _, told = run([DeviceStatus(StatusKind.READY, detail=detail) for detail in "abc"])
    assert len(told) == 1


def test_what_is_not_configured_is_asked_once() -> None:
    state, _ = step(SupervisorState(), Tick(), 0.0)
    state, effects = step(state, Answered(DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_CONFIGURED)), 0.0)
    assert len(effects) == 1
    assert state.due == math.inf


def test_what_is_misconfigured_is_asked_again() -> None:
    """It may be so by what is plugged in, and be well later."""
    state, _ = step(SupervisorState(), Tick(), 0.0)
    state, _ = step(state, Answered(DeviceStatus(StatusKind.UNAVAILABLE, Reason.MISCONFIGURED)), 0.0)
    assert state.due == FIRST_RETRY
    state, _ = step(state, Tick(), FIRST_RETRY)
    _, effects = step(state, Answered(READY), FIRST_RETRY)
    assert effects == (Report(READY),)


def test_a_doubt_asks_at_once() -> None:
    state, _ = step(SupervisorState(), Tick(), 0.0)
    state, _ = step(state, Answered(READY), 0.0)
    state, effects = step(state, Doubted(), 0.2)
    assert effects == ()
    assert step(state, Tick(), 0.2)[1] == (AskStatus(),)


statuses = st.builds(DeviceStatus, st.sampled_from(StatusKind), st.none() | st.sampled_from(Reason))
happenings = st.tuples(st.sampled_from(["tick", "doubt"]), st.floats(0, 10), statuses)


@given(st.lists(happenings, max_size=60))
def test_whatever_happens(story: list[tuple[str, float, DeviceStatus]]) -> None:
    state, now = SupervisorState(), 0.0
    last_told: DeviceStatus | None = None
    for what, later, answer in story:
        now += later
        if what == "doubt":
            last_told = None  # what is found next is told, even if it is the same
        state, effects = step(state, Doubted() if what == "doubt" else Tick(), now)
        if effects:
            assert effects == (AskStatus(),)
            assert step(state, Tick(), now)[1] == ()  # never asked twice without an answer
            state, effects = step(state, Answered(answer), now)
            for effect in effects:
                assert isinstance(effect, Report)
                assert last_told is None or (effect.status.kind, effect.status.reason) != (last_told.kind, last_told.reason)
                last_told = effect.status
            assert last_told is not None
            assert (last_told.kind, last_told.reason) == (answer.kind, answer.reason)
            assert state.retry == 0 or FIRST_RETRY <= state.retry <= LAST_RETRY
            assert state.due == math.inf or now + FIRST_RETRY <= state.due <= now + LAST_RETRY
