"""Technicians' cards: the real driver and its child, a real pcscd with vpcd, a PIV card of ours; and the bytes alone."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import queue
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.runtime.hub import open_device_hub
from devices.simulation.process import Event, SimulatorProcess
from devices.smart_card_reader import piv
from devices.smart_card_reader.apdu import Answer, BadAnswer, Exchange, chained
from devices.smart_card_reader.piv import BadPivData
from devices.smart_card_reader.piv_talk import read_certificate, sign
from devices.smart_card_reader.private_pcscd import PrivatePcscd, missing
from devices.smart_card_reader.reader import PcscReader
from devices.smart_card_reader.simulated_piv import PivCard, field
from kiosk.child_process.server import Failed
from kiosk.domain.device_states import Reason
from kiosk.domain.technicians import challenge
from kiosk.messages.technician_cards import is_signed
from kiosk.ports.device_hub import DeviceAnswer, DeviceEvent, ReadTechnicianCard, SignWithCard
from kiosk.ports.devices import (
    CardEmpty,
    CardLeft,
    CardPinBlocked,
    CardPinWrong,
    CardSigned,
    CardSwapped,
    CardUnreadable,
    NoCard,
    OtherCard,
    ReaderUnavailable,
    TechnicianCardRead,
)
from tests import campaign
from tests.technician_cards import OTHER_PIN, PIN, Authority, p256, programmed, rsa_key

OURS = Authority()
KEY, RSA = p256(), rsa_key()
CARD, RSA_CARD = OURS.issue(KEY), OURS.issue(RSA, "li.na")
DIGEST = challenge(bytes(32), "T0001")
on_the_wire = [pytest.mark.timeout(60), pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}")]


@pytest.fixture(scope="module")
def pcscd() -> Iterator[PrivatePcscd]:
    # Not below pytest's own directory: the name of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="pcsc-") as directory, pytest.MonkeyPatch.context() as patch:
        made = PrivatePcscd(Path(directory))
        patch.setenv("PCSCLITE_CSOCK_NAME", made.socket)
        try:
            made.start()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def slot(pcscd: PrivatePcscd) -> Iterator[SimulatorProcess]:
    errors: list[Event] = []
    port = ("--port", str(pcscd.ports[0]))
    with SimulatorProcess("smart_card_reader", *port, on_event=errors.append, network=pcscd.network) as card:
        yield card
    assert [error for error in errors if error.get("event") == "error"] == []  # the card never got what it does not know


@pytest.fixture(scope="module")
def driver(pcscd: PrivatePcscd) -> Iterator[PcscReader]:
    made = PcscReader(pcscd.readers[0])
    yield made
    made.close()


@pytest.fixture
def card(slot: SimulatorProcess, driver: PcscReader) -> SimulatorProcess:
    take(slot, driver)
    slot.command("program", **programmed(KEY, CARD))
    slot.command("clear")
    return slot


def take(card: SimulatorProcess, driver: PcscReader) -> None:
    """Until pcscd has seen it: it looks some times a second."""
    card.command("take")
    end = time.monotonic() + 20
    while driver.present() is not False and time.monotonic() < end:
        time.sleep(0.02)


def until_there(driver: PcscReader) -> bool:
    end = time.monotonic() + 20
    while not driver.present() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(driver.present())


class TestOnTheWire:
    pytestmark = on_the_wire

    @pytest.mark.parametrize("t0", [False, True], ids=["T=1", "T=0"])
    @pytest.mark.parametrize(("key", "certificate"), [(KEY, CARD), (RSA, RSA_CARD)], ids=["P-256", "RSA-2048"])
    def test_a_card_signs_once_it_has_its_pin(
        self, driver: PcscReader, card: SimulatorProcess, key: Any, certificate: bytes, t0: bool
    ) -> None:
        card.command("program", **programmed(key, certificate, t0=t0))
        card.command("lay", card="piv")
        assert driver.read_technician(10.0) == TechnicianCardRead(certificate)
        outcome = driver.sign(certificate, PIN, DIGEST)
        assert isinstance(outcome, CardSigned)
        assert is_signed(certificate, DIGEST, outcome.signature)
        assert driver.present() is True

    def test_wrong_pins_are_counted_by_the_card_until_it_takes_none(self, driver: PcscReader, card: SimulatorProcess) -> None:
        card.command("lay", card="piv")
        driver.read_technician(10.0)
        assert driver.sign(CARD, OTHER_PIN, DIGEST) == CardPinWrong(2)
        assert isinstance(driver.sign(CARD, PIN, DIGEST), CardSigned), "the right one ends it"
        assert driver.sign(CARD, OTHER_PIN, DIGEST) == CardPinWrong(2)
        take(card, driver)
        assert isinstance(driver.read_technician(0.0), NoCard)
        card.command("lay", card="piv")
        driver.read_technician(10.0)
        assert driver.sign(CARD, OTHER_PIN, DIGEST) == CardPinWrong(1), "taking it out gives no try back"
        assert driver.sign(CARD, OTHER_PIN, DIGEST) == CardPinBlocked()
        assert driver.sign(CARD, PIN, DIGEST) == CardPinBlocked()

    def test_a_residents_card_is_known_by_its_application_alone(self, driver: PcscReader, card: SimulatorProcess) -> None:
        card.command("lay", card="wang")
        assert driver.read_technician(10.0) == OtherCard(social=True)
        assert card.command("counts")["commands"] == 2, "no record was asked for"
        card.command("fault", kind="blocked")
        assert driver.read_technician(10.0) == OtherCard(social=True)
        card.command("fault", kind="bank_card")
        assert driver.read_technician(10.0) == OtherCard()

    def test_a_technicians_card_is_no_social_security_card(self, driver: PcscReader, card: SimulatorProcess) -> None:
        card.command("lay", card="piv")
        assert driver.read(10.0) == CardUnreadable(Reason.NOT_FOUND)

    @pytest.mark.parametrize(
        ("fault", "outcome"),
        [
            ("packed", TechnicianCardRead(CARD)),
            ("bad_object", CardUnreadable(Reason.GARBLED)),
            ("garbage", CardUnreadable(Reason.GARBLED)),
            ("mute", CardUnreadable(Reason.SILENT)),
        ],
    )
    def test_what_a_card_gives_is_read_or_refused(
        self, driver: PcscReader, card: SimulatorProcess, fault: str, outcome: Any
    ) -> None:
        card.command("fault", kind=fault)
        card.command("lay", card="piv")
        assert driver.read_technician(10.0) == outcome

    def test_a_long_object_comes_in_pieces_and_an_empty_one_is_told(self, driver: PcscReader, card: SimulatorProcess) -> None:
        card.command("fault", kind="padded")
        card.command("lay", card="piv")
        assert driver.read_technician(10.0) == TechnicianCardRead(CARD + bytes(3000))
        take(card, driver)
        card.command("program", **programmed(KEY, b""))
        card.command("clear")
        card.command("lay", card="piv")
        assert driver.read_technician(10.0) == CardEmpty()

    @pytest.mark.parametrize("at", [0, *(pytest.param(at, marks=campaign.LONG_RUN) for at in (1, 2, 3)), 4, 5])
    def test_a_card_taken_out_at_any_command_is_told(self, driver: PcscReader, card: SimulatorProcess, at: int) -> None:
        """Two commands to read it, and four to have it sign: after each, what is found is that it left."""
        if at < 2:
            card.command("fault", kind="remove_at_apdu", at=at)
            card.command("lay", card="piv")
            assert driver.read_technician(10.0) == CardLeft()
            return
        card.command("fault", kind="remove_at_apdu", at=at + 2)
        card.command("lay", card="piv")
        read = driver.read_technician(10.0)
        outcome = driver.sign(CARD, PIN, DIGEST) if read == TechnicianCardRead(CARD) else read
        assert outcome == CardLeft()

    def test_no_other_card_is_given_the_pin(self, driver: PcscReader, card: SimulatorProcess) -> None:
        card.command("lay", card="piv")
        driver.read_technician(10.0)
        other = OURS.issue(KEY, "li.na")
        assert driver.sign(other, PIN, DIGEST) == CardSwapped(), "nor one that was never read"
        take(card, driver)
        card.command("program", **programmed(KEY, other, tries=1))
        card.command("lay", card="piv")
        assert until_there(driver)
        assert driver.sign(CARD, OTHER_PIN, DIGEST) == CardSwapped()
        assert driver.read_technician(10.0) == TechnicianCardRead(other)
        assert isinstance(driver.sign(other, PIN, DIGEST), CardSigned), "its one try was left to it"
        take(card, driver)
        card.command("lay", card="wang")
        assert until_there(driver)
        assert driver.sign(other, PIN, DIGEST) == OtherCard(social=True)
        take(card, driver)
        assert driver.sign(other, PIN, DIGEST) == CardLeft()

    @pytest.mark.parametrize(("fault", "good"), [("false_signature", False), ("no_signature", None)])
    def test_a_signature_that_is_false_or_refused(
        self, driver: PcscReader, card: SimulatorProcess, fault: str, good: bool | None
    ) -> None:
        card.command("fault", kind=fault)
        card.command("lay", card="piv")
        driver.read_technician(10.0)
        outcome = driver.sign(CARD, PIN, DIGEST)
        if good is None:
            assert outcome == CardUnreadable(Reason.NOT_AUTHORISED)
        else:
            assert isinstance(outcome, CardSigned)
            assert is_signed(CARD, DIGEST, outcome.signature) is good

    def test_requests_are_answered_by_the_hub(self, pcscd: PrivatePcscd, card: SimulatorProcess) -> None:
        told: queue.SimpleQueue[DeviceEvent] = queue.SimpleQueue()
        hub = open_device_hub({"smart_card_reader": {"driver": "pcsc", "reader": pcscd.readers[0]}}, told.put)
        hub.start()

        def answer(request_id: str) -> Any:
            while not isinstance(event := told.get(timeout=30), DeviceAnswer) or event.request_id != request_id:
                pass
            return event.outcome

        try:
            hub.request(ReadTechnicianCard("1"))
            card.command("lay", card="piv")
            assert answer("1") == TechnicianCardRead(CARD)
            hub.request(SignWithCard("2", CARD, PIN, DIGEST))
            assert is_signed(CARD, DIGEST, answer("2").signature)
        finally:
            hub.stop()

    def test_a_reader_that_is_gone_is_told(self, pcscd: PrivatePcscd) -> None:
        nowhere = PcscReader("Gone 00 00")
        try:
            assert nowhere.read_technician(0.0) == ReaderUnavailable(Reason.NOT_FOUND)
        finally:
            nowhere.close()


class Talk:
    """What `piv_talk` says to a card of ours, without a reader."""

    def __init__(self, key: Any = KEY, certificate: bytes = CARD, faults: tuple[str, ...] = (), **given: Any) -> None:
        self.events: list[dict[str, Any]] = []
        self.card = PivCard(lambda **event: self.events.append(event), set(faults), programmed(key, certificate, **given))
        self.alter: Callable[[bytes], bytes] = bytes  # of what it answers

    def ask(self, command: bytes) -> Answer:
        exchange = Exchange(command)
        while True:
            try:
                answer = exchange.take(bytes(self.alter(self.card.answer(exchange.to_send))))
            except BadAnswer:
                raise Failed("garbled") from None
            if answer is not None:
                return answer


def test_the_card_refuses_what_it_does_not_know_as_the_standard_says() -> None:
    card = Talk().card
    answers = {
        "00A4040009A0000003080000100000": 0x9000,
        "00A4040006A00000030800": 0x6A82,
        "00A40400060102030405060 0".replace(" ", ""): 0x6A82,
        "00CB3FFF055C035FC10200": 0x6A82,  # CHUID: not here
        "00CB3FFE055C035FC10500": 0x6A86,
        "0020008100": 0x6A88,  # the PUK
        "0020008000": 0x63C3,  # how many tries are left
        "00871197047C02820000": 0x6A86,  # another key
        "0087119A0C7C0A820081063131313131310 0".replace(" ", ""): 0x6982,
        "00B2010400": 0x6D00,
        "8020008000": 0x6E00,
        "00": 0x6700,
        "00C0000000": 0x6985,
    }
    for command, status in answers.items():
        assert int.from_bytes(card.answer(bytes.fromhex(command))[-2:], "big") == status, command


def test_a_pin_is_of_digits_and_is_filled_up() -> None:
    assert piv.verify_pin("271828") == bytes.fromhex("0020008008323731383238FFFF")
    for wrong in ("12345", "123456789", "12345a", "１２３４５６", ""):
        with pytest.raises(ValueError, match="PIN"):
            piv.verify_pin(wrong)


def test_long_data_goes_in_a_chain() -> None:
    commands = chained(b"\0\x87\x07\x9a", bytes(266))
    assert [(command[0], command[4], len(command)) for command in commands] == [(0x10, 255, 260), (0, 11, 16)]
    assert chained(b"\0\x87\x07\x9a", b"\1") == [b"\0\x87\x07\x9a\1\1"]


def test_a_certificate_that_unpacks_to_too_much_is_refused() -> None:
    def packed(data: bytes) -> bytes:
        return field(0x53, field(0x70, data) + field(0x71, b"\1") + field(0xFE, b""))

    assert piv.certificate_in(packed(gzip.compress(CARD))) == CARD
    for bad in (gzip.compress(bytes(50_000_000)), gzip.compress(CARD)[:-12], b"", CARD):
        with pytest.raises(BadPivData):
            piv.certificate_in(packed(bad))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x53", b"\x53\x80", b"\x53\x05\x70\x81", b"\x53\x84\0\0\0\0", b"\x54\0", b"\x53\x04\x70\0\x70\0", b"\x53\2\x7f\x49",
        b"\x53\3\x71\1\2", b"\x53\4\x71\2\0\0", b"\x53\1\x70\0",
    ],
)  # fmt: skip
def test_an_object_in_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(BadPivData):
        piv.certificate_in(data)
    with pytest.raises(BadPivData):
        piv.signature_in(data)


@given(st.binary(max_size=200) | st.binary(max_size=40).map(lambda inner: field(0x53, inner)))
def test_whatever_a_card_answers_is_read_or_refused(data: bytes) -> None:
    for read in (piv.certificate_in, piv.signature_in, piv.algorithm_of):
        with contextlib.suppress(BadPivData):
            read(data)


HOSTILE = {t0: Talk(t0=t0) for t0 in (False, True)}
KNOWN = hashlib.sha256(read_certificate(HOSTILE[True].ask, True)).hexdigest()
WORDS = {"social", "foreign", "empty", "refused-data", "swapped", "pin-blocked", "garbled", ""}


@given(st.data(), st.booleans(), st.booleans())
def test_a_hostile_card_ends_in_a_word_and_no_other_is_given_the_pin(data: st.DataObject, t0: bool, swapped: bool) -> None:
    """Each of its answers may be anything; the talk ends, by an answer or by one of its words."""
    hostile, heard = HOSTILE[t0], list[bytes]()
    hostile.card.reset()

    def alter(answer: bytes) -> bytes:
        if data.draw(st.integers(0, 3)):
            return answer
        return data.draw(st.binary(max_size=40) | st.sampled_from([answer[:-1], answer[-2:], b"\x61\0", b"\x6c\5", b"\x90\0"]))

    def ask(command: bytes) -> Answer:
        heard.append(command)
        return hostile.ask(command)

    hostile.alter = alter
    word = ""
    try:
        sign(ask, t0, "0" * 64 if swapped else KNOWN, PIN, piv.P256, DIGEST)
    except Failed as failed:
        word = str(failed)
    assert word in WORDS
    if swapped:
        assert not any(PIN.encode() in command for command in heard)
