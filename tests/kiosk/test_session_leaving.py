"""Time that runs out, and what is left of a person who leaves."""

from __future__ import annotations

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.journeys.apply.draft import Drafts
from kiosk.journeys.apply.events import SetAnswer
from kiosk.journeys.apply.filling import AskPage
from kiosk.journeys.browse.events import OpenItem, OpenSearch, SearchFor
from kiosk.journeys.browse.places import Home
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, StatusChanged, WaitForNoCard
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed, PrintSent, PrintUncertain
from kiosk.ports.platform import Network, NetworkChanged
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session import leaving
from kiosk.session.idle import Idle
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.state import Accessibility, Overlay
from kiosk.session.time_limits import next_tick, seconds_left
from tests.kiosk.session_samples import CODE, LIMIT, READY, Session, around, card_of, traces_of


def test_a_warning_then_the_end(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.wait(59.9)
    assert not session.state.warned
    session.wait(0.1)
    assert session.state.warned
    assert seconds_left(session.state, session.monotonic) == 20
    session.feed(ev.Touch())
    assert not session.state.warned
    session.wait(60)
    assert session.state.warned
    session.wait(19.9)
    assert session.place == AskPage(CODE, "mobile")
    session.wait(0.2)
    assert session.is_at(Leaving)
    assert session.audited("session.timed-out") == [{}]


def test_elder_mode_has_twice_the_time(session: Session) -> None:
    session.feed(ev.Start(), ev.SetAccessibility(Accessibility(large=True)))
    session.wait(119)
    assert not session.state.warned
    session.wait(2)
    assert session.state.warned
    session.wait(38)
    assert session.place == Home()
    session.wait(2)
    assert session.place == Idle()
    assert session.state.accessibility == Accessibility(), "the next person begins with the usual"


def test_a_late_touch_does_not_bring_an_expired_session_back(session: Session) -> None:
    session.to_questions()
    session.monotonic += LIMIT
    session.feed(SetAnswer("here", "yes"))
    assert session.is_at(Leaving)
    assert session.state.of(Drafts).drafts == {}
    assert session.audited("session.timed-out") == [{}], "a session that was asleep over its warning timed out all the same"


def test_what_a_device_says_at_the_very_end_of_a_session_is_not_lost(session: Session) -> None:
    session.feed(ev.Start())
    session.monotonic += LIMIT
    status = DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, status))
    assert session.place == Idle()
    assert session.state.status(Device.RECEIPT_PRINTER) == status, "it is told once: devices report changes only"
    session.feed(ev.Start())
    session.monotonic += LIMIT
    session.feed(NetworkChanged(Network.OFFLINE))
    assert session.state.network is Network.OFFLINE


def test_who_leaves_during_the_warning_did_not_time_out(session: Session) -> None:
    session.to_questions()
    session.wait(65)
    assert session.state.warned
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    assert session.audited("session.timed-out") == []


def test_the_idle_page_needs_no_clock(session: Session) -> None:
    assert next_tick(session.state) is None
    session.wait(86400)
    assert session.place == Idle()


def test_leaving_asks_first_where_something_was_typed(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.feed(ev.Leave())
    assert session.state.overlay is Overlay.LEAVE
    assert session.place == AskPage(CODE, "mobile")
    session.feed(ev.CloseOverlay())
    assert session.state.overlay is None
    session.feed(ev.Leave(), ev.Leave(sure=True))
    assert session.is_at(Leaving)


@pytest.mark.parametrize("who", ["identified", "submitted", "searched"])
def test_leaving_asks_whoever_showed_a_card_or_typed(session: Session, who: str) -> None:
    match who:
        case "identified":
            session.to_identify()
            session.show_card()
        case "submitted":
            session.to_result()
            session.paper(PrintConfirmed())
        case "searched":
            session.feed(ev.Start(), OpenSearch(), SearchFor("养老"))
    place = session.place
    session.feed(ev.Leave())
    assert session.state.overlay is Overlay.LEAVE
    assert session.place == place
    text = around(session).overlay.text
    assert ("重新出示证件或随申码" in text, "已经提交的申请不受影响" in text) == (who != "searched", who == "submitted")
    session.feed(ev.Leave(sure=True))
    assert isinstance(session.place, (Leaving, Wiped))


def test_leaving_asks_nobody_who_only_looked(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(CODE), ev.Leave())
    assert session.place == Idle()


@pytest.mark.parametrize("where", ["questions", "check", "result", "stored"])
def test_after_leaving_the_state_holds_nothing_of_the_person(session: Session, where: str) -> None:
    match where:
        case "questions":
            session.to_questions()
            session.answer(here="no", why="王秀英照顾孙女")
            session.feed(ev.SetLanguage("en"), ev.SetAccessibility(Accessibility(large=True, contrast=True)))
        case "check":
            session.to_check()
        case "result":
            session.to_result()
            session.paper(PrintSent())
        case "stored":
            session.to_result(None)
            session.paper(PrintUncertain(Reason.SILENT))
    assert traces_of(card_of("wang"), session.state), "the walk finds what is there"
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    left = session.state
    assert traces_of(card_of("wang"), left) == []
    assert (left.person, left.own, left.trail, left.lookups, left.overlay) == (None, {}, (), frozenset(), None)
    assert left.language == ("en" if where == "questions" else "zh"), "what is left behind is told in their language"
    assert left.accessibility == Accessibility()


def test_a_card_left_on_the_reader_is_waited_for(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    waiting = session.last(WaitForNoCard)
    session.wait(15)
    assert session.is_at(Leaving)
    session.feed(DeviceAnswer(waiting.request_id, CardGone()))
    assert session.place == Wiped()
    assert len(session.all(do.ReplaceProcess)) == 1


def test_the_farewell_stays_a_moment_even_when_the_card_is_gone(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.feed(DeviceAnswer(session.last(WaitForNoCard).request_id, CardGone()))
    assert session.is_at(Leaving)
    session.wait(3.9)
    assert session.is_at(Leaving)
    session.wait(0.2)
    assert session.place == Wiped()


def test_a_card_that_nobody_fetches_does_not_hold_the_terminal_up_for_ever(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.wait(19)
    assert session.is_at(Leaving)
    session.wait(2)
    assert session.place == Wiped()
    assert Cancel(session.last(WaitForNoCard).request_id) in session.effects
    assert session.audited("session.ended") == [{}]


def test_after_the_end_nothing_happens(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.wait(30)
    end = session.state
    made = session.feed(ev.Start(), ev.Touch(), ev.Tick(), StatusChanged(Device.CODE_SCANNER, READY), OpenItem(CODE))
    assert made == []
    assert session.state == end


def test_a_process_that_served_many_is_replaced_while_nobody_is_there(session: Session) -> None:
    for visit in range(1, leaving.SESSIONS):
        session.feed(ev.Start(), ev.Leave())
        assert session.state.sessions == visit
    assert session.all(do.ReplaceProcess) == []
    session.feed(ev.Start(), ev.Leave())
    assert session.place == Wiped()
    assert len(session.all(do.ReplaceProcess)) == 1
