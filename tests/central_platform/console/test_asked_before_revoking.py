"""What is revoked is asked for on a page of its own, with a reason; once, not by accident, and it is known who did it and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client

from central_platform.licences.models import LicenceRecord
from central_platform.people.services import tag_of
from central_platform.quotas.limits import Quota
from central_platform.staff.models import StaffAct, StaffLook
from central_platform.staff.roles import Role
from central_platform.terminals import services
from central_platform.terminals.models import AccessToken, Terminal, TerminalKey
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.staff import ask, listed, signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi

TERMINALS, KEYS, LICENCES = "terminals/terminal", "terminals/terminalkey", "licences/licencerecord"


def acts() -> list[tuple[str, ...]]:
    return list(StaffAct.objects.exclude(kind="REFUSED").values_list("kind", "account", "key", "detail"))


def test_the_page_says_what_follows_and_does_nothing(api: TerminalApi) -> None:
    technician = signed_in(Role.TECHNICIAN)
    shown = technician.get(f"/console/{TERMINALS}/{api.terminal_id}/change/").content.decode()
    address = f"/console/{TERMINALS}/revoke/?key={api.terminal_id}"
    assert f'href="{address}"' in shown
    assert 'name="revoked"' not in shown, "no tick"
    page = technician.get(address).content.decode()
    for words in ("吊销以后", "马上失效", "不会立案", "可以恢复", api.terminal_id):
        assert words in page
    assert not Terminal.objects.get().revoked
    assert acts() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": ""}, "请写明理由"),
        ({"reason": "丢"}, "至少 4 个字"),
        ({"reason": "联系人 13800138000 报失"}, "不要写证件号码"),
        ({"word": ""}, "请输入“吊销”两个字"),
        ({"word": "恢复"}, "请输入“吊销”两个字"),
    ],
)
def test_without_reason_or_word_nothing_is_done(api: TerminalApi, wrong: dict[str, str], told: str) -> None:
    asked = {"key": api.terminal_id, "reason": "终端被盗，已报警", "word": "吊销", **wrong}
    answer = signed_in(Role.TECHNICIAN).post(f"/console/{TERMINALS}/revoke/", asked)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Terminal.objects.get().revoked
    assert acts() == []
    assert not LogEntry.objects.exists()


def test_a_terminal_is_revoked_once_and_taken_back_once(api: TerminalApi) -> None:
    technician = signed_in(Role.TECHNICIAN)
    assert "吊销了 1 条" in ask(technician, TERMINALS, "revoke", "吊销", api.terminal_id, reason="终端被盗，已报警")
    assert Terminal.objects.get().revoked
    assert TerminalKey.objects.get().revoked_at == NOW
    assert not AccessToken.objects.exists()
    assert "没有可以吊销的记录" in ask(technician, TERMINALS, "revoke", "吊销", api.terminal_id)
    assert acts() == [("REVOKED", "staff", api.terminal_id, "吊销：终端被盗，已报警")]
    assert LogEntry.objects.get().change_message == "吊销：终端被盗，已报警"
    assert "恢复了 1 条" in ask(technician, TERMINALS, "restore", "恢复", api.terminal_id, reason="终端找到了，没有动过")
    assert "没有可以恢复的记录" in ask(technician, TERMINALS, "restore", "恢复", api.terminal_id)
    assert not Terminal.objects.get().revoked
    assert TerminalKey.objects.get().revoked_at is None
    assert [act[0] for act in acts()] == ["REVOKED", "CHANGED"]


def test_two_who_revoke_at_once_are_written_down_as_one(api: TerminalApi) -> None:
    """The second one's page still had the row."""
    page: Any = admin.site._registry[Terminal]
    revoke = page.asked[0]
    first, second = Terminal.objects.get(), Terminal.objects.get()
    assert [revoke.do(first, NOW), revoke.do(second, NOW + 1)] == [True, False]
    assert TerminalKey.objects.get().revoked_at == NOW


def test_a_stopped_terminal_is_released_with_a_reason(api: TerminalApi) -> None:
    technician, terminal = signed_in(Role.TECHNICIAN), Terminal.objects.get()
    assert "解除…" not in technician.get(f"/console/{TERMINALS}/{terminal.pk}/change/").content.decode()
    services.stop(terminal, Quota.PERSONS, NOW)
    Terminal.objects.update(reader_module="1")
    shown = technician.get(f"/console/{TERMINALS}/{terminal.pk}/change/").content.decode()
    assert "解除…" in shown
    assert "更换…" in shown
    ask(technician, TERMINALS, "release", "解除", terminal.pk, reason="厂家压力测试，已停止")
    ask(technician, TERMINALS, "forget_reader", "更换", terminal.pk, reason="读卡器坏了，已换新")
    terminal.refresh_from_db()
    assert (terminal.stopped_at, terminal.reader_module) == (None, "")
    assert [act[3] for act in acts()] == ["解除：厂家压力测试，已停止", "更换：读卡器坏了，已换新"]


def test_a_key_in_use_takes_its_terminal_with_it(api: TerminalApi) -> None:
    key = TerminalKey.objects.get()
    assert "吊销了 1 条" in ask(signed_in(Role.TECHNICIAN), KEYS, "revoke", "吊销", key.pk, reason="硬盘丢失")
    assert Terminal.objects.get().revoked
    assert acts()[0][:3] == ("REVOKED", "staff", key.pk)


def test_the_list_leads_to_the_page_with_what_was_ticked(wang: SamplePerson) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    keys = [row.pk for row in listed(supervisor, LICENCES)[:3]]
    ticked = {"action": "revoke", "_selected_action": keys[:2], "select_across": "1"}
    led = supervisor.post(f"/console/{LICENCES}/", ticked)
    assert led.status_code == 302
    page = supervisor.get(led["Location"]).content.decode()
    assert [key in page for key in keys] == [True, True, False]
    assert wang.name not in page
    assert not LicenceRecord.objects.filter(pk__in=keys, revoked=True).exclude(pk=keys[2]).exists()
    before = LicenceRecord.objects.filter(revoked=True).count()
    ask(supervisor, LICENCES, "revoke", "作废", *keys[:2], reason="发证机关来函作废")
    assert LicenceRecord.objects.filter(revoked=True).count() == before + 2
    assert {act[3] for act in acts()} == {"作废：发证机关来函作废"}
    holders = {row.holder_id for row in LicenceRecord.objects.filter(pk__in=keys[:2])}
    looks = StaffLook.objects.filter(page="licences.licencerecord", kind="MASKED", key__in=keys[:2])
    assert {look.person_tag for look in looks} == holders, "whoever is asked about them sees them"


@pytest.mark.parametrize(("role", "page", "verb"), [(Role.AUDITOR, TERMINALS, "吊销"), (Role.CLERK, LICENCES, "作废")])
def test_who_may_not_change_rows_is_refused(api: TerminalApi, role: Role, page: str, verb: str) -> None:
    staff = signed_in(role)
    asked = {"key": api.terminal_id, "reason": "已经查明原因", "word": verb}
    assert staff.get(f"/console/{page}/revoke/?key={api.terminal_id}").status_code == 403
    assert staff.post(f"/console/{page}/revoke/", asked).status_code == 403
    assert not Terminal.objects.get().revoked
    assert StaffAct.objects.filter(kind="REFUSED").count() == 2


def test_a_forged_form_revokes_nothing(api: TerminalApi) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(Role.TECHNICIAN).cookies
    asked = {"key": api.terminal_id, "reason": "已经查明原因", "word": "吊销"}
    assert strict.post(f"/console/{TERMINALS}/revoke/", asked).status_code == 403
    assert not Terminal.objects.get().revoked


def test_what_is_gone_is_not_there_to_be_revoked(wang: SamplePerson) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    row = LicenceRecord.objects.filter(holder=tag_of(wang.number), revoked=True).first()
    keys = [row.pk] if row else ["no such licence"]
    assert "没有可以作废的记录" in ask(supervisor, LICENCES, "revoke", "作废", *keys)
    assert acts() == []
