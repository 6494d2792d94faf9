"""The few moves that every part of the session is made of."""

from __future__ import annotations

from kiosk.domain.values import replace
from kiosk.session.effects import Effect
from kiosk.session.state import Identify, Leaving, Place, ProgressResult, ScanPage, State, Submitting

Step = tuple[State, tuple[Effect, ...]]

# Back never leads to these: what they waited for has happened, or cannot be done twice.
_NO_RETURN = (Identify, ScanPage, Submitting, Leaving, ProgressResult)


def stay(state: State, *effects: Effect) -> Step:
    return state, effects


def go(state: State, place: Place, *effects: Effect) -> Step:
    """Forward to another page; Back leads here again."""
    trail = state.trail if isinstance(state.place, _NO_RETURN) else (*state.trail, state.place)
    return replace(state, place=place, trail=trail), effects


def put(state: State, place: Place, *effects: Effect) -> Step:
    """Another page in place of this one; Back leads where it led before."""
    return replace(state, place=place), effects
