"""What every campaign of random faults has: a clock, faults and their end, and a limit to how long anybody waits."""

from __future__ import annotations

import contextlib
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from kiosk.ports.devices import DeviceStatus
from tests.devices.virtual import FAULTS, Clock, Wire


class Campaign(RuleBasedStateMachine):
    """``modules``: those whose time is the clock's. A device says when nothing can be known of it, and how its faults begin
    and end."""

    modules: tuple[Any, ...]
    kinds: tuple[str, ...]
    longest = 15.0  # seconds of a status
    numbers = 1400  # a fault's number: the byte or the call at which it strikes
    looks = 3  # at the most, until a device whose fault has ended is what it was
    driver: Any

    def __init__(self) -> None:
        super().__init__()
        self.clock = self.make_clock()
        self._patches = contextlib.ExitStack()
        for module in self.modules:
            self.patch(module, "time", self.clock)

    def make_clock(self) -> Any:
        return Clock()

    def patch(self, target: Any, name: str, stand_in: Any) -> None:
        self._patches.enter_context(mock.patch.object(target, name, stand_in))

    def teardown(self) -> None:
        self._patches.close()

    def strike(self, kind: str, number: int) -> None:
        raise NotImplementedError

    def heal(self) -> None:
        raise NotImplementedError

    def nothing_known(self) -> bool:
        raise NotImplementedError

    @rule(kind=st.runner().flatmap(lambda campaign: st.sampled_from(campaign.kinds)), share=st.floats(0, 1))
    def fault(self, kind: str, share: float) -> None:
        self.strike(kind, int(share * self.numbers))

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0]))
    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    @rule()
    def look(self) -> None:
        self.status_is_true()

    @rule(kind=st.runner().flatmap(lambda campaign: st.sampled_from(campaign.kinds)))
    def look_during(self, kind: str) -> None:
        """Each fault by itself: what is told of the device is true, in time, and it ends with the fault."""
        self.comes_back()
        self.strike(kind, 1)
        self.status_is_true()
        self.comes_back()

    def within(self, limit: float, began: float) -> None:
        assert self.clock.now - began <= limit, f"took {self.clock.now - began:.1f} s"

    def status_is_true(self) -> DeviceStatus:
        nothing_known = self.nothing_known()
        began = self.clock.now
        status: DeviceStatus = self.driver.status()
        self.within(self.longest, began)
        if nothing_known and self.nothing_known():
            assert not status.usable
        return status

    def comes_back(self) -> None:
        """The fault has ended: the device is what it was, with nobody's help."""
        self.heal()
        for _ in range(self.looks):
            status = self.driver.status()
            if status.usable:
                break
            self.clock.sleep(0.5)  # as the supervisor asks
        assert status.usable, status.reason


class WireCampaign(Campaign):
    """Of a device at the end of a line."""

    kinds = FAULTS
    cut = frozenset({"unplug", "silence", "restart"})  # with one of these nothing can be known
    wire: Wire

    def strike(self, kind: str, number: int) -> None:
        self.wire.fault(kind, number)

    def heal(self) -> None:
        self.wire.mend()

    def nothing_known(self) -> bool:
        unreached = bool(self.cut & set(self.wire.faults)) and not self.wire.attached
        return unreached or "silence" in self.cut & set(self.wire.faults)
