"""The real driver and its child, a real pcscd with vpcd, and a card of ours."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from smartcard import scard

from devices.runtime.hub import open_device_hub
from devices.simulation.process import Event, SimulatorError, SimulatorProcess
from devices.smart_card_reader.private_pcscd import PrivatePcscd, missing
from devices.smart_card_reader.reader import PcscReader
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.sample_people import sample_person
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, DeviceEvent, ReadSocialCard, WaitForNoCard
from kiosk.ports.devices import (
    CardLeft,
    CardNeedsPin,
    CardUnreadable,
    Device,
    DeviceStatus,
    NoCard,
    ReaderUnavailable,
    SocialCardOutcome,
    SocialCardRead,
)

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]

_T = TypeVar("_T")


def until(what: Callable[[], _T], wanted: Callable[[_T], bool], timeout: float = 10.0) -> _T:
    """What it tells, as soon as that is what is wanted, or at the end of the time."""
    end = time.monotonic() + timeout
    while not wanted(told := what()) and time.monotonic() < end:
        time.sleep(0.02)
    return told


@pytest.fixture(scope="module")
def running() -> Iterator[PrivatePcscd]:
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
def slots(running: PrivatePcscd) -> Iterator[tuple[SimulatorProcess, ...]]:
    errors: list[Event] = []
    options = [("--port", str(port)) for port in running.ports]
    with (
        SimulatorProcess("smart_card_reader", *options[0], on_event=errors.append, network=running.network) as first,
        SimulatorProcess("smart_card_reader", *options[1], on_event=errors.append, network=running.network) as second,
    ):
        yield first, second
    assert [error for error in errors if error.get("event") == "error"] == []  # the card never got what it does not know


@pytest.fixture
def pcscd(running: PrivatePcscd, slots: tuple[SimulatorProcess, ...]) -> PrivatePcscd:
    for card in slots:
        card.command("take")
        card.command("clear")
        card.forget()
    return running


@pytest.fixture
def card(pcscd: PrivatePcscd, slots: tuple[SimulatorProcess, ...]) -> SimulatorProcess:
    return slots[0]


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> Iterator[PcscReader]:
    made = PcscReader(pcscd.readers[0])
    assert until(made.present, lambda present: present is False) is False
    yield made
    made.close()


def read(reader: PcscReader) -> SocialCardOutcome:
    return reader.read(10.0)


def ready(reader: PcscReader, timeout: float = 10.0) -> DeviceStatus:
    return until(reader.status, lambda status: status.kind is StatusKind.READY, timeout)


class Reading(threading.Thread):
    """A read on another thread."""

    def __init__(self, reader: PcscReader, timeout: float = 10.0) -> None:
        super().__init__(daemon=True)
        self._reader = reader
        self._timeout = timeout
        self.outcome: SocialCardOutcome | None = None
        self.start()

    def run(self) -> None:
        self.outcome = self._reader.read(self._timeout)

    def end(self) -> SocialCardOutcome | None:
        self.join(20)
        return self.outcome


def test_a_reader_without_a_card_is_ready(reader: PcscReader) -> None:
    assert reader.status() == DeviceStatus(StatusKind.READY, detail="Virtual PCD 00 00")
    assert reader.read(0.0) == NoCard()
    began = time.monotonic()
    assert reader.read(0.6) == NoCard()
    assert 0.6 <= time.monotonic() - began < 2
    assert reader.present() is False


@pytest.mark.parametrize("key", ["li", "ouyang", "chen", "dilireba"])  # two with a rare character, of two bytes and of four
def test_a_card_is_read_and_is_still_there(card: SimulatorProcess, reader: PcscReader, key: str) -> None:
    card.command("lay", card=key)
    outcome = read(reader)
    assert isinstance(outcome, SocialCardRead)
    person = sample_person(key)
    assert (outcome.card.name, outcome.card.number, outcome.card.region) == (person.name, person.number, "310199")
    card.wait_for("card_read")
    assert reader.present() is True
    assert reader.status().kind is StatusKind.READY
    assert isinstance(reader.read(0.0), SocialCardRead)
    card.command("take")
    assert until(reader.present, lambda present: present is False) is False
    assert reader.read(0.0) == NoCard()


def test_a_card_laid_while_looking_is_found(card: SimulatorProcess, reader: PcscReader) -> None:
    reading = Reading(reader)
    card.command("lay", card="wang")
    assert isinstance(reading.end(), SocialCardRead)


@pytest.mark.parametrize("kinds", [["61"], ["6c"], ["61", "6c"], ["long_names"], ["long_names", "6c"]])
def test_slots_that_answer_in_other_ways_are_read(card: SimulatorProcess, reader: PcscReader, kinds: list[str]) -> None:
    for kind in kinds:
        card.command("fault", kind=kind)
    card.command("lay", card="ouyang")
    outcome = read(reader)
    assert isinstance(outcome, SocialCardRead)
    assert outcome.card.name == "欧阳䶮"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("pin", CardNeedsPin()),
        ("bank_card", CardUnreadable(Reason.NOT_FOUND)),
        ("blocked", CardUnreadable(Reason.NOT_AUTHORISED)),
        ("garbage", CardUnreadable(Reason.GARBLED)),
        ("wrong_tlv", CardUnreadable(Reason.GARBLED)),
        ("truncated", CardUnreadable(Reason.GARBLED)),
        ("mute", CardUnreadable(Reason.SILENT)),
    ],
)
def test_faults_of_a_card(card: SimulatorProcess, reader: PcscReader, kind: str, outcome: object) -> None:
    card.command("fault", kind=kind)
    card.command("lay", card="wang")
    assert read(reader) == outcome
    assert reader.status().kind is StatusKind.READY  # it is the card's fault and not the reader's
    card.command("clear")
    assert isinstance(read(reader), SocialCardRead)


@pytest.mark.parametrize("at", [0, 1, 8, 15])
def test_a_card_pulled_out_while_it_is_read_has_left(card: SimulatorProcess, reader: PcscReader, at: int) -> None:
    card.command("fault", kind="remove_at_apdu", at=at)
    card.command("lay", card="wang")
    assert read(reader) == CardLeft()
    assert reader.present() is False
    card.command("clear")
    card.command("lay", card="li")
    assert isinstance(read(reader), SocialCardRead)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's own limits are made for slow cards and slow machines."""
    monkeypatch.setattr("devices.smart_card_reader.reader._READ_LIMIT", 2.0)
    monkeypatch.setattr("devices.smart_card_reader.reader._READ_TIMEOUT", 3.5)


@pytest.mark.usefixtures("impatient")
def test_a_card_that_falls_silent_costs_a_child_and_nothing_else(card: SimulatorProcess, reader: PcscReader) -> None:
    assert ready(reader).usable
    before = reader._child.pid
    card.command("fault", kind="silent")
    card.command("lay", card="wang")
    began = time.monotonic()
    assert read(reader) == ReaderUnavailable(Reason.SILENT)
    assert time.monotonic() - began < 8
    assert reader._child.pid is None
    # pcscd still waits for the card: what it says of the reader is what it remembers.
    status = reader.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.SILENT)
    assert reader.present() is None
    assert reader.read(0.0) == ReaderUnavailable(Reason.SILENT)
    assert reader._child.pid not in (None, before)
    card.command("take")
    card.command("clear")
    assert ready(reader).kind is StatusKind.READY
    card.command("lay", card="wang")
    assert isinstance(read(reader), SocialCardRead)


def test_a_card_that_has_no_contact_while_it_is_reset_is_read(card: SimulatorProcess, reader: PcscReader) -> None:
    """And has it again before pcscd looks: from then on pcscd says that there is no card, until somebody asks the reader."""

    def looks() -> int:
        return int(card.command("counts")["looks"])

    def looked_again() -> bool:
        before = looks()
        return until(looks, lambda count: count > before) > before

    card.command("lay", card="wang")
    assert until(reader.present, lambda present: present is True) is True
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    assert code == scard.SCARD_S_SUCCESS
    code, other, _ = scard.SCardConnect(context, PrivatePcscd.readers[0], scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0)
    assert code == scard.SCARD_S_SUCCESS
    assert looked_again()
    card.command("bounce", seconds=0.1)
    scard.SCardDisconnect(other, scard.SCARD_RESET_CARD)
    assert looked_again()
    assert looked_again()
    assert reader.present() is False, "pcscd says so, or this shows nothing"
    assert isinstance(reader.read(5.0), SocialCardRead)
    assert reader.present() is True
    card.command("take")
    assert until(reader.present, lambda present: present is False) is False
    scard.SCardReleaseContext(context)


@pytest.mark.usefixtures("impatient")
def test_a_slow_card_is_waited_for_and_not_for_ever(card: SimulatorProcess, reader: PcscReader) -> None:
    card.command("fault", kind="slow", seconds=0.05)
    card.command("lay", card="wang")
    assert isinstance(read(reader), SocialCardRead)
    card.command("fault", kind="slow", seconds=0.5)
    assert read(reader) == CardUnreadable(Reason.SILENT)
    card.command("clear")
    assert isinstance(read(reader), SocialCardRead)


def in_the_middle(card: SimulatorProcess) -> None:
    """Wait until some commands, and not all, were sent."""
    assert until(lambda: card.command("counts")["commands"], lambda count: count >= 3) >= 3


def test_a_child_that_is_killed_in_the_middle_comes_back(card: SimulatorProcess, reader: PcscReader) -> None:
    card.command("fault", kind="slow", seconds=0.2)
    card.command("lay", card="wang")
    reading = Reading(reader)
    in_the_middle(card)
    pid = reader._child.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert reading.end() == ReaderUnavailable(Reason.MECHANICAL)
    card.command("clear")
    # While the service still waits for the card that hung, the reader is not called well.
    assert isinstance(until(lambda: read(reader), lambda outcome: isinstance(outcome, SocialCardRead)), SocialCardRead)
    assert reader._child.pid not in (None, pid)


def test_a_card_that_another_program_holds(card: SimulatorProcess, reader: PcscReader) -> None:
    other = PcscReader(PrivatePcscd.readers[0])
    card.command("fault", kind="slow", seconds=0.2)
    card.command("lay", card="wang")
    reading = Reading(other)
    in_the_middle(card)
    assert reader.read(0.0) == ReaderUnavailable(Reason.IN_USE)
    assert reader.status() == DeviceStatus(StatusKind.BUSY, detail="Virtual PCD 00 00")
    card.command("clear")
    assert isinstance(read(reader), SocialCardRead)  # as soon as the other one is done
    assert isinstance(reading.end(), SocialCardRead)
    other.close()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_pcscd_goes_and_comes_back(card: SimulatorProcess, reader: PcscReader, pcscd: PrivatePcscd, end: str) -> None:
    card.command("lay", card="wang")
    assert isinstance(read(reader), SocialCardRead)
    pid = reader._child.pid
    (pcscd.stop if end == "stop" else pcscd.kill)()
    try:
        for _ in range(5):
            began = time.monotonic()
            assert reader.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, pcscd.readers[0])
            assert reader.read(5.0) == ReaderUnavailable(Reason.NOT_FOUND)
            assert reader.present() is None
            assert time.monotonic() - began < 2
    finally:
        pcscd.start()
    assert ready(reader).kind is StatusKind.READY
    assert isinstance(read(reader), SocialCardRead)  # which has been there all the time
    assert reader._child.pid == pid


def test_pcscd_restarts_between_two_looks(card: SimulatorProcess, reader: PcscReader, pcscd: PrivatePcscd) -> None:
    for end in (pcscd.stop, pcscd.kill, pcscd.kill):
        assert ready(reader).kind is StatusKind.READY
        end()
        pcscd.start()
    assert ready(reader).kind is StatusKind.READY
    card.command("lay", card="wang")
    assert isinstance(read(reader), SocialCardRead)


@pytest.mark.parametrize("laid", [False, True], ids=["looking", "reading"])
def test_pcscd_dies_while_a_card_is_looked_for_or_read(
    card: SimulatorProcess, reader: PcscReader, pcscd: PrivatePcscd, laid: bool
) -> None:
    assert ready(reader).usable
    if laid:
        card.command("fault", kind="slow", seconds=0.2)
        card.command("lay", card="wang")
    reading = Reading(reader)
    if laid:
        in_the_middle(card)
    pcscd.kill()
    try:
        assert reading.end() == ReaderUnavailable(Reason.NOT_FOUND)
    finally:
        pcscd.start()
    card.command("clear")
    card.command("lay", card="wang")
    assert ready(reader).kind is StatusKind.READY
    assert isinstance(read(reader), SocialCardRead)


def test_a_pcscd_that_hangs_costs_a_child_and_nothing_else(card: SimulatorProcess, reader: PcscReader, pcscd: PrivatePcscd) -> None:
    assert ready(reader).usable
    pcscd.suspend(True)
    try:
        began = time.monotonic()
        assert reader.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.SILENT, pcscd.readers[0])
        assert time.monotonic() - began < 6
        assert reader._child.pid is None
    finally:
        pcscd.suspend(False)
    assert ready(reader).kind is StatusKind.READY
    card.command("lay", card="wang")
    assert isinstance(read(reader), SocialCardRead)


def test_the_reader_that_is_named_is_the_one(slots: tuple[SimulatorProcess, ...], pcscd: PrivatePcscd) -> None:
    first, second, any_one, other = (PcscReader(name) for name in (*pcscd.readers, "Virtual PCD", "Virtual PCD 01 00"))
    try:
        assert until(first.present, lambda present: present is False) is False  # the card of the test before
        slots[1].command("lay", card="li")
        outcome = read(second)
        assert isinstance(outcome, SocialCardRead)
        assert outcome.card.name == "李娜"
        assert first.read(0.0) == any_one.read(0.0) == NoCard()
        slots[0].command("lay", card="zhuge")
        for reader, name in ((first, "诸葛建国"), (any_one, "诸葛建国"), (second, "李娜")):
            outcome = read(reader)
            assert isinstance(outcome, SocialCardRead)
            assert outcome.card.name == name
        assert second.status() == DeviceStatus(StatusKind.READY, detail="Virtual PCD 00 01")
        there = "Virtual PCD 01 00; there are Virtual PCD 00 00, Virtual PCD 00 01"
        assert other.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, there)
        assert other.read(0.0) == ReaderUnavailable(Reason.NOT_FOUND)
    finally:
        for reader in (first, second, any_one, other):
            reader.close()


def test_the_simulator_says_what_it_does_not_do(card: SimulatorProcess) -> None:
    for command, arguments in (("lay", {"card": "nobody"}), ("fault", {"kind": "none"}), ("fault", {"kind": "slow"}), ("x", {})):
        with pytest.raises(SimulatorError):
            card.command(command, **arguments)


@pytest.mark.usefixtures("reader")  # it waits until pcscd knows that the last test's card is gone
def test_at_the_desk_a_card_is_read_and_one_that_stays_in_the_slot_is_told_of(card: SimulatorProcess) -> None:
    events: queue.Queue[DeviceEvent] = queue.Queue()

    def answer(request_id: str) -> object:
        while True:
            event = events.get(timeout=15)
            if isinstance(event, DeviceAnswer):
                assert event.request_id == request_id
                return event.outcome

    hub = open_device_hub({"smart_card_reader": {"driver": "pcsc", "reader": "Virtual PCD"}}, events.put)
    hub.start()
    try:
        hub.request(ReadSocialCard("given up"))
        hub.request(Cancel("given up"))
        hub.request(ReadSocialCard("a"))
        card.command("lay", card="li")
        outcome = answer("a")
        assert isinstance(outcome, SocialCardRead)
        assert outcome.card.number == sample_person("li").number
        hub.request(WaitForNoCard("b", Device.SMART_CARD_READER))
        hub.request(WaitForNoCard("c", Device.ID_CARD_READER))
        assert answer("c") == CardGone(), "there is no such reader"
        card.command("take")
        assert answer("b") == CardGone()
    finally:
        hub.stop()


_TERMINAL = """
import json, sys
from devices.smart_card_reader.reader import PcscReader
told = []
for name in ("", "Virtual PCD", "Virtual PCD 00 00"):
    reader = PcscReader(name)
    status = reader.status()
    told.append((status.kind.value, status.reason and status.reason.value, status.detail, type(reader.read(0.0)).__name__))
    reader.close()
print(json.dumps(told))
"""


def test_a_card_over_the_network_is_read_by_no_terminal(pcscd: PrivatePcscd, card: SimulatorProcess) -> None:
    """Within its network pcscd stands where the system's stands: so a terminal finds one to which vpcd was added."""
    card.command("lay", card="wang")
    assert pcscd.network is not None
    environment = {name: value for name, value in os.environ.items() if name != "PCSCLITE_CSOCK_NAME"}
    told = subprocess.run(
        pcscd.network.command(sys.executable, "-c", _TERMINAL, mounts=True),
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
        timeout=30,
    ).stdout
    both = "Virtual PCD 00 00, Virtual PCD 00 01"
    refused = ["unavailable", "misconfigured", "Virtual PCD 00 00: whoever reaches its port puts a card in", "ReaderUnavailable"]
    assert json.loads(told) == [
        ["unavailable", "not-found", f"none on USB; taken only by name: {both}", "ReaderUnavailable"],
        refused,
        refused,
    ]


def test_auto_takes_no_virtual_reader(pcscd: PrivatePcscd, card: SimulatorProcess) -> None:
    card.command("lay", card="wang")
    reader = PcscReader()
    try:
        assert reader.status().reason is Reason.NOT_FOUND
        assert reader.read(1.0) == ReaderUnavailable(Reason.NOT_FOUND)
        assert reader.present() is None
    finally:
        reader.close()
