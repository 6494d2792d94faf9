"""Which reader is meant: by its name, or as the one on USB; and that a virtual or a serial one is never taken by `auto`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smart_card_reader import card_child, choosing, reader
from devices.smart_card_reader.choosing import Choice, base_name, choose_by_name, choose_on_usb, on_usb, static_readers
from devices.smart_card_reader.reader import PcscReader
from devices.smart_card_reader.simulated_piv import PivCard
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.messages.technician_cards import is_signed
from kiosk.ports.devices import CardLeft, CardPinWrong, CardSigned, NoCard, ReaderUnavailable, SocialCardRead, TechnicianCardRead
from tests.devices.virtual_child import Process, Schedule
from tests.devices.virtual_pcsc import Pcsc
from tests.technician_cards import OTHER_PIN, PIN, Authority, p256, programmed

USB, OTHER_USB, SERIAL = 0x00200107, 0x00200108, 0x00010001


@pytest.fixture
def pcsc(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcsc]:
    clock = Schedule()
    made = Pcsc(clock)
    made.process = Process(clock, lambda _: card_child._Service().answer, made.process_ended)
    monkeypatch.setattr(card_child, "scard", made)
    monkeypatch.setattr(card_child, "time", clock)
    monkeypatch.setattr(reader, "time", clock)
    monkeypatch.setattr(reader, "Child", made.process.child)
    yield made
    assert made.errors == []


def test_names_of_readers() -> None:
    readers = ["ACS ACR39U [ICC] (1234) 00 00", "Feitian R502 00 00", "Feitian R502 00 01", "Feitian R502 01 00"]
    assert choose_by_name(readers, "Feitian R502") == Choice(readers[1])
    assert choose_by_name(readers, "Feitian R502 01 00") == Choice(readers[3])
    assert choose_by_name(readers, "ACS ACR39U [ICC] (1234)") == Choice(readers[0])
    for unknown in ("Feitian", "Feitian R502 02 00"):
        assert choose_by_name(readers, unknown) == Choice(why="none", seen=tuple(readers))
    assert choose_by_name([], "Feitian R502") == Choice(why="none")


def test_auto_is_the_one_reader_on_usb() -> None:
    channels = {"Virtual PCD 00 00": 0, "Gemalto serial 01 00": SERIAL, "Feitian R502 02 00": USB, "Feitian R502 02 01": USB}
    assert choose_on_usb(channels) == Choice("Feitian R502 02 00")


def test_auto_names_two_readers_and_takes_neither() -> None:
    several = choose_on_usb({"B 00 00": OTHER_USB, "A 01 00": USB, "Virtual PCD 02 00": 0})
    assert several == Choice(why="several", seen=("A 01 00", "B 00 00"))


def test_auto_keeps_the_reader_that_was_alone_before() -> None:
    channels = {"B 00 00": OTHER_USB, "A 01 00": USB}
    assert choose_on_usb(channels, "A 01 00") == Choice("A 01 00")
    assert choose_on_usb(channels, "C 02 00").why == "several"
    assert choose_on_usb({"B 00 00": OTHER_USB}, "A 01 00") == Choice("B 00 00"), "what is gone is nobody's"


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 2**32 - 1) | st.sampled_from([0, USB, OTHER_USB]), max_size=5))
def test_auto_takes_what_is_on_usb_and_only_when_alone(channels: dict[str, int]) -> None:
    choice = choose_on_usb(channels)
    places = {channel for channel in channels.values() if channel >> 16 == 0x20}
    assert bool(choice.reader) == (len(places) == 1)
    assert not choice.reader or on_usb(channels[choice.reader])
    assert (choice.why == "several") == (len(places) > 1)


def test_virtual_readers_are_known_by_their_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cards").write_text(
        '# FRIENDLYNAME "Not there"\nFRIENDLYNAME "Gemalto USB"\nDEVICENAME /dev/null:0x8C7B\n'
        'LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so # of vpcd\nFRIENDLYNAME "Twin"\nLIBPATH /usr/lib/libccidtwin.so\n'
    )
    (tmp_path / ".hidden").write_text('FRIENDLYNAME "X"\nLIBPATH /x\n')
    (tmp_path / "folder").mkdir()
    assert [(one.name, one.virtual) for one in static_readers(tmp_path)] == [("Gemalto USB", True), ("Twin", False)]
    assert static_readers(tmp_path / "none") == ()
    found = static_readers(tmp_path)
    monkeypatch.setattr(choosing, "static_readers", lambda: found)
    readers = ["Gemalto USB 00 00", "Twin 01 00", "Virtual PCD 02 00"]
    for name in (readers[0], readers[2]):
        for wanted in (name, base_name(name)):
            assert choose_by_name(readers, wanted) == Choice(why="virtual", seen=(name,))
            assert choose_by_name(readers, wanted, virtual=True) == Choice(name)
    assert choose_by_name(readers, "Twin") == Choice(readers[1])


def test_a_second_usb_reader_makes_auto_misconfigured(pcsc: Pcsc) -> None:
    driver = PcscReader()
    pcsc.others = {"Virtual PCD 00 00": None, "Gemalto serial 00 00": SERIAL}
    assert (driver.status().kind, driver.status().detail) == (StatusKind.READY, "Feitian R502 00 00")
    pcsc.others["ACS ACR39U 01 00"] = OTHER_USB
    assert (driver.status().kind, driver.status().detail) == (StatusKind.READY, "Feitian R502 00 00"), "it was alone before"
    driver = PcscReader()
    status = driver.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.MISCONFIGURED)
    assert status.detail == "ACS ACR39U 01 00, Feitian R502 00 00: name one of them as reader"
    pcsc.lay("wang")
    assert driver.read(1.0) == ReaderUnavailable(Reason.MISCONFIGURED)
    named = PcscReader("Feitian R502")
    assert isinstance(named.read(1.0), SocialCardRead)
    del pcsc.others["ACS ACR39U 01 00"]
    assert isinstance(driver.read(1.0), SocialCardRead)
    pcsc.fault("unplug", 0)
    status = driver.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert status.detail == "none on USB; taken only by name: Virtual PCD 00 00, Gemalto serial 00 00"


def test_auto_knows_a_held_reader_from_before(pcsc: Pcsc) -> None:
    driver = PcscReader()
    assert driver.read(0.0) == NoCard()
    pcsc.lay("wang")
    pcsc.fault("held", 0)
    pcsc.fault("kill_soon", 1)  # the next child cannot ask the reader where it is
    driver.status()
    assert driver.status().kind is StatusKind.BUSY


@pytest.mark.parametrize("name", ["", "Feitian R502"], ids=["auto", "named"])
def test_a_token_is_a_reader_of_its_own_with_its_card_in_it(pcsc: Pcsc, name: str) -> None:
    token = "Yubico YubiKey CCID 01 00"
    driver, key = PcscReader(name), p256()
    certificate = Authority().issue(key)
    assert driver.read_technician(0.0) == NoCard()
    pcsc.others = {token: OTHER_USB, "Gemalto serial 02 00": SERIAL}
    pcsc.tokens = {token: PivCard(lambda **event: None, set(), programmed(key, certificate))}
    assert driver.read_technician(1.0) == TechnicianCardRead(certificate)
    assert driver.present() is True
    assert driver.status().kind is StatusKind.READY
    assert driver.sign(certificate, OTHER_PIN, bytes(32)) == CardPinWrong(2)
    signed = driver.sign(certificate, PIN, bytes(32))
    assert isinstance(signed, CardSigned)
    assert is_signed(certificate, bytes(32), signed.signature)
    pcsc.lay("wang")
    assert driver.read_technician(1.0) == TechnicianCardRead(certificate), "beside a card that somebody forgot"
    assert isinstance(driver.read(1.0), SocialCardRead), "and a resident's card is read where it always is"
    pcsc.lay("")
    pcsc.others, pcsc.tokens = {}, {}
    assert driver.present() is False
    assert driver.sign(certificate, PIN, bytes(32)) == CardLeft()


def test_a_token_alone_is_found_where_the_reader_is_away(pcsc: Pcsc) -> None:
    """By its name: `auto` would take it for the reader, which it then is."""
    token, key = "Yubico YubiKey CCID 01 00", p256()
    certificate = Authority().issue(key)
    pcsc.fault("unplug", 0)
    pcsc.others = {token: OTHER_USB}
    pcsc.tokens = {token: PivCard(lambda **event: None, set(), programmed(key, certificate))}
    driver = PcscReader("Feitian R502")
    assert driver.read_technician(1.0) == TechnicianCardRead(certificate)
    assert driver.read(0.0) == ReaderUnavailable(Reason.NOT_FOUND)
    assert PcscReader().read_technician(1.0) == TechnicianCardRead(certificate)
