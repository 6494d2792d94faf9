"""The technician's page in the session: who is let in, what is tried, and that it ends by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.device_states import Reason
from kiosk.domain.technicians import CodeRefusal
from kiosk.journeys.attendant.places import OpenTechnician
from kiosk.journeys.technician import effects as asks
from kiosk.journeys.technician import events as told
from kiosk.journeys.technician.admitted import PATIENCE
from kiosk.journeys.technician.care import FIELDS, BundlePage, TouchTestPage
from kiosk.journeys.technician.desk import SECTIONS, DeskPage
from kiosk.journeys.technician.device_pages import TIMES, DevicePage
from kiosk.journeys.technician.places import DoorPage
from kiosk.ports.device_hub import Cancel, DeviceAnswer, ReadCard, ScanCode, StatusChanged
from kiosk.ports.devices import (
    CardRead,
    CodeNotText,
    CodeUnreadable,
    Device,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    ReaderUnavailable,
    ScannerUnavailable,
)
from kiosk.ports.maintenance import Records, Written
from kiosk.ports.platform import CatalogueReady
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.cleaning import SECONDS, Cleaning
from kiosk.session.idle import Idle
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.staff_pin import EraseDigit, PinJudged, PressDigit, StaffPin
from kiosk.session.state import Overlay, Place
from kiosk.technician.offered_settings import OFFERED
from tests.kiosk.session_samples import LIMIT, READY, Session, card_of, shown, traces_of
from tests.kiosk.technician_samples import CODE, HEALTH, STICK, at_desk, at_device, at_door, at_pin, show_code, type_pin

ADMITTED = {place for place in Place.__subclasses__() if place.__name__ == "_Admitted"}


def admitted(session: Session) -> bool:
    return any(isinstance(session.place, kind) for kind in ADMITTED)


def test_a_code_and_its_pin_open_the_page() -> None:
    session = at_pin()
    asked = type_pin(session)
    assert (asked.code, asked.pin) == (CODE, "27182818")
    assert session.place.pin == "", "what was typed goes as soon as it is judged"
    session.feed(PinJudged(asked.request_id, admitted=True))
    assert isinstance(session.place, DeskPage)
    assert session.state.trail == (), "nothing leads back to the door"
    assert session.audited("technician.entered") == [{"technician": "chen.wei"}]
    assert not session.audited("session.began"), "no resident is here"


@pytest.mark.parametrize("refusal", list(CodeRefusal))
def test_a_code_that_is_refused_leads_nowhere_and_says_why(refusal: CodeRefusal) -> None:
    session = at_door()
    show_code(session, refusal)
    assert isinstance(session.place, DoorPage)
    assert shown(session)["problem"]
    assert session.audited("technician.code-refused") == [{"as": refusal.value}]
    assert len(session.all(ScanCode)) == 2, "another may be shown"
    show_code(session, CODE)
    assert session.is_at(StaffPin)


def test_what_was_held_up_and_is_no_code_goes_with_the_process() -> None:
    """It may be a resident's, who stands at the wrong page."""
    session = at_door()
    show_code(session, CodeRefusal.NOT_A_CODE)
    session.feed(ev.Back(), ev.Primary())
    assert isinstance(session.place, Leaving)
    session.wait(30)
    assert session.is_at(Wiped)
    assert not session.audited("session.began")
    session = at_door()
    show_code(session, CodeRefusal.OTHER_DAY)
    session.feed(ev.Back(), ev.Primary())
    assert session.is_at(Idle), "a technician's own code is nobody's"


@pytest.mark.parametrize(
    ("outcome", "field"),
    [(CodeNotText(), "refusal"), (CodeUnreadable(Reason.GARBLED), "unread"), (ScannerUnavailable(Reason.NOT_FOUND), "no_scanner")],
)
def test_what_the_scanner_says_is_told(outcome: Any, field: str) -> None:
    session = at_door()
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, outcome))
    assert getattr(session.place, field)
    assert shown(session)["problem"]
    if field == "no_scanner":
        session.feed(StatusChanged(Device.CODE_SCANNER, READY))
        assert not session.place.no_scanner, "it is asked again as soon as it is well"
    show_code(session, CODE)
    assert session.is_at(StaffPin)


def test_a_code_on_a_stick_is_judged_like_any_other() -> None:
    session = at_door()
    session.feed(told.ReadStick())
    session.feed(told.StickRead(session.last(asks.ReadCodeFromStick).request_id, ""))
    assert session.place.no_stick
    session.feed(told.ReadStick())
    session.feed(told.StickRead(session.last(asks.ReadCodeFromStick).request_id, "JS1:code"))
    assert session.last(asks.JudgeCode).text == "JS1:code"
    session.feed(told.CodeJudged(session.last(asks.JudgeCode).request_id, CODE))
    assert session.is_at(StaffPin)


def test_a_wrong_pin_is_told_and_typed_again() -> None:
    session = at_pin()
    session.feed(PinJudged(type_pin(session).request_id))
    assert "不对" in shown(session)["problem"]
    assert session.audited("technician.pin-refused") == [{"technician": "chen.wei", "as": "WRONG"}]
    at_desk(session)
    assert session.is_at(DeskPage)


def test_after_wrong_pins_none_is_looked_at_until_it_is_time() -> None:
    session = at_pin()
    session.feed(PinJudged(type_pin(session).request_id, wait=40))
    assert "1分钟" in shown(session)["problem"]
    assert session.audited("technician.pin-refused") == [{"technician": "chen.wei", "as": "WAITS"}]
    before = len(session.all(asks.JudgePin))
    session.feed(*[PressDigit("1")] * 8, ev.Primary())
    assert len(session.all(asks.JudgePin)) == before
    assert session.place.pin == ""
    session.wait(41)
    assert shown(session)["problem"] == "", "the page opens by itself"
    type_pin(session)
    assert len(session.all(asks.JudgePin)) == before + 1


def test_nobody_is_let_in_where_tries_cannot_be_counted() -> None:
    session = at_pin()
    session.feed(PinJudged(type_pin(session).request_id, kept=False))
    assert session.is_at(StaffPin)
    assert "存储写不进去" in shown(session)["problem"]
    assert session.audited("technician.pin-refused") == [{"technician": "chen.wei", "as": "NOT_KEPT"}]


def test_a_code_that_was_used_meanwhile_leads_back_to_the_door() -> None:
    session = at_pin()
    session.feed(PinJudged(type_pin(session).request_id, void=True))
    assert (session.is_at(DoorPage), session.place.refusal) == (True, CodeRefusal.USED)
    assert {"technician": "chen.wei", "as": "USED"} in session.audited("technician.pin-refused")


def test_fewer_digits_are_no_pin() -> None:
    session = at_pin()
    session.feed(*[PressDigit("1")] * 7, ev.Primary())
    assert not session.all(asks.JudgePin)
    assert shown(session)["primary"] == ""
    session.feed(*[PressDigit("2")] * 3)
    assert session.place.pin == "11111112", "no more than there may be"
    session.feed(EraseDigit())
    assert session.place.pin == "1111111"


def test_a_digit_that_is_typed_is_not_on_the_screen() -> None:
    session = at_pin()
    session.feed(*map(PressDigit, "2718"))
    texts = [value for value in shown(session).values() if isinstance(value, str)]
    assert shown(session)["typed"] == 4
    assert not any("2718" in text for text in texts)


@pytest.mark.parametrize(
    "event", [told.OpenSection("log"), told.TryDevice(1), told.SendAgain(), told.ChooseSetting("screen.language", "en")]
)
def test_nothing_of_the_page_is_reached_from_outside(event: Any) -> None:
    """Not by a resident, at the door, or with a code and no PIN."""
    outside = Session()
    outside.feed(ev.Start())
    for session in (Session(), outside, at_door(), at_pin()):
        place = session.place
        session.feed(event)
        assert session.place == place
        assert not admitted(session)


def test_a_resident_cannot_open_it() -> None:
    session = Session()
    session.feed(ev.OpenJourney("technician"))
    assert session.is_at(Idle)
    session.feed(ev.Start(), ev.OpenJourney("technician"))
    assert not session.is_at(DoorPage)


@pytest.mark.parametrize("section", [*SECTIONS, "desk"])
def test_it_ends_by_itself_wherever_the_technician_is(section: str) -> None:
    session = at_desk()
    if section != "desk":
        session.feed(told.OpenSection(section))
    session.wait(PATIENCE * LIMIT + SECONDS + 5)
    assert session.is_at(Idle)
    assert session.audited("technician.left") == [{"technician": "chen.wei"}]


def test_the_door_and_the_pin_wait_no_longer_than_a_resident_does() -> None:
    for session in (at_door(), at_pin()):
        session.wait(LIMIT + 1)
        assert session.is_at(Idle)


def test_leaving_forgets_who_was_in() -> None:
    session = at_desk()
    session.feed(told.OpenSection("log"), ev.Back(), ev.Primary())
    assert session.is_at(Idle)
    assert session.state.trail == ()
    session.feed(ev.Back(), ev.GoHome(), ev.Start())
    assert not admitted(session)
    assert session.audited("technician.left") == [{"technician": "chen.wei"}]


def test_health_is_looked_at_on_entry_and_again_when_asked() -> None:
    session = at_desk()
    session.feed(told.HealthSeen(session.last(asks.SeeHealth).request_id, ()), ev.TryAgain())
    assert len(session.all(asks.SeeHealth)) == 2


def test_a_look_that_ends_elsewhere_is_not_lost() -> None:
    session = at_desk()
    asked = session.last(asks.SeeHealth).request_id
    session.feed(told.OpenSection("devices"), told.OpenDevice(Device.SPEAKER), told.HealthSeen("another", ()))
    session.feed(told.HealthSeen(asked, HEALTH), ev.Back(), ev.Back())
    assert session.is_at(DeskPage)
    assert (session.place.lines, session.place.asked) == (HEALTH, "")


@pytest.mark.parametrize("device", list(Device))
def test_every_device_is_tried_once_and_many_times(device: Device) -> None:
    session = at_device(device)
    assert [button["value"] for button in shown(session)["times"]] in ([], list(TIMES[device]))
    session.feed(told.TryDevice(7))
    assert shown(session)["count"] == "", "no other number than those that are offered"
    session.feed(told.TryDevice(TIMES[device][0]))
    assert session.place.trial.running
    session.feed(told.TryDevice(1))
    session.feed(told.StopTrying())
    assert not session.place.trial.running
    assert session.audited("technician.tried")[-1]["device"] == device.value


def test_a_soak_counts_and_keeps_nothing_of_the_card() -> None:
    session = at_device(Device.ID_CARD_READER)
    session.feed(told.TryDevice(20))
    for _ in range(20):
        session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card_of("wang"))))
    assert (session.place.trial.good, session.place.trial.running) == (20, False)
    assert traces_of(card_of("wang"), session.state) == []
    assert session.audited("technician.tried") == [{"technician": "chen.wei", "device": "id_card_reader", "good": "20", "bad": "0"}]
    session.feed(ev.Back(), ev.Back(), ev.Primary())
    assert isinstance(session.place, Leaving), "whose card was read here is announced where it still lies, and the process goes"
    session.take_card()
    session.wait(5)
    assert session.is_at(Wiped)
    assert not session.audited("session.began")


def test_a_device_that_is_away_is_not_asked_as_fast_as_it_answers() -> None:
    session = at_device(Device.ID_CARD_READER)
    session.feed(told.TryDevice(20))
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.NOT_FOUND)))
    assert (session.place.trial.bad, session.place.trial.running) == (1, False)
    assert "没有连上" in shown(session)["count"]


def test_a_trial_that_is_left_is_given_up() -> None:
    session = at_device(Device.ID_CARD_READER)
    session.feed(told.TryDevice(1))
    asked = session.last(ReadCard).request_id
    assert Cancel(asked) in session.feed(ev.Back())
    assert session.audited("technician.tried")[-1]["good"] == "0"


@pytest.mark.parametrize(
    ("outcome", "good", "tone"),
    [(PrintConfirmed(), 1, "good"), (PrintSent(), 1, "good"), (PrintFailed(Reason.PAPER_OUT), 0, "bad")],
)
def test_a_test_page_is_written_down_before_it_is_printed(outcome: Any, good: int, tone: str) -> None:
    session = at_device(Device.PAGE_PRINTER)
    session.feed(told.TryDevice(1))
    request_id = session.last(asks.MakeTrial).request_id
    session.feed(told.TrialMade(request_id, b"%PDF"))
    assert session.last(do.PrintPagePaper) == do.PrintPagePaper(request_id, "", b"%PDF", None)
    session.feed(ev.PaperAnswered(request_id, outcome))
    assert (session.place.trial.good, shown(session)["countTone"]) == (good, tone)
    assert (session.state.status(Device.PAGE_PRINTER).reason is Reason.PAPER_OUT) is (good == 0)


def test_a_printer_without_a_test_page_says_so() -> None:
    session = at_device(Device.PAGE_PRINTER)
    session.feed(told.TryDevice(1))
    session.feed(told.TrialMade(session.last(asks.MakeTrial).request_id, b""))
    assert session.place.trial.bad == 1
    assert not session.all(do.PrintPagePaper)


def test_what_is_rejected_is_sent_again_and_looked_at_anew() -> None:
    session = at_desk()
    session.feed(told.OpenSection("records"))
    session.feed(told.RecordsSeen(session.last(asks.SeeRecords).request_id, Records()), told.SendAgain())
    session.feed(told.SentAgain(session.last(asks.HaveSentAgain).request_id, 2))
    session.feed(told.RecordsSeen(session.last(asks.SeeRecords).request_id, Records()))
    assert len(session.all(asks.SeeRecords)) == 2
    assert "2件" in shown(session)["told"]
    assert session.audited("technician.sent-again") == [{"technician": "chen.wei", "count": "2"}]


def test_a_bundle_goes_to_a_stick_that_was_shown_and_no_other() -> None:
    session = at_desk()
    session.feed(told.OpenSection("bundle"), told.ChooseMedium("/"))
    session.feed(told.MediaSeen(session.last(asks.SeeMedia).request_id, (STICK,)), told.ChooseMedium("/etc"))
    assert not session.all(asks.WriteBundle)
    session.feed(told.ChooseMedium(STICK.key))
    session.feed(told.BundleWritten(session.last(asks.WriteBundle).request_id, Written("support.zip")))
    assert isinstance(session.place, BundlePage)
    assert "support.zip" in shown(session)["done"]
    assert session.audited("technician.bundle") == [{"technician": "chen.wei", "as": "WRITTEN"}]


@pytest.mark.parametrize(("kept", "came"), [(True, "SENT"), (False, "FAILED")])
def test_a_bundle_is_sent_to_the_platform(kept: bool, came: str) -> None:
    session = at_desk()
    session.feed(told.OpenSection("bundle"))
    session.feed(told.MediaSeen(session.last(asks.SeeMedia).request_id, ()), told.SendBundle(), told.SendBundle())
    (made,) = session.all(asks.MakeBundle)
    session.feed(told.BundleMade("another", b"PK"), told.BundleMade(made.request_id, b"PK"))
    (keep,) = session.all(asks.KeepBundle)
    assert (keep.technician, keep.bundle) == ("chen.wei", b"PK")
    session.feed(told.BundleKept(keep.request_id, kept))
    view = shown(session)
    assert ("平台" in view["done"], "写不进去" in view["problem"]) == (kept, not kept)
    assert session.audited("technician.bundle") == [{"technician": "chen.wei", "as": came}]


def changed(written: bool) -> Session:
    session = at_desk()
    session.feed(told.OpenSection("settings"))
    values = {one.name_in_file: one.offers[0].value for one in OFFERED}
    session.feed(told.SettingsSeen(session.last(asks.SeeSettings).request_id, values))
    session.feed(told.ChooseSetting("screen.language", "en"))
    session.feed(told.SettingChanged(session.last(asks.ChangeSetting).request_id, "screen.language", "en", written))
    return session


def test_a_changed_setting_is_in_force_once_nobody_is_here() -> None:
    session = changed(written=True)
    assert session.audited("technician.setting") == [{"technician": "chen.wei", "key": "screen.language", "value": "en"}]
    assert not session.all(do.ReplaceProcess)
    session.feed(ev.Back(), ev.Primary())
    assert session.is_at(Wiped)
    assert session.all(do.ReplaceProcess)
    assert session.audited("settings.renewed") == [{}]
    assert not session.audited("catalogue.newer")


def test_a_setting_that_was_not_written_is_as_it_was() -> None:
    session = changed(written=False)
    assert session.place.values["screen.language"] == "zh"
    assert shown(session)["problem"]
    session.feed(ev.Back(), ev.Primary())
    assert session.is_at(Idle)
    assert not session.audited("technician.setting")


def test_the_touch_test_wants_every_field() -> None:
    session = at_desk()
    session.feed(told.OpenSection("touch"), *map(told.TouchField, range(FIELDS - 1)), told.TouchField(99))
    assert isinstance(session.place, TouchTestPage)
    assert "1格" in shown(session)["title"]
    session.feed(told.TouchField(FIELDS - 1))
    assert "都有反应" in shown(session)["title"]
    session.feed(ev.TryAgain())
    assert session.place.touched == frozenset()


def test_a_screen_that_is_wiped_does_nothing_until_it_is_time() -> None:
    session = at_desk()
    session.feed(told.OpenSection("clean"))
    touches = (ev.Primary(), ev.Back(), ev.GoHome(), ev.Leave(sure=True), ev.Touch(), told.OpenSection("log"), ev.TryAgain())
    session.feed(*touches, ev.OpenOverlay(Overlay.HELP))
    assert session.is_at(Cleaning)
    session.wait(SECONDS - 1)
    session.feed(*touches)
    assert session.is_at(Cleaning)
    assert session.state.overlay is None
    assert shown(session)["left"] == 1
    session.wait(1)
    assert session.is_at(DeskPage)
    assert session.audited("technician.entered") == [{"technician": "chen.wei"}], "once"


def test_a_newer_catalogue_waits_while_somebody_is_at_work() -> None:
    session = at_desk()
    session.feed(told.OpenSection("clean"), CatalogueReady("2026.11.23.1"))
    assert session.is_at(Cleaning)
    session.wait(SECONDS)
    assert session.is_at(DeskPage)
    session.feed(ev.Primary())
    assert session.is_at(Wiped)
    assert session.audited("catalogue.newer") == [{}]


def test_whoever_was_called_has_come() -> None:
    session = Session()
    session.feed(ev.StaffSaid({"technician-called": "called"}), ev.OpenJourney("attendant"))
    session.feed(OpenTechnician())
    show_code(session, CODE)
    at_desk(session)
    assert not session.state.technician_called
    assert session.last(do.NoteOfStaff) == do.NoteOfStaff("technician-called", "")


def test_the_page_of_a_device_follows_it() -> None:
    session = at_device(Device.RECEIPT_PRINTER)
    assert isinstance(session.place, DevicePage)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY))
    assert (shown(session)["tone"], shown(session)["steps"]) == ("good", [])


_ACTS = st.sampled_from(
    [
        *(ev.Primary(), ev.Back(), ev.TryAgain(), ev.Touch(), ev.GoHome(), ev.Leave(), ev.Start(), ev.Tick()),
        *(
            ev.OpenJourney("attendant"),
            ev.OpenJourney("technician"),
            OpenTechnician(),
            told.ReadStick(),
            PressDigit("1"),
            EraseDigit(),
        ),
        *(told.OpenSection("log"), told.OpenDevice(Device.SPEAKER), told.TryDevice(1), told.ChooseSetting("screen.language", "en")),
        *(
            PinJudged("", admitted=True),
            PinJudged("made-up", admitted=True),
            told.HealthSeen("", HEALTH),
            told.StickRead("", "JS1:"),
        ),
        *(told.CodeJudged("", CODE), told.CodeJudged("made-up", CODE), told.SettingChanged("", "screen.language", "en", True)),
    ]
)


@given(st.lists(_ACTS, max_size=40), st.booleans())
def test_nothing_but_an_admitted_pin_opens_the_page(acts: list[Any], code_shown: bool) -> None:
    """Whatever is touched, in whatever order, and whatever answers come that nobody asked for."""
    session = at_pin() if code_shown else Session()
    for act in acts:
        session.feed(act)
        assert not admitted(session)
        assert not any(isinstance(place, tuple(ADMITTED)) for place in session.state.trail)
    assert not session.all(asks.ChangeSetting)
    assert not session.state.renewal_wanted
    assert not session.audited("technician.entered")
