"""Corrections and withdrawals: one new version of the same case, once; and nothing where it is too late, or not theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.models import Attachment, CaseEvent, CaseMessage, CaseRecord, Outcomes
from central_platform.cases.services import decide, what_may_lack
from central_platform.notices.models import TextMessage
from central_platform.privacy.services import disclose
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.messages.canonical import sha256_hex
from kiosk.messages.signing import verified
from tests.campaign import examples
from tests.central_platform.staff import CASE_ROWS, show, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, moment


def sent_back(api: TerminalApi, person: SamplePerson, **changes: Any) -> tuple[CaseRecord, dict[str, Any]]:
    """A case whose mobile number is wrong, and what was submitted."""
    content = api.content(person, **changes)
    content["answers"]["mobile"] = "123"
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "CORRECTION"
    return CaseRecord.objects.get(case_number=verdict["case"]["case_number"]), content


def mended(api: TerminalApi, case_number: str, content: dict[str, Any], token: str = "", **answers: Any) -> dict[str, Any]:
    """The message of a correction; with a good mobile number unless others are given."""
    message_id = moment().new_id()
    application = {
        **content,
        "submission_id": message_id,
        "receipt_token_sha256": token_hash(token or new_receipt_token(moment())),
        "answers": {**content["answers"], **(answers or {"mobile": "13900000026"})},
    }
    return api.message("correction", 1, {"case_number": case_number, "application": application}, message_id)


def taken_back(api: TerminalApi, case_number: str, person: SamplePerson, **changes: Any) -> dict[str, Any]:
    content = {
        "case_number": case_number,
        "reason": "NOT_NEEDED",
        "applicant": {"kind": "CITIZEN", "name": person.name, "number": person.number},
        "evidence": api.content(person)["evidence"],
        "withdrawn_at": NOW,
        **changes,
    }
    return api.message("withdrawal", 1, content)


def in_full(api: TerminalApi, person: SamplePerson, case_number: str) -> Any:
    return api.call("/case", {**api.identity(person), "case_number": case_number})["case"]


def test_a_correction_makes_the_same_case_good(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    now.at += 600
    token = new_receipt_token(moment())
    message = mended(api, row.case_number, content, token)
    (verdict,) = api.send(message)
    (case,) = verdict["cases"]
    assert (case["case_number"], case["state"], case["defects"]) == (row.case_number, "ACCEPTED", [])
    assert CaseRecord.objects.count() == 1
    row.refresh_from_db()
    assert row.content["answers"]["mobile"] == "13900000026"
    assert json.loads(CaseMessage.objects.get().replaced)["answers"]["mobile"] == "123", "what was said before is kept"
    assert [event.state for event in row.events.all()] == ["CORRECTION", "ACCEPTED"]
    (again,) = api.send(message)
    assert again == verdict
    assert CaseEvent.objects.count() == 2, "the same id and bytes: nothing more happens"
    assert api.call("/progress", {"receipt_token": token})["case"]["case_number"] == row.case_number
    assert "13900000026" in [message.to for message in TextMessage.objects.all()], "the number that is right now is told"


def test_what_is_still_wrong_is_told_again(api: TerminalApi, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    (verdict,) = api.send(mended(api, row.case_number, content, mobile="456"))
    (case,) = verdict["cases"]
    assert case["state"] == "CORRECTION"
    assert [defect["key"] for defect in case["defects"]] == ["mobile"]


@pytest.mark.parametrize("to", [CaseState.WITHDRAWN, CaseState.REFUSED, CaseState.ACCEPTED])
def test_a_correction_that_comes_too_late_changes_nothing(api: TerminalApi, wang: SamplePerson, to: CaseState) -> None:
    row, content = sent_back(api, wang)
    decide(row.case_number, to, "窗口已处理", "clerk", NOW + 60)
    (verdict,) = api.send(mended(api, row.case_number, content))
    assert [case["state"] for case in verdict["cases"]] == [to.value]
    row.refresh_from_db()
    assert row.content["answers"]["mobile"] == "123"
    assert CaseMessage.objects.get().outcome == Outcomes.TOO_LATE
    assert row.events.order_by("id").reverse()[0].note == f"居民送来补正：{Outcomes.TOO_LATE.label}"


def test_nobody_corrects_the_case_of_another(api: TerminalApi, wang: SamplePerson) -> None:
    row, _ = sent_back(api, wang)
    li = sample_person("li")
    (verdict,) = api.send(mended(api, row.case_number, api.content(li)))
    assert [case["state"] for case in verdict["cases"]] == ["CORRECTION"]
    assert CaseMessage.objects.get().outcome == Outcomes.OTHERS


@pytest.mark.parametrize("kind", ["correction", "withdrawal"])
def test_a_card_that_the_register_does_not_know_changes_nothing(api: TerminalApi, wang: SamplePerson, kind: str) -> None:
    row, content = sent_back(api, wang)
    other = [{**content["evidence"][0], "issued": "2019-01-01"}]
    if kind == "correction":
        message = mended(api, row.case_number, {**content, "evidence": other})
    else:
        message = taken_back(api, row.case_number, wang, evidence=other)
    (verdict,) = api.send(message)
    assert [case["state"] for case in verdict["cases"]] == ["CORRECTION"]
    assert CaseMessage.objects.get().outcome == Outcomes.OTHER_CARD


def test_a_correction_of_another_item_changes_nothing(api: TerminalApi, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    api.send(mended(api, row.case_number, {**content, "implementation_code": "1" * 31}))
    assert CaseMessage.objects.get().outcome == Outcomes.OTHER_ITEM


def test_a_case_that_is_not_here_yet_is_waited_for(api: TerminalApi, wang: SamplePerson) -> None:
    _, content = sent_back(api, wang)
    message = mended(api, "26112299990001", content)
    (verdict,) = api.send(message)
    assert verdict["verdict"] == "RETRY"
    assert not CaseMessage.objects.exists()


def test_a_message_that_names_no_case_is_kept(api: TerminalApi) -> None:
    for kind in ("correction", "withdrawal"):
        (verdict,) = api.send(api.message(kind, 1, {"what": 1}))
        assert verdict["verdict"] == "REJECTED"


def test_pictures_that_stand_go_on_counting(api: TerminalApi, wang: SamplePerson) -> None:
    first = api.sealer.seal(b"\xff\xd8 one")
    page = sha256_hex(first.encode())
    material = {"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": [page]}
    row, content = sent_back(api, wang, materials=[material])
    assert in_full(api, wang, row.case_number)["pages"] == {"household_register": [page]}
    new = api.sealer.seal(b"\xff\xd8 two")
    named = {**material, "pages": [page, sha256_hex(new.encode())]}
    other = enrol(Client(), api.now)
    other.get_token()
    message = mended(other, row.case_number, {**content, "terminal_id": other.terminal_id, "materials": [named]})
    (verdict,) = other.send(message)
    assert verdict["verdict"] == "ACCEPTED"
    piece = {
        "submission_id": message["message_id"],
        "sha256": sha256_hex(new.encode()),
        "size": len(new),
        "offset": 0,
        "piece": new,
    }
    assert other.call("/attachments", piece)["verdict"] == "KEPT", "from the terminal that took it, though another opened the case"
    assert Attachment.objects.filter(case=row, complete=True).count() == 1
    assert in_full(api, wang, row.case_number)["pages"] == {"household_register": named["pages"]}


def test_a_picture_of_another_case_settles_nothing(api: TerminalApi, wang: SamplePerson) -> None:
    li = sample_person("li")
    page = "ab" * 32
    material = {"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": [page]}
    api.submit(api.seal(api.content(li, materials=[material])))
    row, content = sent_back(api, wang)
    api.send(mended(api, row.case_number, {**content, "materials": [material]}))
    assert in_full(api, wang, row.case_number)["pages"] == {}


def test_a_case_is_taken_back_before_it_is_decided(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    content = api.content(wang)
    (verdict,) = api.submit(api.seal(content))
    number = verdict["case"]["case_number"]
    now.at += 60
    message = taken_back(api, number, wang)
    (first,) = api.send(message)
    assert [case["state"] for case in first["cases"]] == ["WITHDRAWN"]
    assert api.send(message) == [first]
    (second,) = api.send(taken_back(api, number, wang))
    assert [case["state"] for case in second["cases"]] == ["WITHDRAWN"]
    assert [m.outcome for m in CaseMessage.objects.order_by("id")] == ["DONE", "TOO_LATE"]
    told = in_full(api, wang, number)
    assert [(step["state"], step["reason"]) for step in told["history"]] == [("ACCEPTED", ""), ("WITHDRAWN", "不想办了")]
    assert not told["withdrawable"]
    assert len([message for message in TextMessage.objects.all() if "撤回" in message.text]) == 1


def test_a_decided_case_is_not_taken_back(api: TerminalApi, wang: SamplePerson) -> None:
    (verdict,) = api.submit(api.seal(api.content(wang)))
    number = verdict["case"]["case_number"]
    decide(number, CaseState.APPROVED, "", "reviewer", NOW + 1)
    (answer,) = api.send(taken_back(api, number, wang))
    assert [case["state"] for case in answer["cases"]] == ["APPROVED"]


def test_a_case_in_full_is_shown_to_whose_it_is(api: TerminalApi, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    told = in_full(api, wang, row.case_number)
    assert told["case"]["case_number"] == row.case_number
    assert told["answers"] == content["answers"]
    assert told["correctable"]
    assert told["withdrawable"]
    assert in_full(api, sample_person("li"), row.case_number) is None
    assert in_full(api, wang, "26112299990001") is None


def test_what_is_for_staff_is_not_told(api: TerminalApi, wang: SamplePerson) -> None:
    row, _ = sent_back(api, wang)
    assert row.events.get().note, "staff read why"
    assert [step["reason"] for step in in_full(api, wang, row.case_number)["history"]] == [""]
    decide(row.case_number, CaseState.REFUSED, "不在本区", "reviewer", NOW + 5)
    assert in_full(api, wang, row.case_number)["history"][-1]["reason"] == "不在本区"


def test_staff_say_which_questions_and_materials(api: TerminalApi, wang: SamplePerson) -> None:
    (verdict,) = api.submit(api.seal(api.content(wang)))
    row = CaseRecord.objects.get(case_number=verdict["case"]["case_number"])
    names = list(what_may_lack(row))
    assert "answer:mobile" in names
    lead = signed_in(Role.LEAD)
    material = next(name for name in names if name.startswith("material:"))
    page = f"/console/cases/caserecord/{row.pk}/change/"
    wrong = lead.post(page, {"to": "APPROVED", "reason": "", "lacking": ["answer:mobile"], **CASE_ROWS})
    assert "决定就要选" in wrong.content.decode()
    lead.post(page, {"to": "CORRECTION", "reason": "号码打不通", "lacking": ["answer:mobile", material], **CASE_ROWS})
    row.refresh_from_db()
    assert [(d.kind.value, d.key) for d in row.lacking] == [
        ("STAFF", ""),
        ("ANSWER", "mobile"),
        ("MATERIAL", material.partition(":")[2]),
    ]


def test_the_console_shows_what_came_later(api: TerminalApi, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    api.send(mended(api, row.case_number, content))
    clerk = signed_in(Role.CLERK)
    page = f"cases/caserecord/{row.pk}"
    before = clerk.get(f"/console/{page}/change/").content.decode()
    assert Outcomes.DONE.label in before
    assert wang.number not in before
    assert wang.number in show(clerk, page)


def test_what_came_later_is_told_and_erased_with_its_case(api: TerminalApi, wang: SamplePerson) -> None:
    row, content = sent_back(api, wang)
    api.send(mended(api, row.case_number, content))
    told = json.dumps(disclose(wang.number, NOW), ensure_ascii=False, default=str)
    assert '"kind": "补正"' in told
    row.delete()
    assert not CaseMessage.objects.exists()


def test_each_state_has_its_notice_on_paper(api: TerminalApi, wang: SamplePerson) -> None:
    row, _ = sent_back(api, wang)
    asked = {"case_number": row.case_number}
    told = {}
    for state in (CaseState.CORRECTION, CaseState.ACCEPTED, CaseState.REFUSED):
        if state is not CaseState.CORRECTION:
            decide(row.case_number, state, "材料和事实不符", f"staff {state}", NOW)
        answer = api.call("/case/paper", {**api.identity(wang), **asked})
        facts = dict(verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"])
        assert facts["办件编号"].replace(" ", "") == row.case_number
        told[state] = (answer["licence"]["name"]["zh"], facts)
    assert [name for name, _ in told.values()] == ["补正材料通知书", "受理通知书", "不予办理决定书"]
    assert told[CaseState.CORRECTION][1]["补正1"] == "请核对“手机号码”"
    assert "60日内申请行政复议" in told[CaseState.REFUSED][1]["救济"]


def test_what_is_refused_before_it_is_accepted_is_not_accepted(api: TerminalApi, wang: SamplePerson) -> None:
    row, _ = sent_back(api, wang)
    decide(row.case_number, CaseState.REFUSED, "这件事归房管部门办，请到区房屋管理局", "reviewer", NOW)
    case = api.call("/case", {**api.identity(wang), "case_number": row.case_number})["case"]["case"]
    assert case["not_accepted"]
    assert case["next_step"]["zh"].startswith("没有受理：这件事归房管部门办")
    answer = api.call("/case/paper", {**api.identity(wang), "case_number": row.case_number})
    facts = dict(verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"])
    assert answer["licence"]["name"]["zh"] == "不予受理决定书"
    assert "第三十二条第一款" in facts["依据"]
    assert "60日内申请行政复议" in facts["救济"]


def test_no_notice_of_what_was_taken_back_or_is_not_theirs(api: TerminalApi, wang: SamplePerson) -> None:
    row, _ = sent_back(api, wang)
    asked = {"case_number": row.case_number}
    api.call("/case/paper", {**api.identity(sample_person("li")), **asked}, status=404)
    api.send(taken_back(api, row.case_number, wang))
    api.call("/case/paper", {**api.identity(wang), **asked}, status=404)


_ACTS = st.sampled_from(["correct", "correct badly", "withdraw", "staff accept", "staff refuse", "staff send back", "again"])


@settings(examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_ACTS, max_size=8))
def test_whatever_comes_in_any_order_is_one_case(api: TerminalApi, wang: SamplePerson, acts: list[str]) -> None:
    """Whoever is first counts; what is sent again changes nothing; a decided case stays as it was decided."""
    row, content = sent_back(api, wang)
    sent: list[dict[str, Any]] = []
    for act in acts:
        row.refresh_from_db()
        before, closed = row.state, row.state in ("REFUSED", "WITHDRAWN", "APPROVED")
        match act:
            case "correct" | "correct badly":
                sent.append(mended(api, row.case_number, content, mobile="13900000026" if act == "correct" else "7"))
                (verdict,) = api.send(sent[-1])
            case "withdraw":
                sent.append(taken_back(api, row.case_number, wang))
                (verdict,) = api.send(sent[-1])
            case "again" if sent:
                (verdict,) = api.send(sent[0])
            case _:
                moves = {"staff accept": "ACCEPTED", "staff refuse": "REFUSED", "staff send back": "CORRECTION"}
                to = CaseState(moves.get(act, "ACCEPTED"))
                if not closed and before != to.value and not (to is CaseState.ACCEPTED and before == "ACCEPTED"):
                    decide(row.case_number, to, "理由", f"staff {len(sent)} {act}", NOW)
                continue
        row.refresh_from_db()
        assert [case["state"] for case in verdict["cases"]] == [row.state]
        assert not closed or row.state == before
        if act == "again":
            assert row.state == before
    assert CaseRecord.objects.filter(case_number=row.case_number).count() == 1
    assert CaseMessage.objects.filter(case=row).count() == len(sent)
    assert row.lacking or row.state != "CORRECTION"
