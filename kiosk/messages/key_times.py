"""Which keys of a terminal were good when: asked of sticks, proofs, certificates and copies, by the platform and by terminals.

A key begins at an enrolment and ends with the next. What is signed with a key that was revoked counts at no date: whoever stole it
writes any date. A person looks at that.
"""

from __future__ import annotations

from enum import Enum

from kiosk.domain.values import Value

LEEWAY = 86_400  # seconds that a terminal's clock may have been off without being noticed


class Standing(Enum):
    GOOD = "good"
    REVOKED = "revoked"
    NOT_THEN = "not-then"  # the terminal had another key at that time


class KeyTimes(Value):
    """``since``, ``until``: seconds since 1970; ``until`` None: in use. ``revoked``: at any time."""

    since: int
    until: int | None = None
    revoked: bool = False


def standing(key: KeyTimes, at: int | None) -> Standing:
    """Of what was signed with this key and says that it was ``at``, in seconds since 1970; None: it does not say."""
    if key.revoked:
        return Standing.REVOKED
    if at is not None and not key.since - LEEWAY <= at <= (at if key.until is None else key.until) + LEEWAY:
        return Standing.NOT_THEN
    return Standing.GOOD
