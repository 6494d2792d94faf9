"""What is to be believed of a printer and of a job. Pure.

Reasons are keywords with a severity at the end (``-error``, ``-warning``, ``-report``), but CUPS rewrites ``-error`` to
``-warning``, and the printer's state stays "processing" while it waits for paper: so the keyword counts and not the severity.
"""

from __future__ import annotations

from kiosk.domain.values import Value
from kiosk.ports.devices import (
    DeviceStatus,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintSent,
    PrintUncertain,
    Reason,
    StatusKind,
)

_STOPPING = {
    "media-empty": Reason.PAPER_OUT,
    "media-needed": Reason.PAPER_OUT,
    "input-tray-missing": Reason.PAPER_OUT,
    "media-jam": Reason.JAM,
    "cover-open": Reason.COVER_OPEN,
    "door-open": Reason.COVER_OPEN,
    "interlock-open": Reason.COVER_OPEN,
    "offline": Reason.OFFLINE,
    "shutdown": Reason.OFFLINE,
    "paused": Reason.OFFLINE,
    "stopping": Reason.OFFLINE,
    "timed-out": Reason.OFFLINE,
    "toner-empty": Reason.MECHANICAL,
    "marker-supply-empty": Reason.MECHANICAL,
    "marker-waste-full": Reason.MECHANICAL,
    "output-area-full": Reason.MECHANICAL,
    "fuser-over-temp": Reason.MECHANICAL,
}
_WARNING = {
    "media-low": Reason.PAPER_LOW,
    "toner-low": Reason.MECHANICAL,
    "marker-supply-low": Reason.MECHANICAL,
    "marker-waste-almost-full": Reason.MECHANICAL,
    "output-area-almost-full": Reason.MECHANICAL,
}

CANCELLED, ABORTED, COMPLETED = 7, 8, 9
GONE = 0  # a queue without history (PreserveJobHistory No) forgets a job in the moment in which it ends, however it ends

_NAMELESS_GRACE = 5.0  # after the queue has sent all: a printer may take a moment to list a job
_UNREACHABLE_GRACE = 8.0
_UNSTARTED_LIMIT = 30.0  # a queue that holds a job back (a filter that fails, a retry) will not do better for waiting
JOB_LIMIT = 180.0


def judge(state: int, reasons: tuple[str, ...]) -> DeviceStatus:
    """``state``: 3 idle, 4 processing, 5 stopped."""
    detail = " ".join(reasons)
    plain = [(reason.removesuffix("-error").removesuffix("-warning").removesuffix("-report"), reason) for reason in reasons]
    for keyword, _ in plain:
        if keyword in _STOPPING:
            return DeviceStatus(StatusKind.UNAVAILABLE, _STOPPING[keyword], detail)
    if any(reason.endswith("-error") and keyword not in _WARNING for keyword, reason in plain):
        return DeviceStatus(StatusKind.UNAVAILABLE, Reason.MECHANICAL, detail)
    if state == 5:
        return DeviceStatus(StatusKind.UNAVAILABLE, Reason.OFFLINE, detail)
    for keyword, _ in plain:
        if keyword in _WARNING:
            return DeviceStatus(StatusKind.ATTENTION, _WARNING[keyword], detail)
    return DeviceStatus(StatusKind.BUSY if state == 4 else StatusKind.READY, detail=detail)


class Watch(Value, frozen=True):
    """What is known of a job that was given to a queue. Times are seconds since then.

    ``own``: the printer's own state of the job, None where it does not list it; ``own_seen``: it listed it once.
    ``asks_printer``: the printer can be asked at all. ``fault``: what stops the printer now; ``worst``: what did last.
    """

    queue: int
    own: int | None
    own_seen: bool
    asks_printer: bool
    unreachable_for: float
    ended_for: float  # since the queue was done with it
    elapsed: float
    fault: Reason | None
    worst: Reason | None


def verdict(watch: Watch) -> PrintOutcome | None:
    """The outcome, or None while there is none. A queue's word proves only that bytes left; a printer's own, that it printed."""
    if watch.own == COMPLETED:
        return PrintConfirmed()
    if watch.own in (CANCELLED, ABORTED):
        return PrintUncertain(watch.worst or Reason.MECHANICAL)
    if watch.fault is not None:  # it would wait for paper for ever, and print it then, for whoever stands there
        return PrintUncertain(watch.fault)
    if watch.queue in (CANCELLED, ABORTED):
        if watch.asks_printer and not watch.own_seen and watch.unreachable_for == 0:
            return PrintFailed(watch.worst or Reason.MECHANICAL)  # the printer never heard of it
        return PrintUncertain(watch.worst or Reason.MECHANICAL)
    if watch.unreachable_for > _UNREACHABLE_GRACE:
        return PrintUncertain(Reason.NOT_FOUND)
    if watch.queue in (COMPLETED, GONE) and (not watch.asks_printer or (watch.own is None and watch.ended_for > _NAMELESS_GRACE)):
        # The printer cannot be asked, or has forgotten the job, or keeps it under another name.
        if watch.queue == COMPLETED and watch.worst is None:
            return PrintSent()
        return PrintUncertain(watch.worst or Reason.SILENT)
    limit = _UNSTARTED_LIMIT if watch.asks_printer and not watch.own_seen else JOB_LIMIT
    return PrintUncertain(watch.worst or Reason.SILENT) if watch.elapsed > limit else None
