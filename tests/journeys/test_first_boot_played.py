"""A bare machine led to its first resident: the real screens, touched by name, against the real platform and simulated devices."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rtoml

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.terminal_folder import TerminalFolder
from tests.journeys.traces import left_by

NAMES = {":": "Colon", "/": "Slash", ".": "Period", "-": "Minus", "_": "Underscore"}


class Hand(RemoteControl):
    """Counts what is touched."""

    touches = 0

    def touch(self, name: str) -> float:
        self.touches += 1
        return super().touch(name)

    def pad(self, code: str) -> None:
        """A code, on the pad of letters."""
        self.wait("SetUpCodePage")
        for letter in code.replace("-", ""):
            self.touch(f"letter-{letter}")

    def address(self, text: str) -> None:
        """An address, in place of whatever stands in the field."""
        if self.wait("SetUpAddressPage")["typed"]:
            self.touch("clear")
        for letter in text:
            self.press(NAMES.get(letter, letter))
        self.wait("SetUpAddressPage", lambda view: view["typed"] == text)
        self.touch("primary")

    def power_cut(self, page: str) -> None:
        """And what stands there when the power is back."""
        self.kill_terminal()
        self.wait(page)


@pytest.fixture
def hand(district: ModelDistrict, tmp_path: Path) -> Iterator[Hand]:
    log = tmp_path / "terminal.log"
    player = Hand(tmp_path / "home", ["--size", "1080x1920"], log, district.environment)
    player.start()
    yield player
    player.stop()
    assert not left_by(player.keeper_id)
    said = log.read_text(encoding="utf-8")
    assert "bug:" not in said, said
    assert "file:" not in said, said  # a page that complains


def test_a_bare_machine_is_led_to_its_first_resident(district: ModelDistrict, hand: Hand, tmp_path: Path) -> None:
    began = time.monotonic()
    hand.wait("SetUpLanguagePage")
    hand.touch("language-en")
    hand.wait("SetUpNetworkPage")
    hand.touch("part-platform")
    hand.address("http://127.0.0.1:1")
    hand.wait("SetUpNetworkPage")
    hand.touch("primary")
    rows = hand.wait("SetUpLinePage", lambda view: view["rows"])["rows"]
    assert [row["key"] for row in rows if row["tone"] == "bad"] == ["line"]
    hand.touch("back")
    hand.power_cut("SetUpNetworkPage")
    hand.touch("part-platform")
    hand.address(f"http://{district.line.address}")
    hand.wait("SetUpNetworkPage")
    hand.touch("primary")
    rows = hand.wait("SetUpLinePage", lambda view: view["rows"])["rows"]
    assert {row["tone"] for row in rows} == {"good"}
    hand.touch("primary")

    hand.pad("00000000")
    hand.touch("primary")
    assert "no such pairing code" in hand.wait("SetUpCodePage", lambda view: view["problem"])["problem"]
    for _ in range(8):
        hand.touch("letter-erase")
    hand.pad(str(district.staff(do="pair")["pairing_code"]))
    hand.touch("primary")
    shown = hand.wait("SetUpApprovalPage")
    hand.power_cut("SetUpApprovalPage")
    assert hand.view["fingerprint"] == shown["fingerprint"]
    told = district.staff(do="confirm", terminal=shown["terminal"], fingerprint=shown["fingerprint"])
    hand.touch("primary")
    hand.pad("00000000")
    hand.touch("primary")
    assert "2 left" in hand.wait("SetUpCodePage", lambda view: view["problem"])["problem"]
    hand.pad(str(told["confirmation"]))
    hand.touch("primary")

    hand.wait("SetUpDevicesPage", lambda view: view["rows"], timeout=60)
    hand.touch("primary")
    hand.wait("SetUpDevicesPage", lambda view: view["primary"] == "Next")
    for device, driver, where in (
        ("receipt_printer", "escpos_network", district.printer.address),
        ("id_card_reader", "sam_v_serial", str(district.folder / "card-reader")),
    ):
        hand.touch(f"device-{device}")
        hand.wait("SetUpFoundPage")
        hand.touch(f"type-{driver}")
        hand.address(where)
        hand.wait("SetUpFoundPage", lambda view: view["attempt"])
        if device == "id_card_reader":
            district.card.command("lay", card="wang")
        hand.touch("tryIt")
        assert hand.wait("SetUpFoundPage", lambda view: view["came"])["tone"] == "good"
        hand.touch("back")
        hand.wait("SetUpDevicesPage")
    district.card.command("take")
    district.came_out.clear()
    hand.touch("primary")
    report = hand.wait("SetUpReportPage", lambda view: view["rows"])
    assert {row["key"] for row in report["rows"]} >= {"serving", "enrolment", "platform", "catalogue", "receipt_printer"}
    hand.touch("report-printIt")
    assert hand.wait("SetUpReportPage", lambda view: view["done"])["done"] == "Printed."
    hand.touch("primary")
    hand.wait("IdlePage")
    minutes = (time.monotonic() - began) / 60
    print(f"from a bare machine to the idle page: {hand.touches} touches, {minutes:.1f} minutes of the machine's time")

    home = TerminalFolder(tmp_path / "home")
    assert home.enrolment().terminal.terminal_id == shown["terminal"]
    assert set(rtoml.loads(home.configuration_file.read_text())) == {"screen", "receipt_printer", "id_card_reader"}
    assert not (home.path / "terminal.setup.json").exists()
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in home.path.iterdir())
    hand.touch("start")
    hand.wait("HomePage")
    assert hand.frame["language"] == "en"
