"""What the service manager tells of a version's own check, in the place of the real one; which is asked on a started machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.program_worker import machine_kind, this_machine
from offline_cache.program.disk import CheckEnd
from offline_cache.program.places import Places

# Tells of a unit that ended as $RESULT and $STATUS say.
MANAGER = """#!/bin/sh
echo "$*" >>"$ASKED"
case "$1 $3" in
"show Result") echo "$RESULT" ;;
"show ExecMainStatus") echo "$STATUS" ;;
esac
[ "$1" != start ] || [ "$RESULT" = success ]
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    manager = tmp_path / "systemctl"
    manager.write_text(MANAGER)
    manager.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    made = Places(tmp_path, tmp_path / "home")
    made.fetched.mkdir(parents=True)
    return made


@pytest.mark.parametrize(
    ("result", "status", "end"),
    [
        ("success", "0", CheckEnd.PASSED),
        ("exit-code", "1", CheckEnd.FAILED),
        ("exit-code", "75", CheckEnd.LATER),
        ("signal", "11", CheckEnd.FAILED),
        ("timeout", "15", CheckEnd.FAILED),
        ("oom-kill", "9", CheckEnd.LATER),
        ("resources", "0", CheckEnd.LATER),
        ("", "", CheckEnd.LATER),
    ],
)
def test_a_check_that_did_not_run_condemns_nobody(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: str, status: str, end: CheckEnd
) -> None:
    monkeypatch.setenv("RESULT", result)
    monkeypatch.setenv("STATUS", status)
    checked = this_machine(places).check("0.2.0")
    assert checked.end is end
    assert (tmp_path / "asked").read_text().splitlines()[0] == "start community-terminal-check@0.2.0.service"


@pytest.mark.parametrize(
    ("told", "schema"),
    [
        ({"version": "0.2.0", "ledger_schema": 7}, 7),
        ({"version": "0.1.0", "ledger_schema": 7}, 0),
        ({"version": "0.2.0", "ledger_schema": "x"}, 0),
        ([], 0),
        (None, 0),
    ],
)
def test_what_cannot_be_read_of_the_ledger_makes_a_careful_trial(
    places: Places, monkeypatch: pytest.MonkeyPatch, told: object, schema: int
) -> None:
    monkeypatch.setenv("RESULT", "success")
    monkeypatch.setenv("STATUS", "0")
    if told is not None:
        (places.fetched / "check.json").write_text(json.dumps(told))
    checked = this_machine(places).check("0.2.0")
    assert (checked.end, checked.ledger_schema) == (CheckEnd.PASSED, schema)


def test_without_a_service_manager_nothing_is_condemned(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    machine = this_machine(places)
    assert machine.check("0.2.0").end is CheckEnd.LATER
    machine.start()
    assert machine.boot() == machine.boot() != ""


def test_the_kind_of_this_machine_is_told(tmp_path: Path) -> None:
    for name in ("python3.11", "python3.13", "python3.11-config", "python3", "python3.x"):
        (tmp_path / name).touch()
    kind = machine_kind(tmp_path)
    assert kind.architecture in ("amd64", "arm64")
    assert kind.pythons == ("3.11", "3.13")
