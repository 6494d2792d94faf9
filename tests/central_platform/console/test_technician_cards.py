"""A technician's card is registered in the console, told with its validity, revoked with a question; and by commands."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command

from central_platform.core.keys import keys_folder
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import Role
from central_platform.terminals.models import TechnicianCard
from central_platform.terminals.technician_cards import told_cards
from kiosk.domain.technicians import CardRefusal
from kiosk.domain.technicians import TechnicianCard as OpeningCard
from kiosk.domain.times import day_of
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.technician_card_list import read_technician_cards
from kiosk.messages.technician_cards import judge_card
from tests.central_platform.staff import ask, listed, member, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi
from tests.technician_cards import p256, pem, public_pem, request_pem, rsa_key

PAGE, ROWS = "/console/terminals/techniciancard/", "terminals/techniciancard"
UNTIL = day_of(NOW) + timedelta(200)
KEY = p256()


def sent(client: Any, **changed: str) -> str:
    given = {"holder": "chen.wei", "request": public_pem(KEY), "until": UNTIL.isoformat(), "only": "", **changed}
    return str(client.post(f"{PAGE}add/", given).content.decode())


def judged(card: str, terminal: str, at: int = NOW) -> Any:
    certificate = x509.load_pem_x509_certificate(card.encode()).public_bytes(serialization.Encoding.DER)
    return judge_card(certificate, read_technician_cards(canonical_bytes(told_cards(NOW))), terminal, at, False)


@pytest.fixture
def technician(api: TerminalApi, now: StandingClock) -> Any:
    return signed_in(Role.TECHNICIAN, name="chen.wei")


@pytest.mark.parametrize("made", [public_pem, request_pem])
@pytest.mark.parametrize("key", [KEY, rsa_key()], ids=["P-256", "RSA-2048"])
def test_a_card_is_registered_and_opens_terminals(technician: Any, api: TerminalApi, key: Any, made: Any) -> None:
    page = sent(technician, request=made(key))
    row = TechnicianCard.objects.get()
    assert "已登记：chen.wei" in page
    file = technician.get(unescape(re.findall(r'class="button" href="([^"]+)"', page)[0]))
    assert file["Content-Disposition"] == f'attachment; filename="chen.wei-{row.serial[:8]}.pem"'
    found = judged(file.content.decode(), api.terminal_id)
    assert isinstance(found, OpeningCard)
    assert (found.technician, found.serial) == ("chen.wei", row.serial)
    assert day_of(found.ends) == UNTIL
    assert isinstance(judged(row.certificate, "T999999999", found.ends), OpeningCard), "everywhere, to the last second"
    assert judged(row.certificate, api.terminal_id, found.ends + 1) is CardRefusal.EXPIRED
    assert StaffAct.objects.filter(kind="ADDED", page="terminals.techniciancard", key=row.serial, account="chen.wei").count() == 1


def test_one_may_be_registered_for_another_and_it_is_known_by_whom(technician: Any, api: TerminalApi) -> None:
    member(Role.TECHNICIAN, name="li.na")
    sent(technician, holder="li.na", only=f" {api.terminal_id.lower()} ")
    row = TechnicianCard.objects.get()
    assert (row.account, row.registered_by, row.registered_at) == ("li.na", "chen.wei", NOW)
    assert isinstance(judged(row.certificate, api.terminal_id), OpeningCard)
    assert judged(row.certificate, "T999999999") is CardRefusal.OTHER_TERMINAL
    (shown,) = listed(technician, ROWS)
    assert shown == row
    page = technician.get(PAGE).content.decode()
    assert "有效" in page
    assert api.terminal_id in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"request": ""}, "必填"),
        ({"request": "hello"}, "不是证书请求"),
        ({"request": pem(KEY)}, "这是私钥"),
        ({"request": public_pem(rsa_key(1024))}, "只收 ECC P-256"),
        ({"request": public_pem(ec.generate_private_key(ec.SECP384R1()))}, "只收 ECC P-256"),
        ({"request": request_pem(KEY).replace("A", "B", 1)}, "证书请求"),
        ({"request": public_pem(KEY) + "x" * 20_000}, "太长"),
        ({"holder": "nobody"}, "没有这个账号"),
        ({"holder": "wang.wu"}, "没有“设备运维”角色"),
        ({"until": (day_of(NOW) - timedelta(1)).isoformat()}, "有效期从今天起"),
        ({"until": (day_of(NOW) + timedelta(731)).isoformat()}, "最长730天"),
        ({"only": "T000000000"}, "没有这个编号的终端：T000000000"),
    ],
)
def test_what_will_not_do_is_told_and_nothing_is_issued(technician: Any, changed: dict[str, str], told: str) -> None:
    member(Role.AUDITOR, name="wang.wu")
    assert told in sent(technician, **changed)
    assert not TechnicianCard.objects.exists()


def test_a_request_that_another_key_signed_is_refused(technician: Any) -> None:
    """Whoever has seen somebody's public key must not have it registered as their own by a request."""
    asked = x509.load_pem_x509_csr(request_pem(KEY).encode()).public_bytes(serialization.Encoding.DER)
    broken = base64.encodebytes(asked[:-1] + bytes((asked[-1] ^ 1,))).decode()
    page = sent(technician, request=f"-----BEGIN CERTIFICATE REQUEST-----\n{broken}-----END CERTIFICATE REQUEST-----\n")
    assert "证书请求" in page
    assert not TechnicianCard.objects.exists()


def test_a_revoked_card_counts_no_more_and_its_key_never_again(technician: Any, api: TerminalApi) -> None:
    sent(technician)
    row = TechnicianCard.objects.get()
    page = technician.get(f"{PAGE}revoke/?key={row.pk}").content.decode()
    for words in ("吊销以后", "不能恢复", "没有网络的终端"):
        assert words in page
    assert "吊销了 1 条" in ask(technician, ROWS, "revoke", "吊销", row.pk, reason="卡丢在公交车上")
    assert judged(row.certificate, api.terminal_id) is CardRefusal.REVOKED
    assert "没有可以吊销的记录" in ask(technician, ROWS, "revoke", "吊销", row.pk)
    assert list(StaffAct.objects.filter(kind="REVOKED").values_list("key", "detail")) == [(row.pk, "吊销：卡丢在公交车上")]
    assert "已经吊销" in sent(technician)
    assert [card.pk for card in listed(technician, ROWS, standing="revoked")] == [row.pk]
    assert listed(technician, ROWS, standing="good") == []


def test_a_key_is_one_persons_and_may_be_renewed(technician: Any) -> None:
    sent(technician)
    member(Role.TECHNICIAN, name="li.na")
    assert "已经登记给别人" in sent(technician, holder="li.na")
    sent(technician)
    assert TechnicianCard.objects.count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TECHNICIAN])
def test_nobody_else_registers_or_revokes_one(technician: Any, role: Role) -> None:
    sent(technician)
    row = TechnicianCard.objects.get()
    other = signed_in(role, name="other")
    assert other.post(f"{PAGE}add/", {}).status_code == 403
    assert other.post(f"{PAGE}revoke/", {"key": row.pk, "reason": "已经查明", "word": "吊销"}).status_code == 403
    assert other.get(f"{PAGE}{row.pk}/certificate/").status_code == (200 if role is Role.AUDITOR else 403)
    row.refresh_from_db()
    assert row.revoked_at is None


def test_the_authoritys_key_is_the_owners_alone_and_is_told_to_nobody(technician: Any) -> None:
    page = sent(technician)
    (file,) = keys_folder().glob("technicians-*.pem")
    assert file.stat().st_mode & 0o077 == 0
    assert "PRIVATE" in file.read_text()
    assert "PRIVATE" not in page + repr(told_cards(NOW)) + repr(list(TechnicianCard.objects.values()))


def test_the_commands_do_the_same(technician: Any, api: TerminalApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "request.pem"
    file.write_text(request_pem(KEY))
    told, beside = io.StringIO(), io.StringIO()
    call_command(
        "register_technician_card", str(file), technician="chen.wei", terminal=[api.terminal_id], stdout=told, stderr=beside
    )
    row = TechnicianCard.objects.get()
    assert row.registered_by.startswith("@"), "no account of the console's"
    assert isinstance(judged(told.getvalue(), api.terminal_id), OpeningCard)
    assert row.serial in beside.getvalue()
    for wrong in ({"technician": "陈伟"}, {"technician": "chen.wei", "terminal": ["T000000000"]}):
        with pytest.raises(CommandError):
            call_command("register_technician_card", str(file), stdout=told, stderr=beside, **wrong)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("register_technician_card", str(tmp_path / "nothing"), technician="chen.wei", stdout=told)
    monkeypatch.setattr("sys.stdin", io.StringIO(public_pem(p256())))
    call_command("register_technician_card", "-", technician="chen.wei", stdout=told, stderr=beside)
    assert TechnicianCard.objects.count() == 2
    call_command("revoke_technician_card", row.serial.upper(), stdout=told)
    assert judged(row.certificate, api.terminal_id) is CardRefusal.REVOKED
    with pytest.raises(CommandError):
        call_command("revoke_technician_card", row.serial, stdout=told)
