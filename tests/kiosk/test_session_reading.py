"""Time for those who read and listen: no limit runs out under them."""

from __future__ import annotations

import pytest

from kiosk.journeys.browse.places import Home
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.time_limits import LONGEST_READING
from tests.kiosk.session_samples import LIMIT, SETTINGS, Session


@pytest.fixture
def session() -> Session:
    session = Session()
    session.feed(ev.Start())
    return session


def test_no_limit_runs_while_the_voice_reads(session: Session) -> None:
    session.feed(ev.SpeechChanged(True))
    session.wait(LIMIT + 30)
    assert isinstance(session.place, Home)
    assert not session.state.warned
    session.feed(ev.SpeechChanged(False))
    session.wait(SETTINGS.quiet_limit - 1)
    assert not session.state.warned
    session.wait(2)
    assert session.state.warned


def test_a_voice_that_is_never_heard_of_again_ends_the_session(session: Session) -> None:
    session.feed(ev.SpeechChanged(True))
    session.wait(LONGEST_READING + LIMIT + 1)
    assert isinstance(session.place, Idle)


def test_the_warning_is_read_out_and_counts_down_all_the_same(session: Session) -> None:
    session.wait(SETTINGS.quiet_limit + 1)
    assert session.state.warned
    session.feed(ev.SpeechChanged(True))
    session.wait(SETTINGS.warning)
    assert isinstance(session.place, Idle)


def test_a_touch_while_the_voice_reads_takes_no_time_away(session: Session) -> None:
    session.feed(ev.SpeechChanged(True))
    session.wait(10)
    session.feed(ev.Touch())
    session.wait(LIMIT + 10)
    assert isinstance(session.place, Home)
