"""What to ask of the platform next: ``step(state, event, moment) -> (state, effects)``, errors carried as data.

Three lanes, none of which starves another: WAITING (a resident stands there; a deadline), UPLOADS (the queue), DOWNLOADS
(heartbeat, serial numbers). Each lane has its own threads and its own backoff. Nothing here deletes anything: what no verdict
settles is asked again, for ever, with the same id and the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum

from kiosk.domain.times import Moment
from kiosk.domain.values import Value, field, replace
from kiosk.ports.platform import CaseMade, CatalogueReady, Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.sync.calls import (
    Alive,
    Answered,
    Asked,
    AskQuestion,
    Call,
    Done,
    EngineEffect,
    EngineEvent,
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
    PieceKept,
    QueueGrew,
    ReportsKept,
    Result,
    SendOne,
    SendPiece,
    SendReports,
    SendWaiting,
    Settled,
    StartCall,
    Tell,
)

BATCH = 20  # submissions at most in one request; halved when a request fails
PIECE = 256 * 1024  # characters of an attachment at most in one request; halved likewise
SMALLEST_PIECE = 8 * 1024
REPORTS = 100
HEARTBEAT = 30.0  # seconds
CATALOGUE_LOOK = 3600.0  # seconds between two looks for a newer catalogue
CATALOGUE_AGAIN = 300.0  # after one that came to nothing
CATALOGUE_FIRST = 45.0  # after the start: nobody who stands there waits for it
QUIET_QUEUE = 60.0  # seconds until an empty queue is looked at again by itself
LEASE_BELOW = 20  # serial numbers left when more are asked for
LONGEST_PUT_OFF = 3600.0  # seconds at most that a verdict RETRY is heeded: what waits is never put off for good
OFFLINE_DEADLINE = 3.0  # where the platform was out of reach a moment ago, a resident waits less for a mere question


class Upload(Enum):
    """What takes turns on the UPLOADS lane, in this order."""

    SUBMISSIONS = "submissions"
    REPORTS = "reports"
    ATTACHMENTS = "attachments"


LAST = Upload.ATTACHMENTS
CAPACITY = {Lane.WAITING: 3, Lane.UPLOADS: 1, Lane.DOWNLOADS: 1, Lane.CATALOGUE: 1}


# First pause and longest pause, in seconds; doubled at each failure, with jitter.
PATIENCE: Mapping[Failure, tuple[float, float]] = {
    Failure.UNREACHABLE: (1.0, 15.0),
    Failure.NOT_THE_PLATFORM: (2.0, 30.0),
    Failure.SERVER_ERROR: (2.0, 60.0),
    Failure.REFUSED: (5.0, 300.0),
    Failure.BUSY: (5.0, 120.0),
    Failure.NOT_UNDERSTOOD: (30.0, 600.0),
    Failure.STORAGE: (2.0, 60.0),
}
_OUT_OF_REACH = (Failure.UNREACHABLE, Failure.NOT_THE_PLATFORM, Failure.SERVER_ERROR)


EngineStep = tuple["EngineState", tuple[EngineEffect, ...]]


# --- state -------------------------------------------------------------------------------------------------------------------


class LaneState(Value, frozen=True):
    running: int = 0
    not_before: float = 0.0  # monotonic seconds; a pause of the whole lane
    failures: int = 0


class EngineState(Value, frozen=True):
    lanes: Mapping[Lane, LaneState] = field(default_factory=lambda: {lane: LaneState() for lane in Lane})
    network: Network = Network.UNKNOWN
    queue: tuple[Call, ...] = ()  # of the WAITING lane
    deadlines: Mapping[str, float] = field(default_factory=dict)  # request_id of a question -> monotonic seconds
    hurried: frozenset[str] = frozenset()
    batch: int = BATCH
    piece: int = PIECE
    due: Mapping[Upload, float] = field(default_factory=lambda: dict.fromkeys(Upload, 0.0))  # monotonic seconds
    last: Upload = LAST  # whose turn it was
    heartbeat_at: float = 0.0
    lease: bool = False
    catalogue_at: float | None = None  # None: not begun


def step(state: EngineState, event: EngineEvent, moment: Moment) -> EngineStep:
    effects: list[EngineEffect] = []
    match event:
        case Asked(request_id, question):
            patience = OFFLINE_DEADLINE if state.network is Network.OFFLINE else 8.0
            deadlines = {**state.deadlines, request_id: moment.monotonic + patience}
            state = replace(state, queue=(*state.queue, AskQuestion(request_id, question)), deadlines=deadlines)
        case Hurried(submission_id):
            queue = (SendOne(submission_id), *state.queue)
            state = replace(state, queue=queue, hurried=state.hurried | {submission_id})
        case QueueGrew():
            state = _all_due(state, moment)
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
        times.append(max(uploads.not_before, min(state.due.values())))
    if downloads.running < CAPACITY[Lane.DOWNLOADS]:
        times.append(max(downloads.not_before, 0.0 if state.lease else state.heartbeat_at))
    if state.catalogue_at is not None and state.lanes[Lane.CATALOGUE].running < CAPACITY[Lane.CATALOGUE]:
        times.append(state.catalogue_at)
    return min(times, default=math.inf)


def _with_lane(state: EngineState, lane: Lane, value: LaneState) -> EngineState:
    return replace(state, lanes={**state.lanes, lane: value})


# --- starting --------------------------------------------------------------------------------------------------------------------


def _start(state: EngineState, moment: Moment) -> tuple[EngineState, list[EngineEffect]]:
    effects: list[EngineEffect] = []
    while state.queue and state.lanes[Lane.WAITING].running < CAPACITY[Lane.WAITING]:
        call, *rest = state.queue
        state = _run(replace(state, queue=tuple(rest)), Lane.WAITING)
        effects.append(StartCall(Lane.WAITING, call))
    upload = _next_upload(state, moment)
    if upload is None:
        state = replace(state, last=LAST)  # rested: the next turn begins with the submissions
    elif _free(state, Lane.UPLOADS, moment):
        # Looked at again after the quiet time, unless something is known earlier: what grows meanwhile is not forgotten.
        looked = _due(replace(state, last=upload), upload, moment.monotonic + QUIET_QUEUE)
        state = _run(looked, Lane.UPLOADS)
        effects.append(StartCall(Lane.UPLOADS, _upload_call(state, upload)))
    if _free(state, Lane.DOWNLOADS, moment) and (state.lease or moment.monotonic >= state.heartbeat_at):
        call = LeaseSerials() if state.lease else Heartbeat()
        state = _run(replace(state, lease=False, heartbeat_at=moment.monotonic + HEARTBEAT), Lane.DOWNLOADS)
        effects.append(StartCall(Lane.DOWNLOADS, call))
    if _free(state, Lane.CATALOGUE, moment) and state.catalogue_at is not None and moment.monotonic >= state.catalogue_at:
        state = _run(replace(state, catalogue_at=moment.monotonic + CATALOGUE_LOOK), Lane.CATALOGUE)
        effects.append(StartCall(Lane.CATALOGUE, LookForCatalogue()))
    return state, effects


def _next_upload(state: EngineState, moment: Moment) -> Upload | None:
    turns = [*Upload, *Upload]
    after = turns.index(state.last) + 1
    return next((upload for upload in turns[after : after + len(Upload)] if moment.monotonic >= state.due[upload]), None)


def _upload_call(state: EngineState, upload: Upload) -> Call:
    match upload:
        case Upload.SUBMISSIONS:
            return SendWaiting(state.batch, state.hurried)
        case Upload.REPORTS:
            return SendReports(REPORTS)
        case Upload.ATTACHMENTS:
            return SendPiece(state.piece)


def _due(state: EngineState, upload: Upload, at: float) -> EngineState:
    return replace(state, due={**state.due, upload: at})


def _all_due(state: EngineState, moment: Moment) -> EngineState:
    return replace(state, due=dict.fromkeys(Upload, moment.monotonic))


def _free(state: EngineState, lane: Lane, moment: Moment) -> bool:
    at = state.lanes[lane]
    return at.running < CAPACITY[lane] and moment.monotonic >= at.not_before


def _run(state: EngineState, lane: Lane) -> EngineState:
    at = state.lanes[lane]
    return _with_lane(state, lane, replace(at, running=at.running + 1))


# --- finishing --------------------------------------------------------------------------------


def _done(state: EngineState, done: Done, moment: Moment) -> tuple[EngineState, list[EngineEffect]]:
    lane, call, result = done.lane, done.call, done.result
    at = state.lanes[lane]
    at = replace(at, running=at.running - 1)
    effects: list[EngineEffect] = []
    if isinstance(result, Looked):
        # It may have come from anywhere: it says nothing of the platform.
        return _looked(_with_lane(state, lane, at), result, moment)
    if isinstance(result, Failed):
        failures = at.failures + 1
        first, longest = PATIENCE[result.failure]
        at = replace(at, failures=failures, not_before=moment.monotonic + _jittered(first, longest, failures, moment))
        state = _with_lane(state, lane, at)
        network = Network.OFFLINE if result.failure in _OUT_OF_REACH else state.network
    else:
        state = _with_lane(state, lane, replace(at, failures=0, not_before=0.0))
        network = Network.ONLINE
    if network is not state.network:
        state = _network(state, network, moment)
        effects.append(Tell(NetworkChanged(network)))
    state, more = _conclude(state, call, result, moment)
    return state, [*effects, *more]


def _looked(state: EngineState, result: Looked, moment: Moment) -> tuple[EngineState, list[EngineEffect]]:
    if result.refused:
        pause = _jittered(CATALOGUE_AGAIN, CATALOGUE_AGAIN, 1, moment)
        return replace(state, catalogue_at=moment.monotonic + pause), []
    return state, [Tell(CatalogueReady(result.newer))] if result.newer else []


def _jittered(first: float, longest: float, failures: int, moment: Moment) -> float:
    """Half fixed, half chance: many terminals that lost the platform together do not come back together."""
    pause = min(longest, first * 2.0 ** min(failures - 1, 16))
    return pause * (0.5 + int.from_bytes(moment.draw(2), "big") / 131072)


def _network(state: EngineState, network: Network, moment: Moment) -> EngineState:
    state = replace(state, network=network)
    if network is Network.ONLINE:
        # The platform is back: what waits goes now, once. Its patience stays what it was: on a network that comes and goes, or
        # where only uploads fail, each return would begin it anew.
        uploads = replace(state.lanes[Lane.UPLOADS], not_before=0.0)
        state = replace(_all_due(_with_lane(state, Lane.UPLOADS, uploads), moment), last=LAST)
    return state


def _conclude(state: EngineState, call: Call, result: Result, moment: Moment) -> tuple[EngineState, list[EngineEffect]]:
    now = moment.monotonic
    match call, result:
        case AskQuestion(request_id), _:
            if request_id not in state.deadlines:
                return state, []  # too late: the resident was already told that there was no answer
            state = replace(state, deadlines={k: v for k, v in state.deadlines.items() if k != request_id})
            reply = result.reply if isinstance(result, Answered) else NoAnswer()
            return state, [Tell(PlatformReply(request_id, reply))]
        case SendOne(submission_id), Settled():
            state = replace(state, hurried=state.hurried - {submission_id})
            if result.sent > len(result.cases) + len(result.rejected):
                state = _due(state, Upload.SUBMISSIONS, min(state.due[Upload.SUBMISSIONS], now + _put_off(result)))
            return _pictures_follow(state, result, now), _settled(result)
        case SendOne(submission_id), _:
            # Back into the queue with the others.
            return _due(replace(state, hurried=state.hurried - {submission_id}), Upload.SUBMISSIONS, now), []
        case SendWaiting(), Settled(sent=0):
            return replace(state, batch=BATCH), []
        case SendWaiting(), Settled():
            unanswered = result.sent > len(result.cases) + len(result.rejected)
            pause = _put_off(result) if unanswered else 0.0
            state = _due(replace(state, batch=min(BATCH, state.batch * 2)), Upload.SUBMISSIONS, now + pause)
            return _pictures_follow(state, result, now), _settled(result)
        case SendWaiting(), _:
            return _due(replace(state, batch=max(1, state.batch // 2)), Upload.SUBMISSIONS, now), []
        case SendReports(), ReportsKept(sent, kept):
            if sent:
                state = _due(state, Upload.REPORTS, now if kept else now + QUIET_QUEUE)
            return state, [Keep(result)] if kept else []
        case SendReports(), _:
            return _due(state, Upload.REPORTS, now), []
        case SendPiece(), PieceKept(sha256=""):
            return replace(state, piece=PIECE), []
        case SendPiece(), PieceKept(_, offset, received, known):
            # What does not move is tried again later; meanwhile the others have their turns.
            at = now if known and received > offset else now + QUIET_QUEUE
            return _due(replace(state, piece=min(PIECE, state.piece * 2)), Upload.ATTACHMENTS, at), [Keep(result)] if known else []
        case SendPiece(), _:
            return _due(replace(state, piece=max(SMALLEST_PIECE, state.piece // 2)), Upload.ATTACHMENTS, now), []
        case Heartbeat(), Alive(serials_left, restored):
            return replace(state, lease=restored or serials_left < LEASE_BELOW), [Keep(result)] if restored else []
        case Heartbeat(), Failed():
            return replace(state, heartbeat_at=now), []  # the lane's own pause says when
        case LeaseSerials(), Leased():
            return state, [Keep(result)]
    return state, []


def _pictures_follow(state: EngineState, result: Settled, now: float) -> EngineState:
    """An attachment is sent once its submission has a case."""
    return _due(state, Upload.ATTACHMENTS, now) if result.cases else state


def _put_off(result: Settled) -> float:
    return float(min(max(result.retry_after or 0, 2), LONGEST_PUT_OFF))


def _settled(result: Settled) -> list[EngineEffect]:
    told = [Tell(CaseMade(submission_id, case)) for submission_id, case in result.cases]
    return [Keep(result), *told]


def _give_up_late(state: EngineState, moment: Moment) -> tuple[EngineState, list[EngineEffect]]:
    late = [request_id for request_id, at in state.deadlines.items() if moment.monotonic >= at]
    if not late:
        return state, []
    queue = tuple(c for c in state.queue if not (isinstance(c, AskQuestion) and c.request_id in late))
    state = replace(state, queue=queue, deadlines={k: v for k, v in state.deadlines.items() if k not in late})
    return state, [Tell(PlatformReply(request_id, NoAnswer())) for request_id in late]
