"""Whoever has the database, and not the keys, reads nothing of anybody."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from central_platform.cases.models import CaseRecord
from central_platform.core import sealed
from central_platform.core.sealed import CannotRead, new_key, seal, unseal
from central_platform.licences.models import LicenceRecord
from central_platform.notices.models import TextMessage
from central_platform.people.models import Person
from central_platform.samples import records as sample_records
from central_platform.shared_data.models import Record
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from tests.central_platform.terminal_api import HOME, TerminalApi

ROOT = Path(__file__).parents[2]


def everything(path: Path) -> str:
    """All texts and bytes of a database, and its file as it is."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dump = "\n".join(database.iterdump())
    return dump + path.read_bytes().decode("utf-8", "replace") + path.read_bytes().decode("latin-1")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the database's file")
def test_no_database_tells_whose_it_is(api: TerminalApi, tmp_path: Path) -> None:
    sample_records.load()
    for person in (sample_person("wang"), sample_person("li")):
        for path in ("/profile", "/licences", "/cases"):
            api.call(path, api.identity(person))
        api.submit(api.seal(api.content(person)))
        held = api.call("/licences", api.identity(person))["licences"]
        api.call("/licences/file", {**api.identity(person), "identifier": held[0]["identifier"]})
    assert TextMessage.objects.count() >= 2
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as database, sqlite3.connect(copy) as other:
        database.backup(other)
    told = everything(copy)
    for person in SAMPLE_PEOPLE:
        for secret in (person.number, person.mobile, person.newest_address):
            assert secret not in told, person.key
            assert json.dumps(secret)[1:-1] not in told
        assert person.name not in told, person.key
    assert "wal" not in {path.suffix for path in tmp_path.iterdir()}


def test_staff_and_terminals_read_it_all_the_same(api: TerminalApi, wang: SamplePerson) -> None:
    sample_records.load(("pension-payments",))
    api.submit(api.seal(api.content(wang)))
    assert CaseRecord.objects.get().content["applicant"]["number"] == wang.number
    assert Person.objects.get(tag=CaseRecord.objects.get().applicant_tag).number == wang.number
    assert {row.name for row in Record.objects.filter(data_set="pension-payments")}
    assert LicenceRecord.objects.filter(holder__tag=CaseRecord.objects.get().applicant_tag)[0].number


@given(plain=st.binary(max_size=2000))
def test_what_is_sealed_is_opened_and_never_the_same_twice(plain: bytes) -> None:
    first, second = seal(plain), seal(plain)
    assert unseal(first) == unseal(second) == plain
    assert first != second


@given(where=st.integers(0, 500), bit=st.integers(0, 7))
def test_what_was_altered_is_not_opened(where: int, bit: int) -> None:
    sealed_bytes = bytearray(urlsafe_b64decode(seal(b"310199194803120267")))  # its letters end in bits that mean nothing
    sealed_bytes[where % len(sealed_bytes)] ^= 1 << bit
    with pytest.raises(CannotRead) as caught:
        unseal(urlsafe_b64encode(sealed_bytes).decode())
    assert "310199" not in str(caught.value)


def test_a_new_key_reads_what_was_written_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "keys_folder", lambda: tmp_path)
    sealed._ring.cache_clear()
    try:
        before = seal(b"before")
        new_key(tmp_path)
        sealed._ring.cache_clear()
        after = seal(b"after")
        assert (unseal(before), unseal(after)) == (b"before", b"after")
        (tmp_path / "rest-0001.key").unlink()
        sealed._ring.cache_clear()
        assert unseal(after) == b"after"
        with pytest.raises(CannotRead):
            unseal(before)
        assert (tmp_path / "rest-0002.key").stat().st_mode & 0o077 == 0
    finally:
        sealed._ring.cache_clear()


@pytest.mark.parametrize("lookup", ["number", "number__startswith", "name__regex", "profile__mobile", "profile__contains"])
def test_nobody_looks_for_what_is_sealed(lookup: str) -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(**{lookup: "31"}).exists()


_READ = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
django.setup()
from central_platform.people.models import Person
print(sum(bool(person.number) for person in Person.objects.all()))
"""


def restored(home: Path) -> subprocess.CompletedProcess[str]:
    """What a platform that begins with this folder makes of the persons in it."""
    return subprocess.run(
        [sys.executable, "-c", _READ],
        cwd=ROOT,
        env={**os.environ, "PLATFORM_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database's file")
def test_a_backup_is_a_platform_with_its_keys_and_nothing_without(now: object, tmp_path: Path) -> None:
    """As docs/security.md says that it is done: database and keys are kept apart, and come together again."""
    with (
        sqlite3.connect(str(connection.settings_dict["NAME"])) as database,
        sqlite3.connect(tmp_path / "platform.sqlite3") as other,
    ):
        database.backup(other)
    without = restored(tmp_path)
    assert without.returncode != 0
    assert "CannotRead" in without.stderr
    assert not any(person.number in without.stdout + without.stderr for person in SAMPLE_PEOPLE)
    shutil.rmtree(tmp_path / "keys")
    shutil.copytree(HOME / "keys", tmp_path / "keys")
    again = restored(tmp_path)
    assert again.returncode == 0, again.stderr
    assert int(again.stdout) == len(SAMPLE_PEOPLE)
