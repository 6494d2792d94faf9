"""The UPLOADS lane: what waits in the ledger takes turns, kind by kind; and what the platform's verdicts lead to."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.platform import CaseMade
from kiosk.ports.storage import Upload
from kiosk.sync.calls import (
    Failed,
    Keep,
    NothingWaited,
    PieceKept,
    Result,
    SendOne,
    SendWaiting,
    Settled,
    Tell,
)
from kiosk.sync.reachability import Step, held_ready, held_wake, released
from kiosk.sync.state import LAST, LEAST, MOST, QUIET_QUEUE, EngineState, due

LONGEST_PUT_OFF = 3600.0  # seconds at most that a verdict RETRY is heeded: what waits is never put off for good


def next_upload(state: EngineState, now: float) -> Upload | None:
    """Whose turn it is; None where nothing is due."""
    turns = [*Upload, *Upload]
    after = turns.index(state.last) + 1
    return next((u for u in turns[after : after + len(Upload)] if now >= state.due[u] or held_ready(state, u, now)), None)


def begin_upload(state: EngineState, now: float) -> tuple[EngineState, SendWaiting | None]:
    """What to send now. Held ones go by themselves, when nothing else of their kind is due."""
    upload = next_upload(state, now)
    if upload is None:
        return replace(state, last=LAST), None  # rested: the next turn begins with the messages
    state = replace(state, last=upload)
    if now < state.due[upload]:
        return state, SendWaiting(upload, state.sizes[upload], only=held_ready(state, upload, now))
    apart = frozenset(entry_id for entry_id, held in state.held.items() if held.upload is upload)
    without = apart | state.hurried if upload is Upload.MESSAGES else apart
    # Looked at again after the quiet time, unless something is known earlier: what grows meanwhile is not forgotten.
    return due(state, upload, now + QUIET_QUEUE), SendWaiting(upload, state.sizes[upload], without)


def uploads_wake(state: EngineState) -> float:
    """When, in monotonic seconds, something is next due to be sent."""
    return min(*state.due.values(), held_wake(state))


def concluded(state: EngineState, call: SendOne | SendWaiting, result: Result, moment: Moment) -> Step:
    """What follows from a call that sent, or would have sent, something that waits."""
    upload = call.upload if isinstance(call, SendWaiting) else Upload.MESSAGES
    only = call.only if isinstance(call, SendWaiting) else call.submission_id
    if isinstance(call, SendOne):
        state = replace(state, hurried=state.hurried - {only})
    if isinstance(result, Failed):
        return _failed(state, call, upload, result, moment), []
    state, effects = released(state, only, moment) if only else (state, [])
    state, more = _answered(state, call, upload, result, moment)
    return state, [*effects, *more]


def _failed(state: EngineState, call: SendOne | SendWaiting, upload: Upload, failed: Failed, moment: Moment) -> EngineState:
    too_many = failed.after is not None  # of terminals, not of what this one sent
    if isinstance(call, SendWaiting) and not too_many and (upload is Upload.ATTACHMENTS or not call.only):
        state = _sized(state, upload, max(LEAST[upload], state.sizes[upload] // 2))
    held_alone = isinstance(call, SendWaiting) and bool(call.only)
    # What a resident waited for goes back into the queue with the others.
    return state if held_alone else due(state, upload, moment.monotonic)


def _answered(state: EngineState, call: SendOne | SendWaiting, upload: Upload, result: Result, moment: Moment) -> Step:
    now = moment.monotonic
    match result:
        case NothingWaited():
            if isinstance(call, SendOne):
                return due(state, upload, now), []
            return (state if call.only else _sized(state, upload, MOST[upload])), []
        case Settled():
            unanswered = result.sent > len(result.accepted) + len(result.rejected)
            if isinstance(call, SendWaiting):
                state = due(_grown(state, upload), upload, now + _put_off(result) if unanswered else now)
            elif unanswered:
                state = due(state, upload, min(state.due[upload], now + _put_off(result)))
            made = [CaseMade(message_id, cases[0], cases[1:]) for message_id, cases in result.accepted if cases]
            if made:  # an attachment is sent once its submission has a case
                state = due(state, Upload.ATTACHMENTS, now)
            return state, [Keep(result), *map(Tell, made)]
        case PieceKept(_, offset, received, known):
            # What does not move is tried again later; meanwhile the others have their turns.
            at = now if known and received > offset else now + QUIET_QUEUE
            return due(_grown(state, upload), upload, at), [Keep(result)] if known else []
    raise AssertionError("no result of an upload")


def _sized(state: EngineState, upload: Upload, size: int) -> EngineState:
    return replace(state, sizes={**state.sizes, upload: size})


def _grown(state: EngineState, upload: Upload) -> EngineState:
    return _sized(state, upload, min(MOST[upload], state.sizes[upload] * 2))


def _put_off(result: Settled) -> float:
    return float(min(max(result.retry_after or 0, 2), LONGEST_PUT_OFF))
