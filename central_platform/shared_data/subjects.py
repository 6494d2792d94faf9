"""Whom a row is about, without an index of numbers."""

from __future__ import annotations

from central_platform.core.keys import key_ring
from central_platform.people import services as people
from kiosk.domain.parties import Company, Subject


def tag_of(subject: Subject | None) -> str:
    """By what the rows of a subject are found: a keyed hash of the number; "" for public data.

    A person's tag is the one of `central_platform.people`, so that what was asked about somebody is found in one way.
    """
    if subject is None:
        return ""
    if isinstance(subject, Company):
        return key_ring().tag("company", subject.number.upper())
    return people.tag_of(subject.number)
