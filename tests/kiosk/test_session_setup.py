"""The first set-up as a machine: in whatever order things happen, it ends nowhere wrong, and goes on from what is on the disk."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.values import replace
from kiosk.journeys import JOURNEYS, SET_UP
from kiosk.journeys.setup import effects as asks
from kiosk.journeys.setup import events as told
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.beginning import LanguagePage, LookingPage, PicturePage, ScreenPage
from kiosk.journeys.setup.checking import ReportPage
from kiosk.journeys.setup.device_pages import DevicesPage, FoundPage
from kiosk.journeys.setup.network import MOST_OFF, NO_TIME, AddressPage, CertificatePage, LinePage, NetworkPage
from kiosk.journeys.setup.offers import OfferCodePage, OffersPage
from kiosk.journeys.setup.pairing import ApprovalPage, ConfirmationPage, PairingPage
from kiosk.journeys.setup.services import CataloguePage
from kiosk.ports.devices import Device
from kiosk.ports.health import Line, Verdict
from kiosk.ports.line import LineFault, LineSeen
from kiosk.ports.set_up import Candidate, Done, Picked, SetUpSeen, Standing
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.entry import entry_of
from kiosk.session.machine import begin, step
from kiosk.session.state import Overlay, State
from kiosk.views.pages import view_of
from tests import campaign
from tests.kiosk.session_samples import SETTINGS, TERMINAL, Session, shown
from tests.screens.setup_states import SetUpWalk

FAULT = LocalizedText("写不进去", "It cannot be written")
ENROLLED = SetUpSeen(language="zh", screen=True, url="https://x.example", line=True, terminal=TERMINAL)
BEFORE_NAME = (
    LanguagePage,
    ScreenPage,
    NetworkPage,
    AddressPage,
    CertificatePage,
    LinePage,
    PairingPage,
    OffersPage,
    OfferCodePage,
)


def at_start(seen: SetUpSeen) -> Session:
    """What a process finds that begins on this disk."""
    session = Session(SETTINGS)
    state = begin(SETTINGS, SET_UP, "", session.moment())
    entry = entry_of(SET_UP.all[0])
    assert entry.open is not None
    session.state, effects = entry.open(state, "", session.moment())
    (look,) = effects
    assert isinstance(look, asks.Look)
    session.feed(told.Looked(look.request_id, seen, {}))
    return session


def answer(session: Session, seen: SetUpSeen, fault: LocalizedText | None = None) -> list[Any]:
    """What was to be written down is, or is not."""
    asked = session.effects[-1]
    assert isinstance(asked, asks.Keep), asked
    return session.feed(told.Kept(asked.request_id, Done(seen, fault)))


@pytest.mark.parametrize(
    ("seen", "page"),
    [
        (SetUpSeen(), LanguagePage),
        (SetUpSeen(language="en", machine={"rotation": "0"}), ScreenPage),
        (SetUpSeen(language="en"), NetworkPage),  # a machine of which nothing can be set
        (SetUpSeen(language="zh", screen=True), NetworkPage),
        (SetUpSeen(language="zh", screen=True, url="https://x.example"), NetworkPage),
        (SetUpSeen(language="zh", screen=True, url="https://x.example", line=True), PairingPage),
        (SetUpSeen(language="zh", machine={"rotation": "90"}, screen_before=True), PicturePage),
        (replace(ENROLLED, standing=Standing.WAITING), ApprovalPage),
        (replace(ENROLLED, standing=Standing.CONFIRMED), CataloguePage),
        (replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1"), DevicesPage),
        (replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1", picked=dict.fromkeys(Device, Picked())), ReportPage),
        (replace(ENROLLED, standing=Standing.CONFIRMED, renewing=True), CataloguePage),
        (replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1", renewing=True), ReportPage),
    ],
)
def test_a_process_goes_on_where_the_one_before_it_stopped(seen: SetUpSeen, page: type[Any]) -> None:
    assert at_start(seen).is_at(page)


@given(seed=st.integers(0, 2**32))
@campaign.examples(40)
def test_any_order_of_events_ends_nowhere_wrong(seed: int) -> None:
    walk = SetUpWalk(random.Random(seed))
    for _ in range(120):
        disk = walk.disk
        walk.step()
        check(walk.session.state, walk)
        if disk.standing is Standing.CONFIRMED and not walk.asked:
            assert walk.disk.standing is Standing.CONFIRMED or walk.disk.standing is Standing.NONE, "only a new machine begins anew"


def check(state: State, walk: SetUpWalk) -> None:
    """What holds in every state."""
    place, seen = state.place, seen_in(state)
    assert place.is_idle or place.is_over
    assert view_of(state, None, walk.session.moment()).page  # type: ignore[arg-type] # none of these looks into a catalogue
    if seen.standing is not Standing.NONE and not isinstance(place, LookingPage):
        assert not isinstance(place, BEFORE_NAME) or _of_a_device(place), "nothing leads back before the name"
        assert not any(isinstance(one, BEFORE_NAME) for one in state.trail)
    if seen.standing is Standing.WAITING and not isinstance(place, LookingPage):
        assert isinstance(place, ApprovalPage | ConfirmationPage), "nothing goes on before staff have compared"
    if seen.renewing:
        assert not isinstance(place, DevicesPage | FoundPage), "a terminal in use is changed by its technicians"
    if isinstance(place, DevicesPage | FoundPage | ReportPage):
        assert seen.standing is Standing.CONFIRMED
        assert seen.catalogue
    waiting = [one.request_id for one in walk.asked]
    asked = getattr(place, "asked", "")
    assert not asked or asked in waiting, "a page that waits for what nobody does"


def _of_a_device(place: Any) -> bool:
    return isinstance(place, AddressPage) and place.device is not None


@given(seed=st.integers(0, 2**32))
@campaign.examples(25)
def test_from_anywhere_it_comes_to_its_end(seed: int) -> None:
    """Whatever happened before: whoever then does the next thing on each page, of a machine on which all goes well, is served."""
    walk = SetUpWalk(random.Random(seed))
    for _ in range(40):
        walk.step()
    while walk.asked:
        walk.feed(well(walk, walk.asked.pop(0)))
    for _ in range(60):
        if finished(walk):
            return
        walk.feed(*next_act(walk))
        while walk.asked:
            work = walk.asked.pop(0)
            if isinstance(work, asks.Finish):
                return
            walk.feed(well(walk, work))
    raise AssertionError(f"it stops at {type(walk.session.place).__name__}")


def finished(walk: SetUpWalk) -> bool:
    return bool(walk.session.place.is_over)


def well(walk: SetUpWalk, work: Any) -> Any:
    """The answer of a machine on which all goes well."""
    match work:
        case asks.LookAtLine(request_id):
            walk.disk = replace(walk.disk, line=True)
            return told.LineLookedAt(request_id, LineSeen(off_by=0), Done(walk.disk))
        case asks.Report(request_id):
            good = LocalizedText("可以", "Yes")
            return told.Reported(request_id, (Line("serving", good, Verdict.GOOD, good),))
        case asks.Keep(request_id):
            walk.disk = walk.written(work)
            return told.Kept(request_id, Done(walk.disk))
    return walk.answer(work)


def next_act(walk: SetUpWalk) -> list[Any]:
    """What somebody does who follows the page."""
    state = walk.session.state
    if state.overlay is not None:
        return [ev.CloseOverlay()]
    match state.place:
        case LanguagePage():
            return [told.ChooseLanguage("zh")]
        case PicturePage():
            return [told.KeepPicture(True)]
        case NetworkPage() if not seen_in(state).url:
            return [told.OpenPart("platform"), told.TypeText("https://x.example"), ev.Primary()]
        case AddressPage() as place if not place.text:
            return [ev.Back()]
        case PairingPage() | ConfirmationPage() as page:
            return [*[told.TypeLetter("7")] * (8 - len(page.code)), ev.Primary()]
        case CertificatePage() | OffersPage() | OfferCodePage() | FoundPage() | LinePage(line=LineSeen(fault=LineFault())):
            return [ev.Back()]
        case CataloguePage():
            return [ev.TryAgain()]
        case DevicesPage(found=None):
            return [ev.TryAgain()]
        case ReportPage() as page if not page.serves:
            return [ev.TryAgain()]
    return [ev.Primary()]


def test_the_session_that_serves_has_no_way_into_the_set_up() -> None:
    assert JOURNEYS.named("setup") is None
    session = Session(SETTINGS)
    session.feed(ev.OpenJourney("setup"))
    assert type(session.place).__module__.startswith("kiosk.session")


def test_an_enrolment_that_cannot_be_told_from_another_needs_the_code() -> None:
    session = at_start(replace(ENROLLED, standing=Standing.WAITING))
    session.feed(ev.Primary())
    assert session.is_at(ConfirmationPage)
    session.feed(*[told.TypeLetter("7")] * 9, ev.Primary())
    assert session.last(asks.Confirm).code == "7" * 8
    answer(session, replace(ENROLLED, standing=Standing.WAITING), FAULT)
    assert (session.place.code, session.place.fault) == ("", FAULT)
    session.feed(*[told.TypeLetter("8")] * 8, ev.Primary())
    answer(session, ENROLLED, FAULT)  # that was the last try: there is no enrolment any more
    assert session.is_at(PairingPage)
    assert session.place.fault == FAULT


def test_a_pairing_code_that_was_not_spent_stands_there_for_another_try() -> None:
    session = at_start(ENROLLED)
    session.feed(*[told.TypeLetter(letter) for letter in "K7M29PQX"], ev.Primary())
    answer(session, ENROLLED, FAULT)
    assert (session.place.code, session.place.fault) == ("K7M29PQX", FAULT)
    session.feed(ev.Primary())
    answer(session, replace(ENROLLED, standing=Standing.WAITING))
    assert session.is_at(ApprovalPage)


def test_nothing_is_asked_twice_while_the_machine_is_at_work() -> None:
    session = at_start(ENROLLED)
    session.feed(*[told.TypeLetter("7")] * 8, ev.Primary(), ev.Primary(), told.EraseLetter(), ev.Back())
    assert len(session.all(asks.Enrol)) == 1
    assert session.is_at(PairingPage)


def test_a_picture_that_nobody_can_read_is_turned_back() -> None:
    seen = SetUpSeen(language="zh", machine={"rotation": "90"}, screen_before=True)
    session = at_start(seen)
    session.wait(29)
    assert not session.all(asks.KeepScreen)
    session.wait(2)
    assert session.last(asks.KeepScreen).good is False
    answer(session, replace(seen, screen_before=False, machine={"rotation": "0"}))
    assert session.is_at(ScreenPage)


def test_what_answers_is_proposed_and_the_rest_put_off() -> None:
    session = at_start(replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1", picked={Device.SPEAKER: Picked("espeak_ng")}))
    silent = Candidate("sam_v_usb auto", Device.ID_CARD_READER, FAULT, "auto", FAULT, False)
    ready = Candidate("sam_v_serial auto", Device.ID_CARD_READER, FAULT, "auto", FAULT, True)
    session.feed(told.DevicesFound(session.last(asks.FindDevices).request_id, (silent, ready)), ev.Primary())
    picks = session.last(asks.Pick).picks
    assert picks[Device.ID_CARD_READER] == ready.key
    assert {device for device, key in picks.items() if not key} == set(Device) - {Device.ID_CARD_READER, Device.SPEAKER}
    answer(session, replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1", picked=dict.fromkeys(Device, Picked())))
    assert session.is_at(DevicesPage)
    session.feed(ev.Primary())
    assert session.is_at(ReportPage)


def test_it_serves_only_where_somebody_can_be_served() -> None:
    session = at_start(replace(ENROLLED, standing=Standing.CONFIRMED, catalogue="1", picked=dict.fromkeys(Device, Picked())))
    for verdict, asked in ((Verdict.BAD, 0), (Verdict.GOOD, 1)):
        line = Line("serving", FAULT, verdict, FAULT)
        session.feed(told.Reported(session.last(asks.Report).request_id, (line,)), ev.Primary())
        assert len(session.all(asks.Finish)) == asked
        session.feed(ev.TryAgain())
    answer(session, seen_in(session.state))
    assert session.place.is_over
    assert session.all(do.ReplaceProcess)


def test_a_language_that_was_chosen_before_leads_on() -> None:
    session = at_start(SetUpSeen())
    assert not shown(session)["primary"]
    session.feed(ev.Primary())
    assert session.is_at(LanguagePage)
    session.feed(told.ChooseLanguage("zh"))
    answer(session, replace(seen_in(session.state), language="zh"))
    session.feed(ev.Back())
    assert session.is_at(LanguagePage)
    assert shown(session)["primary"] == "下一步"
    session.feed(ev.Primary())
    assert not session.is_at(LanguagePage)


def test_nothing_of_it_ends_by_itself() -> None:
    session = at_start(SetUpSeen())
    session.wait(100_000)
    assert session.is_at(LanguagePage)
    assert not session.state.warned
    state, _ = step(session.state, ev.OpenOverlay(Overlay.ACCESSIBILITY), session.moment())
    assert state.overlay is Overlay.ACCESSIBILITY


def at_line(seen: SetUpSeen, line: LineSeen) -> Session:
    session = at_start(replace(seen, line=False))
    session.feed(ev.Primary())
    session.feed(told.LineLookedAt(session.last(asks.LookAtLine).request_id, line, Done(seen_in(session.state))))
    return session


def test_a_clock_that_is_off_is_set_by_the_platforms_and_looked_at_again() -> None:
    session = at_line(replace(ENROLLED, managed=True), LineSeen(off_by=-90_000))
    assert shown(session)["clock"]
    session.feed(told.OpenPart("clock"), told.OpenPart("clock"))
    (asked,) = session.all(asks.SetClock)
    assert abs(asked.wall - (session.moment().wall - 90_000)) <= 1
    answer(session, seen_in(session.state), FAULT)
    assert session.place.fault == FAULT
    session.feed(told.OpenPart("clock"))
    looks = len(session.all(asks.LookAtLine))
    answer(session, seen_in(session.state))
    assert session.is_at(LinePage)
    assert len(session.all(asks.LookAtLine)) == looks + 1


def test_a_clock_by_which_no_certificate_is_valid_is_typed() -> None:
    session = at_line(replace(ENROLLED, managed=True), LineSeen(LineFault.VALIDITY))
    session.feed(told.OpenPart("clock"))
    assert session.place.text == clock_text(session.moment().wall)
    session.feed(told.TypeText("half past ten"), ev.Primary())
    assert session.place.fault == NO_TIME
    assert not session.all(asks.SetClock)
    session.feed(told.TypeText("2026-11-28 10:15"), ev.Primary())
    assert clock_text(session.last(asks.SetClock).wall) == "2026-11-28 10:15"
    looks = len(session.all(asks.LookAtLine))
    answer(session, seen_in(session.state))
    assert session.is_at(LinePage)
    assert len(session.all(asks.LookAtLine)) == looks + 1


@pytest.mark.parametrize(
    ("managed", "line"),
    [
        (False, LineSeen(off_by=-90_000)),
        (False, LineSeen(LineFault.VALIDITY)),
        (True, LineSeen(off_by=MOST_OFF)),
        (True, LineSeen(LineFault.NAME)),
    ],
)
def test_a_clock_is_not_offered_to_be_set_where_it_cannot_or_need_not_be(managed: bool, line: LineSeen) -> None:
    session = at_line(replace(ENROLLED, managed=managed), line)
    assert not shown(session)["clock"]
    session.feed(told.OpenPart("clock"))
    assert not session.all(asks.SetClock)
    assert session.is_at(LinePage)


def test_this_machines_address_is_typed_where_the_package_applies_it() -> None:
    session = at_start(replace(ENROLLED, line=False))
    session.feed(told.OpenPart("machine"))
    assert session.is_at(NetworkPage)
    session = at_start(replace(ENROLLED, line=False, managed=True, own_address="10.0.0.9/24"))
    session.feed(told.OpenPart("machine"))
    assert session.place.text == "10.0.0.9/24"
    session.feed(told.TypeText(""), ev.Primary())
    assert session.last(asks.KeepMachineAddress).typed == ""
    answer(session, replace(seen_in(session.state), own_address=""))
    assert session.is_at(NetworkPage)


@pytest.mark.parametrize("fault", LineFault)
def test_the_page_shows_where_on_the_way_it_fails(fault: LineFault) -> None:
    session = at_start(replace(ENROLLED, line=False))
    session.feed(ev.Primary())
    asked = session.last(asks.LookAtLine)
    session.feed(told.LineLookedAt(asked.request_id, LineSeen(fault, "x"), Done(seen_in(session.state))))
    rows = shown(session)["rows"]
    assert [row["tone"] for row in rows].count("bad") == 1
    assert rows[0]["tone"] == "bad", "it is seen first"
    assert rows[-1]["tone"] == "info"
    assert {row["tone"] for row in rows[1:-1]} <= {"good"}, "what lies behind it was not looked at"
    session.feed(ev.Primary())
    assert session.is_at(LinePage)
