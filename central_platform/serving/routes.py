"""What each address may be sent, before and after the sender has proved who it is, and in which lane it is worked on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

KIB = 1024
UNPROVEN = 16 * KIB  # bytes of a body from whoever has shown no valid token: a signed statement has two or three
LARGEST_REQUEST = 16 * 1024 * KIB  # bytes of a batch of messages; a terminal that hits it halves its batch
LARGEST_PIECE = 2 * 1024 * KIB  # of an attachment: a million characters, and how JSON may write them
LARGEST_QUESTION = 64 * KIB
LARGEST_FORM = 1024 * KIB  # of the console


class Role(Enum):
    """Which part of the platform a process serves."""

    API = "api"
    CONSOLE = "console"


class Lane(Enum):
    """Requests of one lane wait for each other, and not for those of another."""

    SIGNING_IN = "signing-in"
    SENDING = "sending"  # what terminals have kept so far and can keep longer
    ASKING = "asking"  # somebody stands there and waits
    STAFF = "staff"


@dataclass(frozen=True)
class LaneSize:
    """``places``: requests that are worked on at one time; ``patience``: seconds that one may be expected to wait for a place, and
    beyond which it is sent away at once."""

    places: int
    patience: float


# A terminal waits eight seconds in all. One sender of each process keeps the database busy; more would only wait for its lock, for
# SQLite lets in whoever happens to ask when it is free.
LANES: dict[Role, dict[Lane, LaneSize]] = {
    Role.API: {Lane.SIGNING_IN: LaneSize(1, 3.0), Lane.SENDING: LaneSize(1, 3.0), Lane.ASKING: LaneSize(6, 4.0)},
    Role.CONSOLE: {Lane.STAFF: LaneSize(8, 15.0)},
}


@dataclass(frozen=True)
class Route:
    """``most``: bytes of a body. ``proven``: bytes beyond `UNPROVEN` need a valid bearer token first."""

    lane: Lane
    most: int
    proven: bool = False


_SENT = {"/api/v2/messages": LARGEST_REQUEST, "/api/v1/submissions": LARGEST_REQUEST, "/api/v1/reports": LARGEST_REQUEST}
_API = {
    "/api/v1/token": Route(Lane.SIGNING_IN, UNPROVEN),
    "/api/v1/enrol": Route(Lane.SIGNING_IN, UNPROVEN),
    **{path: Route(Lane.SENDING, most, proven=True) for path, most in _SENT.items()},
    "/api/v1/attachments": Route(Lane.SENDING, LARGEST_PIECE, proven=True),
}
_QUESTION = Route(Lane.ASKING, LARGEST_QUESTION, proven=True)
_FILE = Route(Lane.ASKING, 0)
_FORM = Route(Lane.STAFF, LARGEST_FORM)


def route_of(role: Role, path: str) -> Route:
    """What may be sent to an address. One that is not known is a question to which Django answers that there is no such page."""
    if role is Role.CONSOLE:
        return _FORM
    return _API.get(path, _QUESTION if path.startswith("/api/") else _FILE)
