"""``main.py program`` on an enrolled terminal, its platform's mirror and a stick; and what the doctor and the heartbeat tell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.life_signs import told_of_program
from commands.program import _online
from commands.program_line import WAITS, program_line
from kiosk.technician.readiness import Verdict
from offline_cache.program import refusals
from offline_cache.program.engine import Waits
from offline_cache.program.places import ROOT
from offline_cache.program.record import FAULTS, Fault, Record, Returned, Trial, write_record
from tests.offline_cache.installed_versions import FIRST, Installed
from tests.offline_cache.published_catalogue import PublishedCatalogue, Server, serving
from tests.program_archives import archive

CHECKOUT = Path(__file__).parents[2]
NEW = "0.2.0"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedCatalogue:
    now = int(time.time())
    made = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"), now=now)
    made.small_files(now)
    made.name_programmers(now)
    made.publish_program(archive(NEW), now=now)
    return made


@pytest.fixture
def server(published: PublishedCatalogue) -> Iterator[Server]:
    with serving(published.web) as made:
        yield made


@pytest.fixture
def machine(published: PublishedCatalogue, prepared_district: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    made = Installed(tmp_path / "root", published)
    shutil.copy(prepared_district / "terminal/enrolment.json", made.places.home)
    monkeypatch.setenv(ROOT, str(made.places.root))
    return made


def program(machine: Installed, *words: str) -> tuple[int, str, str]:
    command = [sys.executable, "main.py", "program", *words, "--home", str(machine.places.home)]
    done = subprocess.run(command, cwd=CHECKOUT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def told(machine: Installed, *words: str) -> dict[str, Any]:
    code, out, _ = program(machine, *words, "--json")
    about: dict[str, Any] = json.loads(out)
    assert about["exit_code"] == code
    return about


def test_looked_for_fetched_and_told(machine: Installed, server: Server) -> None:
    assert told(machine, "status")["running"] == FIRST
    about = told(machine, "check", "--url", server.url)
    assert (about["exit_code"], about["newest"], about["handed_over"]) == (3, NEW, False)
    code, out, _ = program(machine, "update", "--url", server.url)
    assert code == 0
    assert f"{NEW} is fetched, and is tried as soon as nobody is served. Next: main.py program status" in out
    about = told(machine, "status")
    assert (about["newest"], about["refusal"], about["exit_code"]) == (NEW, None, 0)
    machine.wall = int(time.time())
    assert machine.work()
    assert machine.links[0] == NEW
    assert told(machine, "status")["trial"] == {"version": NEW, "closed": False, "boots": 1}
    code, out, _ = program(machine, "return", "--json")
    assert code == 0
    assert json.loads(out)["for"] == FIRST
    assert machine.links == (FIRST, FIRST, "")
    code, out, err = program(machine, "update", "--url", server.url)
    assert code == 2
    assert "waits for another build" in err
    code, out, _ = program(machine, "status")
    assert code == 2
    assert f"returned from {NEW}: Somebody returned from it" in out


def test_from_a_stick_and_from_what_is_none(machine: Installed, published: PublishedCatalogue, tmp_path: Path) -> None:
    about = told(machine, "import", str(published.stick))
    assert (about["exit_code"], about["handed_over"]) == (0, True)
    assert told(machine, "import", str(tmp_path / "nothing"))["exit_code"] == 1
    code, _, err = program(machine, "import", str(published.web))
    assert code == 2
    assert "not signed with the right keys" in err.lower()
    code, out, _ = program(machine, "status")
    assert code == 1
    assert "refused: Not signed with the right keys" in out


def test_one_for_another_kind_of_machine_says_so(machine: Installed, prepared_district: Path, tmp_path: Path) -> None:
    now = int(time.time())
    other = PublishedCatalogue(tmp_path / "other", tmp_path / "keys", now=now)
    other.small_files(now)
    other.name_programmers(now)
    other.publish_program(archive(NEW, architecture="arm64"), now=now)
    other.pin(machine.places.home / "catalogue")
    with serving(other.web) as server:
        for words in (("check", "--url", server.url), ("update", "--url", server.url), ("import", str(other.stick))):
            about = told(machine, *words)
            assert (about["exit_code"], about["refusal"], about["handed_over"]) == (2, "architecture", False), words
        code, _, err = program(machine, "update", "--url", server.url)
    assert code == 2
    assert f"{FIRST} stays. It is there for another kind of machine alone (architecture: {NEW} is for arm64" in err
    machine.wall = now
    assert not machine.work()
    assert machine.versions == {FIRST}
    assert told(machine, "status")["refusal"] == "architecture"
    assert program_line(machine.places.home).state.zh == "只发布了别种机器的，没有本机的"
    assert told_of_program(machine.places.home)[1] == f"{NEW} 没有更新：只发布了别种机器的，没有本机的（{machine.record.detail}）"


def test_it_goes_by_the_terminals_proxy(machine: Installed) -> None:
    (machine.places.home / "terminal.toml").write_text('[network]\nproxy = "http://10.9.8.7:3128"\n')
    source = _online(machine.places.home, "")
    assert (source.proxy, source.url.endswith("/catalogue")) == ("http://10.9.8.7:3128", True)


def test_what_is_not_enrolled_or_not_installed_says_so(machine: Installed, server: Server) -> None:
    for link in ("current", "confirmed"):
        (machine.places.programs / link).unlink()
    code, out, _ = program(machine, "update", "--url", server.url)
    assert code == 0
    assert "no installed version" in out
    (machine.places.home / "enrolment.json").unlink()
    code, _, err = program(machine, "update", "--url", server.url)
    assert code == 78
    assert "enrol" in err


def test_there_is_no_way_back_where_there_was_nothing_before(machine: Installed) -> None:
    code, _, err = program(machine, "return")
    assert code == 1
    assert "no other version" in err


def test_the_roots_are_taken_over_by_root(machine: Installed, published: PublishedCatalogue) -> None:
    code, out, _ = program(machine, "trust")
    assert code == 0
    assert "fingerprint" in out
    shutil.rmtree(machine.places.home / "catalogue")
    assert program(machine, "trust")[0] == 1


def test_its_own_check_reads_a_copy_of_the_ledger(machine: Installed) -> None:
    before = (machine.places.home / "ledger.db").read_bytes()
    code, _, err = program(machine, "preflight")
    assert (code, err) == (0, "")
    assert json.loads((machine.places.fetched / "check.json").read_text())["ledger_schema"] == 7
    assert not list(machine.places.fetched.glob("check-*"))
    assert (machine.places.home / "ledger.db").read_bytes() == before
    (machine.places.home / "ledger.db").write_bytes(b"no ledger at all" * 1000)
    code, _, err = program(machine, "preflight")
    assert code == 1
    assert "damaged" in err


BAD = Returned(NEW, "x", Fault.DEVICE, "id_card_reader unknown", 5)


@pytest.mark.parametrize(
    ("record", "verdict", "beat"),
    [
        (Record(), Verdict.GOOD, ("", "")),
        (Record(trial=Trial(NEW, "x", False)), Verdict.GOOD, ("ready", f"{NEW} 试用中")),
        (
            Record(offered=NEW, returned=(BAD,)),
            Verdict.NOTICE,
            ("attention:returned", f"{NEW} 已退回：有设备不能用了 id_card_reader unknown"),
        ),
        (Record(offered="0.3.0", returned=(BAD,)), Verdict.GOOD, ("", "")),
        (
            Record(offered=NEW, refusal="no_room", detail="1 MB"),
            Verdict.NOTICE,
            ("attention:refused", f"{NEW} 没有更新：磁盘放不下（1 MB）"),
        ),
        (Record(offered=NEW, refusal="older", detail=""), Verdict.GOOD, ("", "")),
    ],
)
def test_doctor_and_heartbeat_tell_of_it(machine: Installed, record: Record, verdict: Verdict, beat: tuple[str, str]) -> None:
    machine.places.state.mkdir(parents=True, exist_ok=True)
    write_record(machine.places.record_file, record)
    line = program_line(machine.places.home)
    assert line.verdict is verdict
    assert FIRST in line.detail
    assert told_of_program(machine.places.home) == beat
    damaged = machine.places.record_file
    damaged.write_text("{")
    assert program_line(machine.places.home).verdict is Verdict.GOOD


def test_everything_has_words_in_both_languages() -> None:
    assert set(FAULTS) == set(Fault)
    assert set(refusals.WORDS) == set(refusals.ADVICE) == set(refusals.Refusal)
    assert set(WAITS) == set(Waits)
    assert all(words.zh and words.en for table in (FAULTS, refusals.WORDS, refusals.ADVICE, WAITS) for words in table.values())
