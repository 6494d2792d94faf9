"""Random faults on the line of a serial code scanner: a code is the one shown, shown after it was asked for, and told once."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from devices.code_scanner import scanner
from devices.code_scanner.scanner import SerialScanner
from kiosk.ports.devices import CodeNotText, CodeOutcome, CodeScanned, CodeUnreadable, NoCode, ScannerUnavailable
from tests.campaign import sequences
from tests.devices.virtual import FAULTS, LINE, Wire
from tests.devices.virtual_campaign import WireCampaign

_SLICE = 0.3  # as the hub asks
_GAP = 0.5  # of silence, and what has begun is over
_SUFFIXES = [b"\r", b"\r\n", b"\n", b"\t"]
_ALTERING = {"garbage", "wrong_check", "partial"}  # a code has no checksum on this line: what is altered cannot be told


class Shown(NamedTuple):
    text: str
    at: float  # when its first byte arrives
    altered: bool


class SerialScannerCampaign(WireCampaign):
    """A scanner takes no questions, so silence cannot be told from nobody showing anything: the port says so of READY."""

    modules = (scanner,)
    cut = frozenset({"unplug", "restart"})
    numbers = 60

    @initialize()
    def begin(self) -> None:
        self.wire = Wire(self.clock, lambda data: b"")
        self.shown: list[Shown] = []
        self.told: list[str] = []
        self.asked = 0.0
        self.paused = False
        self.driver = SerialScanner(self.wire.open)  # discovery gives it whatever port there is
        self.driver.arm()

    @rule(length=st.integers(0, 40), suffix=st.sampled_from(_SUFFIXES), encoding=st.sampled_from(["utf-8", "gb18030"]))
    def show(self, length: int, suffix: bytes, encoding: str) -> None:
        self.shows(length, suffix, encoding)

    def shows(self, length: int, suffix: bytes = b"\r", encoding: str = "utf-8") -> str:
        self.paused |= "slow" in self.wire.faults
        text = f"健康码{len(self.shown):04d}{'x' * length}。"
        altered = bool(_ALTERING & set(self.wire.faults))
        self.shown.append(Shown(text, self.wire.next_byte_at, altered))
        self.wire.say(b"]Q1" + text.encode(encoding) + suffix)
        return text

    @rule(slices=st.integers(1, 8))
    def ask(self, slices: int) -> None:
        """A request, as the hub serves it: armed, and then looked for in slices."""
        self.driver.arm()
        self.asked = self.clock.now
        self.look_for(slices)

    def look_for(self, slices: int) -> CodeOutcome:
        for _ in range(slices):
            began = self.clock.now
            outcome: CodeOutcome = self.driver.scan(_SLICE)
            self.within(_SLICE + 0.1, began)
            if outcome != NoCode():
                break
        assert isinstance(outcome, (CodeScanned, CodeNotText, NoCode, CodeUnreadable, ScannerUnavailable))
        if isinstance(outcome, CodeScanned):
            self.is_true(outcome)
        return outcome

    def is_true(self, outcome: CodeScanned) -> None:
        since = [shown for shown in self.shown if shown.at >= self.asked]
        whole = [shown for shown in since if shown.text == outcome.text]
        if whole:
            assert outcome.symbology == "Q1"
            assert outcome.text not in self.told
            self.told.append(outcome.text)
        else:
            assert outcome.text not in [shown.text for shown in self.shown], "it was shown before it was asked for"
            # Of a code that began before, and is still on its way, an altered suffix may make something new.
            # A line that pauses within a code gives pieces of it; no session takes one for a whole code of ours.
            assert self.paused or any(shown.altered for shown in self.shown), "nobody showed that"

    @rule(length=st.integers(0, 40), suffix=st.sampled_from([*_SUFFIXES, b""]))
    def show_what_is_asked_for(self, length: int, suffix: bytes) -> None:
        """To a terminal that was idle for a second."""
        well = not self.wire.faults and self.clock.now >= self.wire.quiet_at
        self.driver.status()
        self.clock.sleep(2 * _GAP)
        self.driver.arm()
        self.asked = self.clock.now
        assert self.look_for(1) == NoCode() or not well
        self.paused |= not (well or suffix)  # what is shown next may join it
        text = self.shows(length, suffix)
        outcome = self.look_for(3)
        if well:
            assert outcome == CodeScanned(text, "Q1"), "lost"

    @rule(bytes_late=st.integers(1, 40))
    def ask_in_the_middle_of_a_code(self, bytes_late: int) -> None:
        """What comes of it after the asking is no code."""
        self.shows(20)
        self.clock.sleep(bytes_late / LINE)
        self.ask(3)

    @rule(number=st.integers(1, 30))
    def replug_in_the_middle_of_a_code(self, number: int) -> None:
        self.mend()
        self.wire.fault("unplug_at", number)
        self.shows(20)
        assert isinstance(self.look_for(1), ScannerUnavailable)
        self.wire.mend()
        assert self.look_for(1) == NoCode()
        text = self.shows(5)
        assert self.look_for(2) == CodeScanned(text, "Q1")

    @rule(kind=st.sampled_from(FAULTS), number=st.integers(0, 60), slices=st.integers(1, 30))
    def fault_while_asking(self, kind: str, number: int, slices: int) -> None:
        self.mend()
        self.driver.arm()
        self.asked = self.clock.now
        self.shows(20)
        self.wire.fault(kind, number)
        self.look_for(1)
        self.shows(5)
        self.look_for(slices)
        self.mend()

    @rule()
    def mend(self) -> None:
        self.comes_back()
        self.clock.sleep(self.wire.quiet_at - self.clock.now)  # slow bytes that were on their way
        self.show_what_is_asked_for(3, b"\r")


SerialScannerCampaign.TestCase.settings = sequences(60, 25)
TestSerialScanner = SerialScannerCampaign.TestCase
