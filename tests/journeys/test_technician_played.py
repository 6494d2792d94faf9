"""A technician at the real terminal: let in by a code of the real platform without network, and what they come to there."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from commands.demo.model_district import ROOT
from commands.demo.remote_control import RemoteFault
from commands.demo.visit import Visit
from kiosk.domain.sample_people import SAMPLE_PEOPLE
from tests.journeys.steps import leave, to_signature
from tests.journeys.traces import EVERYBODY, Search, texts_of

PIN = "27182818"


def issued(stage: Visit) -> str:
    terminal_id = stage.district.home.enrolment().terminal.terminal_id
    asked = {"do": "technician-code", "terminal": terminal_id, "technician": "chen.wei", "pin": PIN}
    return str(stage.district.staff(**asked)["code"])


def to_door(stage: Visit) -> None:
    player = stage.player
    player.wait("IdlePage")
    player.touch("attendant")
    player.wait("AttendantPage")
    player.touch("tile-openTechnician")
    player.wait("TechnicianDoorPage")


def hold_up(stage: Visit, code: str) -> None:
    """Until it is read: a scanner that is not armed yet lets it pass."""
    for tries_left in (3, 2, 1, 0):
        stage.district.scanner.command("show", text=code)
        try:
            stage.player.wait_for(lambda player: player.page != "TechnicianDoorPage" or bool(player.view["problem"]), 4.0)
            return
        except RemoteFault:
            if not tries_left:
                raise


def type_pin(stage: Visit, pin: str) -> None:
    stage.player.wait("StaffPinPage", lambda view: view["open"] and view["typed"] == 0)
    for digit in pin:
        stage.player.touch(f"key-{digit}")
    stage.player.wait("StaffPinPage", lambda view: view["typed"] == len(pin))
    stage.player.touch("primary")


def test_a_technician_is_let_in_without_network_and_once(stage: Visit) -> None:
    player, code = stage.player, issued(stage)
    stage.district.line.command("mode", mode="cut")
    to_door(stage)
    hold_up(stage, code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert "平台签发" in player.wait("TechnicianDoorPage", lambda view: view["problem"])["problem"]
    hold_up(stage, code)
    type_pin(stage, "31415926")
    assert "口令不对" in player.wait("StaffPinPage", lambda view: view["problem"])["problem"]
    type_pin(stage, PIN)
    view = player.wait("TechnicianDeskPage", lambda view: not view["waiting"])
    tones = {row["key"]: row["tone"] for row in view["rows"]}
    assert tones["platform"] == "stored"
    assert tones["devices"] == "good"
    assert "chen.wei" in view["text"]

    player.touch("section-devices")
    player.wait("TechnicianDevicesPage")
    player.touch("device-receipt_printer")
    player.wait("TechnicianDevicePage", lambda view: view["tone"] == "good")
    stage.district.printer.command("fault", kind="cover_open")
    view = player.wait("TechnicianDevicePage", lambda view: view["tone"] == "bad")
    assert "按下去，听到咔哒一声" in view["steps"]
    stage.district.printer.command("clear")
    player.wait("TechnicianDevicePage", lambda view: view["tone"] == "good")
    player.touch("try-5")
    view = player.wait("TechnicianDevicePage", lambda view: view["count"] and not view["running"])
    assert (view["countTone"], view["count"]) == ("good", "成功5次")
    receipts = [stage.district.next_receipt() for _ in range(5)]
    assert all("测试页" in receipt["text"] and not receipt["errors"] for receipt in receipts)
    for _ in range(2):
        player.touch("back")
    player.wait("TechnicianDeskPage")
    player.touch("section-records")
    view = player.wait("TechnicianRecordsPage", lambda view: not view["waiting"])
    assert any(row["title"] == "回执和小票：打印好了" for row in view["prints"])
    player.touch("back")
    player.wait("TechnicianDeskPage")
    player.touch("section-log")
    view = player.wait("TechnicianLogPage", lambda view: view["rows"])
    events = {row["event"] for row in view["rows"]}
    assert {"technician.entered", "technician.pin-refused", "technician.code-refused", "device.status"} <= events
    player.touch("back")
    player.wait("TechnicianDeskPage")
    player.touch("primary")
    player.wait("IdlePage")
    assert player.lives == 1

    player.stop()
    player.start()
    to_door(stage)
    hold_up(stage, code)
    assert "用过了" in player.wait("TechnicianDoorPage", lambda view: view["problem"])["problem"], "after a restart, too"


def test_a_setting_is_written_and_in_force_afterwards(stage: Visit) -> None:
    player, home = stage.player, stage.district.home
    before = home.configuration_file.read_text()
    to_door(stage)
    hold_up(stage, issued(stage))
    type_pin(stage, PIN)
    player.wait("TechnicianDeskPage")
    player.touch("section-settings")
    player.wait("TechnicianSettingsPage", lambda view: view["rows"])
    player.touch("choose-screen.language=en")
    player.wait(
        "TechnicianSettingsPage",
        lambda view: any(one["value"] == "screen.language=en" and one["chosen"] for one in view["rows"][0]["options"]),
    )
    assert home.configuration().settings.language == "en"
    assert not home.configuration().problems
    player.touch("back")
    player.wait("TechnicianDeskPage")
    player.touch("primary")
    try:
        player.wait("IdlePage", lambda view: view["title"] == "Community Affairs Self-Service")
        assert player.lives == 2
    finally:
        home.configuration_file.write_text(before)


def test_out_of_service_stands_after_a_restart(stage: Visit) -> None:
    player = stage.player
    player.wait("IdlePage", lambda view: view["open"])
    player.touch("attendant")
    player.wait("AttendantPage")
    player.touch("tile-openClosing")
    player.wait("ClosingPage")
    player.touch("close-repair")
    player.wait("ClosingPage", lambda view: view["closed"])
    player.stop()
    player.start()
    try:
        view = player.wait("IdlePage", lambda view: not view["open"])
        assert view["cannot"] == ["本机正在维修，请用旁边的终端，或到窗口办理。"]
        player.touch("start")
        player.touch("attendant")
        player.wait("AttendantPage")
    finally:
        player.touch("tile-openClosing")
        player.wait("ClosingPage")
        player.touch("primary")
        player.wait("ClosingPage", lambda view: not view["closed"])


@pytest.mark.parametrize("person", ["wang"])
def test_a_support_bundle_holds_nothing_of_whoever_was_here(stage: Visit, tmp_path: Path, person: str) -> None:
    """Of a whole application: name, number, address, telephone, signature; nor a key of the terminal's."""
    home = stage.district.home
    to_signature(stage, person)
    stage.district.line.command("mode", mode="cut")
    stage.player.touch("primary")
    stage.player.wait("ResultPage", lambda view: view["paper"]["state"] != "printing")
    leave(stage)
    before = home.configuration_file.read_text()
    known = next(one for one in SAMPLE_PEOPLE if one.key == person)
    home.configuration_file.write_text(
        f"# {known.name} {known.number}\n[notes]\npassword = 'hunter2'\n[attendant]\npin = '909137'\n{before}".replace(
            "[screen]", "[screen]\nowner = '陈伟'"
        )
    )
    try:
        command = [sys.executable, "main.py", "support-bundle", "--home", str(home.path), "--to", str(tmp_path), "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        home.configuration_file.write_text(before)
    file = Path(json.loads(done.stdout)["file"])
    assert file.stat().st_mode & 0o077 == 0
    parts = unpacked(file.read_bytes())
    assert set(parts) == {
        *("README.txt", "health.json", "versions.json", "configuration.toml", "terminal.json"),
        *("log.jsonl", "audit.json", "outbox.json", "prints.json", "disk.json"),
    }
    search = Search([*EVERYBODY, *texts_of(known), "13900000099", "hunter2", 'pin = "909137"'])
    enrolment = home.enrolment_values()
    secrets = [enrolment["secret"], enrolment["signing_key"]["d"]]
    for name, data in parts.items():
        assert not search.found_in(data + bytes(8)), name
        assert not [secret for secret in secrets if secret.encode() in data], name
    outbox = json.loads(parts["outbox.json"])
    assert [row["kind"] for row in outbox["oldest"]].count("submission") >= 1, "the application waits, and is told as a number"
    audit = json.loads(parts["audit.json"])
    assert audit["broken_at"] is None
    assert audit["newest"][0]["hash"] == audit["head"]
    assert b"[notes]" not in parts["configuration.toml"]
    assert b"owner" not in parts["configuration.toml"]
    assert b"[id_card_reader]" in parts["configuration.toml"]


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_search_would_find_somebody() -> None:
    """What finds nothing must be able to find."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.jsonl", json.dumps({"detail": SAMPLE_PEOPLE[0].number}))
    parts: Any = unpacked(made.getvalue())
    assert Search(EVERYBODY).found_in(parts["log.jsonl"] + bytes(8))
