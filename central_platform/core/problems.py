"""Why a request gets no answer of its own: a closed set, each with its HTTP status and a sentence for whoever reads a log."""

from __future__ import annotations

from enum import StrEnum


class ProblemCode(StrEnum):
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    TOO_LARGE = "TOO_LARGE"
    PAIRING = "PAIRING"  # no such code, used already, or too old
    TOKEN = "TOKEN"  # noqa: S105 - a bearer token is missing, unknown or expired
    ASSERTION = "ASSERTION"  # the request for a token is not signed by this terminal, or not for this platform
    CLOCK = "CLOCK"  # signed rightly, but the terminal's clock is wrong
    REPLAYED = "REPLAYED"  # a statement that is good once came twice
    REVOKED = "REVOKED"
    STOPPED = "STOPPED"  # it asked for too much about persons; staff are told, and release it
    UNCONFIRMED = "UNCONFIRMED"  # staff have not compared the terminal's fingerprint yet
    IDENTITY = "IDENTITY"  # the card reading is not signed by this terminal, or does not say what it must
    NOT_FOUND = "NOT_FOUND"
    NOT_USABLE = "NOT_USABLE"  # a licence that is expired or revoked: no copy of it
    NOT_DRAWABLE = "NOT_DRAWABLE"  # a licence with a character on it that no font has: no copy of it here
    EXHAUSTED = "EXHAUSTED"  # no serial numbers left for this terminal
    TOO_MANY = "TOO_MANY"
    TOO_SLOW = "TOO_SLOW"  # the request did not arrive in time
    BUSY = "BUSY"  # nothing is wrong with it: too many came at once, and it is to come again after the seconds that are told
    INTERNAL = "INTERNAL"


STATUS = {
    ProblemCode.NOT_UNDERSTOOD: 422,
    ProblemCode.TOO_LARGE: 413,
    ProblemCode.PAIRING: 403,
    ProblemCode.TOKEN: 401,
    ProblemCode.ASSERTION: 401,
    ProblemCode.CLOCK: 401,
    ProblemCode.REPLAYED: 403,
    ProblemCode.REVOKED: 403,
    ProblemCode.STOPPED: 403,
    ProblemCode.UNCONFIRMED: 403,
    ProblemCode.IDENTITY: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.NOT_USABLE: 409,
    ProblemCode.NOT_DRAWABLE: 409,
    ProblemCode.EXHAUSTED: 409,
    ProblemCode.TOO_MANY: 429,
    ProblemCode.TOO_SLOW: 408,
    ProblemCode.BUSY: 503,
    ProblemCode.INTERNAL: 500,
}


class Refused(Exception):
    """``message`` never holds anything of the request; ``after``: seconds until it is worth asking again, None where it is not."""

    def __init__(self, code: ProblemCode, message: str, after: int | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.message = message
        self.after = after

    @property
    def status(self) -> int:
        """The HTTP status of its code."""
        return STATUS[self.code]
