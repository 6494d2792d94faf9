"""How long the terminal waits for a resident who does nothing, and when they are warned. Pure; times in monotonic seconds."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.state import State

LONGEST_READING = 180.0  # seconds, of one line: the voice tells of each that it begins


def quiet_limit(state: State) -> float:
    """Seconds without a sign of life until the warning."""
    return state.settings.quiet_limit * (2 if state.accessibility.large else 1) * state.place.patience


def grace(state: State) -> float:
    """From the warning to the end."""
    return state.settings.warning * (2 if state.accessibility.large else 1)


def limited(state: State) -> bool:
    """Whether the limit runs now: the time that a device needs is not the resident's."""
    return state.place.limited(state) and not state.place.busy()


def unattended(state: State) -> bool:
    """Nobody stands there, and nobody has changed anything for themselves."""
    return state.place.is_idle and not state.place.busy() and not limited(state)


def expired(state: State, moment: Moment) -> bool:
    """The session is over: nobody answered the warning."""
    return limited(state) and moment.monotonic >= state.touched_at + quiet_limit(state) + grace(state)


def alive(state: State, moment: Moment) -> State:
    """After a sign of life. No limit runs while the voice reads, which it does for `LONGEST_READING` at most."""
    return replace(state, touched_at=moment.monotonic + (LONGEST_READING if state.speaking else 0.0))


def touched(state: State, moment: Moment) -> State:
    """After something that was done by hand before a device: a card shown, a page laid down."""
    return replace(state, touched_at=moment.monotonic, warned=False)


def listened(state: State, speaking: bool, moment: Moment) -> State:
    """Whoever listens does not touch. The warning is read out too, but its countdown goes on."""
    state = replace(state, speaking=speaking)
    return state if state.warned else alive(state, moment)


def warn(state: State, moment: Moment) -> State:
    """The warning, where it is due."""
    if state.place.busy():
        return replace(state, touched_at=moment.monotonic, warned=False)
    return replace(state, warned=limited(state) and moment.monotonic >= state.touched_at + quiet_limit(state))


def seconds_left(state: State, monotonic: float) -> int:
    """What the warning counts down, in whole seconds."""
    return max(0, round(state.touched_at + quiet_limit(state) + grace(state) - monotonic))


def next_tick(state: State) -> float | None:
    """When, in monotonic seconds, the session next needs a Tick; None if time does not matter."""
    own = state.place.next_tick(state)
    if own is not None:
        return own
    return state.touched_at + quiet_limit(state) + (grace(state) if state.warned else 0.0) if limited(state) else None
