"""What is owed: opened with its day, waited for, handed in, missed; and nothing where it is too late."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from central_platform.cases import handing_in, services
from central_platform.cases.models import Attachment, CaseMessage, Outcomes
from central_platform.notices.models import TextMessage
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.working_days import working_day
from tests.central_platform.cases.without_paper import (
    DAY,
    TODAY,
    handed_in,
    owing,
    row_of,
    sent,
)
from tests.central_platform.staff import CASE_ROWS, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi


@pytest.fixture
def li() -> SamplePerson:
    """Who has none of the licences that would settle it."""
    return sample_person("li")


def test_what_is_owed_is_received_with_its_day(api: TerminalApi, li: SamplePerson) -> None:
    case = sent(api, owing(api, li))
    by = working_day(TODAY, 15).isoformat()
    assert case["state"] == "RECEIVED"
    assert [(one["key"], one["name"]["zh"], one["by"]) for one in case["owed"]] == [("home", "居住地住址证明", by)]
    assert "请最晚在12月11日补交“居住地住址证明”" in case["next_step"]["zh"], "the platform's day, not the terminal's"
    assert "不用再交材料" not in case["next_step"]["zh"]
    row = row_of(case)
    assert (row.owed_by, row.state) == (date.fromisoformat(by), "RECEIVED")
    assert any("补交“居住地住址证明”" in message.text for message in TextMessage.objects.all() if message.to == li.mobile)
    told = api.call("/case", {**api.identity(li), "case_number": case["case_number"]})["case"]
    assert told["correctable"]


def test_what_may_not_be_put_off_is_asked_for_at_the_counter(api: TerminalApi, li: SamplePerson) -> None:
    content = owing(api, li)
    content["answers"]["ground"] = "study"
    content["materials"][1] = {"key": "school", "state": "LATER"}
    case = sent(api, content)
    assert case["owed"] == []
    assert "请把就读证明、" in case["next_step"]["zh"]


def test_pictures_from_any_terminal_end_what_is_owed(api: TerminalApi, now: StandingClock, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    now.at += DAY
    api.get_token()
    message = handed_in(api, case, content, "home")
    (verdict,) = api.send(message)
    (after,) = verdict["cases"]
    assert (after["state"], after["owed"]) == ("RECEIVED", [])
    row = row_of(case)
    assert (row.owed_by, row.content["answers"]["half_year"]) == (None, "yes"), "nothing else changes"
    assert [one["state"] for one in row.content["materials"]] == ["FROM_CARD", "ATTACHED"]
    assert Attachment.objects.get(case=row).material_key == "home"
    assert row.events.order_by("id").reverse()[0].note == "补交了居住地住址证明"
    assert CaseMessage.objects.get().outcome == Outcomes.DONE
    assert api.send(message) == [verdict], "the same bytes again: nothing more happens"
    (again,) = api.send(handed_in(api, case, content, "home", mark="b"))
    assert again["cases"][0]["owed"] == []
    assert CaseMessage.objects.order_by("id").reverse()[0].outcome == Outcomes.TOO_LATE, "another picture of what is here"


def test_what_brings_nothing_that_is_owed_changes_nothing(api: TerminalApi, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    api.send(handed_in(api, case, content, "id_card"))
    assert CaseMessage.objects.get().outcome == Outcomes.NOT_OWED
    assert row_of(case).owed_by is not None


def test_an_accepted_case_stays_accepted_when_it_comes(api: TerminalApi, now: StandingClock, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    services.decide(case["case_number"], CaseState.ACCEPTED, "", "clerk", NOW)
    row = row_of(case)
    assert "补交“居住地住址证明”" in row.next.zh
    assert "不能办结" in services.objection(row, CaseState.APPROVED, "", "another")
    due = row.due
    now.at += DAY
    api.get_token()
    (verdict,) = api.send(handed_in(api, case, content, "home"))
    (after,) = verdict["cases"]
    assert (after["state"], after["due"], after["owed"]) == ("ACCEPTED", due.isoformat() if due else None, [])
    assert services.objection(row_of(case), CaseState.APPROVED, "", "another") == ""


def test_a_correction_and_what_is_owed_come_at_once(api: TerminalApi, li: SamplePerson) -> None:
    content = owing(api, li)
    content["answers"]["mobile"] = "123"
    case = sent(api, content)
    assert case["state"] == "CORRECTION"
    assert [one["key"] for one in case["owed"]] == ["home"]
    by = case["owed"][0]["by"]
    still = handed_in(api, case, {**content, "answers": {**content["answers"], "mobile": "456"}})
    (verdict,) = api.send(still)
    assert [one["by"] for one in verdict["cases"][0]["owed"]] == [by], "its day stays"
    good = {**content, "answers": {**content["answers"], "mobile": li.mobile}}
    (verdict,) = api.send(handed_in(api, case, good, "home"))
    (after,) = verdict["cases"]
    assert (after["state"], after["owed"], after["defects"]) == ("RECEIVED", [], [])


@pytest.mark.parametrize("how", ["at the terminal", "at the counter"])
def test_who_is_reminded_once_and_brings_it_goes_on(api: TerminalApi, now: StandingClock, li: SamplePerson, how: str) -> None:
    content = owing(api, li)
    case = sent(api, content)
    assert handing_in.remind_due(now.at) == 0, "too early"
    by = date.fromisoformat(case["owed"][0]["by"])
    now.at += (by - TODAY).days * DAY - DAY
    assert handing_in.remind_due(now.at) == 1
    assert handing_in.remind_due(now.at) == 0
    assert [message.to for message in TextMessage.objects.all() if "按撤回处理" in message.text] == [li.mobile]
    now.at += DAY
    assert handing_in.end_missed(now.at) == 0, "the last day is a day"
    if how == "at the terminal":
        api.get_token()
        api.send(handed_in(api, case, content, "home"))
    else:
        handing_in.take_at_counter(case["case_number"], ["home"], "clerk", now.at)
        assert row_of(case).events.order_by("id").reverse()[0].note == "窗口收到了居住地住址证明"
    now.at += 30 * DAY
    assert handing_in.end_missed(now.at) == 0
    assert row_of(case).state == "RECEIVED"


def test_a_day_that_is_missed_ends_the_case_and_says_so(api: TerminalApi, now: StandingClock, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    by = date.fromisoformat(case["owed"][0]["by"])
    now.at += ((by - TODAY).days + 1) * DAY
    call_command("mind_owed")
    row = row_of(case)
    assert (row.state, row.owed, row.owed_by) == ("WITHDRAWN", [], None)
    assert "没有收到“居住地住址证明”" in row.next.zh
    assert "没有收到" in TextMessage.objects.order_by("id").reverse()[0].text
    api.get_token()
    told = api.call("/case", {**api.identity(li), "case_number": case["case_number"]})["case"]
    assert "按撤回处理" in told["history"][-1]["reason"], "never silently"
    (verdict,) = api.send(handed_in(api, case, content, "home"))
    assert verdict["cases"][0]["state"] == "WITHDRAWN"
    assert CaseMessage.objects.get().outcome == Outcomes.TOO_LATE


def test_a_late_picture_counts_while_the_case_is_open(api: TerminalApi, now: StandingClock, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    now.at += 40 * DAY
    api.get_token()
    api.send(handed_in(api, case, content, "home"))
    assert handing_in.end_missed(now.at) == 0
    assert row_of(case).state == "RECEIVED"


def test_nobody_hands_in_for_another(api: TerminalApi, li: SamplePerson) -> None:
    case = sent(api, owing(api, li))
    wang = sample_person("wang")
    api.send(handed_in(api, case, owing(api, wang), "home"))
    assert CaseMessage.objects.get().outcome == Outcomes.OTHERS
    assert row_of(case).owed_by is not None


def test_what_was_owed_in_several_goes_comes_one_by_one(api: TerminalApi, li: SamplePerson) -> None:
    content = owing(api, li)
    case = sent(api, content)
    row = row_of(case)
    row.owed = [*row.owed, {"key": "photo", "zh": "照片", "en": "Photograph", "by": "2026-12-01", "reminded": False}]
    row.owed_by = date(2026, 12, 1)
    row.save()
    handing_in.take_at_counter(case["case_number"], ["photo", "no-such"], "clerk", NOW)
    row = row_of(case)
    assert [one["key"] for one in row.owed] == ["home"]
    assert row.owed_by == date.fromisoformat(case["owed"][0]["by"])
    assert "补交“居住地住址证明”" in row.next.zh


def test_staff_take_in_at_the_counter_on_the_page_of_the_case(api: TerminalApi, li: SamplePerson) -> None:
    case = sent(api, owing(api, li))
    row = row_of(case)
    address = f"/console/cases/caserecord/{row.pk}/change/"
    clerk, reviewer = signed_in(Role.CLERK), signed_in(Role.REVIEWER, name="reviewer")
    assert "居住地住址证明（最晚" in clerk.get(address).content.decode()
    refused = reviewer.post(address, {"handed_in": ["home"], "to": "", "reason": "", **CASE_ROWS})
    assert row_of(case).owed_by is not None, refused.status_code
    response = clerk.post(address, {"handed_in": ["home"], "to": "", "reason": "", **CASE_ROWS}, follow=True)
    assert "收到补交的材料，已记入办理经过" in response.content.decode()
    assert row_of(case).owed_by is None
    assert row_of(case).events.order_by("id").reverse()[0].actor == "staff"
