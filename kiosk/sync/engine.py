"""What to ask of the platform next: ``step(state, event, moment) -> (state, effects)``, errors carried as data.

Four lanes, none of which starves another: WAITING (a resident stands there; a deadline), UPLOADS (the queue), DOWNLOADS (is the
platform there, heartbeat, serial numbers), CATALOGUE. Each lane has its own threads and its own backoff. Nothing here deletes
anything: what no verdict settles is asked again, for ever, with the same id and the same bytes.
"""

from __future__ import annotations

import math

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.platform import CatalogueReady, Network, NoAnswer, OrdersTold, PlatformReply
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskOne,
    Call,
    CatalogueWanted,
    Done,
    EngineEffect,
    EngineEvent,
    EpochSeen,
    Failed,
    Failure,
    Heartbeat,
    Hurried,
    Keep,
    Lane,
    Leased,
    LeaseSerials,
    Looked,
    LookForCatalogue,
    NothingWaited,
    OffersAgain,
    QueueGrew,
    Result,
    Retried,
    SendOne,
    SendWaiting,
    SignedIn,
    SignIn,
    StartCall,
    Tell,
    WasHeld,
)
from kiosk.sync.reachability import HELD_TOLD, Step, hold, judged
from kiosk.sync.state import CAPACITY, HEARTBEAT, PATIENCE, EngineState, Held, LaneState, all_due, jittered, told_pause, with_lane
from kiosk.sync.uploads import begin_upload, concluded, uploads_wake

CATALOGUE_LOOK = 3600.0  # seconds between two looks for a newer catalogue
CATALOGUE_AGAIN = 300.0  # after one that came to nothing
CATALOGUE_FIRST = 45.0  # after the start: nobody who stands there waits for it
EPOCH_LOOK = 8.0  # seconds, at most, until a terminal that saw a new epoch of the platform asks for it
LEASE_BELOW = 20  # serial numbers left when more are asked for
OFFLINE_DEADLINE = 3.0  # where the platform was out of reach a moment ago, a resident waits less for a mere look-up
ANSWERS_LAST = 2  # heartbeats for which an answer shows that others get through
LANE_LONGEST = 15.0  # seconds that all uploads pause where some of them fail and others get through


EngineStep = tuple[EngineState, tuple[EngineEffect, ...]]


def step(state: EngineState, event: EngineEvent, moment: Moment) -> EngineStep:
    """One event, then whatever is due. Pure: the calls that it starts are made by `kiosk.sync.driver`.

    Args:
        state: before it.
        event: what is asked, or what became of a call; ``Woke`` where only time has passed.
        moment: now, and chance for the pauses.

    Returns:
        The state after it, and what is to be done, in this order.
    """
    effects: list[EngineEffect] = []
    match event:
        case Asked(request_id, look_up):
            patience = OFFLINE_DEADLINE if state.network is Network.OFFLINE else 8.0
            deadlines = {**state.deadlines, request_id: moment.monotonic + patience}
            state = replace(state, queue=(*state.queue, AskOne(request_id, look_up)), deadlines=deadlines)
        case Hurried(submission_id):
            queue = (SendOne(submission_id), *state.queue)
            state = replace(state, queue=queue, hurried=state.hurried | {submission_id})
        case QueueGrew():
            state = all_due(state, moment)
        case EpochSeen():
            # With it the platform tells since when it may have lost something. Others have seen it, too.
            state = replace(state, heartbeat_at=moment.monotonic + jittered(EPOCH_LOOK, EPOCH_LOOK, 1, moment))
        case OffersAgain():
            state = replace(all_due(state, moment), tell_serials=True, heartbeat_at=moment.monotonic)
        case CatalogueWanted():
            state = replace(state, catalogue_at=moment.monotonic, catalogue_asked=True)
        case WasHeld(upload, entry_ids):
            for entry_id in entry_ids:
                state, _ = hold(state, entry_id, Held(upload, Failure.UNREACHABLE, HELD_TOLD - 1, 0.0), moment)
        case Retried(entry_ids):
            state = all_due(replace(state, held={k: v for k, v in state.held.items() if k not in entry_ids}), moment)
        case Done():
            state, told = _done(state, event, moment)
            effects += told
    if state.catalogue_at is None:
        state = replace(state, catalogue_at=moment.monotonic + CATALOGUE_FIRST)
    state, expired = _give_up_late(state, moment)
    effects += expired
    state, started = _start(state, moment)
    return state, (*effects, *started)


def next_wake(state: EngineState) -> float:
    """When, in monotonic seconds, the engine next has something to do by itself; infinity while it waits for its calls alone."""
    times = list(state.deadlines.values())
    uploads, downloads = state.lanes[Lane.UPLOADS], state.lanes[Lane.DOWNLOADS]
    if uploads.running < CAPACITY[Lane.UPLOADS]:
        times.append(max(uploads.not_before, uploads_wake(state)))
    if downloads.running < CAPACITY[Lane.DOWNLOADS]:
        times.append(min(state.check_at, max(downloads.not_before, _download_at(state))))
    catalogue = state.lanes[Lane.CATALOGUE]
    if state.catalogue_at is not None and catalogue.running < CAPACITY[Lane.CATALOGUE]:
        times.append(max(catalogue.not_before, state.catalogue_at))
    return min(times, default=math.inf)


def _start(state: EngineState, moment: Moment) -> Step:
    effects: list[EngineEffect] = []
    now = moment.monotonic
    while state.queue and state.lanes[Lane.WAITING].running < CAPACITY[Lane.WAITING]:
        call, *rest = state.queue
        state = _run(replace(state, queue=tuple(rest)), Lane.WAITING)
        effects.append(StartCall(Lane.WAITING, call))
    if _free(state, Lane.UPLOADS, moment):
        state, upload = begin_upload(state, now)
        if upload is not None:
            state = _run(state, Lane.UPLOADS)
            effects.append(StartCall(Lane.UPLOADS, upload))
    state, download = _begin_download(state, moment)
    if download is not None:
        state = _run(state, Lane.DOWNLOADS)
        effects.append(StartCall(Lane.DOWNLOADS, download))
    if _free(state, Lane.CATALOGUE, moment) and state.catalogue_at is not None and now >= state.catalogue_at:
        effects.append(StartCall(Lane.CATALOGUE, LookForCatalogue(state.catalogue_asked)))
        state = _run(replace(state, catalogue_at=now + CATALOGUE_LOOK, catalogue_asked=False), Lane.CATALOGUE)
    return state, effects


def _begin_download(state: EngineState, moment: Moment) -> tuple[EngineState, Call | None]:
    now = moment.monotonic
    at = state.lanes[Lane.DOWNLOADS]
    if at.running >= CAPACITY[Lane.DOWNLOADS]:
        return state, None
    # Whoever doubts the network asks at once; but for that, the lane's own pause holds.
    if now >= state.check_at or (state.network is not Network.ONLINE and now >= at.not_before):
        return replace(state, check_at=math.inf, checked_at=now), SignIn()
    if state.network is not Network.ONLINE or now < max(at.not_before, _download_at(state)):
        return state, None
    call = LeaseSerials() if state.lease else Heartbeat(state.tell_serials)
    return replace(state, lease=False, heartbeat_at=now + state.interval), call


def _download_at(state: EngineState) -> float:
    """When the DOWNLOADS lane has something to do, its pause aside."""
    return state.heartbeat_at if state.network is Network.ONLINE and not state.lease else 0.0


def _free(state: EngineState, lane: Lane, moment: Moment) -> bool:
    at = state.lanes[lane]
    return at.running < CAPACITY[lane] and moment.monotonic >= at.not_before


def _run(state: EngineState, lane: Lane) -> EngineState:
    at = state.lanes[lane]
    return with_lane(state, lane, replace(at, running=at.running + 1))


def _done(state: EngineState, done: Done, moment: Moment) -> Step:
    state = with_lane(state, done.lane, _paused(state, done, moment))
    state, told = judged(state, done, moment)
    state, more = _conclude(state, done.call, done.result, moment)
    return state, [*told, *more]


def _paused(state: EngineState, done: Done, moment: Moment) -> LaneState:
    """The lane, whose call has ended: what fails makes it pause, longer each time, until something is answered."""
    at = state.lanes[done.lane]
    at = replace(at, running=at.running - 1)
    match done.result:
        case NothingWaited() | Looked():
            return at
        case SignedIn() if state.network is Network.ONLINE:
            return at  # it was asked for another lane's sake
        case Failed(Failure.BUSY, _, after) if after is not None:
            return replace(at, not_before=moment.monotonic + told_pause(after, moment))
        case Failed(failure, sent):
            first, longest = PATIENCE[failure]
            if sent and moment.monotonic - state.answered_at < ANSWERS_LAST * state.interval:
                longest = min(longest, LANE_LONGEST)
            failures = at.failures + 1
            return replace(at, failures=failures, not_before=moment.monotonic + jittered(first, longest, failures, moment))
    return replace(at, failures=0, not_before=0.0)


def _conclude(state: EngineState, call: Call, result: Result, moment: Moment) -> Step:
    match call, result:
        case AskOne(request_id), _:
            if request_id not in state.deadlines:
                return state, []  # too late: the resident was already told that there was no answer
            state = replace(state, deadlines={k: v for k, v in state.deadlines.items() if k != request_id})
            reply = result.reply if isinstance(result, Answered) else NoAnswer()
            return state, [Tell(PlatformReply(request_id, reply))]
        case ((SendOne() | SendWaiting()), _):
            return concluded(state, call, result, moment)
        case Heartbeat(serials), Alive(serials_left, restored, epochs, next_in, orders):
            lease = restored or serials_left < LEASE_BELOW
            state = replace(state, lease=lease, tell_serials=state.tell_serials and not serials)
            interval = float(next_in or HEARTBEAT)
            if interval != state.interval:
                # Not all at the same moment, where the platform has told all of them the same.
                at = moment.monotonic + jittered(interval, interval, 1, moment)
                state = replace(state, interval=interval, heartbeat_at=at)
            kept: list[EngineEffect] = [Keep(result)] if restored or epochs else []
            return state, [*kept, Tell(OrdersTold(orders))] if orders else kept
        case Heartbeat(), Failed():
            return replace(state, heartbeat_at=moment.monotonic), []  # the lane's own pause says when
        case LeaseSerials(), Leased():
            return state, [Keep(result)]
        case LookForCatalogue(), Looked(newer, refused):
            if refused:
                pause = jittered(CATALOGUE_AGAIN, CATALOGUE_AGAIN, 1, moment)
                return replace(state, catalogue_at=moment.monotonic + pause), []
            return state, [Tell(CatalogueReady(newer))] if newer else []
    return state, []


def _give_up_late(state: EngineState, moment: Moment) -> Step:
    late = [request_id for request_id, at in state.deadlines.items() if moment.monotonic >= at]
    if not late:
        return state, []
    queue = tuple(c for c in state.queue if not (isinstance(c, AskOne) and c.request_id in late))
    state = replace(state, queue=queue, deadlines={k: v for k, v in state.deadlines.items() if k not in late})
    return state, [Tell(PlatformReply(request_id, NoAnswer())) for request_id in late]
