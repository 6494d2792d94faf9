"""A technician pairs a terminal in the console: the code is shown once, the terminal is seen, its fingerprint is compared."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from central_platform.centres.services import centre_named
from central_platform.enrolment.models import Pairing, PairingCode
from central_platform.enrolment.services import offer
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import Role
from central_platform.terminals.models import Terminal
from kiosk.messages.offers import exchange_of
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint
from kiosk.messages.signing import new_signing_key
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, SITE, StandingClock, TerminalApi

PAGE = "/console/enrolment/pairing/"


def begin(client: Client, **given: str) -> Any:
    centre_named("site", SITE)
    return client.post(f"{PAGE}add/", {"site_zh": "梧桐街道大厅", "site_en": "", "centre_zh": SITE.zh, "renewed": "", **given})


def use(code: str) -> str:
    """The digest of what a terminal that types the code exchanges."""
    public = {key: str(value) for key, value in new_signing_key().items() if key != "d"}
    body = json.dumps({"pairing_code": code, "public_key": public})
    response = Client().post("/api/v1/enrol", body, content_type="application/json")
    assert response.status_code == 200, response.content
    return str(exchange_digest(public, json.loads(response.content)))


def code_on(page: str) -> str:
    return str(re.findall(r'large-code">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)[0])


def test_a_code_is_shown_once_and_kept_nowhere(now: StandingClock) -> None:
    technician = signed_in(Role.TECHNICIAN)
    made = begin(technician)
    code, row = code_on(made.content.decode()), Pairing.objects.get()
    assert "15 分钟内有效" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert (row.account, row.site.zh, row.site.en, row.centre) == ("staff", "梧桐街道大厅", "梧桐街道大厅", SITE)
    for page in (PAGE, f"{PAGE}{row.pk}/change/"):
        shown = technician.get(page).content.decode()
        assert "前有效" in shown
        assert code not in shown
    kept = repr([*Pairing.objects.values(), *PairingCode.objects.values(), *StaffAct.objects.values()])
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert StaffAct.objects.filter(kind="ADDED", page="enrolment.pairing", key=str(row.pk), account="staff").exists()


def test_a_terminal_is_paired_in_the_console_alone(now: StandingClock) -> None:
    technician = signed_in(Role.TECHNICIAN)
    digest = use(code_on(begin(technician).content.decode()))
    row, terminal = Pairing.objects.get(), Terminal.objects.get()
    assert (row.terminal, row.used_at) == (terminal, NOW)
    assert (terminal.site.zh, terminal.centre, terminal.confirmed_at) == ("梧桐街道大厅", SITE, None)
    page = f"{PAGE}{row.pk}/change/"
    shown = technician.get(page).content.decode()
    assert f"终端 {terminal.pk} 已输入配对码" in shown
    assert confirmation(digest) not in shown
    wrong = technician.post(page, {"fingerprint": "0000-0000-0000-0000"}).content.decode()
    assert "不要启用" in wrong
    assert "请填写技术员念出的校验码" in technician.post(page, {"fingerprint": ""}).content.decode()
    assert not StaffAct.objects.filter(kind="CHANGED").exists()
    assert Terminal.objects.get().confirmed_at is None
    done = technician.post(page, {"fingerprint": fingerprint(digest).lower()}, follow=True).content.decode()
    assert confirmation(digest) in done
    assert Terminal.objects.get().confirmed_at == NOW
    assert StaffAct.objects.filter(kind="CHANGED", page="enrolment.pairing", key=str(row.pk)).count() == 1
    assert technician.post(page, {"fingerprint": fingerprint(digest)}).status_code == 403, "once"
    now.at += 3601
    assert confirmation(digest) not in technician.get(page).content.decode()


def test_a_terminal_that_took_a_stick_is_confirmed_in_the_console(now: StandingClock) -> None:
    technician = signed_in(Role.TECHNICIAN)
    offered = offer(SITE, SITE, "https://ztpt.example", 30 * 86_400, now())
    row, key = Pairing.objects.get(), new_signing_key()
    page = f"{PAGE}{row.pk}/change/"
    assert "优盘已准备" in technician.get(PAGE).content.decode()
    body = {"pairing_code": offered.code, "public_key": {name: value for name, value in key.items() if name != "d"}}
    Client().post("/api/v1/enrol", json.dumps(body), content_type="application/json")
    assert "是用优盘设置的" in technician.get(page).content.decode()
    shown = fingerprint(exchange_of(key, offered.terms))
    done = technician.post(page, {"fingerprint": shown}, follow=True).content.decode()
    assert "不用输入确认码" in done
    assert confirmation(exchange_of(key, offered.terms)) not in done
    assert Terminal.objects.get().confirmed_at == NOW


def test_a_known_terminal_gets_a_new_key(api: TerminalApi) -> None:
    technician, before = signed_in(Role.TECHNICIAN), Terminal.objects.get().public_key
    assert "没有这个编号的终端" in begin(technician, renewed="T999").content.decode()
    assert not Pairing.objects.filter(account="staff").exists()
    use(code_on(begin(technician, renewed=api.terminal_id.lower()).content.decode()))
    terminal = Terminal.objects.get()
    assert terminal.public_key != before
    assert terminal.confirmed_at is None
    earlier = Pairing.objects.order_by("pk")[0]
    assert "后来又重新配对" in technician.get(f"{PAGE}{earlier.pk}/change/").content.decode()


def test_a_code_that_nobody_used_is_over(now: StandingClock) -> None:
    technician = signed_in(Role.TECHNICIAN)
    code = code_on(begin(technician).content.decode())
    now.at += 15 * 60 + 1
    assert "已过期" in technician.get(PAGE).content.decode()
    response = Client().post(
        "/api/v1/enrol",
        json.dumps({"pairing_code": code, "public_key": {"kty": "OKP"}}),
        content_type="application/json",
    )
    assert response.status_code in (403, 422)
    assert Pairing.objects.get().terminal is None


@pytest.mark.parametrize("missing", ["site_zh", "centre_zh"])
def test_where_it_stands_is_to_be_said(missing: str) -> None:
    assert begin(signed_in(Role.TECHNICIAN), **{missing: ""}).status_code == 200
    assert not Pairing.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.SUPERVISOR, Role.ACCOUNTS])
def test_nobody_else_pairs(role: Role) -> None:
    assert begin(signed_in(role)).status_code == 403
    assert not Pairing.objects.exists()
