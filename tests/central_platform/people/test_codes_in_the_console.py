"""Staff stop somebody's codes on phones, and end a code on paper: with a reason, once, and it is known who did it."""

from __future__ import annotations

import pytest

from central_platform.people.models import PaperCodeRecord, Person, ShownCode
from central_platform.people.services import tag_of
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import GRANTS, Role
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.people.test_paper_codes import issue, progress
from tests.central_platform.people.test_phone_codes import phone, reason, show
from tests.central_platform.staff import ask, signed_in
from tests.central_platform.terminal_api import TerminalApi

PEOPLE, PAPERS, SHOWN = "people/person", "people/papercoderecord", "people/showncode"


def test_codes_of_a_person_are_stopped_and_allowed_again(api: TerminalApi, wang: SamplePerson) -> None:
    supervisor, tag = signed_in(Role.SUPERVISOR), tag_of(wang.number)
    code = phone(wang)
    assert "停用了 1 条" in ask(supervisor, PEOPLE, "stop-codes", "停用", tag, reason="本人报手机丢失")
    assert reason(api, code) == "REVOKED"
    assert "没有可以停用的记录" in ask(supervisor, PEOPLE, "stop-codes", "停用", tag)
    assert "恢复了 1 条" in ask(supervisor, PEOPLE, "allow-codes", "恢复", tag, reason="本人到窗口说明")
    assert show(api, phone(wang))["verdict"] == "ACCEPTED"
    assert not Person.objects.get(tag=tag).codes_stopped
    assert [act.detail for act in StaffAct.objects.order_by("id")] == ["停用：本人报手机丢失", "恢复：本人到窗口说明"]


def test_a_paper_is_ended_at_once(api: TerminalApi) -> None:
    code, supervisor = issue(api)["code"], signed_in(Role.SUPERVISOR)
    row = PaperCodeRecord.objects.get()
    assert "作废了 1 条" in ask(supervisor, PAPERS, "revoke", "作废", row.pk, reason="本人在窗口挂失")
    assert progress(api, code)["reason"] == "ENDED"
    assert "没有可以作废的记录" in ask(supervisor, PAPERS, "revoke", "作废", row.pk)
    assert StaffAct.objects.get().kind == "REVOKED"
    page = supervisor.get(f"/console/{PAPERS}/{row.pk}/change/").content.decode()
    assert "工作人员作废" in page
    assert "60周岁以上" in page


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_see_them_does_not(api: TerminalApi, role: Role) -> None:
    issue(api)
    show(api, phone())
    staff = signed_in(role)
    for page in (PAPERS, SHOWN):
        status = staff.get(f"/console/{page}/").status_code
        assert (status == 200) is (page.replace("/", ".") in GRANTS[role])


def test_an_auditor_reads_and_ends_nothing(api: TerminalApi) -> None:
    code, row = issue(api)["code"], PaperCodeRecord.objects.get()
    answer = signed_in(Role.AUDITOR).post(f"/console/{PAPERS}/revoke/", {"key": row.pk, "reason": "不应成功", "word": "作废"})
    assert answer.status_code == 403
    assert progress(api, code)["verdict"] == "ACCEPTED"


def test_what_was_shown_is_told_without_the_code(api: TerminalApi) -> None:
    code = phone()
    show(api, code)
    page = signed_in(Role.AUDITOR).get(f"/console/{SHOWN}/{ShownCode.objects.get().pk}/change/").content.decode()
    assert "可用" in page
    assert code not in page
