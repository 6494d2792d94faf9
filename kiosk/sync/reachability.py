"""Whether the platform is there, and whether a failure was the network's or of one thing alone: by the platform's own answers.

One call that fails says nothing of the others: something on the way may refuse this one, or the platform may stumble over it. So
a failure makes the engine sign in anew, which is the least that can be asked. Where that fails too, the platform is out of reach;
where it is answered, what failed alone in its request is held back by itself, with a pause of its own.
"""

from __future__ import annotations

from math import inf

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.platform import Network, NetworkChanged
from kiosk.ports.storage import Upload
from kiosk.sync.calls import (
    Done,
    EngineEffect,
    Failed,
    Failure,
    KeepHeld,
    Lane,
    Looked,
    NothingWaited,
    SendWaiting,
    SignedIn,
    SignIn,
    Tell,
)
from kiosk.sync.state import LAST, OUT_OF_REACH, PATIENCE, EngineState, Held, Suspect, all_due, jittered, with_lane

CHECK_APART = 5.0  # seconds at least between two sign-ins that only look
HELD_LONGEST = 3600.0  # seconds
HELD_TOLD = 3  # failures beside an answered sign-in until it is written down: one may be a line that broke at that moment

Step = tuple[EngineState, list[EngineEffect]]


def judged(state: EngineState, done: Done, moment: Moment) -> Step:
    """What a call's end says of the network, and of what it carried."""
    match done.result:
        case NothingWaited() | Looked() | Failed(Failure.STORAGE):
            return state, []  # the platform was not asked
        case Failed() if isinstance(done.call, SignIn):
            state = replace(state, suspects={})
            if done.result.failure not in OUT_OF_REACH or state.network is Network.OFFLINE:
                return state, []
            return replace(state, network=Network.OFFLINE, check_at=inf), [Tell(NetworkChanged(Network.OFFLINE))]
        case Failed(Failure.BUSY):
            return state, []
        case Failed() as failed:
            return _suspected(state, done, failed, moment)
    told: list[EngineEffect] = []
    if state.network is not Network.ONLINE:
        state = _online(state, moment)
        told.append(Tell(NetworkChanged(Network.ONLINE)))
    state = replace(state, answered_at=moment.monotonic)
    if isinstance(done.result, SignedIn):
        state, more = _convicted(state, moment)
        told += more
    return state, told


def _online(state: EngineState, moment: Moment) -> EngineState:
    """What waits goes now, once. Patience stays what it was: on a network that comes and goes each return would begin it anew."""
    for lane in (Lane.UPLOADS, Lane.DOWNLOADS):
        state = with_lane(state, lane, replace(state.lanes[lane], not_before=0.0))
    return replace(all_due(state, moment), network=Network.ONLINE, heartbeat_at=moment.monotonic, last=LAST)


def _suspected(state: EngineState, done: Done, failed: Failed, moment: Moment) -> Step:
    """Whose fault was it? A sign-in that begins from now on will say."""
    if state.network is Network.OFFLINE:
        return state, []
    check_at = min(state.check_at, max(moment.monotonic, state.checked_at + CHECK_APART))
    state = replace(state, check_at=check_at)
    if state.network is not Network.ONLINE or len(failed.sent) != 1:
        return state, []
    (entry_id,) = failed.sent
    if held := state.held.get(entry_id):
        return hold(state, entry_id, replace(held, failure=failed.failure), moment)
    upload = done.call.upload if isinstance(done.call, SendWaiting) else Upload.MESSAGES
    found = state.suspects.get(entry_id, Suspect(upload, failed.failure, moment.monotonic))
    return replace(state, suspects={**state.suspects, entry_id: found}), []


def _convicted(state: EngineState, moment: Moment) -> Step:
    effects: list[EngineEffect] = []
    for entry_id, suspected in state.suspects.items():
        if suspected.since <= state.checked_at:
            state, more = hold(state, entry_id, Held(suspected.upload, suspected.failure, 0, 0.0), moment)
            effects += more
    return state, effects


def hold(state: EngineState, entry_id: str, held: Held, moment: Moment) -> Step:
    """Once more in vain: its pause grows."""
    times = held.times + 1
    until = moment.monotonic + jittered(PATIENCE[held.failure][0], HELD_LONGEST, times, moment)
    suspects = {k: v for k, v in state.suspects.items() if k != entry_id}
    state = replace(state, suspects=suspects, held={**state.held, entry_id: replace(held, times=times, until=until)})
    return state, [KeepHeld(held.upload, entry_id, held.failure)] if times >= HELD_TOLD else []


def released(state: EngineState, entry_id: str, moment: Moment) -> Step:
    """It was answered, or is no longer here. What kept it back may be gone, so the others of its kind are tried, too."""
    held = state.held.get(entry_id)
    if held is None:
        return state, []
    others = {
        other: replace(it, until=moment.monotonic) if it.upload is held.upload else it
        for other, it in state.held.items()
        if other != entry_id
    }
    told: list[EngineEffect] = [KeepHeld(held.upload, entry_id, None)] if held.times >= HELD_TOLD else []
    return replace(state, held=others), told


def held_ready(state: EngineState, upload: Upload, now: float) -> str:
    """The id of one whose pause is over, "" where there is none; none while nothing gets through."""
    if state.network is Network.OFFLINE:
        return ""
    return next((entry_id for entry_id, held in state.held.items() if held.upload is upload and held.until <= now), "")


def held_wake(state: EngineState) -> float:
    """When the next pause is over, in monotonic seconds."""
    return inf if state.network is Network.OFFLINE else min((held.until for held in state.held.values()), default=inf)
