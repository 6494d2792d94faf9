"""The doctor on a whole district: the real platform, real drivers, simulated devices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.demo.model_district import ModelDistrict
from commands.doctor import _typefaces
from devices.simulation import network_namespace
from devices.simulation.process import SimulatorError
from kiosk.technician.readiness import Verdict
from kiosk.typefaces import faces

ROOT = Path(__file__).parents[2]
SWAPS = [row for row in Path("/proc/swaps").read_text().splitlines()[1:] if "zram" not in row]  # this machine's own


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    made = ModelDistrict(tmp_path_factory.mktemp("district"), like=prepared_district)
    made.start()
    yield made
    made.stop()


# What else this machine has is none of this terminal's: a virtual reader of its own pcscd, the programs of other tests.
_ALONE = "mount -t tmpfs none /usr/lib/pcsc/drivers; mount -t tmpfs none /etc/reader.conf.d; "


def doctor(home: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "main.py", "doctor", "--home", str(home), *options]
    if not network_namespace.missing():
        user = ["--map-root-user"] if os.geteuid() else []
        apart = ["unshare", *user, "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        command = [*apart, "sh", "-ec", _ALONE + 'exec "$0" "$@"', *command]
    environment = {**{key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}, "DISPLAY": ":0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def report(home: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    code, told = doctor(home, "--json")
    return code, {line["key"]: line for line in json.loads(told)["lines"]}


def test_all_is_well(district: ModelDistrict) -> None:
    code, lines = report(district.home.path)
    assert code == (1 if SWAPS else 0)
    verdicts = {key: line["verdict"] for key, line in lines.items() if not key.startswith(("attached_", "measure_"))}
    assert verdicts == {
        "serving": "good",
        "enrolment": "good",
        "platform": "good",
        "clock": "good",
        "program": "good",
        "catalogue": "good",
        "ledger": "good",
        "disk": "good",
        "display": "good",
        "swap": "notice" if SWAPS else "good",
        "card_reader_sources": "good",
        "open_to_network": "good",
        "id_card_reader": "good",
        "smart_card_reader": "absent",
        "code_scanner": "good",
        "receipt_printer": "good",
        "receipt_printer_confirm": "good",
        "page_printer": "good",
        "document_camera": "good",
        "speaker": "good",
    }
    assert lines["id_card_reader"]["detail"] == f"{district.card.address} 115200 baud"


def test_paper_that_runs_low_is_a_notice(district: ModelDistrict) -> None:
    district.printer.command("fault", kind="paper_low")
    code, lines = report(district.home.path)
    district.printer.command("clear")
    assert code == 1
    assert lines["receipt_printer"]["verdict"] == "notice"
    assert lines["receipt_printer"]["state"]["zh"] == "能用，要尽快处理：纸快用完了"


def test_how_the_printer_confirms_is_found_out(district: ModelDistrict) -> None:
    before = district.home.configuration_file.read_text()
    assert 'confirm = "process_id"' in before
    assert report(district.home.path)[1]["receipt_printer_confirm"]["detail"] == "process_id"
    district.printer.command("fault", kind="mute_process_id")
    district.printer.command("fault", kind="mute_status")
    district.printer.forget()
    try:
        code, lines = report(district.home.path)
        line = lines["receipt_printer_confirm"]
        assert (code, line["verdict"]) == (1, "notice")
        assert 'confirm = "auto"' in line["todo"]["en"]
        district.home.configuration_file.write_text(before.replace('confirm = "process_id"', 'confirm = "auto"'))
        code, lines = report(district.home.path)
        line = lines["receipt_printer_confirm"]
        assert (code, line["verdict"], line["detail"]) == (0, "good", "none")
        assert "会问办事人" in line["state"]["zh"]
        district.printer.command("fault", kind="cover_open")
        assert "receipt_printer_confirm" not in report(district.home.path)[1], "it cannot be asked now"
    finally:
        district.home.configuration_file.write_text(before)
        district.printer.command("clear")
    with pytest.raises(SimulatorError):
        district.printer.wait_for("printing", 0.05)


def test_what_is_broken_is_named_with_what_to_do(district: ModelDistrict) -> None:
    before = district.home.configuration_file.read_text()
    district.home.configuration_file.write_text(before.replace("espeak_ng", "loud") + "[toaster]\n")
    district.printer.command("fault", kind="cover_open")
    district.card.command("unplug")
    district.line.command("mode", mode="cut")
    try:
        code, lines = report(district.home.path)
        table = doctor(district.home.path, "--zh")[1]
    finally:
        district.home.configuration_file.write_text(before)
        district.printer.command("clear")
        district.card.command("replug")
        district.line.command("mode", mode="through")
    assert code == 2
    assert lines["receipt_printer"]["todo"]["zh"] == "合上盖子，听到咔哒一声"
    assert (lines["id_card_reader"]["state"]["en"], lines["id_card_reader"]["verdict"]) == ("Cannot be used: not connected", "bad")
    assert lines["platform"]["verdict"] == "notice"
    speaker_line = before[: before.index("espeak_ng")].count("\n") + 1
    assert f"terminal.toml:{speaker_line}: [speaker] driver = 'loud': allowed is" in lines["speaker"]["detail"]
    assert lines["toaster"]["verdict"] == "bad"
    assert "盖子开着" in table


def test_an_empty_folder_is_told_what_it_lacks(tmp_path: Path) -> None:
    code, lines = report(tmp_path)
    assert code == 2
    assert {key for key, line in lines.items() if line["verdict"] == "bad"} == {"serving", "enrolment", "catalogue"}
    assert "main.py enrol" in lines["enrolment"]["todo"]["en"]


def test_pages_that_show_what_a_printer_prints(district: ModelDistrict) -> None:
    district.printer.forget()
    assert doctor(district.home.path, "--test-page", "receipt_printer")[0] == 0
    receipt = district.printer.wait_for("receipt", 10)
    assert "测试页" in receipt["text"]
    assert receipt["errors"] == []
    assert doctor(district.home.path, "--test-page", "page_printer")[0] == 0
    assert len(list(district.pages.glob("TEST-*.pdf"))) == 1
    assert doctor(district.home.path, "--report")[0] == 0
    assert "自检报告" in district.printer.wait_for("receipt", 10)["text"]
    district.printer.command("fault", kind="paper_out")
    assert doctor(district.home.path, "--test-page", "receipt_printer")[0] == 2
    district.printer.command("clear")
    assert doctor(district.home.path, "--test-page", "toaster")[0] == 1


def test_a_font_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "file_of", lambda face: None if face is faces.HANAMIN_B else Path(face.files[0]))
    (line,) = _typefaces()
    assert (line.verdict, line.detail) == (Verdict.NOTICE, "HanaMinB")
    assert line.todo is not None
    assert "packages-fonts.txt" in line.todo.en
    monkeypatch.setattr(faces, "file_of", lambda face: None)
    (line,) = _typefaces()
    assert line.verdict is Verdict.BAD
    monkeypatch.undo()
    assert list(_typefaces()) == []
