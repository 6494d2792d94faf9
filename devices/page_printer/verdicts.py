"""What is to be believed of a job. Pure.

What is known of a job comes from who has it: CUPS knows that it has not begun to work on it, the printer that it has not begun to
print it. How long we have waited proves neither.
"""

from __future__ import annotations

from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value
from kiosk.ports.devices import PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain

PENDING, HELD, AT_WORK, STOPPED, CANCELLED, ABORTED, COMPLETED = 3, 4, 5, 6, 7, 8, 9  # job-state, RFC 8011 5.3.7
GONE = 0  # a queue without history (PreserveJobHistory No) forgets a job in the moment in which it ends, however it ends

WAITS_AFTER = 10.0  # seconds; then whoever stands there is told what it waits for, and may go
_NAMELESS_GRACE = 5.0  # after the queue has sent all: a printer may take a moment to list a job
_UNREACHABLE_GRACE = 8.0
_UNSTARTED_LIMIT = 20.0  # with nobody in front; a small machine's filters take some seconds
_BEGUN_LIMIT = 90.0  # for one page
JOB_LIMIT = 180.0


class OwnJob(Value):
    """The printer's own word of a job. ``begun``: whether it has ever begun (time-at-processing, RFC 8011 5.3.14.2), None where
    it does not tell."""

    state: int
    begun: bool | None = None

    @property
    def has_begun(self) -> bool | None:
        """By its state where it does not tell: a job that waits has not; one that was cancelled may have."""
        if self.begun is not None:
            return self.begun
        return self.state not in (PENDING, HELD) if self.state not in (CANCELLED, ABORTED) else None


class Watch(Value):
    """What is known of a job that was given to a queue. Times are seconds.

    ``queue``: its state in CUPS; ``started``: CUPS has begun to work on it, which is before its first byte leaves. ``own``: the
    printer's own word, None where it does not list the job; ``own_seen``: it listed it once. ``asks_printer``: the printer can be
    asked at all. ``ahead``: somebody else's job is in front of it; ``alone_for``: since when none is. ``fault``: what stops the
    printer or the queue now; ``worst``: what did last. ``unwanted``: whoever it is for has gone on without it.
    """

    queue: int
    own: OwnJob | None = None
    own_seen: bool = False
    asks_printer: bool = True
    started: bool = True
    ahead: bool = False
    unreachable_for: float = 0.0
    ended_for: float = 0.0  # since the queue was done with it
    alone_for: float = 0.0
    begun_for: float = 0.0
    elapsed: float = 0.0
    fault: Reason | None = None
    worst: Reason | None = None
    unwanted: bool = False

    @property
    def begun(self) -> bool:
        """As far as anybody knows: it is being printed, or was handed to a printer that cannot be asked."""
        if not self.started:
            return False
        if self.own is not None:
            return self.own.has_begun is not False
        return self.own_seen or not self.asks_printer


class GiveUp(Value):
    """It is to be taken back; what became of it is known after that (`taken_back`)."""

    reason: Reason


def verdict(watch: Watch) -> PrintOutcome | GiveUp | None:
    """The outcome, or None while there is none. A queue's word proves only that bytes left; a printer's own, that it printed."""
    own = watch.own
    if own is not None and own.state == COMPLETED:
        return PrintConfirmed()
    if own is not None and own.state in (CANCELLED, ABORTED):
        return _ended(own.has_begun is False, watch.worst or Reason.MECHANICAL)
    if watch.unwanted:
        return GiveUp(Reason.CANCELLED)
    if watch.fault is not None:  # it would wait for paper for ever, and print it then, for whoever stands there
        return GiveUp(watch.fault)
    if watch.queue in (CANCELLED, ABORTED):
        unheard_of = watch.asks_printer and not watch.own_seen and watch.unreachable_for == 0
        return _ended(not watch.started or unheard_of, watch.worst or Reason.MECHANICAL)
    if watch.queue == STOPPED:
        return GiveUp(Reason.DRIVER)  # one of its filters could not be run, or failed: it stays so until somebody mends that
    if watch.unreachable_for > _UNREACHABLE_GRACE:
        return GiveUp(Reason.NOT_FOUND)
    if watch.queue in (COMPLETED, GONE) and (not watch.asks_printer or (own is None and watch.ended_for > _NAMELESS_GRACE)):
        # The printer cannot be asked, or has forgotten the job, or keeps it under another name.
        if watch.queue == COMPLETED and watch.worst is None:
            return PrintSent()
        return PrintUncertain(watch.worst or Reason.SILENT)
    if watch.elapsed > JOB_LIMIT or watch.begun_for > _BEGUN_LIMIT or watch.alone_for > _UNSTARTED_LIMIT:
        return GiveUp(watch.worst or waits_for(watch) or Reason.SILENT)
    return None


def waits_for(watch: Watch) -> Reason | None:
    """What a job that has not begun waits for: another's (IN_USE), or nobody knows (SILENT). None where it has begun."""
    if watch.begun:
        return None
    return Reason.IN_USE if watch.ahead else Reason.SILENT


class TakenBack(Value):
    """What is known of a job once it was held, which ends what CUPS does with it, and cancelled.

    ``started``: as in `Watch`, asked when nothing could change it any more; None where CUPS could not be asked. ``unfiltered``:
    CUPS could not run one of its filters, and starts what sends the bytes after them. ``own``, ``own_seen``, ``asked``: the
    printer's word, and whether it was had.
    """

    started: bool | None
    unfiltered: bool = False
    own: OwnJob | None = None
    own_seen: bool = False
    asked: bool = False


def taken_back(known: TakenBack, reason: Reason) -> PrintOutcome:
    """Nothing of it is on paper only where CUPS or the printer says that it never began."""
    own = known.own
    if own is not None and own.state == COMPLETED:
        return PrintConfirmed()
    if known.started is False or known.unfiltered:
        return PrintFailed(reason)
    if known.started is None or not known.asked:
        return PrintUncertain(reason)
    if own is None:
        return _ended(not known.own_seen, reason)
    return _ended(own.state in (CANCELLED, ABORTED) and own.has_begun is False, reason)


def _ended(never_begun: bool, reason: Reason) -> PrintOutcome:
    return PrintFailed(reason) if never_begun else PrintUncertain(reason)
