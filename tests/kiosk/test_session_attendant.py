"""The attendant's page: what is done with the hands, out of service, the technician who is called, the screen that is wiped."""

from __future__ import annotations

import pytest

from kiosk.journeys.attendant.places import (
    Attendant,
    CallPage,
    CallTechnician,
    CloseFor,
    ClosingPage,
    OpenCall,
    OpenClosing,
    OpenTask,
    OpenTechnician,
    Task,
    TaskPage,
    WipeScreen,
)
from kiosk.journeys.technician.places import DoorPage
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.cleaning import SECONDS, Cleaning
from kiosk.session.idle import Idle
from kiosk.session.state import Closing
from kiosk.views.closed import CLOSED
from tests.kiosk.session_samples import LIMIT, Session, shown


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
    assert (view["open"], view["cannot"]) == (False, [CLOSED[why].zh])
    attendant.feed(ev.SetLanguage("en"))
    assert shown(attendant)["cannot"] == [CLOSED[why].en]


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
