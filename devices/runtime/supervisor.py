"""When to ask a device how it is, and when to tell. Pure: ``step(state, event, now)``.

A device that answers is asked every second. One that cannot be reached is tried again after 0.5 s, and then after twice as
long each time, up to 5 s: opening a port that is not there costs little, but a TCP printer that is switched off costs its
network a packet storm from every terminal. Only changes are told, and what is found after something was done with the device.
"""

from __future__ import annotations

import math

from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value, replace
from kiosk.ports.devices import DeviceStatus

POLL = 1.0  # seconds
FIRST_RETRY = 0.5
LAST_RETRY = 5.0

# One that is misconfigured may be a reader beside which another is plugged in, and is well when that is gone.
_UNREACHED = frozenset({Reason.NOT_FOUND, Reason.IN_USE, Reason.SILENT, Reason.BUFFER_FULL, Reason.GARBLED, Reason.MISCONFIGURED})
_FOR_GOOD = frozenset({Reason.NOT_CONFIGURED})  # for as long as this process lives


class Tick(Value):
    """Time has passed."""


class Answered(Value):
    """The device was asked, and this is its status."""

    status: DeviceStatus


class Doubted(Value):
    """Something was done with the device that may have changed its status, or found it changed."""


class AskStatus(Value):
    """Ask the device now; `Answered` must follow."""


class Report(Value):
    status: DeviceStatus


class SupervisorState(Value):
    """``due``: when to ask next (infinite while an answer is awaited). ``retry``: the delay after the last failure, 0 if well."""

    due: float = 0.0
    retry: float = 0.0
    reported: DeviceStatus | None = None


SupervisorEvent = Tick | Answered | Doubted
Effect = AskStatus | Report


def step(state: SupervisorState, event: SupervisorEvent, now: float) -> tuple[SupervisorState, tuple[Effect, ...]]:
    """One event: ask again where it is due, tell what has changed.

    Args:
        state: before it.
        event: time has passed, an outcome casts doubt on the status, or the device answered.
        now: monotonic seconds.

    Returns:
        The state after it, and what the worker is to do.
    """
    match event:
        case Tick():
            if now < state.due:
                return state, ()
            return replace(state, due=math.inf), (AskStatus(),)
        case Doubted():
            # Told again even if it is the same: whoever got the outcome may by now think otherwise of the device.
            return replace(state, due=min(state.due, now), reported=None), ()
        case Answered(status):
            retry = _retry(state.retry, status)
            due = math.inf if status.reason in _FOR_GOOD else now + (retry or POLL)
            effects = () if _same(status, state.reported) else (Report(status),)
            reported = status if effects else state.reported
            return SupervisorState(due, retry, reported), effects


def _retry(before: float, status: DeviceStatus) -> float:
    if status.usable or status.reason not in _UNREACHED:
        return 0.0
    return min(before * 2, LAST_RETRY) if before else FIRST_RETRY


def _same(status: DeviceStatus, reported: DeviceStatus | None) -> bool:
    """By what it means: the detail (a status byte, say) may flicker without anything to tell."""
    return reported is not None and (status.kind, status.reason) == (reported.kind, reported.reason)
