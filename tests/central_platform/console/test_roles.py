"""Roles: one table of what each may do, tried over every page; own centres alone; who takes in does not decide."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from central_platform.cases.decisions import ROLE_MOVES
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.centres.services import centre_named
from central_platform.intake.models import KeptItem
from central_platform.notices.models import TextMessage
from central_platform.ratings.models import Rating
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import ADD, CENTRE_BOUND, CHANGE, GRANTS, SEPARATE, VIEW, Role, clash
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.text import LocalizedText
from tests.central_platform.staff import CASE_ROWS, PASSWORD, enter, listed, member, signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi

PAGES = sorted(model._meta.label_lower for model in admin.site._registry)
ELSEWHERE = LocalizedText("另一个街道的受理中心", "Another Centre")


def test_the_table_names_pages_that_there_are() -> None:
    assert {page for table in GRANTS.values() for page in table} == set(PAGES)
    assert set(GRANTS) == set(Role)


def test_a_role_of_a_centre_sees_only_pages_with_a_centre() -> None:
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    for role in CENTRE_BOUND:
        for page in GRANTS[role]:
            assert pages[page].centres, (role, page)  # type: ignore[attr-defined]


def test_nobody_has_everything_and_no_two_share_what_must_be_apart() -> None:
    for role, table in GRANTS.items():
        assert len(table) <= len(PAGES) * 0.6, role
    assert not set(GRANTS[Role.ACCOUNTS]) - {"auth.user"}
    assert [role for role in Role if "auth.user" in GRANTS[role]] == [Role.ACCOUNTS]
    assert [role for role in Role if "staff.stafflook" in GRANTS[role]] == [Role.AUDITOR]
    assert not any(CHANGE in actions or ADD in actions for actions in GRANTS[Role.AUDITOR].values())
    for one, others in SEPARATE:
        assert all(clash(pair) for pair in itertools.product(one, others))


@pytest.mark.parametrize("role", Role)
def test_each_page_answers_whom_the_table_names(role: Role) -> None:
    client = signed_in(role)
    home = client.get("/console/").content.decode()
    for page in PAGES:
        granted, address = GRANTS[role].get(page, frozenset()), f"/console/{page.replace('.', '/')}/"
        assert client.get(address).status_code == (200 if VIEW in granted else 403), page
        assert client.get(f"{address}add/").status_code == (200 if ADD in granted else 403), page
        assert (f'href="{address}"' in home) == (VIEW in granted), page


def test_permissions_in_the_database_add_nothing(wang: SamplePerson) -> None:
    user = member(Role.CLERK)
    user.user_permissions.set(Permission.objects.all())
    Group.objects.get(name=Role.CLERK.value).permissions.set(Permission.objects.all())
    client = enter(user)
    assert client.get("/console/people/person/").status_code == 403
    assert client.get("/console/auth/user/").status_code == 403


def test_staff_see_what_is_their_own_centres(api: TerminalApi, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang)))
    case, terminal, text = CaseRecord.objects.get(), Terminal.objects.get(), TextMessage.objects.get()
    Rating.objects.create(report_id="r", submission_id="s", case=case, terminal=terminal, level=1, rated_at=NOW, received_at=NOW)
    kept = KeptItem.objects.create(submission_id="k", sha256="0", sealed=b"", reason="x", terminal=terminal, received_at=NOW)
    pages = {"cases/caserecord": case.pk, "notices/textmessage": text.pk, "ratings/rating": "r", "intake/keptitem": kept.pk}
    ours, theirs = signed_in(Role.LEAD), signed_in(Role.LEAD, name="b", centres=[centre_named("b", ELSEWHERE)])
    nobodys = signed_in(Role.LEAD, name="c", centres=[])
    for page, key in pages.items():
        assert ours.get(f"/console/{page}/{key}/change/").status_code == 200, page
        assert len(listed(ours, page)) == 1
        for other in (theirs, nobodys):
            assert len(listed(other, page)) == 0
            assert other.get(f"/console/{page}/{key}/change/").status_code == 302, "as if there were none"
            assert other.get(f"/console/{page}/{key}/history/").status_code in (302, 403, 404)
    post = {"to": "CORRECTION", "reason": "x", **CASE_ROWS}
    theirs.post(f"/console/cases/caserecord/{case.pk}/change/", post)
    assert theirs.post(f"/console/cases/caserecord/{case.pk}/show/", {"reason": "HANDLING"}).status_code in (403, 404)
    case.refresh_from_db()
    assert case.state == "ACCEPTED"
    assert len(listed(signed_in(Role.SUPERVISOR, name="d"), "cases/caserecord")) == 1


def decide(client: Any, case: CaseRecord, to: str, reason: str = "") -> str:
    """The state afterwards."""
    client.post(f"/console/cases/caserecord/{case.pk}/change/", {"to": to, "reason": reason, **CASE_ROWS})
    case.refresh_from_db()
    return str(case.state)


def test_who_takes_in_does_not_decide(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["something_new"] = "x"  # no rule accepts it
    api.submit(api.seal(content))
    case = CaseRecord.objects.get()
    clerk, reviewer, lead = (signed_in(role, name=role.name) for role in (Role.CLERK, Role.REVIEWER, Role.LEAD))
    supervisor = signed_in(Role.SUPERVISOR, name="supervisor")
    assert decide(clerk, case, "REFUSED", "x") == "RECEIVED", "a clerk takes in"
    assert decide(reviewer, case, "ACCEPTED") == "RECEIVED", "a reviewer decides"
    assert decide(supervisor, case, "ACCEPTED") == "RECEIVED"
    assert decide(lead, case, "ACCEPTED") == "ACCEPTED"
    assert decide(lead, case, "APPROVED") == "ACCEPTED", "the same person"
    assert decide(clerk, case, "APPROVED") == "ACCEPTED"
    assert decide(reviewer, case, "APPROVED") == "APPROVED"
    assert [event.actor for event in CaseEvent.objects.all()] == ["平台", "LEAD", "REVIEWER"]
    assert StaffAct.objects.filter(kind="CHANGED", page="cases.caserecord", account="REVIEWER").exists()


def test_roles_that_decide_are_roles_that_may_change_cases() -> None:
    assert set(ROLE_MOVES) == {role for role in Role if CHANGE in GRANTS[role].get("cases.caserecord", ())}


def test_accounts_are_made_and_kept_apart() -> None:
    manager = member(Role.ACCOUNTS, name="manager")
    client, centre = enter(manager), centre_named("b", ELSEWHERE)
    new = {"username": "li.si", "last_name": "李四", "is_active": "on", "roles": [Role.CLERK.value], "centres": [centre.pk]}
    wrongs: tuple[dict[str, Any], ...] = (
        {"roles": [Role.CLERK.value, Role.REVIEWER.value]},
        {"roles": [Role.ACCOUNTS.value, Role.CLERK.value]},
        {"centres": []},
        {"username": "平台"},
        {"username": "li si"},
    )
    for wrong in wrongs:
        assert client.post("/console/auth/user/add/", {**new, **wrong}).status_code == 200, wrong
    made = client.post("/console/auth/user/add/", new, follow=True).content.decode()
    assert "初始密码" in made
    user = type(manager).objects.get(username="li.si")
    assert (user.is_staff, user.is_superuser, user.staff_profile.password_given) == (True, False, True)
    assert [group.name for group in user.groups.all()] == [Role.CLERK.value]
    assert list(user.staff_profile.centres.all()) == [centre]
    changed = {"last_name": "李四", "roles": [Role.AUDITOR.value], "username": "another", "is_superuser": "on"}
    client.post(f"/console/auth/user/{user.pk}/change/", changed)
    user.refresh_from_db()
    assert (user.username, user.is_superuser, user.is_active) == ("li.si", False, False)
    assert [group.name for group in user.groups.all()] == [Role.AUDITOR.value]
    kinds = list(StaffAct.objects.filter(page="auth.user").values_list("kind", flat=True))
    assert kinds == ["ADDED", "CHANGED"]
    assert PASSWORD not in "".join(StaffAct.objects.values_list("detail", flat=True))


def test_nobody_gives_themselves_a_role() -> None:
    manager = member(Role.ACCOUNTS, name="manager")
    client = enter(manager)
    asked = {"last_name": "x", "is_active": "on", "roles": [Role.AUDITOR.value]}
    assert client.post(f"/console/auth/user/{manager.pk}/change/", asked).status_code == 403
    assert [group.name for group in manager.groups.all()] == [Role.ACCOUNTS.value]


def test_ones_own_account_is_read_and_not_changed() -> None:
    manager = member(Role.ACCOUNTS, name="manager")
    page = enter(manager).get(f"/console/auth/user/{manager.pk}/change/")
    assert page.status_code == 200
    assert Role.ACCOUNTS.value in page.content.decode()
    assert 'name="roles"' not in page.content.decode()


def test_a_reset_ends_sessions_and_the_second_factor(wang: SamplePerson) -> None:
    manager = signed_in(Role.ACCOUNTS, name="manager")
    clerk = member(Role.CLERK, name="clerk")
    working = enter(clerk)
    assert working.get("/console/").status_code == 200
    reset = {"action": "reset_chosen", "_selected_action": [clerk.pk]}
    assert "新密码" in manager.post("/console/auth/user/", reset, follow=True).content.decode()
    assert working.get("/console/").status_code == 302
    clerk.refresh_from_db()
    assert not clerk.check_password(PASSWORD)
    assert StaffAct.objects.filter(kind="RESET", account="manager", key=str(clerk.pk)).exists()


def test_the_first_account_is_made_at_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    call_command("make_staff", "first")
    told = capsys.readouterr().out
    file = told.strip().rpartition(" ")[2]
    with open(file, encoding="utf-8") as kept:
        password = kept.read()
    assert password not in told
    user = type(member(Role.AUDITOR)).objects.get(username="first")
    assert user.check_password(password)
    assert (user.is_superuser, user.staff_profile.password_given) == (False, True)
    assert [group.name for group in user.groups.all()] == [Role.ACCOUNTS.value]


def test_sample_staff_have_a_role_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_STAFF_PASSWORD", PASSWORD)
    call_command("load_sample_data", with_staff=True)
    users = type(member(Role.AUDITOR, name="x")).objects
    for role in Role:
        user = users.get(username=role.name.lower())
        assert [group.name for group in user.groups.all()] == [role.value]
        assert user.check_password(PASSWORD)
        assert user.staff_profile.centres.exists() == (role in CENTRE_BOUND)
        assert not user.is_superuser
