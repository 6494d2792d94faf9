"""随申码: the code on a phone that shows who somebody is, and the code on paper for whoever has no phone (离线码). Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from kiosk.domain.base32 import ALPHABET, base32
from kiosk.domain.people import age_on

PAPER_PREFIX = "LX1-"
PAPER_LENGTH = 26  # characters of base 32: 130 bits
PAPER_DAYS = 180  # m.kidbbs.com 41607; no rule of the city was found that names another number
SENIOR_FROM = 60
ADULT_FROM = 18
DISABILITY_CERTIFICATE = "disability-certificate"  # key of the licence


class PhoneCodeRefusal(StrEnum):
    """Why a code on a phone shows nothing. All are the platform's own word."""

    NOT_OURS = "NOT_OURS"  # no code of the platform's, or of nobody that it knows
    TOO_OLD = "TOO_OLD"
    USED = "USED"  # it was shown before
    REVOKED = "REVOKED"  # this person's codes were stopped
    LIMIT = "LIMIT"  # too many were shown today


class PaperGround(StrEnum):
    """Why somebody may have a code on paper (随申码离线服务)."""

    SENIOR = "SENIOR"  # 60 and older
    MINOR = "MINOR"  # under 18
    DISABLED = "DISABLED"  # holds a disability certificate


class PaperRefusal(StrEnum):
    """Why none is given now, or a paper that was shown opens nothing. All are the platform's own word."""

    NOT_ENTITLED = "NOT_ENTITLED"
    LIMIT = "LIMIT"
    UNKNOWN = "UNKNOWN"  # no code of the platform's
    EXPIRED = "EXPIRED"
    ENDED = "ENDED"  # reported lost, replaced by a newer one, or revoked


class PaperEnd(StrEnum):
    """Why a code on paper counts no more."""

    REPLACED = "REPLACED"
    LOST = "LOST"  # 挂失
    NOT_PRINTED = "NOT_PRINTED"  # its paper did not come out
    STAFF = "STAFF"


def paper_ground(birth: date, disabled: bool, today: date) -> PaperGround | None:
    """Why somebody may have a code on paper; None where they may not.

    Args:
        birth: their day of birth.
        disabled: they hold a disability certificate that counts.
        today: the day in China.
    """
    age = age_on(birth, today)
    if age >= SENIOR_FROM:
        return PaperGround.SENIOR
    if age < ADULT_FROM:
        return PaperGround.MINOR
    return PaperGround.DISABLED if disabled else None


def paper_until(issued: date) -> date:
    """The last day on which a code on paper counts."""
    return issued + timedelta(days=PAPER_DAYS)


def paper_code(random: bytes) -> str:
    """A code on paper of 17 random bytes: it says nothing of anybody."""
    return PAPER_PREFIX + base32(int.from_bytes(random, "big") >> 6, PAPER_LENGTH)


def is_paper_code(text: str) -> bool:
    """Whether a text has the form of one."""
    body = text.removeprefix(PAPER_PREFIX)
    return text.startswith(PAPER_PREFIX) and len(body) == PAPER_LENGTH and all(c in ALPHABET for c in body)
