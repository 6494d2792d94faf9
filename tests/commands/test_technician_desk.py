"""What the technician's page asks of a terminal's folder: settings, sticks, the outbox, the log; and the bundle as a command."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rtoml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from commands.command_line import application
from commands.technician_desk import TechnicianDesk
from commands.terminal_folder import TerminalFolder
from kiosk import removable
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.receipts import PaperDocument
from kiosk.messages.technician_code import CODE_FILE
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.storage import PrintKind, PrintState, SealedRow
from kiosk.technician import log
from kiosk.technician.setting_in_file import with_setting
from offline_cache.ledger.ledger import SqliteLedger

FILE = """# written by hand
[times]   # seconds
quiet_limit = 45      # theirs
warning = 20

[receipt_printer]
driver = "escpos_network"
address = "127.0.0.1:9"

[speaker]
driver = "espeak_ng"
"""


@pytest.fixture
def home(tmp_path: Path) -> TerminalFolder:
    folder = TerminalFolder(tmp_path / "terminal")
    folder.path.mkdir()
    folder.configuration_file.write_text(FILE, encoding="utf-8")
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def desk(home: TerminalFolder, stick: Path) -> TechnicianDesk:
    jam = DeviceStatus(StatusKind.UNAVAILABLE, Reason.JAM, "usb")
    return TechnicianDesk(home, lambda: {Device.PAGE_PRINTER: jam}, lambda: [stick])


@pytest.fixture
def ledger(home: TerminalFolder) -> Iterator[SqliteLedger]:
    made = SqliteLedger(home.ledger_file, "T0001")
    yield made
    made.close()


def test_what_may_be_changed_is_what_stands_in_the_file(desk: TechnicianDesk, home: TerminalFolder) -> None:
    values = {"screen.language": "zh", "times.quiet_limit": "45", "times.warning": "20", "speaker.volume": "100"}
    assert desk.settings() == values
    home.configuration_file.write_text(FILE.replace("[speaker]", "[other]"), encoding="utf-8")
    assert "speaker.volume" not in desk.settings(), "there is none"
    home.configuration_file.write_text("[times\n", encoding="utf-8")
    assert desk.settings() == {}, "what cannot be read is not written over"
    home.configuration_file.unlink()
    assert set(desk.settings()) == {"screen.language", "times.quiet_limit", "times.warning"}


@pytest.mark.parametrize(
    ("key", "value"), [("screen.language", "en"), ("times.quiet_limit", "90"), ("times.warning", "30"), ("speaker.volume", "60")]
)
def test_a_setting_is_changed_and_all_else_is_as_it_was(desk: TechnicianDesk, home: TerminalFolder, key: str, value: str) -> None:
    table, name = key.split(".")
    before = rtoml.loads(FILE)
    assert desk.change(key, value)
    after = home.configuration_file.read_text(encoding="utf-8")
    written = value if key == "screen.language" else int(value)
    assert rtoml.loads(after) == {**before, table: {**before.get(table, {}), name: written}}
    assert after.startswith("# written by hand\n[times]   # seconds\n")
    assert desk.settings()[key] == value
    assert home.configuration().problems == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("screen.language", "fr"),
        ("times.quiet_limit", "1"),
        ("times.quiet_limit", '60\n[id_card_reader]\ndriver = "x"'),
        ("receipt_printer.address", "10.0.0.1:9100"),
        ("screen.width", "100"),
        ("", ""),
    ],
)
def test_nothing_else_can_be_changed(desk: TechnicianDesk, home: TerminalFolder, key: str, value: str) -> None:
    assert not desk.change(key, value)
    assert home.configuration_file.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    "text", ["times = {quiet_limit = 45}\n", "times.quiet_limit = 45\n", '["times"]\nquiet_limit = """\n45"""\n']
)
def test_a_file_that_is_written_in_another_way_is_left_alone(desk: TechnicianDesk, home: TerminalFolder, text: str) -> None:
    home.configuration_file.write_text(text, encoding="utf-8")
    before = rtoml.loads(text)
    done = desk.change("times.quiet_limit", "90")
    after = rtoml.loads(home.configuration_file.read_text(encoding="utf-8"))
    assert after == ({"times": {**before["times"], "quiet_limit": 90}} if done else before)


def test_a_disk_that_cannot_be_written_changes_nothing(
    desk: TechnicianDesk, home: TerminalFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("commands.technician_desk.write_durably", full)
    assert not desk.change("screen.language", "en")
    assert home.configuration_file.read_text(encoding="utf-8") == FILE


_KEYS = st.sampled_from(["quiet_limit", "warning", "leaving"])
_TABLES = st.dictionaries(st.sampled_from(["times", "screen", "keep"]), st.dictionaries(_KEYS, st.integers(1, 99)), max_size=3)


@given(before=_TABLES, key=_KEYS, value=st.integers(1, 99))
def test_one_value_is_put_in_place_of_another(before: dict[str, dict[str, int]], key: str, value: int) -> None:
    after = rtoml.loads(with_setting(rtoml.dumps(before), "times", key, str(value)))
    assert after == {**before, "times": {**before.get("times", {}), key: value}}


def commit(ledger: SqliteLedger, name: str) -> None:
    row = SealedRow(name, "1" * 31, f"sealed {name}", "ab" * 32, f"token {name}", b"holder", 1_795_312_800)
    ledger.commit_submission(lambda number: row, "261122")


def test_what_is_rejected_comes_first_and_is_sent_again(desk: TechnicianDesk, ledger: SqliteLedger) -> None:
    from kiosk.domain.cases import RejectReason

    for name in ("one", "two"):
        commit(ledger, name)
    ledger.settle_rejected("two", RejectReason.CANNOT_OPEN)
    ledger.print_outcome(ledger.print_intended(PrintKind.COPY, 1), PrintState.FAILED, "jam")
    records = desk.records()
    assert [row.again for row in records.waiting] == [True, False]
    assert "平台打不开它" in records.waiting[0].why.zh
    assert [(one.kind, one.state, one.reason, one.count) for one in records.prints] == [("COPY", "FAILED", "jam", 1)]
    assert desk.send_again() == 1
    assert desk.send_again() == 0
    assert not any(row.again for row in desk.records().waiting)
    assert [message.message_id for message in ledger.waiting(9)] == ["one", "two"]


def test_a_ledger_that_cannot_be_read_says_so(desk: TechnicianDesk, home: TerminalFolder) -> None:
    home.ledger_file.write_bytes(b"no database" * 999)
    assert not desk.records().readable
    assert desk.send_again() == 0
    assert desk.log() == ()


def test_both_logs_are_told_by_time(desk: TechnicianDesk, home: TerminalFolder, ledger: SqliteLedger) -> None:
    ledger.audit([("technician.entered", {"technician": "chen.wei"})], int(time.time()) - 10)
    line = {"at": "2026-11-22T10:00:00.000+00:00", "event": "child.ended", "module": "cups", "reason": "silent"}
    kept = [
        json.dumps(line),
        json.dumps({**line, "name": "王秀英"}),
        json.dumps({"event": "made-up"}),
        '{"at": "2026',
        "[]",
        "null",
    ]
    (home.path / log.FILE).write_text("\n".join(kept), encoding="utf-8")
    told = desk.log()
    assert sorted((one.event, one.details) for one in told) == [
        ("child.ended", "module cups  reason silent"),
        ("technician.entered", "technician chen.wei"),
    ]
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)


def test_a_bundle_is_on_the_stick_whole_or_not_at_all(desk: TechnicianDesk, stick: Path, tmp_path: Path) -> None:
    written = desk.write_bundle(str(stick))
    assert [path.name for path in stick.iterdir()] == [written.name]
    with zipfile.ZipFile(stick / written.name) as archive:
        assert archive.testzip() is None
        health = json.loads(archive.read("health.json"))
    states = {line["key"]: line["state"]["en"] for line in health["lines"]}
    assert states["page_printer"] == "Cannot be used: paper is jammed", "as the session knows it now"
    assert desk.write_bundle(str(tmp_path)).fault is not None, "no stick"
    assert not list(tmp_path.glob("*.zip"))
    stick.rename(tmp_path / "gone")
    assert desk.write_bundle(str(stick)).fault is not None


def test_a_code_is_read_off_a_stick_and_nothing_else_is(desk: TechnicianDesk, stick: Path, tmp_path: Path) -> None:
    assert desk.code_on_medium() == ""
    (tmp_path / "elsewhere").write_text("JS1:secret", encoding="utf-8")
    (stick / CODE_FILE).symlink_to(tmp_path / "elsewhere")
    assert desk.code_on_medium() == "", "a link leads nowhere"
    (stick / CODE_FILE).unlink()
    (stick / CODE_FILE).write_bytes(b"\xff" * 100_000)
    assert desk.code_on_medium() == "", "no code is so long"
    (stick / CODE_FILE).write_text("JS1:code\r\n", encoding="ascii")
    assert desk.code_on_medium().strip() == "JS1:code"


def test_sticks_are_what_is_mounted_where_sticks_are() -> None:
    mounts = (
        "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
        "41 22 8:17 / /media/MY\\040STICK rw shared:9 - vfat /dev/sdb1 rw\n"
        "42 22 8:18 / /run/media/kiosk/\u4f18\u76d8 rw shared:9 - exfat /dev/sdc1 rw\n"
        "43 22 0:44 / /media/memory rw shared:9 - tmpfs tmpfs rw\n"
        "44 22 8:33 / /srv rw shared:9 - ext4 /dev/sdd1 rw\n"
        "nonsense\n"
    )
    assert removable.mounted_media(mounts) == [Path("/media/MY STICK"), Path("/run/media/kiosk/优盘")]


def test_trials_are_what_the_doctor_prints(desk: TechnicianDesk) -> None:
    assert isinstance(desk.trial(Device.RECEIPT_PRINTER), PaperDocument)
    page = desk.trial(Device.PAGE_PRINTER)
    assert isinstance(page, bytes)
    assert page.startswith(b"%PDF")
    assert desk.trial(Device.SPEAKER) == b""


def test_the_command_writes_a_bundle_and_says_where(home: TerminalFolder, tmp_path: Path) -> None:
    home.configuration_file.unlink()  # no device is tried
    told = CliRunner().invoke(application, ["support-bundle", "--home", str(home.path), "--to", str(tmp_path / "a.zip"), "--json"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.output)
    assert said == {"file": str(tmp_path / "a.zip"), "bytes": (tmp_path / "a.zip").stat().st_size}
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("terminal.json")) == {"enrolled": False}
        assert json.loads(archive.read("audit.json")) == {"ledger": "none"}
    for wrong in (["--home", str(tmp_path / "none")], ["--home", str(home.path), "--to", str(tmp_path / "none" / "a.zip")]):
        failed = CliRunner().invoke(application, ["support-bundle", *wrong])
        assert failed.exit_code == 1
        assert "Traceback" not in failed.output


def test_prints_are_told_by_state_and_reason(home: TerminalFolder, ledger: SqliteLedger) -> None:
    def told(*more: str) -> tuple[int, str]:
        done = CliRunner().invoke(application, ["prints", "list", "--home", str(home.path), *more])
        return done.exit_code, done.output

    assert told() == (0, "nothing was printed\n")
    ledger.print_outcome(ledger.print_intended(PrintKind.RECEIPT, 1), PrintState.CONFIRMED)
    ledger.print_outcome(ledger.print_intended(PrintKind.COPY, 1, "L1"), PrintState.UNCERTAIN, "silent")
    code, output = told("--json")
    assert (code, json.loads(output)["prints"]) == (
        1,
        [
            {"kind": "COPY", "state": "UNCERTAIN", "reason": "silent", "count": 1},
            {"kind": "RECEIPT", "state": "CONFIRMED", "reason": "", "count": 1},
        ],
    )
    assert "UNCERTAIN" in told()[1]
    assert "L1" not in told()[1]


def test_nothing_that_somebody_left_or_mistyped_gets_into_a_bundle(desk: TechnicianDesk, home: TerminalFolder, stick: Path) -> None:
    """Names of files, tables and keys that are not ours, a PIN that is none, and one that is."""
    (home.path / "王秀英.pdf").write_bytes(b"1")
    (home.path / "catalogue").mkdir()
    (home.path / "catalogue" / "new.json").write_bytes(b"1")
    for pin in ("314159", "31415"):
        text = f'[attendant]\npin = "{pin}"\n[wangxiuying]\npassword = "hunter2"\n[times]\nwarning = 20\nnote = "13900000026"\n'
        home.configuration_file.write_text(text, encoding="utf-8")
        written = desk.write_bundle(str(stick))
        with zipfile.ZipFile(stick / written.name) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        for name, part in parts.items():
            assert not [word for word in ("31415", "hunter2", "13900000026", "王秀英") if word in part], (name, pin)
        assert json.loads(parts["disk.json"])["others"] == 1
        assert "catalogue/new.json" in json.loads(parts["disk.json"])["files"]
        assert rtoml.loads(parts["configuration.toml"])["times"] == {"warning": 20}
    assert any("[attendant] pin = (not told)" in problem for problem in home.configuration().problems)


def test_the_doctor_tells_what_staff_have_said(desk: TechnicianDesk, ledger: SqliteLedger) -> None:
    def told() -> dict[str, str]:
        return {line.key: line.verdict.value for line in desk.health() if line.key in ("service", "technician")}

    assert told() == {}
    ledger.note_of_staff("closed", "paper", 1)
    ledger.note_of_staff("technician-called", "called", 1)
    assert told() == {"service": "bad", "technician": "notice"}
    ledger.note_of_staff("closed", "", 1)
    assert told() == {"technician": "notice"}
