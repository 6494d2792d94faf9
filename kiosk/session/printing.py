"""What a paper's outcome means for its printer, and what the resident's word about it means. Nothing is printed again unless they
ask for it; what they say did not come out is void."""

from __future__ import annotations

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import PrintProgressed
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintUncertain
from kiosk.session.effects import PaperTaken, VoidPrint
from kiosk.session.events import PaperAnswered, PaperSeen, StopPrint
from kiosk.session.paper import Paper, PaperState, answered, progressed
from kiosk.session.state import Event, State

_NOT_THE_PRINTERS = frozenset({Reason.CANCELLED, Reason.IN_USE, Reason.NOT_RECORDED})  # reasons that say nothing against it


def told(
    state: State, device: Device, paper: Paper, event: Event, moment: Moment
) -> tuple[State, Paper, tuple[VoidPrint | PaperTaken, ...]] | None:
    """What an event says of a piece of paper: of its print, or what the resident says or wants of it.

    Args:
        state: before it.
        device: the paper's printer.
        paper: as it stands.
        event: any.
        moment: now.

    Returns:
        State, paper and effects after it; None where it says nothing of this paper.
    """
    match event:
        case PaperAnswered(request_id, answer) if request_id == paper.request_id:
            return replace(judged(state, device, answer), touched_at=moment.monotonic), answered(paper, answer), ()
        case PrintProgressed(request_id, progress) if request_id == paper.request_id:
            # The time that a page waits in vain is the resident's: whoever goes away without a word must not be waited for.
            return replace(state, touched_at=moment.monotonic), progressed(paper, progress), ()
        case StopPrint() if paper.state is PaperState.WAITING:
            return state, replace(paper, state=PaperState.STOPPING), ()
        case PaperSeen(whole) if paper.asked:
            return seen(state, device, paper, whole)
    return None


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
