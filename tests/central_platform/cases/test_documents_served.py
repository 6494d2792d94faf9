"""送达: what of a case reached whoever applied: out of a terminal's printer, by courier, over the counter."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from central_platform.cases.models import CaseRecord, ServedDocument
from central_platform.cases.services import decide
from central_platform.privacy.services import disclose
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.signing import verified
from tests.central_platform.staff import CASE_ROWS, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, moment

RECEIVER = sample_person("wang")


def accepted(api: TerminalApi) -> str:
    """Number of a case that the rules accepted."""
    (verdict,) = api.submit(api.seal(api.content(RECEIVER)))
    assert verdict["case"]["state"] == "ACCEPTED"
    return str(verdict["case"]["case_number"])


def printed(api: TerminalApi, identifier: str, outcome: str = "CONFIRMED", at: int = NOW) -> dict[str, Any]:
    """What a terminal tells of a paper that came out of its printer, or did not."""
    lease = api.call("/copy-serials", {})
    serial = f"{lease['prefix']}{lease['first']:06d}"
    copied = {"serial": serial, "licence_identifier": identifier, "purpose": "办件文书"}
    report_id = moment().new_id()
    told = {"kind": "COPY", "report_id": report_id, "serial": serial, "outcome": outcome, "printed_at": at}
    return api.message("copy", 2, {**told, "sealed": api.seal(copied, "x")["sealed"]}, report_id)


def notice(api: TerminalApi, number: str) -> dict[str, Any]:
    return dict(api.call("/case/paper", {**api.identity(RECEIVER), "case_number": number}))


def served(api: TerminalApi, number: str) -> list[Any]:
    told = api.call("/case", {**api.identity(RECEIVER), "case_number": number})["case"]["served"]
    return [(one["document"]["zh"], one["number"], one["by"]) for one in told]


def test_a_notice_that_came_out_is_served_once(api: TerminalApi) -> None:
    number = accepted(api)
    identifier = notice(api, number)["licence"]["identifier"]
    assert served(api, number) == [], "asked for is not printed"
    message = printed(api, identifier)
    api.send(message)
    api.send(message)
    api.send(printed(api, identifier))
    assert served(api, number) == [("受理通知书", identifier, "TERMINAL")]
    assert ServedDocument.objects.get().receiver == RECEIVER.name


def test_a_notice_of_which_nobody_knows_whether_it_came_out_is_not_served(api: TerminalApi) -> None:
    number = accepted(api)
    identifier = notice(api, number)["licence"]["identifier"]
    for outcome in ("SENT", "UNCERTAIN", "VOIDED"):
        api.send(printed(api, identifier, outcome))
    assert served(api, number) == []


def test_the_word_of_another_terminal_serves_nothing(api: TerminalApi, now: StandingClock) -> None:
    number = accepted(api)
    identifier = notice(api, number)["licence"]["identifier"]
    other = enrol(Client(), now)
    other.get_token()
    other.send(printed(other, identifier))
    assert served(api, number) == []


def test_a_clock_that_was_behind_serves_nothing_before_it_was_made(api: TerminalApi) -> None:
    number = accepted(api)
    api.send(printed(api, notice(api, number)["licence"]["identifier"], at=NOW - 400 * 86_400))
    assert ServedDocument.objects.get().at == NOW


def test_a_clerk_hands_a_result_over_once(api: TerminalApi) -> None:
    number = accepted(api)
    clerk = signed_in(Role.CLERK)
    page = f"/console/cases/caserecord/{CaseRecord.objects.get().pk}/change/"
    assert "领取人姓名" not in clerk.get(page).content.decode(), "nothing is decided"
    decide(number, CaseState.APPROVED, "", "reviewer", NOW)
    assert "领取人姓名" in clerk.get(page).content.decode()
    for _ in range(2):
        clerk.post(page, {"collected_by": "王建国的女儿王芳", **CASE_ROWS})
    (one,) = ServedDocument.objects.all()
    assert (one.how, one.receiver, one.actor) == ("COUNTER", "王建国的女儿王芳", "staff")
    assert "领取人姓名" not in clerk.get(page).content.decode()


def test_a_reviewer_hands_nothing_over(api: TerminalApi) -> None:
    number = accepted(api)
    decide(number, CaseState.APPROVED, "", "somebody else", NOW)
    reviewer = signed_in(Role.REVIEWER)
    page = f"/console/cases/caserecord/{CaseRecord.objects.get().pk}/change/"
    reviewer.post(page, {"collected_by": "某人", **CASE_ROWS})
    assert not ServedDocument.objects.exists()


def test_the_record_of_service_says_what_how_and_when(api: TerminalApi) -> None:
    number = accepted(api)
    api.call("/case/served", {**api.identity(RECEIVER), "case_number": number}, status=404)
    identifier = notice(api, number)["licence"]["identifier"]
    api.send(printed(api, identifier))
    api.call("/case/served", {**api.identity(sample_person("li")), "case_number": number}, status=404)
    answer = api.call("/case/served", {**api.identity(RECEIVER), "case_number": number})
    facts = json.dumps(
        verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"], ensure_ascii=False
    )
    assert answer["licence"]["name"]["zh"] == "送达回证"
    for words in ("受理通知书", identifier, "自助终端打印", RECEIVER.name):
        assert words in facts
    api.send(printed(api, answer["licence"]["identifier"]))
    assert len(served(api, number)) == 1, "the record itself is nothing that is served"


def test_it_is_disclosed_and_erased_with_its_case(api: TerminalApi) -> None:
    number = accepted(api)
    api.send(printed(api, notice(api, number)["licence"]["identifier"]))
    assert "自助终端打印" in json.dumps(disclose(RECEIVER.number, NOW), ensure_ascii=False, default=str)
    CaseRecord.objects.all().delete()
    assert not ServedDocument.objects.exists()


def test_the_notice_of_acceptance_has_its_fields(api: TerminalApi, wang: SamplePerson) -> None:
    answer = notice(api, accepted(api))
    facts = dict(verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"])
    for label in ("申请人", "证件号码", "联系电话", "费用", "收件时间", "受理时间", "办理结果", "地址电话", "查询方式"):
        assert facts[label], label
    assert "经办人" not in facts, "rules accepted it"


def test_a_notice_names_the_member_of_staff_who_decided(api: TerminalApi) -> None:
    number = accepted(api)
    for name, called in (("clerk-1", "沈芳"), ("clerk-2", "顾平"), ("nobody", "")):
        get_user_model().objects.update_or_create(username=name, defaults={"last_name": called})
    for state, actor in ((CaseState.CORRECTION, "clerk-1"), (CaseState.ACCEPTED, "clerk-2"), (CaseState.REFUSED, "nobody")):
        decide(number, state, "缺少照片", actor, NOW)
        answer = notice(api, number)
        facts = dict(verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"])
        assert facts.get("经办人") == {"clerk-1": "沈芳", "clerk-2": "顾平"}.get(actor), actor
