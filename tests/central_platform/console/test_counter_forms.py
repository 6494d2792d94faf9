"""A form that was filled in at a terminal is read at the counter, and becomes one case, whoever reads it and how often."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from central_platform.cases.counter_forms import AT_COUNTER
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.people.services import tag_of
from central_platform.staff.models import StaffAct, StaffLook
from central_platform.staff.roles import Role
from central_platform.terminals.keys import revoke_keys
from central_platform.terminals.models import TerminalKey
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.filled_forms import FilledForm, form_code
from kiosk.messages.signing import Signer, new_signing_key
from tests.central_platform.console.test_decisions import red
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, SENIOR_CARD, TerminalApi, case_number
from tests.central_platform.test_fault_sequences import BUNDLE, CHILDREN

PAGE = "/console/cases/caserecord/form/"


def filled(api: TerminalApi, wang: SamplePerson, item: str = SENIOR_CARD, **changes: Any) -> FilledForm:
    content = api.content(wang)
    values = {
        "id": content["submission_id"],
        "terminal": api.terminal_id,
        "item": item,
        "catalogue": content["catalogue_version"],
        "answers": content["answers"],
        "language": "zh",
        "filled_at": NOW,
    }
    return FilledForm.model_validate({**values, **changes})


def post(client: Client, code: str, wang: SamplePerson, **more: Any) -> str:
    given = {"code": code, "name": wang.name, "number": wang.number, **more}
    response = client.post(PAGE, given, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def take_in(client: Client, code: str, wang: SamplePerson, **more: Any) -> str:
    return post(client, code, wang, card="on", confirm="收件", **more)


def test_a_clerk_reads_it_and_a_case_is_open(api: TerminalApi, wang: SamplePerson) -> None:
    client, form = signed_in(Role.CLERK), filled(api, wang)
    assert PAGE in client.get("/console/cases/caserecord/").content.decode()
    code = form_code(api.signer, form)
    page = post(client, code, wang)
    assert "敬老卡申领" in page
    assert "收到的材料" in page
    assert not CaseRecord.objects.exists(), "it is read, and nothing is done yet"
    look = StaffLook.objects.get()
    assert (look.account, look.kind, look.person_tag, look.key) == ("staff", "SHOWN", tag_of(wang.number), form.id)
    page = take_in(client, code, wang, seen=["id_card"])
    case = CaseRecord.objects.get()
    assert f'<a href="/console/cases/caserecord/{case.pk}/change/">敬老卡申领 {case_number(1)}</a>' in page
    assert (case.state, case.automatic) == (CaseState.RECEIVED.value, False), "no rule decides on a clerk's word"
    assert case.content["answers"] == form.answers
    assert case.content["parties"]["applicant"]["number"] == wang.number
    notes = list(CaseEvent.objects.filter(case=case).order_by("id").values_list("actor", "note"))
    assert any(AT_COUNTER in note for _, note in notes)
    assert any(actor == "staff" and "核对了身份证原件" in note for actor, note in notes)
    assert StaffAct.objects.filter(kind="ADDED", key=str(case.pk), account="staff").count() == 1


def test_it_is_one_case_however_often_it_is_read(api: TerminalApi, wang: SamplePerson) -> None:
    client, code = signed_in(Role.CLERK), form_code(api.signer, filled(api, wang))
    take_in(client, code, wang)
    lead = signed_in(Role.LEAD, name="lead")
    for again in (take_in(client, code, wang), post(client, code.lower(), wang), take_in(lead, code, wang)):
        assert f"这张表已经收过件：敬老卡申领 {case_number(1)}" in strip_tags(again)
    assert CaseRecord.objects.count() == 1


def test_the_card_is_seen_first(api: TerminalApi, wang: SamplePerson) -> None:
    client, code = signed_in(Role.CLERK), form_code(api.signer, filled(api, wang))
    assert red(post(client, code, wang, confirm="收件")) == ["请先核对身份证原件"]
    assert red(post(client, code, wang, number="310101195602030001")) == ["身份证号码不对，请核对"]
    assert not CaseRecord.objects.exists()


def test_what_does_not_fit_is_shown_and_becomes_a_case_to_be_mended(api: TerminalApi, wang: SamplePerson) -> None:
    client = signed_in(Role.CLERK)
    answers = {**filled(api, wang).answers, "mobile": "12"}
    code = form_code(api.signer, filled(api, wang, answers=answers))
    assert any("手机" in one for one in red(post(client, code, wang)))
    take_in(client, code, wang)
    assert CaseRecord.objects.get().state == CaseState.CORRECTION.value


@pytest.mark.parametrize("kind", ["cut", "other key", "other terminal", "unknown item", "bad answers", "revoked"])
def test_what_is_no_form_of_ours_opens_nothing(api: TerminalApi, wang: SamplePerson, kind: str) -> None:
    form, signer = filled(api, wang), api.signer
    match kind:
        case "other key":
            signer = Signer(new_signing_key())
        case "other terminal":
            form = filled(api, wang, terminal="T9999")
        case "unknown item":
            form = filled(api, wang, item="9" * 31)
        case "bad answers":
            form = filled(api, wang, answers={"mobile": {"$ne": ""}})
        case "revoked":
            revoke_keys(TerminalKey.objects.filter(terminal_id=api.terminal_id), NOW)
    code = form_code(signer, form)
    (told,) = red(take_in(signed_in(Role.CLERK), code[:-2] if kind == "cut" else code, wang))
    begins = {"unknown item": "这张表", "bad answers": "这张表", "revoked": "打印这张表的终端已经停用"}
    assert told.startswith(begins.get(kind, "这不是自助终端打印的"))
    assert not CaseRecord.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.TECHNICIAN, Role.AUDITOR, Role.EDITOR, Role.ACCOUNTS])
def test_nobody_else_takes_it_in(api: TerminalApi, wang: SamplePerson, role: Role) -> None:
    client = signed_in(role)
    given = {
        "code": form_code(api.signer, filled(api, wang)),
        "name": wang.name,
        "number": wang.number,
        "card": "on",
        "confirm": "1",
    }
    assert client.post(PAGE, given).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert not CaseRecord.objects.exists()


def test_a_second_case_of_the_same_item_says_so(api: TerminalApi, wang: SamplePerson) -> None:
    client = signed_in(Role.CLERK)
    take_in(client, form_code(api.signer, filled(api, wang)), wang)
    take_in(client, form_code(api.signer, filled(api, wang)), wang)
    first, second = CaseRecord.objects.order_by("id")
    assert first.case_number in second.next.zh


def test_a_bundle_opens_a_case_for_each_item(api: TerminalApi, wang: SamplePerson) -> None:
    code = form_code(api.signer, filled(api, wang, item=BUNDLE, answers={"housing_fund": "yes", "mobile": wang.mobile}))
    take_in(signed_in(Role.CLERK), code, wang)
    cases = CaseRecord.objects.order_by("part")
    assert tuple(case.implementation_code for case in cases) == CHILDREN
    assert CaseEvent.objects.filter(actor="staff", note__contains="填好的表").count() == len(CHILDREN)


def test_the_next_page_is_not_kept_by_the_browser(api: TerminalApi) -> None:
    assert signed_in(Role.CLERK).get(PAGE)["Cache-Control"] == "no-store"
