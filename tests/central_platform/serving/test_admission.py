"""Who is let in and who is told to come again, played through with made-up time."""

from __future__ import annotations

import heapq
import random

from hypothesis import given
from hypothesis import strategies as st

from central_platform.serving.admission import LONGEST_AFTER, Admission

WORK = 0.004  # seconds of the processor for one request


def played(terminals: int, within: float, patience: float = 3.0) -> tuple[float, float, int]:
    """Terminals that come within some seconds, each with one request, and come again when they are told to; one place.

    Returns when the last was done, how long anybody waited for an answer at most, and how often they were sent away in all.
    """
    chance = random.Random(terminals)
    admission = Admission(1, patience)
    arrivals = [(chance.uniform(0, within), name) for name in range(terminals)]
    heapq.heapify(arrivals)
    waiting: list[float] = []
    free_at = last = longest = 0.0
    sent_away = done = 0
    while done < terminals:
        if arrivals and (not waiting or arrivals[0][0] <= max(free_at, waiting[0])):
            now, name = heapq.heappop(arrivals)
            if after := admission.arrive(now):
                sent_away += 1
                heapq.heappush(arrivals, (now + after + chance.random(), name))
            else:
                waiting.append(now)
            continue
        came = waiting.pop(0)
        began = max(free_at, came)
        admission.begin(began)
        free_at = last = began + WORK
        admission.end(free_at)
        longest = max(longest, free_at - came)
        done += 1
    return last, longest, sent_away


def test_a_thousand_at_once_take_little_longer_than_their_work() -> None:
    last, longest, sent_away = played(1000, 0.5)
    assert last < 2 * 1000 * WORK
    assert longest < 4.0
    assert sent_away < 1000


def test_ten_thousand_at_once_too_and_nobody_waits_past_a_deadline() -> None:
    last, longest, sent_away = played(10_000, 5.0)
    assert last < 2 * 10_000 * WORK
    assert longest < 4.0
    assert sent_away < 2 * 10_000


def test_few_are_never_sent_away() -> None:
    admission = Admission(2, 3.0)
    for at in range(100):
        assert admission.arrive(at) == 0
        admission.begin(at)
        admission.end(at + 0.9)


def test_those_sent_away_are_told_times_one_after_the_other() -> None:
    admission = Admission(1, 0.5)
    told = [admission.arrive(0.0) for _ in range(2000)]
    refused = [after for after in told if after]
    assert refused == sorted(refused)
    assert refused[-1] - refused[0] >= 10, "spread over the time that their work takes"


@given(st.lists(st.tuples(st.floats(0, 0.2), st.booleans(), st.floats(0, 30)), max_size=200))
def test_whatever_happens_it_tells_a_time_within_bounds(steps: list[tuple[float, bool, float]]) -> None:
    admission, now, inside = Admission(2, 1.0), 0.0, 0
    for later, ends, took in steps:
        now += later
        after = admission.arrive(now)
        assert 0 <= after <= LONGEST_AFTER
        if after:
            continue
        if ends:
            admission.begin(now)
            admission.end(now + took)
        else:
            admission.leave()
        inside += 1
    assert not steps or inside, "the first is always let in"
