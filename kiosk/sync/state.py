"""The sync engine's state, and the numbers that it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from kiosk.domain.times import Moment
from kiosk.domain.values import Value, field, replace
from kiosk.ports.platform import Network
from kiosk.ports.storage import Upload
from kiosk.sync.calls import Call, Failure, Lane

CAPACITY = {Lane.WAITING: 3, Lane.UPLOADS: 1, Lane.DOWNLOADS: 1, Lane.CATALOGUE: 1}
# How many in one request at most, and at least: halved when a request fails. Of attachments: characters of one.
MOST = {Upload.MESSAGES: 20, Upload.ATTACHMENTS: 256 * 1024}
LEAST = {Upload.MESSAGES: 1, Upload.ATTACHMENTS: 8 * 1024}
HEARTBEAT = 30.0  # seconds between two, where the platform does not say
QUIET_QUEUE = 60.0  # seconds until an empty queue is looked at again by itself
LAST = Upload.ATTACHMENTS

# First pause and longest pause, in seconds; doubled at each failure, with jitter.
PATIENCE: dict[Failure, tuple[float, float]] = {
    Failure.UNREACHABLE: (1.0, 15.0),
    Failure.NOT_THE_PLATFORM: (2.0, 30.0),
    Failure.SERVER_ERROR: (2.0, 60.0),
    Failure.REFUSED: (5.0, 300.0),
    Failure.BUSY: (5.0, 120.0),
    Failure.NOT_UNDERSTOOD: (30.0, 600.0),
    Failure.STORAGE: (2.0, 60.0),
}
LONGEST_TOLD = 300.0  # seconds at most that the platform's word for when to come again is heeded
OUT_OF_REACH = frozenset({Failure.UNREACHABLE, Failure.NOT_THE_PLATFORM, Failure.SERVER_ERROR})


class LaneState(Value):
    running: int = 0
    not_before: float = 0.0  # monotonic seconds; a pause of the whole lane
    failures: int = 0


class Suspect(Value):
    """Something that failed while the network was there, alone in its request; ``since``: monotonic seconds."""

    upload: Upload
    failure: Failure
    since: float


class Held(Value):
    """Something that does not get through although others are answered: sent by itself, not before ``until``."""

    upload: Upload
    failure: Failure
    times: int
    until: float


class EngineState(Value):
    """Times are monotonic seconds."""

    lanes: Mapping[Lane, LaneState] = field(default_factory=lambda: {lane: LaneState() for lane in Lane})
    network: Network = Network.UNKNOWN
    answered_at: float = -inf  # the platform's last typed answer
    check_at: float = inf  # when to sign in anew, to learn whether a failure was the network's
    checked_at: float = -inf  # when that last began
    suspects: Mapping[str, Suspect] = field(default_factory=dict)  # by id
    held: Mapping[str, Held] = field(default_factory=dict)  # by id
    queue: tuple[Call, ...] = ()  # of the WAITING lane
    deadlines: Mapping[str, float] = field(default_factory=dict)  # by request_id of a look-up
    hurried: frozenset[str] = frozenset()
    sizes: Mapping[Upload, int] = field(default_factory=lambda: dict(MOST))
    due: Mapping[Upload, float] = field(default_factory=lambda: dict.fromkeys(Upload, 0.0))
    last: Upload = LAST  # whose turn it was
    heartbeat_at: float = 0.0
    interval: float = HEARTBEAT  # between two heartbeats, as the platform last wanted it
    tell_serials: bool = True  # with the next heartbeat
    lease: bool = False
    catalogue_at: float | None = None  # None: not begun
    catalogue_asked: bool = False  # by somebody, and not begun since


def with_lane(state: EngineState, lane: Lane, value: LaneState) -> EngineState:
    """The state with another state of one lane."""
    return replace(state, lanes={**state.lanes, lane: value})


def due(state: EngineState, upload: Upload, at: float) -> EngineState:
    """The state with uploads of this kind due at a time, in monotonic seconds."""
    return replace(state, due={**state.due, upload: at})


def all_due(state: EngineState, moment: Moment) -> EngineState:
    """The state with uploads of every kind due now."""
    return replace(state, due=dict.fromkeys(Upload, moment.monotonic))


def jittered(first: float, longest: float, failures: int, moment: Moment) -> float:
    """Seconds to pause: half fixed, half chance, so that many terminals that lost the platform together do not come back
    together.

    Args:
        first: seconds after the first failure; doubled at each more.
        longest: seconds that doubling ends at.
        failures: in a row, from 1 on.
        moment: where chance comes from.
    """
    pause = min(longest, first * 2.0 ** min(failures - 1, 16))
    return pause * (0.5 + int.from_bytes(moment.draw(2), "big") / 131072)


def told_pause(after: int, moment: Moment) -> float:
    """Seconds to pause where the platform told how many: no fewer, and by chance a few more, for it counts in whole seconds and
    tells many terminals."""
    pause = min(float(after), LONGEST_TOLD)
    return pause + (1.0 + pause / 10.0) * int.from_bytes(moment.draw(2), "big") / 65536
