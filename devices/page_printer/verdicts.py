"""What is to be believed of a job. Pure."""

from __future__ import annotations

from kiosk.domain.values import Value
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain, Reason

CANCELLED, ABORTED, COMPLETED = 7, 8, 9
GONE = 0  # a queue without history (PreserveJobHistory No) forgets a job in the moment in which it ends, however it ends

_NAMELESS_GRACE = 5.0  # after the queue has sent all: a printer may take a moment to list a job
_UNREACHABLE_GRACE = 8.0
_UNSTARTED_LIMIT = 30.0  # a queue that holds a job back (a filter that fails, a retry) will not do better for waiting
JOB_LIMIT = 180.0


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
