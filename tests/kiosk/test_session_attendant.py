"""The attendant's page: what is done with the hands, out of service, the technician who is called, the screen that is wiped."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.domain.closings import WORDS, Closing
from kiosk.domain.technicians import FIRST_WAIT, FREE_TRIES
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.attendant.places import (
    Attendant,
    CallPage,
    CallTechnician,
    CloseFor,
    ClosingPage,
    JudgeAttendantPin,
    OpenCall,
    OpenClosing,
    OpenTask,
    OpenTechnician,
    Task,
    TaskPage,
    WipeScreen,
)
from kiosk.journeys.technician.places import DoorPage
from kiosk.ports.devices import Device
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.cleaning import SECONDS, Cleaning
from kiosk.session.idle import Idle
from kiosk.session.staff_pin import PinJudged, PressDigit, StaffPin
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.session_samples import LIMIT, SETTINGS, WALL, Session, shown


@pytest.fixture
def attendant() -> Session:
    session = Session()
    session.feed(ev.OpenJourney("attendant"))
    return session


def test_staff_find_their_way_where_nothing_wants_them() -> None:
    session = Session()
    view = shown(session)
    assert (view["attendant"], view["door"], view["staff"]) == ("", "工作人员", "attendant")


@pytest.mark.parametrize("task", list(Task))
def test_every_task_has_a_picture_and_steps(attendant: Session, task: Task) -> None:
    attendant.feed(OpenTask(task))
    view = shown(attendant)
    assert view["picture"]
    assert len(view["steps"]) >= 2
    attendant.feed(ev.Primary())
    if task is Task.CARD:
        assert attendant.is_at(TaskPage)
        assert shown(attendant)["done"]
        attendant.feed(ev.Primary())
    assert attendant.is_at(Attendant)
    assert attendant.state.trail == (Idle(),)
    assert len(attendant.audited("attendant.card-kept")) == (task is Task.CARD)
    assert len(attendant.audited("attendant.opened")) == 1, "coming back opens nothing"


@pytest.mark.parametrize("why", list(Closing))
def test_out_of_service_nobody_is_served_and_everybody_reads_why(attendant: Session, why: Closing) -> None:
    attendant.feed(OpenClosing(), CloseFor(why))
    assert attendant.last(do.NoteOfStaff) == do.NoteOfStaff("closed", why.value)
    assert attendant.audited("service.closed") == [{"why": why.value}]
    attendant.feed(ev.Leave(), ev.Start(), ev.Primary())
    assert attendant.is_at(Idle)
    view = shown(attendant)
    assert (view["open"], view["cannot"]) == (False, [WORDS[why].zh])
    attendant.feed(ev.SetLanguage("en"))
    assert shown(attendant)["cannot"] == [WORDS[why].en]


def test_it_is_out_of_service_until_staff_say_otherwise(attendant: Session) -> None:
    attendant.feed(OpenClosing(), CloseFor(Closing.PAPER), ev.Leave())
    fresh = Session()
    fresh.feed(ev.StaffSaid({"closed": "paper"}), ev.Start())
    assert fresh.is_at(Idle)
    fresh.feed(ev.OpenJourney("attendant"), OpenClosing(), ev.Primary())
    assert fresh.last(do.NoteOfStaff) == do.NoteOfStaff("closed", "")
    assert fresh.audited("service.opened") == [{}]
    fresh.feed(ev.Leave(), ev.Start())
    assert not fresh.is_at(Idle)


def test_a_reason_of_a_newer_program_is_a_repair() -> None:
    session = Session()
    session.feed(ev.StaffSaid({"closed": "made-up"}))
    assert session.state.closed is Closing.REPAIR


def test_a_technician_is_called_and_not_called(attendant: Session) -> None:
    attendant.feed(OpenCall(), CallTechnician(True), CallTechnician(True))
    assert attendant.is_at(CallPage)
    assert shown(attendant)["called"]
    assert attendant.all(do.NoteOfStaff) == [do.NoteOfStaff("technician-called", "called")]
    attendant.feed(CallTechnician(False))
    assert not attendant.state.technician_called
    assert [name for name, _ in attendant.audit if name.startswith("technician")] == ["technician.called", "technician.call-ended"]


def test_the_door_of_the_technician_is_here(attendant: Session) -> None:
    attendant.feed(OpenTechnician())
    assert attendant.is_at(DoorPage)
    attendant.feed(ev.Back())
    assert attendant.is_at(Attendant)


def test_the_screen_is_wiped_and_comes_back(attendant: Session) -> None:
    attendant.feed(WipeScreen(), ev.Primary(), ev.Back())
    assert attendant.is_at(Cleaning)
    attendant.wait(SECONDS)
    assert attendant.is_at(Attendant)


def with_pin() -> Session:
    session = Session(replace(SETTINGS, attendant_pin="271828"))
    session.feed(ev.OpenJourney("attendant"), OpenClosing())
    return session


def test_a_site_may_ask_for_its_pin_before_residents_are_turned_away() -> None:
    session = with_pin()
    assert session.is_at(StaffPin)
    session.feed(CloseFor(Closing.REPAIR))
    assert session.state.closed is None
    session.feed(*map(PressDigit, "111111"), ev.Primary())
    asked = session.last(JudgeAttendantPin)
    assert (asked.pin, asked.right) == ("111111", "271828")
    session.feed(PinJudged(asked.request_id, wait=60))
    assert session.audited("attendant.pin-refused") == [{"as": "WAITS"}]
    assert "271828" not in str(shown(session))
    session.wait(61)
    session.feed(*map(PressDigit, "271828"), ev.Primary())
    session.feed(PinJudged(session.last(JudgeAttendantPin).request_id, admitted=True))
    assert session.is_at(ClosingPage)
    session.feed(ev.Back())
    assert session.is_at(Attendant), "not to the page that asked"


def test_the_pin_of_a_site_is_counted_in_the_ledger(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", "T0001")
    services: Any = SimpleNamespace(ledger=ledger, now=lambda: Moment(0.0, WALL, bytes))

    def typed(pin: str) -> PinJudged:
        (judged,) = JudgeAttendantPin("1", pin, "271828").run(services)
        assert isinstance(judged, PinJudged)
        return judged

    assert typed("271828").admitted
    assert [typed("111111").wait for _ in range(FREE_TRIES)] == [0] * (FREE_TRIES - 1) + [FIRST_WAIT]
    assert not typed("271828").admitted, "not even the right one is looked at"
    ledger.close()


@pytest.mark.parametrize("event", [OpenTask(Task.JAM), OpenClosing(), OpenCall()])
def test_every_page_ends_by_itself(attendant: Session, event: ev.Act) -> None:
    attendant.feed(event)
    attendant.wait(LIMIT + 1)
    assert attendant.is_at(Idle)
    assert not attendant.audited("session.began")


def test_nothing_of_it_is_reached_by_a_resident() -> None:
    session = Session()
    session.feed(ev.Start(), CloseFor(Closing.REPAIR), OpenClosing(), CallTechnician(True), WipeScreen(), OpenTechnician())
    assert session.state.closed is None
    assert not session.is_at(ClosingPage)
    assert not session.all(do.NoteOfStaff)


@pytest.mark.parametrize(
    ("task", "device"), [(Task.ROLL, Device.RECEIPT_PRINTER), (Task.TRAY, Device.PAGE_PRINTER), (Task.JAM, None)]
)
def test_paper_that_was_put_in_is_noted(session: Session, task: Task, device: Device | None) -> None:
    session.feed(ev.OpenJourney("attendant"), OpenTask(task), ev.Primary())
    assert [effect.device for effect in session.all(do.Refilled)] == ([device] if device else [])
