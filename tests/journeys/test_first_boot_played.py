"""A bare machine led to its first resident: the real screens, touched by name, against the real platform and simulated devices."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rtoml

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from commands.offers import offered, waits
from commands.set_up_desk import SetUpDesk
from commands.terminal_folder import TerminalFolder
from devices.device_type import Surroundings
from tests import campaign
from tests.journeys.steps import leave, to_signature
from tests.journeys.test_platform_faults import cases, wait_for_cases
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
def offline(district: ModelDistrict, hand_of: Callable[[TerminalFolder], Hand], tmp_path: Path) -> Visit:
    """At a terminal that was set up from a stick, whose key nobody has compared."""
    stick, home = tmp_path / "KINGSTON", TerminalFolder(tmp_path / "home")
    stick.mkdir()
    home.path.mkdir()
    told = district.staff(do="prepare-stick", folder=str(stick), url=f"http://{district.line.address}")
    desk = SetUpDesk(home, Surroundings(), lambda: [stick])
    desk.choose_language("zh")
    assert desk.take_offer(str(stick), told["fingerprint"]).fault is None
    assert desk.fetch_catalogue("").fault is None
    assert desk.finish().fault is None
    home.configuration_file.write_bytes(district.home.configuration_file.read_bytes())
    district.came_out.clear()
    return Visit(district, hand_of(home), tmp_path / "output")


@pytest.fixture
def hand_of(district: ModelDistrict, tmp_path: Path) -> Iterator[Callable[[TerminalFolder], Hand]]:
    """Whoever stands at the terminal of this folder."""
    log, players = tmp_path / "terminal.log", []

    def start(home: TerminalFolder) -> Hand:
        players.append(player := Hand(home.path, ["--size", "1080x1920"], log, district.environment))
        player.start()
        return player

    yield start
    for player in players:
        player.stop()
        assert not left_by(player.keeper_id)
    district.printer.forget()
    said = log.read_text(encoding="utf-8")
    assert "bug:" not in said, said
    assert "file:" not in said, said  # a page that complains


def test_a_bare_machine_is_led_to_its_first_resident(
    district: ModelDistrict, hand_of: Callable[[TerminalFolder], Hand], tmp_path: Path
) -> None:
    began = time.monotonic()
    hand = hand_of(TerminalFolder(tmp_path / "home"))
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

    hand.wait("SetUpDevicesPage", lambda view: view["rows"])
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


@campaign.LONG_RUN
def test_what_is_handed_in_before_staff_have_confirmed_is_kept_and_arrives(offline: Visit) -> None:
    before = len(cases(offline, "chen"))
    to_signature(offline, "chen")
    offline.player.touch("primary")
    view = offline.player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已暂存"
    assert "已暂存" in "\n".join(offline.district.next_receipt()["text"])
    leave(offline)
    assert len(cases(offline, "chen")) == before
    home = TerminalFolder(offline.output.parent / "home")
    offline.player.wait_for(lambda player: not waits(home))  # the platform knows its key, and staff do not yet
    terminal_id = home.enrolment().terminal.terminal_id
    told = offline.district.staff(do="confirm", terminal=terminal_id, fingerprint=offered(home))
    assert "confirmation" in told
    offline.player.kill_terminal()  # its next look at the platform is at once
    assert len(wait_for_cases(offline, "chen", before + 1)) == before + 1
