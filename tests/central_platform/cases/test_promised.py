"""What is promised: decided at once, checked later, mended or revoked; and for a person where it cannot be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from central_platform.cases import bad_records, checks, services
from central_platform.cases.models import BadRecord, CaseRecord, PromiseStates, Verification
from central_platform.catalogue import published
from central_platform.notices.models import TextMessage
from central_platform.people.services import tag_of
from central_platform.privacy.services import disclose, retain
from central_platform.samples import records as sample_records
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.working_days import working_day
from tests.central_platform.cases.without_paper import (
    DAY,
    PERMIT,
    TODAY,
    UNEMPLOYED,
    commitment_of,
    owing,
    promising,
    row_of,
    sent,
    text_of,
)
from tests.central_platform.staff import ask, listed, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, moment


@pytest.fixture
def ouyang() -> SamplePerson:
    """Who is on record as having left an employer, and has none of the licences that would settle it."""
    sample_records.load(("employment-record",))
    return sample_person("ouyang")


def test_a_promise_is_decided_at_once_and_checked_later(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = sent(api, promising(api, ouyang))
    due = working_day(TODAY, 20)
    assert case["state"] == "ACCEPTED"
    assert [(one["key"], one["state"], one["due"]) for one in case["promised"]] == [("termination", "TO_CHECK", due.isoformat())]
    assert "按您的承诺办" in case["next_step"]["zh"]
    check = Verification.objects.get()
    assert (check.version, check.paragraphs, check.signature) == ("1", tuple(commitment_of()["text"]), "M0 0L10 10")
    without = {**promising(api, sample_person("zhao")), "commitments": []}
    assert sent(api, without)["state"] == "RECEIVED", "nothing was signed"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_counts_as_it_was_shown(api: TerminalApi, ouyang: SamplePerson, language: str) -> None:
    case = sent(api, promising(api, ouyang, language=language, commitments=[commitment_of(language=language)]))
    assert [one["state"] for one in case["promised"]] == ["TO_CHECK"]


@pytest.mark.parametrize("change", [{"version": "0"}, {"text": ["我什么都不承诺"]}, {"materials": ["id_card"]}, {"item": PERMIT}])
def test_another_text_is_for_a_person(api: TerminalApi, ouyang: SamplePerson, change: dict[str, Any]) -> None:
    case = sent(api, promising(api, ouyang, commitments=[{**commitment_of(), **change}]))
    if "item" in change:
        assert case["state"] == "ACCEPTED", "the text is what was signed"
        return
    assert (case["state"], case["promised"]) == ("RECEIVED", [])
    assert not Verification.objects.exists()
    assert "签的承诺书和公布的不一致" in row_of(case).events.get().note
    assert "带到" in case["next_step"]["zh"], "the paper is asked for"


def test_a_broken_promise_before_sends_it_to_a_person(api: TerminalApi, ouyang: SamplePerson) -> None:
    record = BadRecord(person_tag=tag_of(ouyang.number), reason="x", since=TODAY, until=TODAY)
    record.item = published.current().items[UNEMPLOYED].name
    record.save()
    case = sent(api, promising(api, ouyang))
    assert (case["state"], case["promised"]) == ("RECEIVED", [])
    assert "不适用告知承诺" in row_of(case).events.get().note
    assert "带到" in case["next_step"]["zh"]
    assert not bad_records.has_bad_record(ouyang.number, TODAY + timedelta(days=1)), "it has ended"


def test_a_promise_that_is_so_ends_its_check(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = sent(api, promising(api, ouyang))
    check = Verification.objects.get()
    assert checks.met(check, NOW, "已核实", "reviewer")
    row = row_of(case)
    assert row.as_case().promised[0].state == "MET"
    assert "核查过了，属实" in row.next.zh
    assert not checks.not_met(check, NOW, "晚了", "another"), "it was decided meanwhile"
    assert "属实" in TextMessage.objects.order_by("id").reverse()[0].text


def granted(api: TerminalApi, person: SamplePerson) -> dict[str, Any]:
    case = sent(api, promising(api, person))
    services.decide(case["case_number"], CaseState.APPROVED, "", "reviewer", NOW)
    return case


def test_a_promise_that_is_not_so_is_mended(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = granted(api, ouyang)
    check = Verification.objects.get()
    assert checks.not_met(check, NOW, "不住在那里", "reviewer")
    row, by = row_of(case), working_day(TODAY, 10)
    told = row.as_case().promised[0]
    assert (told.state, told.due, row.state) == ("MENDING", by, "APPROVED")
    assert "不住在那里" in row.next.zh
    assert not checks.revoke_for(check, NOW, "没有改正", "reviewer"), "its time still runs"
    assert checks.met(check, NOW, "已经补登记", "reviewer")
    assert row_of(case).as_case().promised[0].state == "MENDED"
    assert not BadRecord.objects.exists()


def test_a_promise_that_is_not_mended_revokes_what_it_brought(api: TerminalApi, now: StandingClock, ouyang: SamplePerson) -> None:
    case = granted(api, ouyang)
    check = Verification.objects.get()
    checks.not_met(check, NOW, "不住在那里", "reviewer")
    now.at += 40 * DAY
    assert checks.revoke_for(check, now.at, "没有改正", "reviewer")
    row = row_of(case)
    assert (row.state, row.revoked) == ("REFUSED", True)
    assert "撤销" in row.next.zh
    assert "行政复议" in row.next.zh, "what may be done against it"
    record = BadRecord.objects.get()
    assert (record.person_tag, record.until - record.since) == (row.applicant_tag, timedelta(days=365))
    api.get_token()
    told = api.call("/case", {**api.identity(ouyang), "case_number": case["case_number"]})["case"]
    assert (told["case"]["revoked"], told["case"]["promised"][0]["state"]) == (True, "REVOKED")
    paper = text_of(api.call("/case/paper", {**api.identity(ouyang), "case_number": case["case_number"]}))
    for words in ("撤销决定书", "60日内申请行政复议", "6个月内向人民法院"):
        assert words in paper
    assert sent(api, promising(api, ouyang))["state"] == "RECEIVED", "nothing more on their word"


def test_a_withdrawn_application_is_checked_no_more(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = sent(api, promising(api, ouyang))
    content = {
        "case_number": case["case_number"],
        "reason": "NOT_NEEDED",
        "applicant": {"kind": "CITIZEN", "name": ouyang.name, "number": ouyang.number},
        "evidence": api.content(ouyang)["evidence"],
        "withdrawn_at": NOW,
    }
    (verdict,) = api.send(api.message("withdrawal", 1, content))
    assert verdict["cases"][0]["promised"][0]["state"] == "ENDED"
    assert not checks.not_met(Verification.objects.get(), NOW, "晚了", "reviewer")


def taken_back(api: TerminalApi, person: SamplePerson, case: dict[str, Any]) -> dict[str, Any]:
    """The message by which only the promise is taken back."""
    content = {
        "case_number": case["case_number"],
        "reason": "PAPER",
        "applicant": {"kind": "CITIZEN", "name": person.name, "number": person.number},
        "evidence": api.content(person)["evidence"],
        "withdrawn_at": NOW,
        "promises": True,
    }
    return api.message("withdrawal", 1, content)


def test_a_promise_alone_is_taken_back_and_may_be_made_again(api: TerminalApi, ouyang: SamplePerson) -> None:
    content = promising(api, ouyang)
    case = sent(api, content)
    (verdict,) = api.send(taken_back(api, ouyang, case))
    (after,) = verdict["cases"]
    assert (after["state"], [one["state"] for one in after["promised"]]) == ("CORRECTION", ["ENDED"])
    assert [(one["kind"], one["key"]) for one in after["defects"]] == [("MATERIAL", "termination")]
    told = api.call("/case", {**api.identity(ouyang), "case_number": case["case_number"]})["case"]
    assert told["history"][-1]["reason"] == "撤回承诺：有材料了，改交材料"
    message_id = moment().new_id()
    application = {**content, "submission_id": message_id}
    (verdict,) = api.send(
        api.message("correction", 1, {"case_number": case["case_number"], "application": application}, message_id)
    )
    assert [one["state"] for one in verdict["cases"][0]["promised"]] == ["TO_CHECK"]
    assert Verification.objects.count() == 1


def test_a_promise_is_not_taken_back_once_it_is_decided(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = granted(api, ouyang)
    (verdict,) = api.send(taken_back(api, ouyang, case))
    assert (verdict["cases"][0]["state"], verdict["cases"][0]["promised"][0]["state"]) == ("APPROVED", "TO_CHECK")


def test_a_newer_catalogue_without_it_judges_by_what_was_signed(
    api: TerminalApi, ouyang: SamplePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = promising(api, ouyang)
    from kiosk.domain.values import replace as changed

    item = published.current().items[UNEMPLOYED]
    gone = changed(item, commitments=())
    real = published.item_of
    for module in ("handler", "comparison", "bundles", "facts"):
        monkeypatch.setattr(
            f"central_platform.cases.{module}.item_of",
            lambda code, version: real(code, version) if version == content["catalogue_version"] else gone,
        )
    assert sent(api, content)["state"] == "ACCEPTED"
    newer = promising(api, sample_person("zhao"), catalogue_version="2027.1.1")
    case = sent(api, newer)
    assert (case["state"], case["promised"]) == ("RECEIVED", []), "a version that nobody has published is for a person"


def test_a_paper_in_place_of_a_promise_ends_its_check(api: TerminalApi, ouyang: SamplePerson) -> None:
    content = promising(api, ouyang)
    case = sent(api, content)
    services.decide(case["case_number"], CaseState.CORRECTION, "请补居住证明", "clerk", NOW)
    message_id = moment().new_id()
    materials = [content["materials"][0], {"key": "termination", "state": "ATTACHED", "pages": ["c" * 64]}]
    application = {**content, "submission_id": message_id, "materials": materials, "commitments": []}
    api.send(api.message("correction", 1, {"case_number": case["case_number"], "application": application}, message_id))
    assert Verification.objects.get().state == PromiseStates.ENDED
    kept = {**content, "submission_id": moment().new_id(), "commitments": []}
    assert kept["materials"][1]["state"] == "PROMISED"


def test_a_correction_leaves_a_promise_standing(api: TerminalApi, ouyang: SamplePerson) -> None:
    content = promising(api, ouyang)
    content["answers"]["mobile"] = "123"
    case = sent(api, content)
    assert (case["state"], [one["state"] for one in case["promised"]]) == ("CORRECTION", ["TO_CHECK"])
    message_id = moment().new_id()
    answers = {**content["answers"], "mobile": ouyang.mobile}
    application = {**content, "submission_id": message_id, "answers": answers, "commitments": []}
    (verdict,) = api.send(
        api.message("correction", 1, {"case_number": case["case_number"], "application": application}, message_id)
    )
    (after,) = verdict["cases"]
    assert (after["state"], [one["state"] for one in after["promised"]]) == ("ACCEPTED", ["TO_CHECK"])
    assert Verification.objects.count() == 1


def test_a_promise_is_given_out_as_it_was_signed(api: TerminalApi, ouyang: SamplePerson) -> None:
    case = sent(api, promising(api, ouyang, signature="M100 100L300 200L500 100L700 300"))
    asked = {"case_number": case["case_number"]}
    paper = text_of(api.call("/case/commitment", {**api.identity(ouyang), **asked}))
    assert "告知承诺书" in paper
    assert "申请人签名" in paper
    for paragraph in commitment_of()["text"]:
        assert "".join(paragraph.split())[:12] in paper
    api.call("/case/commitment", {**api.identity(sample_person("wang")), **asked}, status=404)
    other = sent(api, owing(api, sample_person("wang")))
    api.call("/case/commitment", {**api.identity(sample_person("wang")), "case_number": other["case_number"]}, status=404)
    assert "还要补交" in text_of(
        api.call("/case/paper", {**api.identity(sample_person("wang")), "case_number": other["case_number"]})
    )


def test_staff_look_into_promises_by_role(api: TerminalApi, now: StandingClock, ouyang: SamplePerson) -> None:
    case = granted(api, ouyang)
    check = Verification.objects.get()
    page = "cases/verification"
    clerk, reviewer = signed_in(Role.CLERK), signed_in(Role.REVIEWER, name="reviewer")
    assert [row.pk for row in listed(clerk, page)] == [check.pk]
    assert clerk.get(f"/console/{page}/met/?key={check.pk}").status_code == 403
    assert "限期整改了 1 条" in ask(reviewer, page, "mend", "限期整改", str(check.pk), reason="不住在那里")
    assert "没有可以限期整改的记录" in ask(reviewer, page, "mend", "限期整改", str(check.pk))
    now.at += 40 * DAY
    reviewer = signed_in(Role.REVIEWER, name="later")  # nobody stays signed in so long
    assert [row.pk for row in listed(reviewer, page, overdue="past")] == [check.pk]
    assert "撤销了 1 条" in ask(reviewer, page, "revoke", "撤销", str(check.pk), reason="没有改正")
    row = row_of(case)
    assert (row.revoked, row.events.order_by("id").reverse()[0].actor) == (True, "later")
    assert [one.case_id for one in listed(reviewer, "cases/badrecord")] == [row.pk]


def test_records_are_told_and_go_when_their_time_is_over(api: TerminalApi, now: StandingClock, ouyang: SamplePerson) -> None:
    case = granted(api, ouyang)
    check = Verification.objects.get()
    checks.not_met(check, NOW, "不住在那里", "reviewer")
    now.at += 40 * DAY
    checks.revoke_for(check, now.at, "没有改正", "reviewer")
    told = disclose(ouyang.number, now.at)
    assert [one["reason"] for one in told["bad-records"]["rows"]] == ["没有改正"]
    assert told["cases"]["rows"][0]["promised"][0]["text"] == tuple(commitment_of()["text"])
    retain(now.at)
    assert BadRecord.objects.exists()
    now.at += 400 * DAY
    retain(now.at)
    assert not BadRecord.objects.exists()
    assert CaseRecord.objects.filter(case_number=case["case_number"]).exists(), "the case has its own time"
