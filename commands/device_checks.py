"""The doctor's lines about devices: each asked by its real driver, all at once; and what this machine has attached."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator

from commands.terminal_folder import TerminalFolder
from devices.configured import ConfiguredDevice, read_devices
from devices.driver_access import DriverAccess
from devices.transports.discovery import ATTACHED
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.technician.readiness import Line, Verdict, bad, device_line

PATIENCE = 8.0  # seconds for all devices together; the slowest looks for its speed on every port
MEND = LocalizedText("改正这一行", "Mend this line")
_NO_SUCH = LocalizedText("没有这种设备", "There is no such device")
_GRACE = 3.0  # seconds beyond that, until a driver is taken to hang


class _Looked(Value):
    """``more``: what its driver tells beside the status."""

    status: DeviceStatus
    more: tuple[Line, ...] = ()


_HANGS = _Looked(DeviceStatus(StatusKind.UNAVAILABLE, Reason.SILENT, "its driver hangs"))


def device_lines(home: TerminalFolder, patience: float = PATIENCE) -> Iterator[Line]:
    """A line for each device and for each thing that it checks, for tables that are no device's, and for what is attached."""
    configured = read_devices(home.configuration().devices)
    wrong: dict[str, str] = {}
    for problem in configured.problems:
        wrong.setdefault(problem.table, f"{home.place_of(problem.table, problem.key)}: {problem.text}")
    for table in wrong:
        if table not in {device.value for device in Device}:
            yield bad(
                table, LocalizedText(table, table), LocalizedText("没有这种设备", "There is no such device"), wrong[table], MEND
            )
    found = _look_at_all(configured.devices, wrong, patience)
    for one in configured.devices:
        device = one.kind.device
        looked = found.get(device, _HANGS)
        yield device_line(device, looked.status, one.where)
        yield from looked.more
        yield from one.kind.check_machine(one.settings)
    for ports in ATTACHED:
        there = ports.find()
        state = LocalizedText(f"{len(there)} 个", str(len(there)))
        yield Line(f"attached_{ports.key}", ports.name, Verdict.GOOD if there else Verdict.ABSENT, state, "\n".join(there))


def _look_at_all(devices: tuple[ConfiguredDevice, ...], wrong: dict[str, str], patience: float) -> dict[Device, _Looked]:
    """What is not in the answer hangs."""
    until = time.monotonic() + patience
    told: queue.SimpleQueue[tuple[Device, _Looked | BaseException]] = queue.SimpleQueue()

    def look(one: ConfiguredDevice) -> None:
        device = one.kind.device
        try:
            told.put((device, _look(one, wrong.get(device.value, ""), until)))
        except BaseException as bug:  # noqa: BLE001 - raised again on the main thread
            told.put((device, bug))

    for one in devices:
        # Daemons: a driver that hangs must keep neither the report nor the end of this program waiting.
        threading.Thread(target=look, args=(one,), name=one.kind.device.value, daemon=True).start()
    found: dict[Device, _Looked] = {}
    with contextlib.suppress(queue.Empty):
        while len(found) < len(devices):
            device, looked = told.get(timeout=max(until + _GRACE - time.monotonic(), 0.0))
            if isinstance(looked, BaseException):
                raise looked
            found[device] = looked
    return found


def _look(one: ConfiguredDevice, wrong: str, until: float) -> _Looked:
    if wrong:
        return _Looked(DeviceStatus(StatusKind.UNAVAILABLE, Reason.MISCONFIGURED, wrong))
    driver = one.open()
    try:
        status = awaited(driver, until)
        return _Looked(status, driver.check() if status.usable else ())
    finally:
        driver.close()


def awaited(driver: DriverAccess, until: float) -> DeviceStatus:
    """The status, asked for until it is well, or its word is final, or time is up: a printer may be waking, a camera starting.

    Args:
        driver: as it was opened, on this thread.
        until: monotonic seconds.
    """
    while True:
        status = driver.status()
        final = status.usable or status.reason not in (None, Reason.SILENT, Reason.GARBLED)
        if final or time.monotonic() > until:
            return status
        time.sleep(0.3)
