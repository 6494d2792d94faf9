"""A piece of paper that somebody waits for, a receipt or a copy of a licence: what its printer says of it, and what they say.

CONFIRMED alone is printed. What was SENT, or is UNCERTAIN, only the resident can see: they are asked, and what they say did not
come out is void. Nothing is printed again unless they ask for it.
"""

from __future__ import annotations

from kiosk.domain.values import replace
from kiosk.ports.devices import (
    Device,
    DeviceStatus,
    PrintBegins,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintProgress,
    PrintSent,
    PrintUncertain,
    PrintWaits,
    Reason,
    StatusKind,
)
from kiosk.session.effects import PaperTaken, VoidPrint
from kiosk.session.state import Paper, PaperState, State

_NOT_THE_PRINTERS = frozenset({Reason.CANCELLED, Reason.IN_USE, Reason.NOT_RECORDED})  # reasons that say nothing against it


def paper_after(paper: Paper, outcome: PrintOutcome) -> Paper:
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


def seen(state: State, device: Device, paper: Paper, whole: bool) -> tuple[State, Paper, tuple[VoidPrint | PaperTaken, ...]]:
    """What the resident says of one that they were asked about."""
    if whole:
        return found(state, device), replace(paper, state=PaperState.PRINTED), (PaperTaken(paper.request_id),)
    return missed(state, device, paper), replace(paper, state=PaperState.MISSING), void(paper)


def void(paper: Paper) -> tuple[VoidPrint, ...]:
    """Before another is printed in its place; nothing is left to void of one that failed, or was said to be missing."""
    return (VoidPrint(paper.request_id),) if paper.asked else ()


def missed(state: State, device: Device, paper: Paper) -> State:
    """To ask for another of one that they were asked about is to say that it did not come out: somebody has to look."""
    return replace(state, missing=state.missing | {device}) if paper.asked else state


def found(state: State, device: Device) -> State:
    """Paper came out of it, or somebody has looked."""
    return replace(state, missing=state.missing - {device})


def may_print_again(paper: Paper) -> bool:
    return paper.asked or paper.state in (PaperState.FAILED, PaperState.MISSING)


def judged(state: State, device: Device, outcome: PrintOutcome) -> State:
    """A printer that failed is not well until it says so again: what it said before the failure no longer counts. What it confirms
    has come out of it."""
    match outcome:
        case PrintConfirmed():
            return found(state, device)
        case PrintFailed(reason) | PrintUncertain(reason) if reason not in _NOT_THE_PRINTERS:
            status = DeviceStatus(StatusKind.UNAVAILABLE, reason)
            return replace(state, devices={**state.devices, device: status})
    return state
