"""Decisions of staff: a refused one is one sentence and leaves nothing; after one that is taken comes the next case that waits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.contrib.admin.models import LogEntry
from django.test import Client

from central_platform.cases import services
from central_platform.cases.forms import DecisionForm
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.notices.models import TextMessage
from central_platform.staff.models import StaffAct, StaffLook
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.staff import CASE_ROWS, listed, signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi


def received(api: TerminalApi, person: SamplePerson) -> CaseRecord:
    """A case that waits for a clerk: no rule accepts it."""
    content = api.content(person)
    content["something_new"] = "x"
    api.submit(api.seal(content))
    return CaseRecord.objects.get(submission_id=content["submission_id"])


def post(client: Client, case: CaseRecord, to: str, reason: str = "") -> Any:
    return client.post(f"/console/cases/caserecord/{case.pk}/change/", {"to": to, "reason": reason, **CASE_ROWS})


def red(text: str) -> list[str]:
    """What is said in red."""
    lists = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', text, re.S)
    return [re.sub(r"<[^>]+>", "", part).strip() for part in lists] + re.findall(r'<li class="error">(.*?)</li>', text)


def written() -> tuple[int, ...]:
    """All that a decision writes."""
    acts = StaffAct.objects.exclude(kind="REFUSED").count()
    return CaseEvent.objects.count(), LogEntry.objects.count(), acts, TextMessage.objects.count()


@pytest.mark.parametrize(
    ("role", "state", "to", "reason", "told"),
    [
        (Role.CLERK, "RECEIVED", "CORRECTION", "", "请写明理由，居民会看到"),
        (Role.CLERK, "RECEIVED", "CORRECTION", "  ", "请写明理由，居民会看到"),
        (Role.CLERK, "RECEIVED", "", "", "没有选择决定，什么都没有改变"),
        (Role.CLERK, "RECEIVED", "REFUSED", "不符合条件", services.NOT_OPEN),
        (Role.CLERK, "RECEIVED", "NONSENSE", "x", services.NOT_OPEN),
        (Role.LEAD, "ACCEPTED", "APPROVED", "", "受审分离：这个办件是您受理的，请由另一位工作人员审批"),
        (Role.REVIEWER, "APPROVED", "REFUSED", "晚了", services.NOT_OPEN),
        (Role.REVIEWER, "APPROVED", "", "", services.NOT_OPEN),
    ],
)
def test_a_refused_decision_leaves_nothing(
    api: TerminalApi, wang: SamplePerson, role: Role, state: str, to: str, reason: str, told: str
) -> None:
    case, client = received(api, wang), signed_in(role)
    if state != "RECEIVED":
        services.decide(case.case_number, CaseState.ACCEPTED, "", "staff", NOW)
    if state == "APPROVED":
        services.decide(case.case_number, CaseState.APPROVED, "", "another", NOW)
    before = written()
    answer = post(client, case, to, reason)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert red(page) == [told]
    assert 'class="success"' not in page
    case.refresh_from_db()
    assert case.state == state
    assert written() == before


def test_a_reason_that_is_too_long_is_said_once(api: TerminalApi, wang: SamplePerson) -> None:
    case = received(api, wang)
    page = post(signed_in(Role.CLERK), case, "CORRECTION", "长" * 501).content.decode()
    assert len(red(page)) == 1
    assert "500" in red(page)[0]


def test_who_is_overtaken_is_told_and_undone(api: TerminalApi, wang: SamplePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody decides between the form's look at the case and the lock."""
    case, client = received(api, wang), signed_in(Role.CLERK)
    before = written()
    monkeypatch.setattr(DecisionForm, "clean", forms.ModelForm.clean)
    answer = post(client, case, "CORRECTION")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert red(page) == ["请写明理由，居民会看到"]
    assert 'class="success"' not in page
    assert written() == before


def test_a_decision_leads_to_the_next_case_that_waits(api: TerminalApi, wang: SamplePerson) -> None:
    first, second = received(api, wang), received(api, sample_person("li"))
    services.decide(received(api, sample_person("chen")).case_number, CaseState.ACCEPTED, "", "another", NOW)
    clerk = signed_in(Role.CLERK)
    led = post(clerk, first, "ACCEPTED")
    assert led["Location"] == f"/console/cases/caserecord/{second.pk}/change/"
    page = clerk.get(led["Location"]).content.decode()
    assert f"办件 {first.case_number}：已受理，已记入办理经过。下面是下一件等您处理的办件。" in page
    assert StaffLook.objects.filter(key=str(second.pk), kind="MASKED").exists(), "it is looked at"
    led = post(clerk, second, "CORRECTION", "照片不清楚")
    assert led["Location"] == "/console/cases/caserecord/"
    page = clerk.get(led["Location"]).content.decode()
    assert f"办件 {second.case_number}：待补正，已记入办理经过。没有等您处理的办件了。" in page


def test_what_is_refused_before_it_is_accepted_is_called_so(api: TerminalApi, wang: SamplePerson) -> None:
    lead, case = signed_in(Role.LEAD), received(api, wang)
    led = post(lead, case, "REFUSED", "请到区房屋管理局办理")
    assert f"办件 {case.case_number}：不予受理，已记入办理经过" in lead.get(led["Location"]).content.decode()
    page = lead.get(f"/console/cases/caserecord/{case.pk}/change/").content.decode()
    assert page.count("不予受理") == 3, "beside the case, in its history, and as the name of that row, which is not shown"
    assert "不予办理" not in page


def test_what_one_accepted_waits_for_another(api: TerminalApi, wang: SamplePerson) -> None:
    first, second = received(api, wang), received(api, sample_person("li"))
    lead, other = signed_in(Role.LEAD, name="a"), signed_in(Role.LEAD, name="b")
    assert post(lead, first, "ACCEPTED")["Location"].endswith(f"/{second.pk}/change/")
    assert post(lead, second, "ACCEPTED")["Location"] == "/console/cases/caserecord/"
    assert listed(lead, "cases/caserecord", waiting="mine") == []
    assert {row.pk for row in listed(other, "cases/caserecord", waiting="mine")} == {first.pk, second.pk}
    assert post(other, first, "APPROVED")["Location"].endswith(f"/{second.pk}/change/")


def test_the_most_urgent_case_comes_first(api: TerminalApi, wang: SamplePerson) -> None:
    cases = [received(api, sample_person(name)) for name in ("wang", "li", "chen")]
    for case, due in zip(cases, ("2026-12-03", "2026-12-02", "2026-12-01"), strict=True):
        CaseRecord.objects.filter(pk=case.pk).update(due=due)
    assert post(signed_in(Role.CLERK), cases[0], "ACCEPTED")["Location"].endswith(f"/{cases[2].pk}/change/")


@pytest.mark.parametrize(("role", "offered"), [(Role.CLERK, False), (Role.REVIEWER, True), (Role.SUPERVISOR, False)])
def test_only_who_can_decide_is_offered_to(api: TerminalApi, wang: SamplePerson, role: Role, offered: bool) -> None:
    case = received(api, wang)
    services.decide(case.case_number, CaseState.ACCEPTED, "", "another", NOW)
    CaseRecord.objects.update(state="APPROVED" if role is Role.CLERK else "ACCEPTED")
    page = signed_in(role).get(f"/console/cases/caserecord/{case.pk}/change/").content.decode()
    hands_over = role is Role.CLERK  # the result of what is decided, at the counter
    assert ('name="to"' in page, 'name="collected_by"' in page) == (offered, hands_over)
    assert ('name="_save"' in page) == (offered or hands_over)
    assert "作出决定" in page or not offered
