"""A technician at the real terminal with a card (PIV), on the real driver, pcscd and vpcd, registered by the real platform."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from commands.demo.model_district import ROOT, ModelDistrict
from commands.demo.visit import Visit
from devices.simulation.process import SimulatorProcess
from devices.smart_card_reader.private_pcscd import missing
from kiosk.domain.sample_people import sample_person
from tests.journeys.started_district import started
from tests.journeys.traces import Search, texts_of
from tests.technician_cards import OTHER_PIN, PIN, p256, programmed, request_pem

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]
KEY = p256()


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    district = ModelDistrict(tmp_path_factory.mktemp("cards"), times={"leaving": 1.0}, social=True, like=prepared_district)
    with started(district, district.folder / "said.log"):
        yield district


@pytest.fixture(autouse=True)
def slot(district: ModelDistrict) -> Iterator[SimulatorProcess]:
    assert district.social is not None
    yield district.social
    district.social.command("take")
    district.social.command("clear")


def registered(district: ModelDistrict) -> tuple[str, bytes]:
    """Its serial number, and its certificate (DER)."""
    asked = {"do": "technician-card", "technician": "chen.wei", "request": request_pem(KEY), "by": "li.na"}
    told = district.staff(**asked)
    certificate = x509.load_pem_x509_certificate(str(told["certificate"]).encode())
    return str(told["serial"]), certificate.public_bytes(serialization.Encoding.DER)


def update(district: ModelDistrict) -> None:
    command = [sys.executable, "main.py", "catalogue", "update", "--home", str(district.home.path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr


def to_door(stage: Visit) -> dict[str, Any]:
    player = stage.player
    player.wait("IdlePage")
    player.touch("attendant")
    player.wait("AttendantPage")
    player.touch("tile-openTechnician")
    return player.wait("TechnicianDoorPage", lambda view: len(view["ways"]) == 2)


def type_pin(stage: Visit, pin: str) -> None:
    stage.player.wait("StaffPinPage", lambda view: view["open"] and view["typed"] == 0)
    for digit in pin:
        stage.player.touch(f"key-{digit}")
    stage.player.wait("StaffPinPage", lambda view: view["typed"] == len(pin))
    stage.player.touch("primary")


def audited(district: ModelDistrict, event: str) -> list[dict[str, str]]:
    with closing(sqlite3.connect(f"file:{district.home.ledger_file}?mode=ro", uri=True)) as ledger:
        rows = ledger.execute("SELECT details FROM audit WHERE event = ? ORDER BY number", (event,)).fetchall()
    return [json.loads(details) for (details,) in rows]


def test_a_technician_is_let_in_by_card_without_network(stage: Visit, slot: SimulatorProcess) -> None:
    player, district = stage.player, stage.district
    serial, certificate = registered(district)
    update(district)
    slot.command("program", **programmed(KEY, certificate))
    district.line.command("mode", mode="cut")
    to_door(stage)
    slot.command("lay", card="piv")
    type_pin(stage, OTHER_PIN)
    assert "再错2次" in player.wait("StaffPinPage", lambda view: view["problem"])["problem"]
    slot.command("take")
    assert "拔出来" in player.wait("TechnicianDoorPage", lambda view: view["problem"])["problem"]
    slot.command("lay", card="piv")
    type_pin(stage, PIN)
    view = player.wait("TechnicianDeskPage", lambda view: not view["waiting"], timeout=40.0)
    assert "chen.wei" in view["text"]
    player.touch("section-log")
    view = player.wait("TechnicianLogPage", lambda view: view["rows"])
    assert {"technician.entered", "technician.pin-refused"} <= {row["event"] for row in view["rows"]}
    player.touch("back")
    player.wait("TechnicianDeskPage")
    lives = player.lives
    player.touch("primary")
    view = player.wait("LeavingPage", lambda view: any(row["attention"] for row in view["rows"]))
    slot.command("take")
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    assert audited(district, "technician.entered")[-1] == {"technician": "chen.wei", "card": serial}
    refused = [one["as"] for one in audited(district, "technician.pin-refused")]
    assert refused[-2:] == ["WRONG", "TAKEN_OUT"]

    district.line.command("mode", mode="through")
    district.staff(do="revoke-technician-card", serial=serial)
    update(district)
    to_door(stage)
    slot.command("lay", card="piv")
    assert "吊销" in player.wait("TechnicianDoorPage", lambda view: view["problem"])["problem"]
    slot.command("take")
    player.touch("back")
    player.wait("AttendantPage")
    for file in district.home.path.rglob("*"):
        assert not file.is_file() or PIN.encode() + b"\xff\xff" not in file.read_bytes(), "no PIN is written anywhere"


def test_a_resident_who_puts_in_theirs_is_shown_the_way_back(stage: Visit, slot: SimulatorProcess) -> None:
    player, district = stage.player, stage.district
    to_door(stage)
    slot.command("lay", card="wang")
    view = player.wait("TechnicianDoorPage", lambda view: view["primary"])
    assert view["title"] == "这一页是给技术员用的"
    assert "社保卡" in view["text"]
    assert "没有读取" in view["text"]
    assert slot.command("counts")["commands"] == 2, "two applications were asked for, and no record"
    lives = player.lives
    player.touch("primary")
    player.wait("LeavingPage", lambda view: any(row["attention"] for row in view["rows"]))
    slot.command("take")
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    assert audited(district, "technician.card-refused")[-1] == {"as": "SOCIAL_CARD"}
    search = Search(texts_of(sample_person("wang")))
    for file in district.home.path.glob("*.log*"):
        assert not search.found_in(file.read_bytes() + bytes(8)), file.name
