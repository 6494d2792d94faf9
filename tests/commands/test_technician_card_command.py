"""`main.py technician-card`: what a card in the reader is, told with an exit code, by the real driver over pcscd and vpcd."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rtoml
from typer.testing import CliRunner

from commands.command_line import application
from commands.terminal_folder import TerminalFolder
from devices.smart_card_reader.private_pcscd import missing
from devices.smart_card_reader.reader import PcscReader
from devices.smart_card_reader.simulated_reader import SimulatedReader
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.technician_card_list import TECHNICIAN_CARDS, TechnicianCards
from tests.kiosk.session_samples import WALL
from tests.technician_cards import OTHER_PIN, PIN, YEAR, Authority, p256, programmed

pytestmark = [pytest.mark.timeout(90), pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}")]

OURS, KEY = Authority(ends=WALL + 20 * YEAR), p256()
CARD = OURS.issue(KEY, ends=WALL + 10 * YEAR)  # the command goes by this machine's clock
ENROLMENT = {
    "terminal_id": "T0001", "site": {"zh": "梧桐", "en": "Wutong"}, "hotline": "12345", "url": "https://platform.example",
    "audience": "https://platform.example", "certificate": "", "secret": "", "signing_key": {}, "sealing_key": {},
    "verification_keys": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[SimulatedReader]:
    with pytest.MonkeyPatch.context() as patch:
        made = SimulatedReader()
        try:
            for name, value in made.environment.items():
                patch.setenv(name, value)
            yield made
        finally:
            made.stop()


@pytest.fixture
def home(reader: SimulatedReader, tmp_path: Path) -> Path:
    reader.card.command("take")
    reader.card.command("clear")
    looks, until = PcscReader(reader.name), time.monotonic() + 20
    while looks.present() is not False and time.monotonic() < until:  # pcscd looks some times a second
        time.sleep(0.02)
    looks.close()
    (tmp_path / "enrolment.json").write_text(json.dumps(ENROLMENT))
    tables = {"smart_card_reader": {"driver": "pcsc", "reader": reader.name}}
    (tmp_path / "terminal.toml").write_text(rtoml.dumps(tables))
    listed(tmp_path, OURS.listed())
    return tmp_path


def listed(home: Path, cards: TechnicianCards) -> None:
    told = {"format": 1, "issued_at": WALL, "authorities": list(cards.authorities), "revoked": list(cards.revoked)}
    (home / "catalogue").mkdir(exist_ok=True)
    (home / "catalogue" / TECHNICIAN_CARDS).write_bytes(canonical_bytes(told))


def run(home: Path, *more: str, pin: str = "") -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(application, ["technician-card", "--home", str(home), "--json", *more], input=f"{pin}\n")
    return done.exit_code, json.loads(done.stdout) if done.stdout else {"fault": done.stderr}


def put_in(reader: SimulatedReader, certificate: bytes = CARD, **more: Any) -> None:
    reader.card.command("program", **programmed(KEY, certificate, **more))
    reader.card.command("lay", card="piv")


def test_a_good_card_opens_and_its_key_is_proved_with_the_pin(home: Path, reader: SimulatedReader) -> None:
    put_in(reader)
    code, told = run(home)
    assert (code, told["found"], told["opens"], told["proved"]) == (0, "OPENS", True, None)
    assert told["certificate"]["subject"] == "CN=chen.wei"
    assert "chen.wei" in told["said"]["en"]
    code, told = run(home, "--prove", pin=PIN)
    assert (code, told["found"], told["proved"]) == (0, "OPENS", True)
    code, told = run(home, "--prove", pin=OTHER_PIN)
    assert (code, told["found"], told["proved"]) == (1, "WRONG", False)
    assert "再错2次" in told["said"]["zh"]
    code, told = run(home, "--prove", pin="123")
    assert code == 1
    assert "was not tried" in told["fault"]
    reader.card.command("fault", kind="false_signature")
    assert run(home, "--prove", pin=PIN)[1]["found"] == "FALSE"


def test_a_card_that_opens_nothing_says_why(home: Path, reader: SimulatedReader) -> None:
    put_in(reader)
    serial = run(home)[1]["certificate"]["serial"]
    listed(home, OURS.listed(revoked=(serial,)))
    code, told = run(home)
    assert (code, told["found"], told["opens"]) == (1, "REVOKED", False)
    listed(home, Authority().listed())
    assert run(home)[1]["found"] == "UNKNOWN"
    (home / "catalogue" / TECHNICIAN_CARDS).unlink()
    assert run(home)[1]["found"] == "NO_LIST"


def test_of_a_residents_card_nothing_is_told(home: Path, reader: SimulatedReader) -> None:
    reader.card.command("lay", card="wang")
    code, told = run(home)
    assert (code, told["found"], told["certificate"]) == (1, "SOCIAL_CARD", {})


def test_without_card_reader_table_or_enrolment_it_says_so(home: Path, reader: SimulatedReader) -> None:
    code, told = run(home, "--patience", "0")
    assert (code, told["found"]) == (2, "NO_CARD")
    with TerminalFolder(home).lock():
        code, told = run(home)
        assert code == 1
        assert "Stop it first" in told["fault"]
    (home / "terminal.toml").write_text('[smart_card_reader]\ndriver = "pcsc"\nreader = "Gone 00 00"\n')
    code, told = run(home, "--patience", "0")
    assert (code, told["found"]) == (2, "NO_READER")
    (home / "terminal.toml").write_text("")
    assert "no table" in run(home)[1]["fault"]
    (home / "enrolment.json").unlink()
    assert "not enrolled" in run(home)[1]["fault"]
