"""Devices: what was found is proposed, chosen or put off, and each is tried once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import SettingUp, _Page, go_back, seen_in
from kiosk.journeys.setup.checking import begin_report
from kiosk.journeys.setup.effects import FindDevices, Pick, TryDevice
from kiosk.journeys.setup.events import ChooseFound, DevicesFound, DeviceTried, OpenFound, TryIt, TypeAddress
from kiosk.journeys.setup.network import AddressOf, AddressPage
from kiosk.ports.devices import Device
from kiosk.ports.set_up import Candidate, Tried
from kiosk.session.events import Primary, TryAgain
from kiosk.session.navigation import push, replace_top
from kiosk.session.state import Event, State, Step


class DevicesPage(_Page):
    """``found``: None while they are looked for."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 5

    found: tuple[Candidate, ...] | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DevicesFound(request_id, found) if request_id == self.asked != "":
                return replace_top(state, replace(self, asked="", found=found))
            case TryAgain() if not self.asked:
                return begin_devices(state, moment)
            case OpenFound(device) if not self.asked:
                candidates = tuple(one for one in self.found or () if one.device is device)
                return push(state, FoundPage(device=device, found=candidates))
            case Primary() if not self.asked and self.found is not None:
                open_yet = [device for device in Device if device not in seen_in(state).picked]
                if open_yet:
                    return self.ask(state, Pick(moment.new_id(), {device: self.proposed(device) for device in open_yet}))
                return begin_report(state, moment)
        return super().step(state, event, moment)

    def proposed(self, device: Device) -> str:
        """The key of the first that answers; "" where none does."""
        return next((one.key for one in self.found or () if one.device is device and one.usable), "")

    def kept(self, state: State, moment: Moment) -> Step:
        """What was chosen stands here, to be tried."""
        return state, ()


class FoundPage(_Page, kw_only=True):
    """One device. ``found``: what may be it; ``tried``: what came of the latest trial."""

    stage: ClassVar[int] = 5

    device: Device
    found: tuple[Candidate, ...] = ()
    tried: Tried | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChooseFound(key) if not self.asked and key in {"", *(one.key for one in self.found)}:
                here = replace(self, tried=None)
                return here.ask(state, Pick(moment.new_id(), {self.device: key}))
            case TypeAddress(driver) if not self.asked and driver in self._ways(state):
                place = AddressPage(of=AddressOf.DEVICE, device=self.device, driver=driver)
                return push(replace(state, place=replace(self, tried=None)), place)
            case TryIt() if not self.asked and self.is_chosen(state):
                here = replace(self, tried=None)
                return here.ask(state, TryDevice(moment.new_id(), self.device))
            case Primary() if not self.asked and self.device in seen_in(state).picked:
                return go_back(state)
            case DeviceTried(request_id, _, tried) if request_id == self.asked != "":
                return replace_top(state, replace(self, asked="", tried=tried))
        return super().step(state, event, moment)

    def is_chosen(self, state: State) -> bool:
        """Whether there is one to be tried."""
        picked = seen_in(state).picked.get(self.device)
        return picked is not None and picked.driver != ""

    def _ways(self, state: State) -> Mapping[str, str]:
        return {way.driver: way.example for way in state.of(SettingUp).ways.get(self.device, ())}

    def kept(self, state: State, moment: Moment) -> Step:
        return state, ()


def begin_devices(state: State, moment: Moment) -> Step:
    """Look for them; nothing leads back before it."""
    asked = moment.new_id()
    return replace_top(replace(state, trail=()), DevicesPage(asked=asked), FindDevices(asked))
