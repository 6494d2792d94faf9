"""A database of the version before comes into this one with all that is in it."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from central_platform.staff import written_once

ROOT = Path(__file__).parents[2]
EARLIER = Path(__file__).parent / "earlier" / "platform-0006.sql"
SEALED_TO = json.loads((EARLIER.parent / "wire-1.json").read_bytes())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform of the version before, started by this one."""
    home = tmp_path_factory.mktemp("earlier")
    with closing(sqlite3.connect(home / "platform.sqlite3")) as database:
        database.executescript(EARLIER.read_text(encoding="utf-8"))
    (home / "keys").mkdir()
    (home / "keys" / "seal-0001.json").write_text(json.dumps(SEALED_TO["sealing_key"]), encoding="utf-8")
    (home / "keys" / "lookup-secret").write_bytes(bytes.fromhex(SEALED_TO["lookup_secret"]))
    run(home, "-m", "central_platform", "migrate", "--verbosity", "0")
    return home


def run(home: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PLATFORM_DATABASE"} | {"PLATFORM_HOME": str(home)}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def after(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "platform.sqlite3")) as database:
        yield database


def _rows_before() -> Counter[str]:
    return Counter(
        re.findall(r'^INSERT INTO "(records_\w+|auth_user\w*|django_admin_log)"', EARLIER.read_text(encoding="utf-8"), re.M)
    )


def test_every_row_is_still_in_its_table(after: sqlite3.Connection) -> None:
    before = _rows_before()
    assert len(before) > 14
    assert {table: after.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in before} == dict(before)


def test_its_schema_is_that_of_a_new_one(after: sqlite3.Connection, tmp_path: Path) -> None:
    run(tmp_path, "-m", "central_platform", "migrate", "--verbosity", "0")

    def tables(database: sqlite3.Connection) -> dict[str, Any]:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: (
                sorted(row[1:] for row in database.execute(f"PRAGMA table_info({name})")),
                sorted(row[2:5] for row in database.execute(f"PRAGMA foreign_key_list({name})")),
                sorted(row[1:] for row in database.execute(f"PRAGMA index_list({name})")),
            )
            for name in names
            if not name.startswith("sqlite_")
        }

    with closing(sqlite3.connect(tmp_path / "platform.sqlite3")) as new:
        assert tables(after) == tables(new)


def test_staff_may_do_what_they_might(after: sqlite3.Connection) -> None:
    granted = (
        "SELECT app_label, codename FROM auth_permission p JOIN django_content_type t ON t.id = content_type_id"
        " WHERE p.id IN (SELECT permission_id FROM auth_group_permissions"
        " UNION SELECT permission_id FROM auth_user_user_permissions)"
    )
    assert sorted(after.execute(granted)) == [
        ("cases", "change_caserecord"),
        ("cases", "view_caserecord"),
        ("ratings", "change_rating"),
    ]
    log = "SELECT app_label, model FROM django_admin_log JOIN django_content_type t ON t.id = content_type_id"
    assert after.execute(log).fetchall() == [("cases", "caserecord")]
    assert after.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'records'").fetchone() == (0,)


def test_what_is_written_once_is_protected_after_all_migrations(after: sqlite3.Connection) -> None:
    """A migration that makes such a table anew loses its triggers on SQLite, and must put them there again."""
    found = {name for (name,) in after.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert found == written_once.names()


def test_what_was_written_reads_as_it_did(home: Path) -> None:
    told = json.loads(run(home, "-c", READ))
    assert [case["state"] for case in told["cases"]] == ["RECEIVED", "CORRECTION", "CORRECTION"]
    assert [case["case_number"] for case in told["cases"]] == [v["case"]["case_number"] for v in SEALED_TO["verdicts"]]
    assert told["cases"][0]["item_name"] == SEALED_TO["verdicts"][0]["case"]["item_name"]
    assert told["cases"][1]["next_step"] == SEALED_TO["verdicts"][1]["case"]["next_step"]
    assert told["site"] == "样板区梧桐街道社区事务受理服务中心"
    assert told["case_of_rating"] == [told["cases"][0]["case_number"], None]
    assert told["revoked_keys"] == 1
    assert told["pictures"] == [True, False]


def test_nothing_of_anybody_stands_in_the_clear(after: sqlite3.Connection) -> None:
    number = re.compile(r"310199(?:19|20)\d{9}[\dX]")
    assert number.search(EARLIER.read_text(encoding="utf-8"))
    assert not number.search("\n".join(after.iterdump()))


def test_what_was_taken_before_is_known(home: Path) -> None:
    """The same bytes, sent again after the platform was renewed, get the case that they have."""
    again = json.loads(run(home, "-c", SEND))
    assert [verdict["case"]["case_number"] for verdict in again] == [v["case"]["case_number"] for v in SEALED_TO["verdicts"]]


def test_the_models_are_what_the_migrations_make() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


_SET_UP = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
django.setup()
from central_platform.cases.models import Attachment, CaseRecord
from central_platform.ratings.models import Rating
from central_platform.terminals.models import Terminal, TerminalKey
"""
READ = (
    _SET_UP
    + """
import msgspec
cases = [json.loads(msgspec.json.encode(row.as_case())) for row in CaseRecord.objects.order_by("id")]
print(json.dumps({
    "cases": cases,
    "site": Terminal.objects.order_by("terminal_id")[0].site.zh,
    "case_of_rating": [row.case and row.case.case_number for row in Rating.objects.order_by("-case")],
    "revoked_keys": TerminalKey.objects.exclude(revoked_at=None).count(),
    "pictures": [row.complete for row in Attachment.objects.all()],
}))
"""
)
SEND = (
    _SET_UP
    + f"""
from central_platform.intake.contract_1 import submission_message
from central_platform.intake.services import take_in
from kiosk.messages.contract_1 import SubmissionBatch
wire = json.load(open({str(EARLIER.parent / "wire-1.json")!r}))
body = next(one["body"] for one in wire["requests"] if one["path"] == "/submissions")
items = SubmissionBatch.model_validate_json(body).items
terminal = Terminal.objects.get(pk=wire["terminal_id"])
verdicts = take_in([submission_message(item) for item in items], terminal, wire["now"] + 1000)
print(json.dumps([dict(case=json.loads(verdict.model_dump_json())["cases"][0]) for verdict in verdicts]))
"""
)
