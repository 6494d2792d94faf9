"""A technician asks in the console for a code that opens a terminal's page: shown once, kept nowhere, written down."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import CommandError, call_command

from central_platform.core.keys import key_ring
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import Role
from central_platform.terminals.models import IssuedTechnicianCode, Terminal
from kiosk.domain.technicians import CodeRefusal, TechnicianCode
from kiosk.domain.times import day_of
from kiosk.messages.technician_code import is_right_pin, read_code
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

PAGE, PIN, TODAY = "/console/terminals/issuedtechniciancode/", "27182818", day_of(NOW)


def asked(number: str, name: str = "chen.wei", **changed: str) -> str:
    given = {"number": number, "on": TODAY.isoformat(), "pin": PIN, **changed}
    return signed_in(Role.TECHNICIAN, name=name).post(f"{PAGE}add/", given).content.decode()


def code_on(page: str) -> str:
    return unescape(re.findall(r"<code>(JS1:[^<]+)</code>", page)[0])


def test_a_code_is_shown_once_and_opens_that_terminal(api: TerminalApi, now: StandingClock) -> None:
    page = asked(api.terminal_id.lower())
    code = code_on(page)
    assert "<svg" in page
    read = read_code(code, key_ring().verification, api.terminal_id, TODAY, doubtful=False)
    assert isinstance(read, TechnicianCode)
    assert read.technician == "chen.wei"
    assert is_right_pin(read, PIN)
    tomorrow = TODAY + timedelta(1)
    assert read_code(code, key_ring().verification, api.terminal_id, tomorrow, doubtful=False) is CodeRefusal.OTHER_DAY
    row = IssuedTechnicianCode.objects.get()
    assert (row.at, row.account, row.terminal_id, row.day) == (NOW, "chen.wei", api.terminal_id, TODAY)
    acts = StaffAct.objects.filter(kind="ADDED", page="terminals.issuedtechniciancode", account="chen.wei")
    assert acts.count() == 1
    kept = repr([*IssuedTechnicianCode.objects.values(), *StaffAct.objects.values()])
    assert PIN not in kept
    assert code not in kept


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"number": "T000000000"}, "没有这个编号的终端"),
        ({"pin": "12345678"}, "8位数字"),
        ({"pin": "1234"}, "8位数字"),
        ({"on": (TODAY - timedelta(1)).isoformat()}, "不在可用的选项中"),
        ({"on": (TODAY + timedelta(8)).isoformat()}, "不在可用的选项中"),
    ],
)
def test_what_will_not_do_is_told_and_no_code_is_made(api: TerminalApi, changed: dict[str, str], told: str) -> None:
    page = asked(changed.pop("number", api.terminal_id), **changed)
    assert told in page
    assert not IssuedTechnicianCode.objects.exists()


def test_no_code_opens_a_terminal_that_is_revoked_or_not_confirmed(api: TerminalApi) -> None:
    Terminal.objects.update(revoked=True)
    assert "已吊销" in asked(api.terminal_id)
    Terminal.objects.update(revoked=False, confirmed_at=None)
    assert "还没有确认" in asked(api.terminal_id, name="li.na")
    assert not IssuedTechnicianCode.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TECHNICIAN])
def test_nobody_else_is_given_a_code(api: TerminalApi, role: Role) -> None:
    given = {"number": api.terminal_id, "on": TODAY.isoformat(), "pin": PIN}
    assert signed_in(role).post(f"{PAGE}add/", given).status_code == 403
    assert not IssuedTechnicianCode.objects.exists()


def test_the_command_prints_the_same_code(api: TerminalApi, now: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
    told, beside = io.StringIO(), io.StringIO()
    call_command("technician_code", api.terminal_id, technician="chen.wei", stdout=told, stderr=beside)
    read = read_code(told.getvalue(), key_ring().verification, api.terminal_id, TODAY, doubtful=False)
    assert isinstance(read, TechnicianCode)
    assert IssuedTechnicianCode.objects.get().account == "chen.wei"
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    with pytest.raises(CommandError, match="8位数字"):
        call_command("technician_code", api.terminal_id, technician="chen.wei", stdout=told, stderr=beside)
