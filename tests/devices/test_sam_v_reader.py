"""The real driver against the simulated reader, over a pty."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card_reader import sample_cards as cards
from devices.id_card_reader.frames import module_number
from devices.id_card_reader.reader import BAUD_RATES, SamVReader, Way, serial_ways
from devices.id_card_reader.simulator import MODULE, OTHER_MODULE
from devices.id_card_reader.text_block import BadCard, parse_appended_address
from devices.simulation.process import SimulatorProcess
from devices.transports.serial_port import SerialTransport
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.people import IdCard
from kiosk.domain.sample_people import sample_person
from kiosk.ports.devices import CardLeft, CardRead, CardUnreadable, DeviceStatus, NoCard, ReaderUnavailable


def driver(simulator: SimulatorProcess, bauds: tuple[int, ...] = (115200,)) -> SamVReader:
    return SamVReader(lambda: serial_ways(simulator.address, bauds))


@pytest.fixture
def reader(card_simulator: SimulatorProcess) -> Iterator[SamVReader]:
    made = driver(card_simulator)
    yield made
    made.close()


def test_a_reader_without_a_card_is_ready(reader: SamVReader) -> None:
    status = reader.status()
    assert (status.kind, status.reason) == (StatusKind.READY, None)
    assert status.detail.endswith("tty 115200 baud")
    assert reader.read(0.0) == NoCard()
    assert reader.present() is False


def test_a_card_is_read_and_is_still_there(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    card_simulator.command("lay", card="ouyang")
    outcome = reader.read(0.0)
    assert isinstance(outcome, CardRead)
    assert (outcome.card.name, outcome.card.number) == ("欧阳䶮", sample_person("ouyang").number)
    assert reader.present() is True
    assert isinstance(reader.read(0.0), CardRead)  # find and select come before each read
    card_simulator.command("take")
    assert reader.present() is False


def test_a_card_comes_with_the_number_of_the_module(card_simulator: SimulatorProcess) -> None:
    card_simulator.command("lay", card="wang")
    seen = []
    for fault in ("", "another_module"):
        if fault:
            card_simulator.command("fault", kind=fault)
        with contextlib.closing(driver(card_simulator)) as reader:
            outcome = reader.read(0.0)
        assert isinstance(outcome, CardRead)
        seen.append(outcome.module)
    assert seen == [module_number(MODULE), module_number(OTHER_MODULE)]
    assert seen[0] == "05.03-20191616-1234567890-1234567890"


@pytest.mark.parametrize("fault", ["number_unknown", "number_silent", "number_late"])
def test_a_module_that_does_not_tell_its_number_reads_cards(card_simulator: SimulatorProcess, fault: str) -> None:
    card_simulator.command("lay", card="wang")
    card_simulator.command("fault", kind=fault)
    with contextlib.closing(driver(card_simulator)) as reader:
        for _ in range(3):
            outcome = reader.read(0.5)
            assert isinstance(outcome, CardRead)
            assert outcome.module == ""


@given(data=st.binary(max_size=40))
def test_a_number_is_made_of_whatever_comes(data: bytes) -> None:
    number = module_number(data)
    assert (number != "") == (len(data) == 16 and any(data))
    assert number.isascii()


@pytest.mark.parametrize("kind", ["hmt-residence", "foreigner-2017", "foreigner-2023", "zhao"])
def test_every_layout_and_an_expired_card_are_read(card_simulator: SimulatorProcess, reader: SamVReader, kind: str) -> None:
    card_simulator.command("lay", card=kind)
    assert isinstance(reader.read(0.0), CardRead)


def test_a_card_laid_while_looking_is_found(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    assert reader.read(0.0) == NoCard()
    card_simulator.command("lay", card="wang")
    assert isinstance(reader.read(5.0), CardRead)


def test_looking_is_paced(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    before = card_simulator.command("counts")["find"]
    assert reader.read(0.5) == NoCard()
    assert card_simulator.command("counts")["find"] - before <= 6


@pytest.mark.parametrize("at", [0, 1, 7, 640, 1294])
def test_a_card_taken_while_it_is_read_has_left(card_simulator: SimulatorProcess, reader: SamVReader, at: int) -> None:
    card_simulator.command("lay", card="wang")
    card_simulator.command("fault", kind="remove_at_byte", at=at)
    assert reader.read(0.0) == CardLeft()
    card_simulator.command("clear")
    card_simulator.command("lay", card="wang")
    assert isinstance(reader.read(0.0), CardRead)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("wrong_checksum", CardUnreadable(Reason.GARBLED)),
        ("authentication", CardUnreadable(Reason.NOT_AUTHORISED)),
        ("another_card", CardUnreadable(Reason.NOT_FOUND)),
        ("silent", ReaderUnavailable(Reason.SILENT)),
        ("garbage", ReaderUnavailable(Reason.GARBLED)),
        ("not_authorised", ReaderUnavailable(Reason.NOT_AUTHORISED)),
    ],
)
def test_faults_while_reading(card_simulator: SimulatorProcess, reader: SamVReader, fault: str, outcome: object) -> None:
    card_simulator.command("lay", card="wang")
    assert reader.status().kind is StatusKind.READY
    card_simulator.command("fault", kind=fault)
    assert reader.read(0.0) == outcome
    card_simulator.command("clear")
    assert isinstance(reader.read(0.0), CardRead)  # by itself, on a new connection where the old one was given up


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("silent", StatusKind.UNAVAILABLE, Reason.SILENT),
        ("garbage", StatusKind.UNKNOWN, Reason.GARBLED),
        ("not_authorised", StatusKind.UNAVAILABLE, Reason.NOT_AUTHORISED),
    ],
)
def test_faults_in_status(
    card_simulator: SimulatorProcess, reader: SamVReader, fault: str, kind: StatusKind, reason: Reason
) -> None:
    for connected in (False, True):
        card_simulator.command("clear")
        if connected:
            assert reader.status().kind is StatusKind.READY
        card_simulator.command("fault", kind=fault)
        status = reader.status()
        assert (status.kind, status.reason) == (kind, reason)
        assert not status.usable


def test_a_slow_line_is_waited_for(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    card_simulator.command("lay", card="li")
    card_simulator.command("fault", kind="slow", bytes_per_second=2500)
    assert isinstance(reader.read(0.0), CardRead)


def test_unplugged_and_plugged_in_again(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    card_simulator.command("lay", card="li")
    assert reader.status().kind is StatusKind.READY
    card_simulator.command("unplug")
    assert reader.read(0.0) == ReaderUnavailable(Reason.NOT_FOUND)
    assert reader.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert reader.present() is None
    card_simulator.command("replug")
    assert isinstance(reader.read(0.0), CardRead)


def test_the_speed_is_found(card_simulator: SimulatorProcess) -> None:
    tried: list[int] = []

    def at(baud: int) -> SerialTransport:
        tried.append(baud)
        card_simulator.command("fault", kind="silent", on=baud != 19200)  # a pty has no speed of its own
        return SerialTransport(card_simulator.address, baud)

    reader = SamVReader(lambda: [Way(f"{baud} baud", partial(at, baud)) for baud in BAUD_RATES])
    assert reader.status() == DeviceStatus(StatusKind.READY, detail="19200 baud")
    assert tried == [115200, 57600, 38400, 19200]
    reader.close()
    reader.status()
    assert tried[4:] == [19200]  # the one that worked comes first
    reader.close()


def test_the_reader_is_found_among_other_ports(card_simulator: SimulatorProcess, code_simulator: SimulatorProcess) -> None:
    ways = [*serial_ways("/dev/none", (9600,)), *serial_ways(code_simulator.address, (9600,)), *serial_ways(card_simulator.address)]
    reader = SamVReader(lambda: ways)
    assert reader.status() == DeviceStatus(StatusKind.READY, detail=f"{card_simulator.address} 115200 baud")
    reader.close()
    reader = SamVReader(lambda: ways[:2])
    assert reader.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.SILENT)
    reader = SamVReader(list)
    assert reader.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


def test_found_to_answered_takes_little_more_than_the_line(tmp_path: Path) -> None:
    baud = 38400
    with SimulatorProcess("id_card_reader", "--pace", str(baud), "--link", str(tmp_path / "tty")) as simulator:
        assert simulator.address == str(tmp_path / "tty")
        reader = driver(simulator, (baud,))
        simulator.command("lay", card="zhuge")  # with an appended address
        assert reader.status().kind is StatusKind.READY
        best = 9.9
        for _ in range(3):
            began = time.monotonic()
            assert isinstance(reader.read(0.0), CardRead)
            best = min(best, time.monotonic() - began)
        reader.close()
    line = (15 + 19 + 1295 + 81) * 10 / baud
    assert best <= 1.15 * line


def read_of(reader: SamVReader) -> IdCard:
    outcome = reader.read(0.0)
    assert isinstance(outcome, CardRead)
    return outcome.card


def test_an_appended_address_is_read_and_is_the_newest(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    zhuge = sample_person("zhuge")
    card_simulator.command("lay", card="zhuge")
    card = read_of(reader)
    assert (card.address, card.printed_address) == (zhuge.appended_address, zhuge.address)
    assert card.block == b"".join(cards.card("zhuge")), "the vault that was locked before the move opens"
    card_simulator.command("lay", card="wang")
    card = read_of(reader)
    assert (card.address, card.printed_address) == (sample_person("wang").address, "")
    assert card_simulator.command("counts")["address"] >= 2


@pytest.mark.parametrize("appended", ["", sample_person("li").address])
def test_an_address_that_says_nothing_new_is_no_second_one(
    card_simulator: SimulatorProcess, reader: SamVReader, appended: str
) -> None:
    card_simulator.command("lay", card="li", appended=appended)
    card = read_of(reader)
    assert (card.address, card.printed_address) == (sample_person("li").address, "")


def test_a_private_use_character_in_a_newer_address_is_placed(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    card_simulator.command("lay", card="li", appended="样板区\ue863路1号")
    assert read_of(reader).address == "样板区䶮路1号"


def test_the_other_request_for_the_address_is_found_and_kept(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    card_simulator.command("fault", kind="address_as_some_do")
    card_simulator.command("lay", card="zhuge")
    before = card_simulator.command("counts")["address"]
    for times in (2, 3):
        assert read_of(reader).address == sample_person("zhuge").appended_address
        assert card_simulator.command("counts")["address"] - before == times


@pytest.mark.parametrize(("fault", "asked"), [("unknown", 2), ("silent", 1), ("garbage", 1), ("late", 1)])
def test_no_answer_to_the_address_costs_a_card_or_the_next_one(
    card_simulator: SimulatorProcess, reader: SamVReader, fault: str, asked: int
) -> None:
    card_simulator.command("fault", kind=f"address_{fault}")
    card_simulator.command("lay", card="zhuge")
    before = card_simulator.command("counts")["address"]
    for _ in range(3):
        began = time.monotonic()
        card = read_of(reader)
        took = time.monotonic() - began
        assert (card.address, card.printed_address) == (sample_person("zhuge").address, "")
    assert took < 0.4, "it is not waited for again"
    assert card_simulator.command("counts")["address"] - before == asked
    until = time.monotonic() + 0.8
    while time.monotonic() < until:  # what comes late is no answer to anything else
        assert reader.status().kind is StatusKind.READY
        assert reader.present() is True


@given(st.binary(max_size=90) | st.binary(min_size=70, max_size=70))
def test_any_appended_bytes_are_an_address_or_a_bad_card(data: bytes) -> None:
    with contextlib.suppress(BadCard):
        parse_appended_address(data).encode()


def test_no_address_is_asked_of_a_card_that_has_none(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    before = card_simulator.command("counts")["address"]
    card_simulator.command("lay", card="foreigner-2023")
    assert read_of(reader).address == ""
    assert card_simulator.command("counts")["address"] == before


def test_a_port_is_opened_by_one_only(card_simulator: SimulatorProcess, reader: SamVReader) -> None:
    assert reader.status().kind is StatusKind.READY
    with pytest.raises(TransportError) as fault:
        SerialTransport(card_simulator.address, 9600)
    assert fault.value.reason is Reason.IN_USE
