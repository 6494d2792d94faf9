"""A piece of paper that somebody waits for, a receipt or a copy of a licence: what its printer says of it, and what they say.

CONFIRMED alone is printed. What was SENT, or is UNCERTAIN, only the resident can see: they are asked.
"""

from __future__ import annotations

from enum import Enum

from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value, replace
from kiosk.ports.devices import (
    PrintBegins,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintProgress,
    PrintSent,
    PrintUncertain,
    PrintWaits,
)


class PaperState(Enum):
    """What the resident is told of a paper; what is known of its print is a `kiosk.ports.devices.PrintState`."""

    NONE = "none"
    PRINTING = "printing"
    WAITING = "waiting"  # it has not begun for some time: the resident may take it back, or go
    STOPPING = "stopping"  # it is being taken back
    PRINTED = "printed"  # the printer said so, or the resident
    SENT = "sent"  # nothing is amiss, and only the resident can see whether it came out
    FAILED = "failed"  # nothing of it is on paper
    UNCERTAIN = "uncertain"  # something went wrong, and only the resident can see what came out
    MISSING = "missing"  # the resident says that it did not come out, or not whole


_SETTLED = frozenset(PaperState) - {PaperState.PRINTING, PaperState.WAITING, PaperState.STOPPING}


class Paper(Value):
    state: PaperState = PaperState.NONE
    request_id: str = ""
    reason: Reason | None = None

    @property
    def busy(self) -> bool:
        """The terminal is at work on it, and nobody can leave."""
        return self.state in (PaperState.PRINTING, PaperState.STOPPING)

    @property
    def asked(self) -> bool:
        """The resident is asked whether it came out."""
        return self.state in (PaperState.SENT, PaperState.UNCERTAIN)

    @property
    def settled(self) -> bool:
        """Nothing more happens to it by itself."""
        return self.state in _SETTLED

    @property
    def may_print_again(self) -> bool:
        """Whether another may be printed in its place."""
        return self.asked or self.state in (PaperState.FAILED, PaperState.MISSING)


def answered(paper: Paper, outcome: PrintOutcome) -> Paper:
    """After its printer's one answer."""
    match outcome:
        case PrintConfirmed():
            return replace(paper, state=PaperState.PRINTED, reason=None)
        case PrintSent():
            return replace(paper, state=PaperState.SENT, reason=None)
        case PrintFailed(reason):
            return replace(paper, state=PaperState.FAILED, reason=reason)
        case PrintUncertain(reason):
            return replace(paper, state=PaperState.UNCERTAIN, reason=reason)


def progressed(paper: Paper, progress: PrintProgress) -> Paper:
    """One that is being taken back is answered, and no longer watched."""
    if paper.state not in (PaperState.PRINTING, PaperState.WAITING):
        return paper
    match progress:
        case PrintWaits(reason):
            return replace(paper, state=PaperState.WAITING, reason=reason)
        case PrintBegins():
            return replace(paper, state=PaperState.PRINTING, reason=None)
