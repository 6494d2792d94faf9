"""What the site's staff have said of the terminal: it stands until they say otherwise, whatever becomes of the process."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.closings import Closing
from kiosk.domain.values import replace
from kiosk.session.effects import NoteOfStaff
from kiosk.session.state import State

CLOSED, CALLED = "closed", "technician-called"  # names of the notes


def closing_of(said: str) -> Closing | None:
    """Why it is out of service; None for "". A reason that this program does not know is a repair."""
    known = {one.value: one for one in Closing}
    return known.get(said, Closing.REPAIR) if said else None


def noted(state: State, notes: Mapping[str, str]) -> State:
    """With what was said before this process began."""
    return replace(state, closed=closing_of(notes.get(CLOSED, "")), technician_called=bool(notes.get(CALLED)))


def close(state: State, why: Closing | None) -> tuple[State, NoteOfStaff]:
    """Out of service for a reason that residents are told; None: back in service."""
    return replace(state, closed=why), NoteOfStaff(CLOSED, why.value if why else "")


def call(state: State, called: bool) -> tuple[State, NoteOfStaff]:
    """A technician is wanted, or has come."""
    return replace(state, technician_called=called), NoteOfStaff(CALLED, "called" if called else "")
