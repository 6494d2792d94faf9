"""What is taken for the time where a machine's clock may stand anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import LONGEST_ALONE, RELEASED, Clock, TimeKnown, time_known
from kiosk.domain.receipts import submitted_text
from kiosk.domain.times import Moment
from kiosk.journeys.apply.events import Committed
from kiosk.session import events as ev
from kiosk.session.effects import PrintReceiptPaper
from kiosk.views.frame import cannot_now
from tests.kiosk.session_samples import WALL, Session

YEAR_1970, YEAR_2099 = 0, int(datetime(2099, 1, 1, tzinfo=UTC).timestamp())
SECONDS = st.integers(0, 2**33)


def at(clock: int, floor: int = WALL) -> TimeKnown:
    return time_known(clock, floor, 0.0, None)


def test_a_clock_that_can_be_right_is_believed() -> None:
    assert at(WALL) == TimeKnown(WALL)


def test_a_clock_at_1970_is_no_earlier_than_the_floor() -> None:
    assert at(YEAR_1970) == TimeKnown(WALL, doubtful=True)


def test_a_clock_at_2099_is_not_believed() -> None:
    assert at(YEAR_2099) == TimeKnown(WALL, doubtful=True)


def test_without_a_floor_the_program_is_its_own() -> None:
    assert at(YEAR_1970, floor=0) == TimeKnown(RELEASED, doubtful=True)


def test_time_passes_while_the_clock_stands_wrong() -> None:
    assert time_known(YEAR_1970, WALL, 90.5, None) == TimeKnown(WALL + 90, doubtful=True)


@given(clock=SECONDS, floor=SECONDS, elapsed=st.floats(0, 1e8), ahead=st.none() | st.integers(-(2**33), 2**33))
def test_doubt_is_told_and_no_time_is_before_the_floor(clock: int, floor: int, elapsed: float, ahead: int | None) -> None:
    known = time_known(clock, floor, elapsed, ahead)
    if ahead is not None:
        assert known == TimeKnown(clock + ahead)
        return
    assert known.wall >= max(floor, RELEASED)
    assert known.doubtful == (not max(floor, RELEASED) <= clock <= max(floor, RELEASED) + LONGEST_ALONE)


def test_the_platforms_answer_ends_all_doubt() -> None:
    wall = [float(YEAR_1970)]
    clock = Clock(lambda: wall[0], lambda: 0.0, WALL)
    assert clock.now().doubtful
    clock.correct(WALL + 5)
    wall[0] += 10
    assert clock.now() == TimeKnown(WALL + 15)


def test_what_begins_later_is_judged_by_no_doubtful_clock() -> None:
    moment = Moment(0.0, WALL, bytes, doubtful=True)
    assert (moment.today, moment.latest_day) == (date(2026, 11, 22), date.max)
    assert Moment(0.0, WALL, bytes).latest_day == date(2026, 11, 22)


def test_a_receipt_names_no_time_that_cannot_be_right() -> None:
    assert submitted_text(WALL, doubtful=False).zh == "2026-11-22 10:00"
    assert "2026" not in submitted_text(WALL, doubtful=True).zh


def test_a_session_says_that_the_clock_is_wrong_and_goes_on() -> None:
    session = Session()
    session.doubtful = True
    session.feed(ev.Start())
    assert session.audited("clock.changed") == [{"to": "DOUBTFUL"}]
    assert any("本机时间不准" in line for line in cannot_now(session.state)[1])
    submission_id = session.to_submitting()
    session.feed(Committed(submission_id, "T-1"))
    session.wait(10)
    paper = repr([getattr(block, "value", "") for block in session.last(PrintReceiptPaper).document.blocks])
    assert "本机时间不准" in paper
    session.doubtful = False
    session.feed(ev.Tick())
    assert session.audited("clock.changed") == [{"to": "DOUBTFUL"}, {"to": "KNOWN"}]
    assert not any("本机时间不准" in line for line in cannot_now(session.state)[1])
