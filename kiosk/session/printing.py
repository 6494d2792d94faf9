"""What a paper's outcome means for its printer, and what the resident's word about it means. Nothing is printed again unless they
ask for it; what they say did not come out is void."""

from __future__ import annotations

from kiosk.domain.values import replace
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintUncertain, Reason, StatusKind
from kiosk.session.effects import PaperTaken, VoidPrint
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import State

_NOT_THE_PRINTERS = frozenset({Reason.CANCELLED, Reason.IN_USE, Reason.NOT_RECORDED})  # reasons that say nothing against it


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
    return replace(state, paper_missing=state.paper_missing | {device}) if paper.asked else state


def found(state: State, device: Device) -> State:
    """Paper came out of it, or somebody has looked."""
    return replace(state, paper_missing=state.paper_missing - {device})


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
