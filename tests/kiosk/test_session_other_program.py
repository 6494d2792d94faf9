"""Another version of the program: it comes when nobody is served, and one that is tried on a copy of the ledger serves nobody."""

from __future__ import annotations

from kiosk.domain.closings import ON_TRIAL
from kiosk.domain.values import replace
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.leaving import Wiped
from kiosk.session.state import Accessibility
from tests.kiosk.session_samples import SETTINGS, Session, shown


def test_an_idle_terminal_is_replaced_at_once() -> None:
    session = Session()
    session.feed(ev.OtherProgram())
    assert session.is_at(Wiped)
    assert do.ReplaceProcess() in session.effects
    assert session.audited("program.other") == [{}]


def test_whoever_is_served_is_served_to_the_end() -> None:
    session = Session()
    session.feed(ev.Start(), ev.OtherProgram(), ev.OpenJourney("browse"))
    assert do.ReplaceProcess() not in session.effects
    assert not session.is_at(Wiped)
    session.feed(ev.Leave(sure=True))
    session.wait(60)
    assert session.is_at(Wiped)
    assert do.ReplaceProcess() in session.effects


def test_staff_at_the_terminal_are_not_interrupted() -> None:
    session = Session()
    session.feed(ev.OpenJourney("attendant"), ev.OtherProgram())
    assert do.ReplaceProcess() not in session.effects
    session.feed(ev.Leave())
    assert do.ReplaceProcess() in session.effects


def test_whoever_is_choosing_larger_text_is_not_either() -> None:
    session = Session()
    session.feed(ev.SetAccessibility(Accessibility(large=True)), ev.OtherProgram())
    assert do.ReplaceProcess() not in session.effects


def test_on_trial_nothing_leads_away_from_the_idle_page() -> None:
    session = Session(settings=replace(SETTINGS, on_trial=True))
    for event in (ev.Start(), ev.Primary(), ev.OpenJourney("attendant"), ev.OpenJourney("technician"), ev.GoHome(), ev.Back()):
        session.feed(event)
        assert session.is_at(Idle), event
    view = shown(session)
    assert (view["open"], view["cannot"], view["door"], view["attendant"]) == (False, [ON_TRIAL.zh], "", "")
    session.feed(ev.SetLanguage("en"))
    assert shown(session)["cannot"] == [ON_TRIAL.en]
    session.feed(ev.SetLanguage("zh"), ev.StaffSaid({"closed": "paper"}))
    assert shown(session)["cannot"] == [ON_TRIAL.zh], "what staff said before stands, and is not what it is"
    session.feed(ev.OtherProgram())
    assert session.is_at(Wiped)
