"""Random faults of cupsd, the A4 printer and the child: what is called printed is, and nothing comes out twice or later."""

from __future__ import annotations

import socket

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from devices.page_printer import cups_child, cups_job, cups_printer, ipp
from devices.page_printer.cups_printer import CupsPrinter
from devices.page_printer.verdicts import JOB_LIMIT
from kiosk.ports.devices import DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from tests.campaign import sequences
from tests.devices.virtual_campaign import Campaign
from tests.devices.virtual_child import CHILD_FAULTS, Process, Schedule
from tests.devices.virtual_cups import CUPS_FAULTS, Cups
from tests.devices.virtual_printer import MACHINE_FAULTS, TROUBLES, PageMachine

_CALLS = 30  # of the library for one job, with some looks at it
_FAULTS = st.dictionaries(
    st.sampled_from((*CUPS_FAULTS, *MACHINE_FAULTS, *CHILD_FAULTS)), st.integers(0, _CALLS), min_size=1, max_size=2
)


class PagePrinterCampaign(Campaign):
    modules = (cups_job, cups_printer, ipp)
    kinds = (*CUPS_FAULTS, *MACHINE_FAULTS, *CHILD_FAULTS)
    numbers = _CALLS
    longest = 20.0

    def make_clock(self) -> Schedule:
        return Schedule()

    @initialize(uri=st.sampled_from(["ipp://localhost/ipp/print", "usb://Maker/A4"]), history=st.booleans(), auto=st.booleans())
    def begin(self, uri: str, history: bool, auto: bool) -> None:
        self.asks = uri.startswith("ipp")
        self.machine = PageMachine(self.clock)
        self.cups = Cups(self.clock, self.machine, uri, history or not self.asks)
        self.process = self.cups.process = Process(self.clock, lambda _: cups_child._Scheduler().answer)
        self.patch(cups_child, "cups", self.cups)
        self.patch(cups_printer, "Child", self.process.child)
        self.patch(socket, "create_connection", self.machine.connect)
        self.driver = CupsPrinter("auto" if auto else "kiosk_a4")
        self.count = self.healed = 0
        self.confirmed: list[str] = []
        self.failed: list[str] = []
        self.given_up: list[str] = []

    def strike(self, kind: str, number: int) -> None:
        part = self.process if kind in CHILD_FAULTS else self.cups if kind in CUPS_FAULTS else self.machine
        part.fault(kind, number)

    def heal(self) -> None:
        """First what is away comes back, and then somebody puts in paper: nothing may come out then that was given up."""
        self.healed += 1
        for part in (self.process, self.cups, self.machine):
            part.faults.clear()
        for _ in range(8):  # restarts mend themselves; the supervisor asks meanwhile
            self.driver.status()
            self.clock.sleep(0.5)
        given_up = [title for title in self.given_up if title not in self.cups.beyond_reach]
        before = [title for title in self.machine.begun if title in given_up]
        self.machine.mend()
        self.clock.sleep(10.0)
        assert [title for title in self.machine.begun if title in given_up] == before, "it came out after it was given up"

    def nothing_known(self) -> bool:
        return not self.cups.reachable or (self.asks and (not self.machine.reachable or "slow" in self.machine.faults))

    def well(self) -> bool:
        return self.cups.up and not (self.machine.faults or self.machine.reasons or self.cups.faults or self.process.faults)

    @rule(reason=st.sampled_from((*TROUBLES, "media-low-warning")))
    def trouble(self, reason: str) -> None:
        self.machine.reasons.add(reason)

    @rule(seconds=st.sampled_from([1.0, 15.0, 400.0]))
    def another_is_in_front(self, seconds: float) -> None:
        """Another program's job at the printer, which takes its time."""
        self.machine.take_from_another(seconds)

    @rule()
    def jam(self) -> None:
        self.machine.aborts = True

    @rule(seconds=st.floats(0.0, 6.0), reason=st.sampled_from((*TROUBLES, "jam", "restart", "power_cycle", "unplug", "silence")))
    def later(self, seconds: float, reason: str) -> None:
        """In the middle of something, perhaps."""
        self.happens(seconds, reason)

    def happens(self, seconds: float, reason: str) -> None:
        healed = self.healed

        def happen() -> None:
            if healed != self.healed:
                return
            if reason in TROUBLES:
                self.machine.reasons.add(reason)
            elif reason == "jam":
                self.machine.aborts = True
            else:
                self.strike(reason, int(seconds * 10))

        self.clock.after(seconds, happen)

    @rule()
    def print(self) -> None:
        self.prints()

    def prints(self) -> PrintOutcome:
        self.count += 1
        title, began = f"L-{self.count:04d}", self.clock.now
        outcome: PrintOutcome = self.driver.print(b"%PDF-" + b"x" * 100_000 + b"%%EOF", title)
        self.within(JOB_LIMIT + 40.0, began)
        match outcome:
            case PrintConfirmed():
                assert self.asks
                assert self.machine.whole.count(title) == 1 or title in self.cups.sent_again, "confirmed, and not printed"
                self.confirmed.append(title)
            case PrintSent():
                assert title in self.machine.taken, "sent, and it never had the bytes"
            case PrintFailed():
                self.failed.append(title)
            case _:
                assert isinstance(outcome, PrintUncertain)
                self.given_up.append(title)
        if not isinstance(outcome, PrintSent) and self.cups.reachable and not self.process.faults:
            assert title not in self.cups.unfinished(), "what is over waits to come out"
        return outcome

    @rule(faults=_FAULTS, reason=st.sampled_from(("", "", *TROUBLES, "jam")), seconds=st.floats(0.5, 3.0))
    def fault_while_printing(self, faults: dict[str, int], reason: str, seconds: float) -> None:
        self.mend()
        if reason:
            self.happens(seconds, reason)
        for kind, number in faults.items():
            self.strike(kind, number)
        self.prints()
        self.mend()

    @rule(reason=st.sampled_from((*TROUBLES, "jam")), seconds=st.floats(0.5, 3.0))
    def trouble_while_printing(self, reason: str, seconds: float) -> None:
        self.mend()
        self.happens(seconds, reason)
        self.prints()
        self.mend()

    @rule(reason=st.sampled_from(TROUBLES), number=st.integers(4, _CALLS))
    def given_up_when_nobody_hears_it(self, reason: str, number: int) -> None:
        self.mend()
        self.happens(0.6, reason)
        self.strike("hangs_at", number)
        self.prints()
        self.mend()

    @rule()
    def mend(self) -> None:
        self.machine.another_goes()
        self.comes_back()
        assert self.cups.unfinished() == [], "what was given up waits to come out"
        if self.well():
            assert self.prints() == (PrintConfirmed() if self.asks else PrintSent())

    def status_is_true(self) -> DeviceStatus:
        well, stopped = self.well(), bool(self.machine.reasons & set(TROUBLES))
        status = super().status_is_true()
        assert status.usable or not well or not self.well()
        if stopped:
            assert not status.usable
        return status

    @invariant()
    def nothing_comes_out_twice_or_unasked(self) -> None:
        if not hasattr(self, "count"):
            return
        once = [title for title in self.machine.whole if title not in self.cups.sent_again]
        assert len(once) == len(set(once)), "twice"
        assert not set(self.failed) & set(self.machine.begun), "it was said that there is nothing on paper"


PagePrinterCampaign.TestCase.settings = sequences(60, 25)
TestPagePrinter = PagePrinterCampaign.TestCase
