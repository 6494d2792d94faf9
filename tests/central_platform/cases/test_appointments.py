"""Appointments: a time is given to so many and no more, whoever asks when; who comes too late is told which times are left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from central_platform.cases.appointments import end_past
from central_platform.cases.models import CaseRecord
from central_platform.cases.services import decide
from central_platform.catalogue import published as catalogue
from central_platform.notices.models import TextMessage
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from tests.central_platform.cases.test_precheck import foreseen
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

MARRIAGE = "113101990000001072431200000E607"  # eight at a time
BANK = "113101990000384553431200000E913"  # six at each bank
MONDAY, FRIDAY = "2026-11-23", "2026-11-27"  # the terminals' day is a Sunday


def asked(api: TerminalApi, person: SamplePerson, day: str = MONDAY, time: str = "09", code: str = MARRIAGE) -> dict[str, Any]:
    """What somebody submits who asks for this time."""
    what = {"purpose": "marry"} if code == MARRIAGE else {"bank": "icbc"}
    answers = {**what, "day": day, "time": time, "mobile": person.mobile}
    return api.content(person, implementation_code=code, answers=answers, situation="", materials=[])


def book(api: TerminalApi, person: SamplePerson, **when: str) -> dict[str, Any]:
    (verdict,) = api.submit(api.seal(asked(api, person, **when)))
    case: dict[str, Any] = verdict["case"]
    return case


def others_come(time: str = "09", code: str = MARRIAGE, place: str = "") -> None:
    """As many as there is room for are there already."""
    booking = catalogue.current().items[code].booking
    assert booking is not None
    row = CaseRecord.objects.get()
    for number in range(booking.quota):
        row.pk, row.case_number, row.submission_id = None, f"other-{time}-{number}", f"other-{time}-{number}"
        row.applicant_tag, row.slot = f"tag-{number}", f"{code} {place} {MONDAY} {time}"
        row.state = CaseState.ACCEPTED.value
        row.save(force_insert=True)


def test_a_free_time_is_settled_at_once(api: TerminalApi, wang: SamplePerson) -> None:
    case = book(api, wang)
    assert (case["state"], case["due"], case["booked"]) == ("ACCEPTED", None, True)
    assert "婚姻登记中心" in case["acceptance_centre"]["zh"]
    assert "约好了：11月23日（周一）上午9点到10点，样板区婚姻登记中心" in case["next_step"]["zh"]
    assert "Monday 23 November, 9 to 10 in the morning" in case["next_step"]["en"]
    assert "11月23日" in TextMessage.objects.filter(case__case_number=case["case_number"])[0].text


def test_a_place_is_named_where_there_are_several(api: TerminalApi, wang: SamplePerson) -> None:
    assert "工商银行" in book(api, wang, code=BANK)["next_step"]["zh"]


def test_nobody_more_comes_than_there_is_room_for(api: TerminalApi, wang: SamplePerson) -> None:
    booking = catalogue.current().items[MARRIAGE].booking
    assert booking is not None
    assert len(SAMPLE_PEOPLE) > booking.quota
    people = [person for person in SAMPLE_PEOPLE if person.valid_until is None or person.valid_until.year > 2026]
    states = [book(api, person)["state"] for person in people]
    assert states.count("ACCEPTED") == booking.quota
    assert set(states[booking.quota :]) == {"CORRECTION"}


def test_what_is_taken_is_told_before_and_after(api: TerminalApi, wang: SamplePerson) -> None:
    book(api, sample_person("li"))
    others_come()
    (told,) = foreseen(api, wang, asked(api, wang))
    assert (told["state"], [one["key"] for one in told["defects"]]) == ("CORRECTION", ["time"])
    case = book(api, wang)
    assert case["state"] == "CORRECTION"
    assert "约满了。还有空位：11月23日（周一）上午10点到11点、" in case["defects"][0]["text"]["zh"]


def test_one_bank_does_not_fill_another(api: TerminalApi, wang: SamplePerson) -> None:
    book(api, sample_person("li"), code=BANK)
    others_come(code=BANK, place="abc")
    assert book(api, wang, code=BANK)["state"] == "ACCEPTED"


def test_what_is_taken_back_is_free_again(api: TerminalApi, wang: SamplePerson) -> None:
    book(api, sample_person("li"))
    others_come()
    assert book(api, wang)["state"] == "CORRECTION"
    decide("other-09-0", CaseState.WITHDRAWN, "来不了", "clerk", NOW)
    decide("other-09-1", CaseState.WITHDRAWN, "来不了", "clerk", NOW)
    assert book(api, sample_person("chen"))["state"] == "ACCEPTED"


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-28", "2026-11-30", "2027-01-01", "never"])
def test_a_day_that_cannot_be_chosen_is_to_be_mended(api: TerminalApi, wang: SamplePerson, day: str) -> None:
    case = book(api, wang, day=day)
    assert (case["state"], [one["key"] for one in case["defects"]]) == ("CORRECTION", ["day"])


def test_two_appointments_for_the_same_are_for_a_person(api: TerminalApi, wang: SamplePerson) -> None:
    book(api, wang)
    second = book(api, wang, day=FRIDAY)
    assert second["state"] == "RECEIVED"
    decide(second["case_number"], CaseState.ACCEPTED, "", "clerk", NOW)
    row = CaseRecord.objects.get(case_number=second["case_number"])
    assert (row.due, row.next.zh[:5]) == (date(2026, 11, 27), "约好了：1")


def test_a_day_that_passed_ends_the_appointment(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    number = book(api, wang)["case_number"]
    call_command("end_appointments")
    row = CaseRecord.objects.get(case_number=number)
    assert row.state == "ACCEPTED", "its day has not passed"
    assert end_past(now.at + 2 * 86_400) == 1
    row.refresh_from_db()
    assert (row.state, row.due) == ("APPROVED", None)
    assert row.events.order_by("-pk")[0].note.startswith("预约的那一天已经过了")
    assert end_past(now.at + 2 * 86_400) == 0


def test_one_that_passed_is_in_nobodys_way(api: TerminalApi, wang: SamplePerson) -> None:
    number = book(api, wang)["case_number"]
    CaseRecord.objects.filter(case_number=number).update(due=date(2026, 11, 20))
    assert book(api, wang, day=FRIDAY)["state"] == "ACCEPTED"
