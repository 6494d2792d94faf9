"""What the machine answers the pages of the first set-up: files on a real disk, sticks that are folders, real drivers."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import rtoml

from commands import set_up_desk, set_up_devices, set_up_file
from commands.machine_clock import REQUEST, asked_time, uptime
from commands.set_up_desk import SetUpDesk
from commands.set_up_file import LIVES, SetUpFile, turn_back_unseen
from commands.terminal_folder import FolderFault, TerminalFolder
from devices.code_scanner.wedge import WedgeOnTrial
from devices.configured import read_devices
from devices.device_type import Proposal, Surroundings
from devices.registry import DEVICE_TYPES, type_of
from kiosk.domain.values import replace
from kiosk.messages.pairing import confirmation, fingerprint
from kiosk.ports.devices import Device
from kiosk.ports.line import LineFault
from kiosk.ports.set_up import Picked, Standing
from kiosk.technician.machine_settings import read_settings
from tests.kiosk.test_line_check import certificate

EXCHANGE = "5f" * 32


class Bench:
    """A desk over an empty home, with sticks that come and go."""

    def __init__(self, folder: Path) -> None:
        self.home = TerminalFolder(folder / "home")
        self.home.path.mkdir()
        self.sticks: list[Path] = []
        (folder / "managed").mkdir()
        self.folder = folder
        self.desk = SetUpDesk(self.home, Surroundings(), lambda: self.sticks, folder / "managed")

    def stick(self, name: str = "KINGSTON") -> Path:
        path = self.folder / name
        path.mkdir()
        self.sticks.append(path)
        return path

    def enrol(self, confirmed: bool = False) -> None:
        site = {"zh": "梧桐街道", "en": "Wutong"}
        values: dict[str, Any] = {"terminal_id": "T310199001", "site": site, "hotline": "12345", "exchange": EXCHANGE}
        keys = {"url": "https://x.example", "audience": "x", "certificate": "", "signing_key": {}, "sealing_key": {}}
        self.home.write_enrolment({**values, **keys, "verification_keys": [], "secret": "00" * 32, "confirmed": confirmed})

    @property
    def toml(self) -> dict[str, Any]:
        return rtoml.loads(self.home.configuration_file.read_text(encoding="utf-8"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_bare_machine_knows_nothing(bench: Bench) -> None:
    seen = bench.desk.look()
    assert (seen.standing, seen.language, seen.url, seen.catalogue, seen.renewing) == (Standing.NONE, "", "", "", False)
    assert set(seen.machine) >= {"rotation"}
    assert SetUpDesk(bench.home, Surroundings(), list, bench.folder / "none").look().machine == {}, "no package, nothing to be set"


def test_what_is_chosen_stands_on_the_disk_beside_what_somebody_wrote(bench: Bench) -> None:
    bench.home.configuration_file.write_text("# by hand\n[times]\nquiet_limit = 90\n[screen]\nwidth = 1080\nheight = 1920\n")
    assert bench.desk.choose_language("en").seen.language == "en"
    assert bench.toml == {"times": {"quiet_limit": 90}, "screen": {"width": 1080, "height": 1920, "language": "en"}}
    assert bench.home.configuration_file.read_text().startswith("# by hand\n")
    again = SetUpDesk(bench.home, Surroundings(), list).look()
    assert again.language == "en"
    with pytest.raises(FolderFault, match="not over"):
        bench.home.check_set_up_is_over()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://ztpt.example.gov.cn/", "https://ztpt.example.gov.cn"),
        ("ztpt.example.gov.cn", "https://ztpt.example.gov.cn"),
        ("http://127.0.0.1:8700", "http://127.0.0.1:8700"),
        ("http://ztpt.example.gov.cn", ""),
        ("https://", ""),
    ],
)
def test_the_platforms_address(bench: Bench, typed: str, kept: str) -> None:
    done = bench.desk.keep_address(typed)
    assert (done.seen.url, done.fault is None) == (kept, kept != "")


def test_the_proxy_stands_where_everything_that_reaches_the_platform_looks(bench: Bench) -> None:
    assert bench.desk.keep_proxy("10.0.0.8:3128").fault is None
    assert (bench.home.proxy, bench.toml["network"]) == ("http://10.0.0.8:3128", {"proxy": "http://10.0.0.8:3128"})
    assert bench.desk.keep_proxy("10.0.0.8").fault is not None
    assert bench.desk.keep_proxy("").fault is None
    assert bench.home.proxy == ""


def test_another_way_to_the_platform_is_looked_at_anew(bench: Bench) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bench.desk.keep_address(f"http://127.0.0.1:{bound.getsockname()[1]}")
        line, done = bench.desk.look_at_line()
    assert (line.fault, done.seen.line) == (LineFault.UNREACHABLE, False)
    SetUpFile(bench.home.path).note(line=True)
    assert bench.desk.look().line
    assert not bench.desk.keep_proxy("10.0.0.8:3128").seen.line


def test_certificates_from_a_stick(bench: Bench, tmp_path: Path) -> None:
    assert list(bench.desk.certificates()) == []
    stick = bench.stick()
    assert list(bench.desk.certificates()) == [], "a stick with something else"
    file = stick / "platform-ca.pem"
    file.write_text("no certificate\n")
    (medium,) = bench.desk.certificates()
    assert bench.desk.keep_certificate(medium.key).fault is not None
    file.write_bytes(b"\xff" * 300_000)
    assert bench.desk.keep_certificate(medium.key).fault is not None
    made, _ = certificate(tmp_path)
    file.write_bytes(made.read_bytes())
    done = bench.desk.keep_certificate(medium.key)
    assert (done.fault, done.seen.vouched) == (None, True)
    assert bench.home.certificates_file.read_bytes() == made.read_bytes()
    assert not bench.desk.keep_certificate("").seen.vouched
    file.unlink()
    file.symlink_to(made)
    assert bench.desk.keep_certificate(medium.key).fault is not None, "a link on a stick leads nowhere"


def test_a_picture_that_was_turned_is_kept_or_turned_back(bench: Bench) -> None:
    file = bench.home.path / "machine.toml"
    file.write_text("[sound]\nvolume = 40\n")
    for good in (True, False):
        before = file.read_text()
        seen = bench.desk.set_machine("rotation", "90" if good else "180").seen
        assert seen.screen_before
        settings, problems = read_settings(rtoml.loads(file.read_text()))
        assert (settings.through, settings.volume, problems) == ("x11", 40, ())
        seen = bench.desk.keep_screen(good).seen
        assert (seen.screen_before, seen.screen) == (False, False)
        assert (file.read_text() == before) is not good
    assert bench.desk.keep_screen(True).seen.screen


def test_a_picture_that_nothing_can_draw_comes_back_by_itself(bench: Bench) -> None:
    file = bench.home.path / "machine.toml"
    bench.desk.set_machine("rotation", "90")
    for _ in range(LIVES - 1):
        turn_back_unseen(str(bench.home.path))
        assert file.exists()
    turn_back_unseen(str(bench.home.path))
    assert not file.exists(), "there was none before"
    assert not bench.desk.look().screen_before
    turn_back_unseen(str(bench.home.path))


def test_this_machines_address_stands_beside_what_is_set_of_it(bench: Bench) -> None:
    file = bench.home.path / "machine.toml"
    file.write_text("[sound]\nvolume = 40\n")
    SetUpFile(bench.home.path).note(line=True)
    done = bench.desk.keep_machine_address("192.168.1.20/24，192.168.1.1 192.168.1.53")
    assert (done.fault, done.seen.own_address, done.seen.line) == (None, "192.168.1.20/24 192.168.1.1 192.168.1.53", False)
    settings, problems = read_settings(rtoml.loads(file.read_text()))
    assert (settings.volume, settings.network.gateway, problems) == (40, "192.168.1.1", ())
    before = file.read_text()
    assert bench.desk.keep_machine_address("192.168.1.20").fault is not None
    assert file.read_text() == before
    assert bench.desk.keep_machine_address("").seen.own_address == ""


def test_the_clock_is_set_by_whoever_may_and_that_is_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = 90_000.0
    shown = {"behind": behind}
    desk = SetUpDesk(bench.home, Surroundings(), list, bench.folder / "managed", lambda: time.time() - shown["behind"])

    def root() -> None:
        while (wanted := asked_time(bench.home.path, uptime())) is None:
            time.sleep(0.01)
        shown["behind"] = time.time() - wanted

    service = threading.Thread(target=root)
    service.start()
    done = desk.set_clock(time.time())
    service.join()
    assert done.fault is None
    assert abs(shown["behind"]) < 1
    shown["behind"] = behind
    monkeypatch.setattr(set_up_desk, "CLOCK_LIMIT", 0.2)
    assert desk.set_clock(time.time()).fault is not None, "nobody did it, and nobody says so"
    bench.enrol(confirmed=True)
    (bench.home.path / REQUEST).unlink()
    assert desk.set_clock(time.time()).fault is not None
    assert not (bench.home.path / REQUEST).exists()


def test_three_wrong_confirmation_codes_end_an_enrolment(bench: Bench) -> None:
    bench.enrol()
    seen = bench.desk.look()
    assert (seen.standing, seen.fingerprint, seen.terminal.terminal_id) == (Standing.WAITING, fingerprint(EXCHANGE), "T310199001")
    for left in (2, 1):
        assert str(left) in (bench.desk.confirm("00000000").fault or seen.terminal.site).en
    again = SetUpDesk(bench.home, Surroundings(), list)  # a power cut gives no try back
    done = again.confirm("00000000")
    assert (done.seen.standing, done.fault is not None) == (Standing.NONE, True)
    assert not bench.home.enrolment_file.exists()


def test_the_right_confirmation_code_as_people_type_it(bench: Bench) -> None:
    bench.enrol()
    done = bench.desk.confirm(confirmation(EXCHANGE).lower().replace("-", " ").replace("0", "o"))
    assert (done.fault, done.seen.standing) == (None, Standing.CONFIRMED)
    assert bench.desk.start_over().seen.standing is Standing.CONFIRMED, "a confirmed one is not thrown away here"


def test_an_enrolment_that_cannot_be_made_says_what_to_do(bench: Bench) -> None:
    SetUpFile(bench.home.path).note(url="https://127.0.0.1:1")
    done = bench.desk.enrol("K7M29PQX")
    assert done.fault is not None
    assert "15" in done.fault.zh
    assert done.seen.standing is Standing.NONE


def test_a_terminal_that_has_served_is_not_set_up_anew(bench: Bench) -> None:
    bench.enrol(confirmed=True)
    assert bench.desk.look().renewing
    for done in (
        bench.desk.keep_address("https://elsewhere.example"),
        bench.desk.keep_proxy("10.0.0.8:3128"),
        bench.desk.keep_certificate(""),
        bench.desk.pick({Device.SPEAKER: ""}),
        bench.desk.pick_typed(Device.RECEIPT_PRINTER, "escpos_network", "10.0.0.9:9100"),
        bench.desk.start_over(),
        bench.desk.finish(),
    ):
        assert done.seen.renewing
    assert not bench.home.configuration_file.exists()


def test_a_device_takes_the_place_of_another_and_of_nothing_else(bench: Bench) -> None:
    bench.home.configuration_file.write_text(
        '# ours\n[receipt_printer]\ndriver = "escpos_serial"\naddress = "/dev/ttyS0"\nbaud = 9600\n[times]\nwarning = 30\n'
    )
    SetUpFile(bench.home.path).note(language="zh")
    done = bench.desk.pick_typed(Device.RECEIPT_PRINTER, "escpos_network", "192.0.2.7:9100")
    assert (done.fault, done.seen.picked) == (None, {Device.RECEIPT_PRINTER: Picked("escpos_network", "192.0.2.7:9100")})
    assert bench.toml == {"times": {"warning": 30}, "receipt_printer": {"driver": "escpos_network", "address": "192.0.2.7:9100"}}
    assert "# ours" in bench.home.configuration_file.read_text()
    for wrong in ("192.0.2.7", "", "nowhere:x"):
        assert bench.desk.pick_typed(Device.RECEIPT_PRINTER, "escpos_network", wrong).fault is not None
    assert bench.desk.pick_typed(Device.RECEIPT_PRINTER, "pdf_folder", "/tmp").fault is not None
    done = bench.desk.pick({Device.RECEIPT_PRINTER: "", Device.SPEAKER: ""})
    assert done.seen.picked == {Device.RECEIPT_PRINTER: Picked(), Device.SPEAKER: Picked()}
    assert bench.toml == {"times": {"warning": 30}}
    assert bench.desk.pick({Device.SPEAKER: "espeak_ng "}).fault is not None, "what was not found cannot be chosen"


@pytest.mark.parametrize(
    "text", ['receipt_printer.driver = "escpos_usb"\n', "[receipt_printer\n", 'receipt_printer = {driver = "x"}\n']
)
def test_a_file_that_is_written_in_another_way_is_left_alone(bench: Bench, text: str) -> None:
    SetUpFile(bench.home.path).note(language="zh")
    bench.home.configuration_file.write_text(text)
    done = bench.desk.pick_typed(Device.RECEIPT_PRINTER, "escpos_network", "192.0.2.7:9100")
    assert done.fault is not None
    assert bench.home.configuration_file.read_text() == text


def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_lost(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.desk.choose_language("zh")

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(set_up_file, "write_durably", full)
    done = bench.desk.keep_address("https://x.example")
    assert done.fault is not None
    assert "no space left" in done.fault.en
    assert (done.seen.language, done.seen.url) == ("zh", "")


def test_what_answers_is_found_and_what_is_not_there_is_not_told(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, printer = type_of(Device.ID_CARD_READER), type_of(Device.RECEIPT_PRINTER)
    with reader.simulator.run(tmp_path) as card, printer.simulator.run(tmp_path) as paper:
        nowhere = {"driver": "sam_v_serial", "address": "/dev/ttyNONE"}
        silent = {"driver": "escpos_network", "address": "127.0.0.1:1"}
        kinds = (
            replace(reader, proposals=lambda: (Proposal(nowhere), Proposal(card.table), Proposal(card.table, guess=True))),
            replace(printer, proposals=lambda: (Proposal(silent, guess=True), Proposal(paper.table, sure=False))),
        )
        monkeypatch.setattr(set_up_devices, "DEVICE_TYPES", kinds)
        found = bench.desk.find_devices()
        assert [(one.device, one.where, one.usable) for one in found] == [
            (Device.ID_CARD_READER, card.table["address"], True),
            (Device.RECEIPT_PRINTER, paper.table["address"], False),
        ]
        bench.desk.choose_language("zh")
        done = bench.desk.pick({one.device: one.key for one in found})
        assert {device: picked.where for device, picked in done.seen.picked.items()} == {one.device: one.where for one in found}
        assert bench.toml[Device.ID_CARD_READER.value] == dict(card.table)
        assert bench.desk.try_device(Device.RECEIPT_PRINTER).good
        assert bench.desk.print_fingerprint().zh == "打印好了。"


def test_every_table_that_is_proposed_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [SimpleNamespace(device="/dev/ttyS0", vid=None)])
    for kind in DEVICE_TYPES:
        proposals = kind.proposals()
        assert proposals, kind.device
        for proposal in proposals:
            assert not read_devices({kind.device.value: proposal.table}).problems, proposal.table
        assert all(driver.called for driver in kind.drivers), kind.device


def test_devices_that_are_tried_say_whether_they_work(bench: Bench, tmp_path: Path) -> None:
    SetUpFile(bench.home.path).note(language="zh")
    bench.desk.pick_typed(Device.PAGE_PRINTER, "pdf_folder", str(tmp_path))
    assert bench.desk.try_device(Device.PAGE_PRINTER).good
    assert list(tmp_path.glob("*.pdf"))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bench.desk.pick_typed(Device.RECEIPT_PRINTER, "escpos_network", f"127.0.0.1:{bound.getsockname()[1]}")
        tried = bench.desk.try_device(Device.RECEIPT_PRINTER)
        assert (tried.good, tried.line.todo is not None) == (False, True)
        assert "没有" in bench.desk.print_fingerprint().zh


def test_a_report_goes_to_a_stick_that_is_there(bench: Bench) -> None:
    bench.enrol()
    lines = bench.desk.report()
    assert lines[0].key == "serving"
    stick = bench.stick()
    (medium,) = bench.desk.media()
    written = bench.desk.write_report(lines, medium.key)
    text = (stick / written.name).read_text(encoding="utf-8")
    assert text.count("\n") >= len(lines)
    assert "T310199001" in text
    assert bench.desk.write_report(lines, "/media/elsewhere").fault is not None
    stick.rename(bench.folder / "taken out")
    assert bench.desk.write_report(lines, medium.key).fault is not None


def test_it_serves_once_it_is_enrolled_and_has_its_catalogue(bench: Bench) -> None:
    bench.desk.choose_language("zh")
    bench.enrol(confirmed=True)
    done = bench.desk.finish()
    assert (done.fault is not None, SetUpFile(bench.home.path).exists()) == (True, True)
    assert bench.desk.fetch_catalogue("").fault is not None
    stick = bench.stick()
    (stick / "metadata").mkdir()
    (medium,) = bench.desk.catalogue_media()
    assert bench.desk.fetch_catalogue(medium.key).fault is not None
    assert bench.desk.catalogue_progress().here == 0


def test_keys_are_a_scanners_only_while_one_is_tried() -> None:
    wedge = WedgeOnTrial(0.05)
    typed = [wedge.key(letter, stamp, stamp / 1000) for stamp, letter in enumerate("https", 1)]
    assert "".join(typed) == "https"
    wedge.listening = True
    held = [wedge.key(letter, 5000 + stamp, 5 + stamp / 1000) for stamp, letter in enumerate("SF1:ABCDEFGH\r", 1)]
    assert "".join(held) == ""
    wedge.silence()
    assert wedge.codes.qsize() == 1
