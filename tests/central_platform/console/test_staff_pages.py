"""Every page of the console: what it lets one ask, what it masks, and what it writes down. Each was an attack that worked."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client

from central_platform.cases.models import Attachment, CaseRecord
from central_platform.core import keys
from central_platform.licences.models import CopyRecord, IssuedPaper, LicenceRecord
from central_platform.notices.models import TextMessage
from central_platform.people.models import Person
from central_platform.people.services import tag_of
from central_platform.ratings.models import Rating
from central_platform.staff.console import StaffPage
from central_platform.staff.models import NeverChanged, StaffAct, StaffLook
from central_platform.staff.roles import Role
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SamplePerson
from tests import campaign
from tests.central_platform.staff import enter, listed, show, signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi

PAGES = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
_NAMES = [model._meta.label_lower for model, _ in PAGES]
_SIGNS = ("regex", "iregex", "startswith", "istartswith", "contains", "icontains", "endswith", "gt", "lt", "range", "in")


def whoever_sees(model: type[models.Model]) -> Any:
    """A client of a role that may see this page."""
    from central_platform.staff.roles import GRANTS, VIEW

    role = next(role for role in Role if VIEW in GRANTS[role].get(model._meta.label_lower, ()))
    return signed_in(role)


@pytest.mark.parametrize(("model", "page"), PAGES, ids=_NAMES)
def test_every_page_is_a_staff_page(model: type[models.Model], page: Any) -> None:
    assert isinstance(page, StaffPage)
    assert not page.search_fields, "Django's own search compares parts"
    personal = {"people.person"} & {str(model._meta.label_lower)}
    for field in model._meta.get_fields():
        if getattr(field, "related_model", None) is not None and not field.auto_created:
            label = field.related_model._meta.label_lower  # type: ignore[union-attr]
            personal |= {label} & {"people.person", "cases.caserecord"}
        personal |= {field.name} & {"holder_tag", "person_tag", "subject_tag", "applicant_tag"}
    if model is not StaffLook:  # whoever reads what was looked at reads tags alone
        assert page.about_people >= bool(personal)


def test_a_page_of_another_class_is_not_taken() -> None:
    class Careless(admin.ModelAdmin):  # type: ignore[type-arg]
        __module__ = "central_platform.careless.admin"

    with pytest.raises(TypeError):
        admin.site.register(Attachment, Careless)
    assert not admin.site.is_registered(Attachment)


@pytest.mark.parametrize(("model", "page"), PAGES, ids=_NAMES)
def test_no_page_answers_a_look_up_of_its_own(model: type[models.Model], page: Any) -> None:
    client = whoever_sees(model)
    declared = set(page.list_filter)
    for at, field in enumerate(model._meta.concrete_fields):
        for sign in _SIGNS if campaign.SOAK else (_SIGNS[at % len(_SIGNS)],):
            asked = client.get(f"/console/{model._meta.label_lower.replace('.', '/')}/", {f"{field.name}__{sign}": "3"})
            assert asked.status_code == 400, (field.name, sign)
        if field.name not in declared:
            asked = client.get(f"/console/{model._meta.label_lower.replace('.', '/')}/", {field.name: "3"})
            assert asked.status_code == 400, field.name


@pytest.mark.parametrize(("model", "page"), PAGES, ids=_NAMES)
def test_the_filters_beside_a_list_work(model: type[models.Model], page: Any, api: TerminalApi) -> None:
    client = whoever_sees(model)
    address = f"/console/{model._meta.label_lower.replace('.', '/')}/"
    shown = client.get(address).context_data["cl"]
    for spec in shown.filter_specs:
        for choice in spec.choices(shown):
            assert client.get(address + choice["query_string"]).status_code == 200, choice
    assert client.get(address, {"q": "0"}).status_code == 200
    assert client.get(address, {"q": "a\0b"}).status_code == 400


def test_a_number_cannot_be_read_a_digit_at_a_time(wang: SamplePerson) -> None:
    staff = signed_in(Role.SUPERVISOR)
    for look in ("number__startswith", "holder__number__startswith", "number", "name__contains"):
        for page in ("people/person", "licences/licencerecord"):
            assert staff.get(f"/console/{page}/", {look: wang.number[:3]}).status_code == 400
    assert StaffAct.objects.filter(kind="REFUSED", detail="/console/people/person/").count() == 4, "who tries it is on record"
    assert "王*" not in staff.get("/console/people/person/", {"q": wang.number[:6]}).content.decode()
    assert "王*" not in staff.get("/console/people/person/").content.decode(), "nobody leafs through everybody"


def test_a_person_is_found_by_number_without_it_in_an_address(wang: SamplePerson) -> None:
    staff = signed_in(Role.SUPERVISOR)
    assert "王*" not in staff.get("/console/people/person/", {"q": wang.number}).content.decode()
    typed = f"{wang.number[:6]} {wang.number[6:].lower()}"
    found = staff.post("/console/people/person/find/", {"q": typed, "reason": "HANDLING"})
    assert found["Location"] == f"/console/people/person/?q={tag_of(wang.number)}"
    assert StaffLook.objects.get().kind == "SEARCHED"
    listed = staff.get(found["Location"]).content.decode()
    assert "王*" in listed
    assert wang.number not in listed
    assert [look.kind for look in StaffLook.objects.order_by("id")] == ["SEARCHED", "LISTED"]
    assert {look.person_tag for look in StaffLook.objects.all()} == {tag_of(wang.number)}


def test_a_licence_shows_no_number_until_it_is_asked_for(wang: SamplePerson, now: Any) -> None:
    row = LicenceRecord.objects.get(holder=tag_of(wang.number), licence_type="id-card")
    assert row.number == wang.number
    staff, page = signed_in(Role.SUPERVISOR), f"licences/licencerecord/{row.pk}"
    masked = staff.get(f"/console/{page}/change/").content.decode()
    assert wang.number not in masked
    assert "310****" in masked
    assert staff.get(f"/console/{page}/show/").status_code == 405, "no link may do it"
    for reason, explained in (("", ""), ("OTHER", ""), ("COMPLAINT", " "), ("OTHER", f"核对 {wang.number}"), ("NONE", "有理由")):
        assert wang.number not in show(staff, page, reason, explained)
    assert not StaffLook.objects.filter(kind="SHOWN").exists()
    assert wang.number in show(staff, page, "COMPLAINT", "来电投诉姓名有误")
    look = StaffLook.objects.get(kind="SHOWN")
    assert (look.account, look.page, look.key) == ("staff", "licences.licencerecord", row.pk)
    assert (look.person_tag, look.reason, look.explained) == (tag_of(wang.number), "COMPLAINT", "来电投诉姓名有误")
    assert (look.address, look.at) == ("127.0.0.1", NOW)
    assert wang.number not in staff.get(f"/console/{page}/change/").content.decode(), "once, and not for the session"


def test_a_case_is_masked_whole_and_each_look_written_down(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["something_new"] = "李某某"
    api.submit(api.seal(content))
    row = CaseRecord.objects.get()
    staff, page = signed_in(Role.CLERK), f"cases/caserecord/{row.pk}"
    masked = staff.get(f"/console/{page}/change/").content.decode()
    for secret in (wang.name, wang.number, wang.mobile, wang.address, "李某某", wang.birth.isoformat()):
        assert secret not in masked
    look = StaffLook.objects.get()
    assert (look.kind, look.person_tag, look.key) == ("MASKED", tag_of(wang.number), str(row.pk))
    shown = show(staff, page)
    for open_now in (wang.name, wang.number, wang.mobile, wang.address, "李某某"):
        assert open_now in shown
    assert f'action="/console/{page}/change/' in shown, "what is decided there is sent to the page itself"


def test_a_case_of_an_agent_is_a_look_at_both(api: TerminalApi, wang: SamplePerson) -> None:
    other = Person.objects.exclude(tag=tag_of(wang.number)).first()
    assert other
    parties = {"applicant": {"kind": "CITIZEN", "name": other.name, "number": other.number}, "agent": None, "relation": "女儿"}
    api.submit(api.seal(api.content(wang, schema=2, parties=parties, evidence=[])))
    signed_in(Role.CLERK).get(f"/console/cases/caserecord/{CaseRecord.objects.get().pk}/change/")
    assert {look.person_tag for look in StaffLook.objects.all()} == {tag_of(wang.number), tag_of(other.number)}


def test_pages_that_belong_to_a_person_write_it_down(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    api.submit(api.seal(content))
    case, terminal, tag = CaseRecord.objects.get(), Terminal.objects.get(), tag_of(wang.number)
    text = TextMessage.objects.get()
    Rating.objects.create(report_id="r", submission_id="s", case=case, terminal=terminal, level=1, rated_at=NOW, received_at=NOW)
    IssuedPaper.objects.create(identifier="ZM1", item="1", holder_tag=tag, terminal=terminal, issued_at=NOW, sha256="0" * 64)
    staff = signed_in(Role.SUPERVISOR)
    for page in (f"notices/textmessage/{text.pk}", "ratings/rating/r", "licences/issuedpaper/ZM1", f"people/person/{tag}"):
        StaffLook.objects.all()._raw_delete("default")
        response = staff.get(f"/console/{page}/change/")
        assert response.status_code == 200
        assert wang.mobile not in response.content.decode()
        assert StaffLook.objects.get().person_tag == tag, page
    assert wang.mobile in show(staff, f"notices/textmessage/{text.pk}", "SUPERVISION", "核对短信内容")


def test_what_a_copy_is_for_is_masked(api: TerminalApi, wang: SamplePerson) -> None:
    licence = LicenceRecord.objects.filter(holder=tag_of(wang.number)).first()
    assert licence
    CopyRecord.objects.create(
        report_id="r",
        terminal=Terminal.objects.get(),
        serial="YB1",
        leased=True,
        outcome="CONFIRMED",
        printed_at=NOW,
        licence_identifier=licence.pk,
        purpose="给王某某办入学",
        sealed=b"",
    )
    auditor = signed_in(Role.AUDITOR)
    assert "王某某" not in auditor.get("/console/licences/copyrecord/r/change/").content.decode()
    assert StaffLook.objects.get().person_tag == tag_of(wang.number)
    assert "王某某" in show(auditor, "licences/copyrecord/r", "COMPLAINT", "核对打印用途")


def test_nobody_changes_or_deletes_what_was_written_down(wang: SamplePerson) -> None:
    staff = signed_in(Role.SUPERVISOR)
    staff.get(f"/console/people/person/{tag_of(wang.number)}/change/")
    look, auditor = StaffLook.objects.get(), signed_in(Role.AUDITOR, name="auditor")
    page = f"/console/staff/stafflook/{look.pk}/change/"
    assert tag_of(wang.number)[:8] in auditor.get("/console/staff/stafflook/").content.decode()
    assert auditor.get(page).status_code == 200
    assert staff.get(page).status_code == 403
    assert auditor.post(page, {"account": "another"}).status_code == 403
    assert auditor.get(f"/console/staff/stafflook/{look.pk}/delete/").status_code == 403
    marked = {"action": "delete_selected", "_selected_action": [look.pk], "post": "yes"}
    auditor.post("/console/staff/stafflook/", marked)
    for act in (look.delete, look.save, StaffLook.objects.all().delete, lambda: StaffLook.objects.update(account="x")):
        with pytest.raises(NeverChanged):
            act()
    assert StaffLook.objects.get().account == "staff"


def test_a_look_that_cannot_be_written_down_shows_nothing(wang: SamplePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = signed_in(Role.SUPERVISOR)
    staff.raise_request_exception = False
    monkeypatch.setattr(StaffLook._meta, "db_table", "no_such_table")
    answer = staff.get(f"/console/people/person/{tag_of(wang.number)}/change/")
    assert answer.status_code == 500
    assert "王*" not in answer.content.decode()


def test_what_is_searched_for_is_compared_whole(api: TerminalApi, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang)))
    number = CaseRecord.objects.get().case_number
    staff = signed_in(Role.CLERK)
    assert len(listed(staff, "cases/caserecord", q=number)) == 1
    assert len(listed(staff, "cases/caserecord", q=number[:-1])) == 0
    found = staff.post("/console/cases/caserecord/find/", {"q": wang.number, "reason": "HANDLING"}, follow=True)
    assert found.context_data
    assert len(found.context_data["cl"].result_list) == 1
    assert found.redirect_chain == [(f"/console/cases/caserecord/?q={keys.person_tag(wang.number)}", 302)]


def test_marks_that_turn_text_are_seen(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["applicant"]["name"] = "王\u202e五\u2066"
    api.submit(api.seal(content))
    row = CaseRecord.objects.get()
    shown = show(signed_in(Role.CLERK), f"cases/caserecord/{row.pk}")
    assert "王⟨U+202E⟩五⟨U+2066⟩" in shown
    assert "\u202e" not in shown
    Person.objects.filter(pk=tag_of(wang.number)).update(name="\u202e王")
    listed = signed_in(Role.SUPERVISOR, name="two").get("/console/people/person/", {"q": tag_of(wang.number)}).content.decode()
    assert "⟨U+202E⟩" in listed
    assert "\u202e" not in listed


def test_refusals_are_said_in_chinese() -> None:
    staff = signed_in(Role.CLERK)
    staff.raise_request_exception = False
    for page, status, words in (
        ("/console/cases/caserecord/?record__regex=a", 400, "不允许"),
        ("/console/people/person/", 403, "没有这一页的权限"),
        ("/console/cases/caserecord/picture/7/", 404, "没有这一页"),
    ):
        answer = staff.get(page)
        assert (answer.status_code, words in answer.content.decode()) == (status, True), page
    forged = Client(enforce_csrf_checks=True)
    assert "刷新后再试" in forged.post("/console/login/", {"username": "x"}).content.decode()


def test_a_superuser_without_a_role_sees_nothing(wang: SamplePerson) -> None:
    boss = get_user_model().objects.create_superuser("boss", password=None)
    client = enter(boss)
    for name in _NAMES:
        assert client.get(f"/console/{name.replace('.', '/')}/").status_code == 403, name
    assert StaffAct.objects.filter(kind="REFUSED", account="boss").count() == len(_NAMES)
