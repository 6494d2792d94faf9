"""An enrolment on a stick: good for one key, counts once staff have compared it, and gives a terminal its certificate later."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from central_platform.enrolment.services import new_pairing_code
from central_platform.terminals.keys import key_standing
from central_platform.terminals.models import Terminal
from kiosk.messages.key_times import Standing
from kiosk.messages.offers import OFFER_FILE, Offer, exchange_of, read_offer, request_name, request_text
from kiosk.messages.pairing import fingerprint
from kiosk.messages.sealing import public_half
from kiosk.messages.signing import new_signing_key, thumbprint, verified
from tests.central_platform.terminal_api import SITE, StandingClock, TerminalApi

DAY = 86_400


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "KINGSTON"
    path.mkdir()
    return path


def prepared(stick: Path, **options: Any) -> tuple[Offer, str]:
    """The offer on a stick, and the fingerprint that staff were told."""
    out = io.StringIO()
    told = {"url": "https://ztpt.example", "site": SITE.zh, "stdout": out, "stderr": io.StringIO(), **options}
    call_command("prepare_stick", str(stick), **told)
    offer = read_offer((stick / OFFER_FILE).read_bytes())
    assert offer is not None
    return offer, out.getvalue().strip()


def ask(code: str, key: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    body = {"pairing_code": code, "public_key": public_half(key)}
    answer = Client().post("/api/v1/enrol", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def confirm(terminal_id: str, told: str) -> None:
    call_command("confirm_terminal", terminal_id, fingerprint=told, stdout=io.StringIO(), stderr=io.StringIO())


def test_a_stick_holds_an_offer_the_catalogue_and_no_private_key(stick: Path, now: StandingClock) -> None:
    offer, told = prepared(stick)
    assert told == offer.fingerprint
    assert {path.name for path in (stick / "catalogue").iterdir()} == {"metadata", "targets"}
    assert '"d"' not in (stick / OFFER_FILE).read_text()
    assert not Terminal.objects.filter(pk=offer.terminal_id).exists(), "there is none before it has a key"
    second, other = prepared(stick)
    assert second.terminal_id != offer.terminal_id
    assert other != told


def test_a_terminal_is_confirmed_by_its_key_and_then_told_its_certificate(stick: Path, now: StandingClock) -> None:
    offer, _ = prepared(stick)
    key, at = new_signing_key(), now()
    now.at = at + 3 * DAY
    status, answer = ask(offer.code, key)
    assert (status, answer["terminal_id"]) == (200, offer.terminal_id)
    assert Terminal.objects.get(pk=offer.terminal_id).confirmed_at is None
    with pytest.raises(CommandError):
        confirm(offer.terminal_id, fingerprint(exchange_of(new_signing_key(), offer.terms)))
    confirm(offer.terminal_id, fingerprint(exchange_of(key, offer.terms)))
    confirmed = Terminal.objects.get(pk=offer.terminal_id).confirmed_at
    assert confirmed is not None
    now.at = at + 90 * DAY  # the answer was lost, and the terminal was away for long
    new_pairing_code(SITE, SITE, now())  # which throws away what is too old
    status, answer = ask(offer.code, key)
    assert status == 200
    claims = verified(answer["certificate"], "terminal-certificate", offer.verification_keys)
    assert thumbprint(claims["key"]) == thumbprint(key)
    assert Terminal.objects.get(pk=offer.terminal_id).confirmed_at == confirmed


def test_what_it_signed_before_the_platform_heard_of_it_counts(stick: Path, now: StandingClock) -> None:
    offer, _ = prepared(stick)
    key, at = new_signing_key(), now()
    now.at = at + 20 * DAY
    ask(offer.code, key)
    assert key_standing(offer.terminal_id, thumbprint(key), at + DAY) is Standing.GOOD
    assert key_standing(offer.terminal_id, thumbprint(key), at - 3 * DAY) is Standing.NOT_THEN


def test_an_offer_is_good_for_one_key_and_for_its_days(stick: Path, now: StandingClock) -> None:
    offer, _ = prepared(stick, days=10)
    key = new_signing_key()
    assert ask(offer.code, key)[0] == 200
    assert ask(offer.code, new_signing_key())[1]["code"] == "PAIRING"
    late, _ = prepared(stick, days=10)
    now.at = now() + 11 * DAY
    assert ask(late.code, new_signing_key())[1]["code"] == "PAIRING"


def test_the_request_comes_back_on_the_stick(stick: Path, now: StandingClock) -> None:
    offer, _ = prepared(stick)
    key = new_signing_key()
    file = stick / request_name(offer.terminal_id)
    file.write_text(request_text(offer.code, key))
    assert "d" not in json.loads(file.read_text())["public_key"]
    out = io.StringIO()
    call_command("accept_request", str(file), stdout=out, stderr=io.StringIO())
    assert out.getvalue().strip() == offer.terminal_id
    confirm(offer.terminal_id, fingerprint(exchange_of(key, offer.terms)))
    assert ask(offer.code, key)[0] == 200


@pytest.mark.parametrize("text", ["", "{}", '{"pairing_code": "K7M2", "public_key": {}, "more": 1}', "[" * 20_000])
def test_a_request_that_is_none_is_refused(stick: Path, now: StandingClock, text: str) -> None:
    file = stick / "terminal-request-T1.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("accept_request", str(file))
    with pytest.raises(CommandError):
        call_command("accept_request", str(stick / "none.json"))


def test_a_stick_that_was_stolen_takes_no_terminals_place(stick: Path, now: StandingClock) -> None:
    offer, _ = prepared(stick)
    theirs, ours = new_signing_key(), new_signing_key()
    assert ask(offer.code, theirs)[0] == 200
    file = stick / request_name(offer.terminal_id)
    file.write_text(request_text(offer.code, ours))
    with pytest.raises(CommandError, match="another terminal"):
        call_command("accept_request", str(file))
    with pytest.raises(CommandError):
        confirm(offer.terminal_id, fingerprint(exchange_of(ours, offer.terms)))


@pytest.mark.parametrize("options", [{"url": "http://ztpt.example"}, {"url": "ztpt.example"}, {"days": 0}, {"days": 181}])
def test_what_makes_no_offer(stick: Path, now: StandingClock, options: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        prepared(stick, **options)


def test_every_term_is_in_the_fingerprints(stick: Path, api: TerminalApi) -> None:
    offer, told = prepared(stick)
    key = new_signing_key()
    for name, value in {
        "url": "https://elsewhere.example",
        "hotline": "13900000000",
        "sealing_key": {"kty": "OKP"},
        "verification_keys": [],
        "catalogue_offline_root": "{}",
        "expires_at": offer.expires_at + 1,
    }.items():
        changed = offer.model_copy(update={name: value})
        assert changed.fingerprint != told, name
        assert exchange_of(key, changed.terms) != exchange_of(key, offer.terms), name


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_lies_on_a_stick_is_an_offer_or_none(data: bytes) -> None:
    assert read_offer(data) is None
