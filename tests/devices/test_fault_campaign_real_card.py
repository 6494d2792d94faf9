"""Random faults of a real pcscd, a card in its vpcd, and a real child: few sequences, and nothing of it is ours but the card."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulation.process import SimulatorProcess
from devices.smart_card_reader import reader as reader_module
from devices.smart_card_reader.private_pcscd import PrivatePcscd, missing
from devices.smart_card_reader.reader import PcscReader
from kiosk.domain.sample_people import sample_person
from kiosk.ports.devices import CardLeft, CardUnreadable, NoCard, ReaderUnavailable, SocialCardOutcome, SocialCardRead
from tests import campaign

pytestmark = [
    pytest.mark.timeout(0 if campaign.SOAK else 120),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]

_PATIENCE = 20.0  # seconds; things take a small part of it
_PEOPLE = ("wang", "li", "zhao", "ouyang")
_CARD_FAULTS: dict[str, dict[str, Any]] = {
    "silent": {}, "slow": {"seconds": 0.05}, "garbage": {}, "truncated": {}, "wrong_tlv": {}, "mute": {}, "remove_at_apdu": {},
}  # fmt: skip
_FAULTS = (*_CARD_FAULTS, "take", "bounce", "restart", "kill_pcscd", "hang_pcscd", "kill_child", "hang_child", "swap")

steps = st.lists(
    st.tuples(st.sampled_from(_FAULTS), st.sampled_from(_PEOPLE), st.integers(0, 16), st.booleans()), min_size=3, max_size=5
)


@pytest.fixture(scope="module")
def pcscd() -> Iterator[PrivatePcscd]:
    # Not below pytest's own directory: the name of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="pcsc-") as directory, pytest.MonkeyPatch.context() as patch:
        made = PrivatePcscd(Path(directory))
        patch.setenv("PCSCLITE_CSOCK_NAME", made.socket)
        # The driver's own limits are made for slow cards and slow machines.
        patch.setattr(reader_module, "_READ_LIMIT", 2.0)
        patch.setattr(reader_module, "_READ_TIMEOUT", 3.0)
        patch.setattr(reader_module, "_ASK_TIMEOUT", 2.5)
        try:
            made.start()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def card(pcscd: PrivatePcscd) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("smart_card_reader", "--port", str(pcscd.ports[0]), network=pcscd.network) as made:
        yield made


@pytest.fixture(scope="module")
def reader(pcscd: PrivatePcscd) -> Iterator[PcscReader]:
    made = PcscReader(pcscd.readers[0])
    yield made
    made.close()


def until(wanted: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not wanted():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class Fault:
    """One fault, and its end. ``person``: the card that is in the reader, or the one that is swapped for it."""

    def __init__(self, pcscd: PrivatePcscd, card: SimulatorProcess, reader: PcscReader) -> None:
        self._pcscd, self._card, self._reader = pcscd, card, reader
        self.unreachable = False  # nothing can be known

    def begin(self, kind: str, person: str, number: int) -> None:
        match kind:
            case "take":
                self._card.command("take")
            case "bounce":
                self._card.command("bounce", seconds=number / 200)
            case "swap":
                self._card.command("lay", card=person)
            case "restart":
                self._pcscd.stop()
                self._pcscd.start()
            case "kill_pcscd":
                self._pcscd.kill()
                self.unreachable = True
            case "hang_pcscd":
                self._pcscd.suspend(True)
                self.unreachable = True
            case "kill_child" | "hang_child":
                with contextlib.suppress(ProcessLookupError):
                    if (pid := self._reader._child.pid) is not None:
                        os.kill(pid, signal.SIGKILL if kind == "kill_child" else signal.SIGSTOP)
            case _:
                arguments = {"at": number} if kind == "remove_at_apdu" else _CARD_FAULTS[kind]
                self._card.command("fault", kind=kind, **arguments)

    def end(self, kind: str) -> None:
        self._card.command("take")  # a card that hangs is let go
        self._card.command("clear")
        if kind == "kill_pcscd":
            self._pcscd.start()
        if kind == "hang_pcscd":
            self._pcscd.suspend(False)
        self.unreachable = False


def is_true(outcome: SocialCardOutcome, people: set[str]) -> None:
    assert isinstance(outcome, (SocialCardRead, NoCard, CardLeft, CardUnreadable, ReaderUnavailable))
    if isinstance(outcome, SocialCardRead):
        assert outcome.card.number in {sample_person(person).number for person in people}


@settings(max_examples=300 if campaign.SOAK else 1)
@given(steps)
def test_faults_at_random(
    pcscd: PrivatePcscd, card: SimulatorProcess, reader: PcscReader, steps: list[tuple[str, str, int, bool]]
) -> None:
    for kind, person, number, in_the_middle in steps:
        until(lambda: reader.status().usable, "it did not come back")
        card.command("lay", card="chen")
        until(lambda: reader.present() is True, "the card is not seen")
        fault = Fault(pcscd, card, reader)
        if in_the_middle and kind not in _CARD_FAULTS:
            card.command("fault", kind="slow", seconds=0.03)
            outcome = _while_reading(reader, card, lambda: fault.begin(kind, person, number))  # noqa: B023
        else:
            fault.begin(kind, person, number)
            outcome = reader.read(0.3)
        try:
            is_true(outcome, {"chen", person})
            began = time.monotonic()
            status = reader.status()
            assert time.monotonic() - began < 6
            if fault.unreachable:
                assert not status.usable
                assert reader.present() is None
        finally:
            fault.end(kind)
        until(lambda: reader.status().usable, f"it did not come back from {kind}")
        until(lambda: reader.present() is False, "a card that is gone is seen")
        assert reader.read(0.0) == NoCard()
        card.command("lay", card=person)
        outcome = reader.read(_PATIENCE)
        assert isinstance(outcome, SocialCardRead)
        assert outcome.card.number == sample_person(person).number
        card.command("take")
        until(lambda: reader.present() is False, "a card that is gone is seen")


_THREAD = ThreadPoolExecutor(1)  # stays: a child goes with the thread that started it


def _while_reading(reader: PcscReader, card: SimulatorProcess, act: Callable[[], None]) -> SocialCardOutcome:
    reading = _THREAD.submit(reader.read, 0.3)
    until(lambda: reading.done() or card.command("counts")["commands"] >= 3, "it does not read")
    act()
    return reading.result(_PATIENCE)
