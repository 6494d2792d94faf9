"""The technician's ``outbox`` and ``audit``, as typed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from commands.command_line import application
from commands.terminal_folder import TerminalFolder
from kiosk.domain.cases import Case, CaseState, RejectReason
from kiosk.domain.text import LocalizedText
from kiosk.messages import outbox_file
from kiosk.messages.sealing import new_sealing_key, public_half
from kiosk.messages.signing import new_signing_key
from kiosk.ports.storage import SealedRow
from offline_cache.ledger.ledger import SqliteLedger

SIGNING, SEALING = new_signing_key(), new_sealing_key("p")
WORDS = LocalizedText("一", "one")
CASE = Case("20261122000017", CaseState.ACCEPTED, "1" * 31, WORDS, 1, date(2026, 12, 1), WORDS, WORDS)


@pytest.fixture
def home(tmp_path: Path) -> TerminalFolder:
    home = TerminalFolder(tmp_path / "terminal")
    home.write_enrolment(
        {
            "url": "http://127.0.0.1:9",
            "audience": "platform",
            "terminal_id": "T0001",
            "site": {"zh": "站", "en": "site"},
            "hotline": "12345",
            "certificate": "",
            "signing_key": SIGNING,
            "sealing_key": public_half(SEALING),
            "verification_keys": [],
            "secret": "00" * 32,
        }
    )
    return home


@pytest.fixture
def ledger(home: TerminalFolder) -> Iterator[SqliteLedger]:
    """Open all the time, as the terminal's is."""
    ledger = SqliteLedger(home.ledger_file, "T0001")
    yield ledger
    ledger.close()


def commit(ledger: SqliteLedger, name: str) -> str:
    row = SealedRow(name, "1" * 31, f"sealed {name}", "ab" * 32, f"token {name}", b"holder", 1_795_312_800)
    return ledger.commit_submission(lambda number: row, "261122")[0]


def typed(home: TerminalFolder, *words: str) -> Result:
    return CliRunner().invoke(application, [*words, "--home", str(home.path)])


def test_nothing_waits(home: TerminalFolder, ledger: SqliteLedger) -> None:
    result = typed(home, "outbox", "list")
    assert (result.exit_code, result.output.strip()) == (0, "nothing waits")


def test_each_that_waits_is_explained(home: TerminalFolder, ledger: SqliteLedger) -> None:
    numbers = [commit(ledger, name) for name in "abcd"]
    ledger.note_attempt(["b"])
    ledger.settle_rejected("c", RejectReason.REVOKED)
    ledger.settle("d", (CASE,), 1000)
    result = typed(home, "outbox", "list")
    assert result.exit_code == 2
    for number, words in zip(numbers, ("waits for its turn", "tried 1 times", "Enrol it again, then retry"), strict=False):
        assert number in result.output
        assert words in result.output
    assert numbers[3] not in result.output
    told = json.loads(typed(home, "outbox", "list", "--all", "--json").output)
    assert [row["state"] for row in told["submissions"]] == ["STORED", "STORED", "REJECTED", "CASE"]
    assert typed(home, "outbox", "retry", "rejected").exit_code == 0
    assert typed(home, "outbox", "list").exit_code == 1
    assert typed(home, "outbox", "retry", "T0001-none").exit_code == 3


def test_what_waits_is_taken_away_and_stays(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    commit(ledger, "a")
    stick = tmp_path / "stick"
    stick.mkdir()
    result = typed(home, "outbox", "export", str(stick), "--here")
    assert result.exit_code == 0, result.output
    (file,) = stick.iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    assert outbox_file.checked(lines, lambda terminal_id: [public_half(SIGNING)]).count == 1
    assert outbox_file.opened(lines[0], [SEALING])["submission_id"] == "a"
    assert typed(home, "outbox", "list").exit_code == 1, "it is still sent when the network is back"


def test_a_folder_where_no_stick_is_mounted_is_refused(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    commit(ledger, "a")
    (tmp_path / "stick").mkdir()
    for command in (("outbox", "export", str(tmp_path / "stick")), ("audit", "export", str(tmp_path / "stick" / "log"))):
        result = typed(home, *command)
        assert result.exit_code == 4
        assert "nothing is mounted there" in result.output
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_link_on_a_stick_is_replaced_and_not_followed(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.write_text("ours")
    link = tmp_path / "stick" / "log"
    link.parent.mkdir()
    link.symlink_to(ours)
    link.with_name("log.part").symlink_to(ours)
    ledger.audit([("outbox.exported", {"count": "0"})], 1_795_312_800)
    assert exported(home, link)
    assert ours.read_text() == "ours"
    assert not link.is_symlink()


def test_a_stick_that_is_not_there(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    commit(ledger, "a")
    result = typed(home, "outbox", "export", str(tmp_path / "none"), "--here")
    assert result.exit_code == 4
    assert "Is the stick in" in result.output


def test_a_terminal_that_never_ran(tmp_path: Path) -> None:
    result = typed(TerminalFolder(tmp_path), "outbox", "list")
    assert result.exit_code == 4
    assert "has not run yet" in result.output


def exported(home: TerminalFolder, file: Path) -> list[dict[str, Any]]:
    assert typed(home, "audit", "export", str(file), "--here").exit_code == 0
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def key(tmp_path: Path) -> str:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(public_half(SIGNING)), encoding="utf-8")
    return str(file)


def test_a_log_that_is_whole(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    for name in "abc":
        commit(ledger, name)
    result = typed(home, "audit", "verify")
    assert (result.exit_code, "3 rows follow" in result.output) == (0, True)
    file = tmp_path / "audit.jsonl"
    lines = exported(home, file)
    assert lines[-2]["event"] == "audit.exported"
    result = CliRunner().invoke(application, ["audit", "verify", str(file), "--key", key(tmp_path), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output) == {"rows": 4, "head": lines[-2]["hash"], "broken_at": None, "signature": "holds"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET details = '{}' WHERE number = 2",
        "UPDATE audit SET at = at + 1 WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET event = 'session.began' WHERE number = 2",
    ],
)
def test_a_log_that_was_changed_is_broken_there(home: TerminalFolder, ledger: SqliteLedger, change: str) -> None:
    for name in "abc":
        commit(ledger, name)
    with closing(sqlite3.connect(home.ledger_file, isolation_level=None)) as database:
        database.execute(change)
    result = typed(home, "audit", "verify", "--json")
    assert result.exit_code == 2
    assert json.loads(result.output)["broken_at"] == 2


def test_a_file_that_was_changed(home: TerminalFolder, ledger: SqliteLedger, tmp_path: Path) -> None:
    for name in "abc":
        commit(ledger, name)
    file = tmp_path / "audit.jsonl"
    lines = exported(home, file)

    def verdict(kept: list[dict[str, Any]]) -> tuple[int, Any, Any]:
        file.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        result = CliRunner().invoke(application, ["audit", "verify", str(file), "--key", key(tmp_path), "--json"])
        told = json.loads(result.output)
        return result.exit_code, told["broken_at"], told["signature"]

    assert verdict(lines) == (0, None, "holds")
    assert verdict([*lines[:2], *lines[3:]]) == (2, 3, "of another end")
    assert verdict([*lines[:-2], lines[-1]]) == (2, None, "of another end"), "the last row is gone"
    assert verdict(lines[:-1]) == (2, None, "missing")
    file.write_text("lunch\n", encoding="utf-8")
    assert CliRunner().invoke(application, ["audit", "verify", str(file)]).exit_code == 4
