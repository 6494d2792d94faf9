"""Staff ask a terminal for something in the console; it is told with its heartbeats until it answers, and what it sends is kept."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from central_platform.core.keys import key_ring
from central_platform.remote import services
from central_platform.remote.models import Order
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import Role
from central_platform.terminals.keys import revoke
from central_platform.terminals.models import Terminal
from kiosk.domain.closings import Closing
from kiosk.domain.remote_orders import LIFETIME, RemoteAction, RemoteOrder
from kiosk.messages.remote_orders import KIND, MOST, read_order
from tests.central_platform.console.test_decisions import red
from tests.central_platform.staff import enter, member
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, moment

PAGE = "/console/remote/order/"
PNG = b"\x89PNG\r\n\x1a\n the idle page"
REASON = "触摸没有反应"


def client_of(role: Role) -> Client:
    """Signed in; one account a role."""
    name = "chen.wei" if role is Role.TECHNICIAN else role.name.lower()
    known = get_user_model().objects.filter(username=name).first()
    return enter(known or member(role, name=name))


def asked(api: TerminalApi, action: RemoteAction, **changed: str) -> str:
    given = {"number": api.terminal_id.lower(), "what": action.value, "said": "", "because": REASON, **changed}
    client = client_of(Role.TECHNICIAN)
    return client.post(f"{PAGE}add/", given, follow=True).content.decode()


def told(api: TerminalApi, at: int = NOW) -> list[RemoteOrder | None]:
    """As the terminal reads what comes with its heartbeat."""
    answer = api.call("/heartbeat", {"sent_at": at, "version": "1.0", "catalogue_version": "1", "waiting": 0, "devices": {}})
    return [read_order(text, key_ring().verification, api.terminal_id, at) for text in answer["orders"]]


def report(api: TerminalApi, order_id: str, action: RemoteAction, result: str = "DONE", file: bytes = b"", **more: Any) -> str:
    content = {"report_id": order_id, "action": action.value, "result": result, "at": NOW, **more}
    content["file"] = base64.b64encode(file).decode()
    (verdict,) = api.send(api.message(KIND, 1, content, order_id))
    return str(verdict["verdict"])


def page(row: Order, role: Role = Role.TECHNICIAN) -> str:
    return client_of(role).get(f"{PAGE}{row.pk}/change/").content.decode()


def test_what_is_asked_is_told_signed_until_it_is_answered(api: TerminalApi, now: StandingClock) -> None:
    assert told(api) == []
    assert "等终端来做" in asked(api, RemoteAction.CLOSE, said="paper")
    row = Order.objects.get()
    assert (row.account, row.reason, row.at, row.terminal_id) == ("chen.wei", REASON, NOW, api.terminal_id)
    assert StaffAct.objects.filter(kind="ADDED", page="remote.order", account="chen.wei", key=row.pk).count() == 1
    expected = [RemoteOrder(row.order_id, RemoteAction.CLOSE, Closing.PAPER)]
    assert told(api) == told(api) == expected
    assert report(api, row.order_id, RemoteAction.CLOSE) == "ACCEPTED"
    assert told(api) == []
    assert "做了" in page(row)


def test_nothing_is_asked_for_ever(api: TerminalApi, now: StandingClock) -> None:
    asked(api, RemoteAction.RESTART)
    now.at += LIFETIME - 1
    assert len(told(api, now.at)) == 1
    now.at += 1
    assert told(api, now.at) == []
    assert "过时没有做" in page(Order.objects.get())


def test_a_picture_is_looked_at_and_a_bundle_is_taken(api: TerminalApi) -> None:
    for action, file in ((RemoteAction.PICTURE, PNG), (RemoteAction.BUNDLE, b"PK bundle")):
        asked(api, action)
        row = Order.objects.get(action=action.value)
        assert client_of(Role.TECHNICIAN).get(f"{PAGE}{row.pk}/file/").status_code == 404
        report(api, row.order_id, action, file=file)
        assert f"{PAGE}{row.pk}/file/" in page(row)
        answer = client_of(Role.TECHNICIAN).get(f"{PAGE}{row.pk}/file/")
        assert answer.content == file
        kind, shown = ("image/png", "inline") if action is RemoteAction.PICTURE else ("application/zip", "attachment")
        assert (answer["Content-Type"], answer["Content-Disposition"].split(";")[0]) == (kind, shown)
        assert client_of(Role.CLERK).get(f"{PAGE}{row.pk}/file/").status_code == 403


def test_what_is_no_picture_is_not_shown_as_one(api: TerminalApi) -> None:
    asked(api, RemoteAction.PICTURE)
    row = Order.objects.get()
    report(api, row.order_id, RemoteAction.PICTURE, file=b"<html><script>alert(1)</script>")
    answer = client_of(Role.TECHNICIAN).get(f"{PAGE}{row.pk}/file/")
    assert (answer["Content-Type"], answer["Content-Disposition"].split(";")[0]) == ("application/zip", "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_report_counts_once_and_of_its_own_terminal_alone(api: TerminalApi, now: StandingClock) -> None:
    other_api = enrol(Client(), now)
    other_api.get_token()
    asked(api, RemoteAction.UPDATE)
    row = Order.objects.get()
    report(other_api, row.order_id, RemoteAction.UPDATE)
    row.refresh_from_db()
    assert row.result == ""
    report(api, row.order_id, RemoteAction.UPDATE, "FAILED")
    row.refresh_from_db()
    assert (row.result, row.answered_at) == ("FAILED", NOW)
    assert "没有做成" in page(row)


def test_a_technician_there_sends_a_bundle_that_nobody_asked_for(api: TerminalApi) -> None:
    sent = moment().new_id()
    report(api, sent, RemoteAction.BUNDLE, file=b"PK", technician="li.na")
    row = Order.objects.get()
    assert (row.order_id, row.account, row.there, bytes(row.file or b"")) == (sent, "li.na", True, b"PK")
    assert "li.na（在终端上）" in page(row)
    for action, more in ((RemoteAction.BUNDLE, {}), (RemoteAction.RESTART, {"technician": "li.na"})):
        report(api, moment().new_id(), action, file=b"PK", **more)
    assert Order.objects.count() == 1, "anything else that nobody asked for is nothing"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": "T000000000"}, "没有这个编号的终端"),
        ({"because": "x"}, "至少"),
        ({"because": "王 310199194803120267"}, "请不要写证件号码"),
        ({"what": "CLOSE"}, "暂停服务要选居民看到的话"),
        ({"said": "paper"}, "暂停服务要选居民看到的话"),
        ({"what": "SHELL"}, "不在可用的选项中"),
    ],
)
def test_what_cannot_be_asked_is_said(api: TerminalApi, changed: dict[str, str], words: str) -> None:
    assert any(words in one for one in red(asked(api, RemoteAction.RESTART, **changed)))
    assert not Order.objects.exists()


def test_a_revoked_or_busy_terminal_is_asked_for_nothing_more(api: TerminalApi) -> None:
    for _ in range(MOST):
        asked(api, RemoteAction.PICTURE)
    assert len(told(api)) == MOST
    assert any("还有" in one for one in red(asked(api, RemoteAction.PICTURE)))
    revoke(Terminal.objects.get(pk=api.terminal_id), True, NOW)
    assert any("已吊销" in one for one in red(asked(api, RemoteAction.PICTURE)))


def test_only_whoever_looks_after_terminals_asks(api: TerminalApi) -> None:
    for role in set(Role) - {Role.TECHNICIAN}:
        assert client_of(role).get(f"{PAGE}add/").status_code == 403
    asked(api, RemoteAction.RESTART)
    assert "重启程序" in page(Order.objects.get(), Role.AUDITOR)


def test_the_page_of_a_terminal_leads_there(api: TerminalApi) -> None:
    text = client_of(Role.TECHNICIAN).get(f"/console/terminals/terminal/{api.terminal_id}/change/").content.decode()
    assert f"{PAGE}add/?number={api.terminal_id}" in text
    text = client_of(Role.TECHNICIAN).get(f"{PAGE}add/?number={api.terminal_id}").content.decode()
    assert f'value="{api.terminal_id}"' in text


def test_files_of_old_orders_go_and_their_rows_stay(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "FILES_KEPT", 2)
    for number in range(4):
        report(api, moment().new_id(), RemoteAction.BUNDLE, file=b"PK%d" % number, technician="li.na")
    assert Order.objects.count() == 4
    assert Order.objects.exclude(file=None).count() == 2
