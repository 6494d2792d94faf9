"""Whoever has the database, and not the keys, has no second factor of anybody; those that were bound before work as before."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from central_platform.core.sealed import unseal
from central_platform.staff.models import CodeDevice
from central_platform.staff.roles import Role
from tests.central_platform import databases
from tests.central_platform.console.test_sign_in import HOME, SECOND, bind, code_of, first_step
from tests.central_platform.staff import PASSWORD, member
from tests.central_platform.test_at_rest import everything

ROOT = Path(__file__).parents[3]


@pytest.fixture
def _no_pause() -> Iterator[None]:
    """The library's pause after a wrong code is by the machine's clock."""
    with override_settings(OTP_TOTP_THROTTLE_FACTOR=0, OTP_STATIC_THROTTLE_FACTOR=0):
        yield


def rows() -> str:
    """All that the database itself has of second factors."""
    with connection.cursor() as cursor:
        told = []
        for table in ("staff_codedevice", "otp_totp_totpdevice", "otp_static_statictoken"):
            cursor.execute(f"SELECT * FROM {table}")
            told += cursor.fetchall()
    return repr(told)


def test_the_database_holds_no_secret_and_no_recovery_code() -> None:
    member(Role.CLERK)
    secret, codes = bind(Client())
    device = CodeDevice.objects.get()
    held = rows()
    assert device.key in unseal(re.findall(r"gAAAA[\w=-]+", held)[0]).decode()
    for open_secret in (secret, secret.lower(), device.key, repr(device.bin_key)[2:-1], *codes):
        assert open_secret not in held
    assert StaticToken.objects.count() == len(codes) == 10


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the database's file")
def test_neither_the_file_nor_a_backup_tells_them(tmp_path: Path) -> None:
    member(Role.CLERK)
    secret, codes = bind(Client())
    key, copy, whole = CodeDevice.objects.get().key, tmp_path / "copy.sqlite3", Path(str(connection.settings_dict["NAME"]))
    with sqlite3.connect(whole) as database, sqlite3.connect(copy) as other:
        database.backup(other)
    for told in (everything(copy), everything(whole)):
        assert not [held for held in (secret, key, *codes) if held in told]


@pytest.mark.usefixtures("_no_pause")
def test_what_was_used_and_how_far_off_it_is_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    member(Role.CLERK)
    secret, _ = bind(Client())
    later = CodeDevice.objects.get().last_t + 10
    # The machine's clock stands: a run that is slow must not come to the next half minute.
    monkeypatch.setattr("django_otp.plugins.otp_totp.models.time", SimpleNamespace(time=lambda: later * 30 + 15))
    client, ahead = Client(), TOTP(b32decode(secret))
    ahead.time = (later + 1) * 30
    first_step(client)
    assert client.post(SECOND, {"code": f"{ahead.token():06d}"})["Location"] == HOME
    device = CodeDevice.objects.get()
    assert (device.last_t, device.drift) == (later + 1, 1)
    assert device.last_used_at


def test_a_wrong_code_makes_the_next_one_wait() -> None:
    member(Role.CLERK)
    secret, _ = bind(Client())
    client = Client()
    first_step(client)
    client.post(SECOND, {"code": "000000"})
    device = CodeDevice.objects.get()
    assert device.throttling_failure_count == 1
    CodeDevice.objects.update(throttling_failure_timestamp=timezone.now(), throttling_failure_count=10)
    assert client.post(SECOND, {"code": code_of(secret, 1)}).status_code == 200, "the right one, too soon"
    CodeDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert client.post(SECOND, {"code": code_of(secret, 1)})["Location"] == HOME


_BEFORE = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
django.setup()
from django.core.management import call_command
for app in (("otp_totp",), ("otp_static",), ("staff", "0003")):
    call_command("migrate", *app, verbosity=0)
from django.contrib.auth import get_user_model
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from central_platform.staff import accounts
from central_platform.staff.roles import Role
user = get_user_model()(username="staff")
accounts.make(user, %(password)r)
accounts.give(user, frozenset({Role.AUDITOR}), ())
TOTPDevice.objects.create(user=user, name="console", confirmed=False)
device = TOTPDevice.objects.create(user=user, name="console", drift=1, last_t=7, throttling_failure_count=3)
StaticToken.objects.create(device=StaticDevice.objects.create(user=user, name="recovery"), token="abcdefgh234567ab")
call_command("migrate", verbosity=0)
from django.test import Client
from django_otp.oath import totp
from central_platform.staff.models import CodeDevice
kept, = CodeDevice.objects.values("confirmed", "drift", "last_t", "throttling_failure_count")
CodeDevice.objects.update(throttling_failure_count=0, drift=0)
def enter(code):
    client = Client(HTTP_HOST="localhost")
    client.post("/console/login/", {"username": "staff", "password": %(password)r})
    return client.post("/console/second/", {"code": code}).headers.get("Location")
print(json.dumps({
    "kept": kept,
    "left": TOTPDevice.objects.count(),
    "token": StaticToken.objects.get().token,
    "entered": [enter(f"{totp(device.bin_key):06d}"), enter("ABCDEFGH234567AB"), enter("abcdefgh234567ab")],
}))
"""


def test_what_was_bound_before_is_sealed_and_signs_in(tmp_path: Path) -> None:
    environment = {**os.environ, "PLATFORM_HOME": str(tmp_path), **databases.new_database()}
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE % {"password": PASSWORD}], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kept"] == {"confirmed": True, "drift": 1, "last_t": 7, "throttling_failure_count": 3}
    assert told["left"] == 0
    assert told["token"] != "abcdefgh234567ab"
    assert told["entered"] == [HOME, HOME, None]
