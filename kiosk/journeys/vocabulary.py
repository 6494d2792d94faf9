"""All events of the audit log: the session's, each journey's, and those that no session makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from kiosk.domain import audit as outside
from kiosk.journeys import JOURNEYS
from kiosk.session import audit as session


@cache
def audit_vocabulary() -> Mapping[str, str]:
    """By its name, what each event means. Imports every journey's module ``audit``, where it has one."""
    words = {**outside.VOCABULARY, **session.VOCABULARY}
    for journey in JOURNEYS.all:
        name = f"{journey.package}.audit"
        if find_spec(name):
            words |= import_module(name).VOCABULARY
    return words
