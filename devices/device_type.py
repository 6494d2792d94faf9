"""What a device declares of itself, in one value: ``devices/<folder>/device.py`` has it, `devices.registry` lists it.

Importing this, or a declaration, loads no driver and no third-party library: what is heavy is imported by the functions in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.configuration import Key
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, field
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.device_text import DeviceText
from kiosk.ports.devices import Device

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart
    from kiosk.technician.readiness import Line

ANYWHERE = (Reason.NOT_CONFIGURED, Reason.MISCONFIGURED)  # what every device can be


class RunsIn(Enum):
    """Where a driver's native code is: a child process is killed when it hangs (`kiosk.child_process`)."""

    THREAD = "thread"
    CHILD_PROCESS = "child process"


class Surroundings(Value):
    """What a driver takes from the program that it runs in. ``wedge``: the keys of the window
    (`devices.code_scanner.wedge.Wedge`), for a scanner that types."""

    wedge: object | None = None


class DriverType(Value):
    """One way to speak to a device: the word for it in ``driver = "..."``, and the keys that its table may have beside that.

    ``called``: for people who choose one. ``settings``: made of the keys' values by their names. ``open``: called on the device's
    own thread. ``where``: the key that says where the device is, for whoever looks for it. ``example``: a table as a technician
    would write it. ``settles``: seconds that it may take beyond the usual until it answers, once its table is written.
    """

    name: str
    settings: type[Value]
    keys: tuple[Key, ...]
    open: Callable[[Any, Surroundings], DriverAccess]
    example: str
    where: str = ""
    called: LocalizedText | None = None
    runs_in: RunsIn = RunsIn.THREAD
    settles: float = 0.0


class Simulated(Value):
    """A device that is not there. ``table``: for the configuration, to reach it with the real driver; ``environment``: for the
    process in which that driver runs."""

    table: Mapping[str, object]
    environment: Mapping[str, str] = field(default_factory=dict)


class SimulatorType(Value):
    """``run``: within it the device is there; it may use the folder. ``missing``: what this machine lacks for it, "" if nothing."""

    run: Callable[[Path], AbstractContextManager[Simulated]]
    missing: Callable[[], str] = str


class Proposal(Value):
    """A table that may fit what this machine has. ``guess``: worth a word only where the device answers. ``sure``: where it answers
    it is that device, and no other."""

    table: Mapping[str, object]
    guess: bool = False
    sure: bool = True


class DeviceType(Value):
    """What a device is. All that differs from device to device is said here, or in what is named here.

    Attributes:
        device: the port; its value is the name of its table and of its folder.
        text: what people are told of it.
        reasons: every `Reason` that its status or an outcome may give.
        drivers: the ways to speak to it.
        unusable: what it answers to a request while there is no driver.
        simulator: one that speaks its real wire.
        check_machine: what `doctor` tells of this machine for its sake, with its settings if there are any.
        programs: others that come with it, and what keeps each from being reached from the network.
        panel: its part of the demo's simulator panel.
        trial: of a printer, the request for a trial print, given its serial.
        proposals: the tables that are tried where nobody has written one, the likeliest first.
    """

    device: Device
    text: DeviceText
    reasons: tuple[Reason, ...]
    drivers: tuple[DriverType, ...]
    unusable: Callable[[DeviceRequest, Reason], DeviceOutcome]
    simulator: SimulatorType
    check_machine: Callable[[Any], tuple[Line, ...]] = lambda settings: ()
    programs: Mapping[str, LocalizedText] = field(default_factory=dict)
    panel: Callable[[], PanelPart] | None = None
    trial: Callable[[str], DeviceRequest] | None = None
    proposals: Callable[[], tuple[Proposal, ...]] = tuple
