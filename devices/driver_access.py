"""The one face that every driver has to whatever runs it. Importing this loads no driver."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import DeviceStatus, PrintProgress
from kiosk.ports.voice import Saying

if TYPE_CHECKING:
    from kiosk.technician.readiness import Line


class Job(Value):
    """``advance`` does a part of a request that is short (a slice of looking for a card) or cannot be broken off (a print),
    and gives the outcome once there is one. ``pace``: seconds to leave between two calls, where they return at once."""

    advance: Callable[[], DeviceOutcome | PrintProgress | Saying | None]
    pace: float = 0.0
    cancel: Callable[[], None] | None = None  # what has begun and can be broken off is broken off
    take_back: Callable[[], None] | None = None  # it goes on to its outcome, which comes sooner


class DriverAccess(Value):
    """A driver as its worker needs it; everything here is called on the worker's thread. ``check``: what `doctor` tells beside the
    status, once that is a usable one."""

    status: Callable[[], DeviceStatus]
    job: Callable[[DeviceRequest], Job]
    close: Callable[[], None]
    check: Callable[[], tuple[Line, ...]] = tuple
