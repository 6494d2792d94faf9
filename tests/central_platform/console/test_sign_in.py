"""Signing in: throttled, with a second factor for everybody, in sessions that end."""

from __future__ import annotations

import re
import threading
from base64 import b32decode
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken

from central_platform.staff import throttle
from central_platform.staff.models import CodeDevice, SignInTries, StaffAct
from central_platform.staff.roles import Role
from tests.central_platform.staff import PASSWORD, enter, member, signed_in
from tests.central_platform.terminal_api import StandingClock

LOGIN, SECOND, HOME = "/console/login/", "/console/second/", "/console/"


@pytest.fixture(autouse=True)
def _no_pause() -> Iterator[None]:
    """The library's pause after a wrong code is by the machine's clock."""
    with override_settings(OTP_TOTP_THROTTLE_FACTOR=0, OTP_STATIC_THROTTLE_FACTOR=0):
        yield


def first_step(client: Client, name: str = "staff", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": name, "password": password, **more})


def code_of(secret: str, step: int = 0) -> str:
    """As an app shows it, ``step`` half minutes from now."""
    return f"{totp(b32decode(secret), t0=-30 * step):06d}"


def bind(client: Client) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who signs in for the first time."""
    assert first_step(client)["Location"] == SECOND
    page = client.get(SECOND).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    assert "<svg" in page
    done = client.post(SECOND, {"code": code_of(secret)}).content.decode()
    return secret, re.findall(r"<code>([a-z2-7]{16})</code>", done)


def kinds() -> list[str]:
    return list(StaffAct.objects.order_by("id").values_list("kind", flat=True))


def test_a_password_alone_opens_nothing() -> None:
    member(Role.CLERK)
    client = Client()
    first_step(client)
    for page in (HOME, "/console/cases/caserecord/", "/console/password_change/"):
        assert client.get(page)["Location"].startswith(LOGIN)
    logged_in = Client()
    assert logged_in.login(username="staff", password=PASSWORD)
    assert logged_in.get(HOME)["Location"].startswith(LOGIN)


def test_the_first_time_a_second_factor_is_bound() -> None:
    member(Role.CLERK)
    client = Client()
    page = first_step(client, next="/console/cases/caserecord/")
    secret_page = client.get(SECOND).content.decode()
    assert client.post(SECOND, {"code": "000000"}).content.decode().count("qrline") == 1
    assert client.get(HOME).status_code == 302
    assert not CodeDevice.objects.get().confirmed
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", secret_page)[0]
    done = client.post(SECOND, {"code": code_of(secret)}).content.decode()
    assert "/console/cases/caserecord/" in done
    assert len(set(re.findall(r"<code>([a-z2-7]{16})</code>", done))) == 10
    assert client.get(HOME).status_code == 200
    assert kinds() == ["CODE_FAILED", "ENROLLED", "SIGNED_IN"]
    assert page.status_code == 302


def test_a_secret_counts_only_where_it_was_shown() -> None:
    """Whoever had the first password and looked at the secret must not know the one that its owner binds."""
    member(Role.CLERK)
    thief, owner = Client(), Client()
    first_step(thief)
    seen = re.findall(r"<code>([A-Z2-7]{32})</code>", thief.get(SECOND).content.decode())[0]
    secret, _ = bind(owner)
    assert secret != seen
    first_step(thief)
    assert "<code>" not in thief.get(SECOND).content.decode()
    assert "动态口令不对" in thief.post(SECOND, {"code": code_of(seen)}).content.decode()


def test_a_code_is_good_once() -> None:
    member(Role.CLERK)
    secret, _ = bind(Client())
    again = Client()
    first_step(again)
    assert again.post(SECOND, {"code": code_of(secret)}).status_code == 200, "it was used when it was bound"
    later = code_of(secret, 1)
    assert again.post(SECOND, {"code": later})["Location"] == HOME
    third = Client()
    first_step(third)
    assert third.post(SECOND, {"code": later}).status_code == 200
    assert third.get(HOME).status_code == 302


def test_a_recovery_code_is_good_once() -> None:
    member(Role.CLERK)
    _, codes = bind(Client())
    client = Client()
    first_step(client)
    assert client.post(SECOND, {"code": codes[0].upper()})["Location"] == HOME
    assert StaticToken.objects.count() == 9
    assert "RECOVERED" in kinds()
    again = Client()
    first_step(again)
    assert again.post(SECOND, {"code": codes[0]}).status_code == 200


def test_tries_are_counted_alike_for_accounts_that_are_not(now: StandingClock) -> None:
    member(Role.CLERK)
    bodies = {}
    for name in ("staff", "nobody"):
        answers = [first_step(Client(), name, "wrong") for _ in range(throttle.ACCOUNT_AT_ADDRESS + 1)]
        bodies[name] = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert bodies["staff"] == bodies["nobody"]
    assert "15 分钟" in bodies["staff"][-1]
    assert first_step(Client()).status_code == 429, "the right password, too"
    now.at += throttle.WINDOW + 1
    assert first_step(Client()).status_code == 302
    rows = list(StaffAct.objects.values_list("kind", "account").distinct())
    assert ("LOCKED", "staff") in rows
    assert ("FAILED", "（无此账号）") in rows
    assert not any("nobody" in row for row in rows), "what was typed may be a password"


def test_an_account_and_an_address_have_limits_of_their_own(now: StandingClock) -> None:
    for at in range(throttle.ACCOUNT):
        assert throttle.may_try("staff", f"10.0.0.{at}")
    assert not throttle.may_try("staff", "10.0.1.1")
    for at in range(throttle.ADDRESS):
        assert throttle.may_try(f"staff{at}", "10.0.2.1")
    assert not throttle.may_try("another", "10.0.2.1")
    assert throttle.may_try("another", "10.0.2.2")


def test_signing_in_rightly_uses_up_nothing(now: StandingClock) -> None:
    for _ in range(throttle.ADDRESS * 2):
        assert throttle.may_try("staff", "10.0.0.1")
        throttle.forgive("staff", "10.0.0.1")
    assert SignInTries.objects.get().used == 0


def test_tries_at_one_moment_all_count(now: StandingClock) -> None:
    allowed = []

    def attempt() -> None:
        try:
            allowed.append(throttle.may_try("staff", "10.0.0.1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == throttle.ACCOUNT_AT_ADDRESS


def test_codes_are_throttled_too(now: StandingClock) -> None:
    member(Role.CLERK)
    secret, _ = bind(Client())
    client = Client()
    first_step(client)
    answers = [client.post(SECOND, {"code": "000000"}).status_code for _ in range(throttle.ACCOUNT_AT_ADDRESS)]
    assert answers[-1] == 429
    assert client.post(SECOND, {"code": code_of(secret, 1)})["Location"] == LOGIN
    assert kinds().count("LOCKED") == 1


def test_the_two_steps_are_close_together(now: StandingClock) -> None:
    member(Role.CLERK)
    client = Client()
    first_step(client)
    now.at += 10 * 60 + 1
    assert client.get(SECOND)["Location"] == LOGIN


def test_nobody_else_comes_in() -> None:
    user = member(Role.CLERK)
    get_user_model().objects.create_user("resident", password=PASSWORD)
    assert "不对" in first_step(Client(), "resident").content.decode()
    client = enter(user)
    type(user).objects.update(is_active=False)
    assert client.get(HOME).status_code == 302
    assert "不对" in first_step(Client()).content.decode()


def test_a_session_ends_after_twenty_minutes_without_a_page(now: StandingClock) -> None:
    client = signed_in(Role.CLERK)
    for _ in range(5):
        now.at += 19 * 60
        assert client.get(HOME).status_code == 200
    now.at += 20 * 60 + 1
    assert client.get(HOME)["Location"].startswith(LOGIN)
    now.at -= 60
    assert client.get(HOME).status_code == 302, "it is gone"
    assert kinds() == ["EXPIRED"]


def test_a_session_ends_after_eight_hours_whatever_is_done(now: StandingClock) -> None:
    client = signed_in(Role.CLERK)
    end = now.at + 8 * 3600
    while now.at + 900 <= end:
        now.at += 900
        assert client.get(HOME).status_code == 200
    now.at = end + 1
    assert client.get(HOME).status_code == 302


def test_an_account_has_one_session() -> None:
    user = member(Role.CLERK)
    first = enter(user)
    assert first.get(HOME).status_code == 200
    second = enter(user)
    assert first.get(HOME).status_code == 302
    assert second.get(HOME).status_code == 200


def test_a_new_password_ends_every_session() -> None:
    user = member(Role.CLERK)
    client = enter(user)
    new = "another sixteen cats"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/console/password_change/", {**asked, "new_password1": "12345678901234"}).status_code == 200
    assert client.post("/console/password_change/", asked)["Location"] == LOGIN
    assert client.get(HOME).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert "PASSWORD" in kinds()


def test_the_old_password_is_not_guessed_in_a_session(now: StandingClock) -> None:
    client = signed_in(Role.CLERK)
    new = "another sixteen cats"
    for at in range(throttle.ACCOUNT_AT_ADDRESS + 1):
        assert client.get(HOME).status_code == 200
        client.post("/console/password_change/", {"old_password": f"guess {at}", "new_password1": new, "new_password2": new})
    assert client.get(HOME).status_code == 302
    assert kinds() == ["LOCKED"]


def test_a_password_that_was_given_is_changed_first() -> None:
    user = member(Role.CLERK)
    type(user.staff_profile).objects.update(password_given=True)
    client = enter(user)
    assert client.get("/console/cases/caserecord/")["Location"] == "/console/password_change/"
    assert client.get("/console/password_change/").status_code == 200
    new = "another sixteen cats"
    client.post("/console/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    user.staff_profile.refresh_from_db()
    assert not user.staff_profile.password_given


@pytest.mark.parametrize("weak", ["short-pw-1", "123456789012345", "passwordpassword1234"[:8], "zhangsan.wutong"])
def test_weak_passwords_are_refused(weak: str) -> None:
    user = get_user_model()(username="zhangsan.wutong", last_name="张三")
    with pytest.raises(ValidationError):
        validate_password(weak, user, get_default_password_validators())


def test_signing_out_is_written_down() -> None:
    client = signed_in(Role.CLERK)
    assert client.get("/console/logout/").status_code == 302
    assert client.get(HOME).status_code == 200, "no link signs anybody out"
    assert client.post("/console/logout/")["Location"] == LOGIN
    assert client.get(HOME).status_code == 302
    assert kinds() == ["SIGNED_OUT"]


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/console/", "//elsewhere.example", "/api/v1/token"])
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    member(Role.CLERK)
    client = Client()
    first_step(client, next=wanted)
    page = client.get(SECOND).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    done = client.post(SECOND, {"code": code_of(secret)}).content.decode()
    assert wanted not in done


def test_a_forged_form_signs_nobody_in() -> None:
    member(Role.CLERK)
    strict = Client(enforce_csrf_checks=True)
    assert first_step(strict).status_code == 403
    assert strict.post(SECOND, {"code": "1"}).status_code == 403


def test_pages_run_nothing_that_stands_in_them() -> None:
    client = signed_in(Role.CLERK)
    pages = {HOME: client, "/console/cases/caserecord/": client, LOGIN: Client(), "/console/password_change/": client}
    bound = Client()
    member(Role.REVIEWER, name="another")
    first_step(bound, "another")
    pages[SECOND] = bound
    for page, asked in pages.items():
        response = asked.get(page)
        assert response.status_code == 200, page
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "no-store" in response["Cache-Control"]
        body = response.content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|https?://(?!www\.w3\.org)", body), page
