"""The devices of a terminal, as its configuration has them: settings for a driver, or what is wrong; and the driver, opened.

A table that is not understood costs its own device, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices.device_type import DeviceType, DriverType, Surroundings
from devices.driver_access import DriverAccess, Job
from devices.registry import DEVICE_TYPES
from kiosk.configuration import Problem, one_of, read_table
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceRequest
from kiosk.ports.devices import Device, DeviceStatus

NOWHERE = Surroundings()


class ConfiguredDevice(Value):
    """``driver``, ``settings``: None where it has no table, or one that is not understood. ``wrong``: the first mistake in it."""

    kind: DeviceType
    driver: DriverType | None = None
    settings: Any = None
    wrong: str = ""

    def open(self, surroundings: Surroundings = NOWHERE) -> DriverAccess:
        """The driver, with its imports: called on the device's own thread. Without settings, one that answers why."""
        if self.driver is not None:
            return self.driver.open(self.settings, surroundings)
        reason = Reason.MISCONFIGURED if self.wrong else Reason.NOT_CONFIGURED
        status = DeviceStatus(StatusKind.UNAVAILABLE, reason, self.wrong)

        def job(request: DeviceRequest) -> Job:
            return Job(lambda: self.kind.unusable(request, reason))

        return DriverAccess(lambda: status, job, lambda: None)

    @property
    def where(self) -> str:
        """Where the configuration says that the device is."""
        return str(getattr(self.settings, self.driver.where)) if self.driver and self.driver.where else ""


class Configured(Value):
    """``devices``: one of each type, whether it has a table or not; ``problems``: every mistake in every table."""

    devices: tuple[ConfiguredDevice, ...]
    problems: tuple[Problem, ...]

    def of(self, device: Device) -> ConfiguredDevice:
        """The one of this type; each type has one, with or without a table."""
        return next(one for one in self.devices if one.kind.device is device)


def read_devices(tables: Mapping[str, object], kinds: tuple[DeviceType, ...] = DEVICE_TYPES) -> Configured:
    """The device tables of the configuration file, checked as a whole: every mistake is told at once."""
    devices: list[ConfiguredDevice] = []
    problems: list[Problem] = []
    for kind in kinds:
        name = kind.device.value
        if name not in tables:
            devices.append(ConfiguredDevice(kind))
            continue
        driver, settings, found = _read(kind, tables[name])
        devices.append(ConfiguredDevice(kind, wrong=found[0].text) if found else ConfiguredDevice(kind, driver, settings))
        problems += found
    known = [kind.device.value for kind in kinds]
    for name in tables:
        if name not in known:
            problems.append(Problem(name, "", f"[{name}]: no such table; there are {', '.join(known)}"))
    return Configured(tuple(devices), tuple(problems))


def _read(kind: DeviceType, given: object) -> tuple[DriverType | None, Any, tuple[Problem, ...]]:
    name = kind.device.value
    which = one_of("driver", tuple(driver.name for driver in kind.drivers))
    wanted = given.get("driver") if isinstance(given, Mapping) else None
    driver = next((driver for driver in kind.drivers if driver.name == wanted), None)
    if driver is None:  # what else the table may hold is not known then
        head = {"driver": wanted} if wanted is not None else {} if isinstance(given, Mapping) else given
        return None, None, read_table(name, (which,), head).problems
    reading = read_table(name, (which, *driver.keys), given)
    if reading.problems:
        return driver, None, reading.problems
    values = {key.name: reading.values[key.name] for key in driver.keys}
    return driver, driver.settings(**values), ()
