"""What a resident can do here: one folder a journey, each read by itself. None imports another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kiosk.journeys import (
    apply,
    attendant,
    browse,
    copy_check,
    guided_choice,
    licence_copies,
    paper_code,
    payment,
    progress,
    query,
    rating,
    setup,
    technician,
)
from kiosk.session.registry import Journeys

# In the order of their tiles on the home page.
JOURNEYS = Journeys(
    all=(
        browse.JOURNEY,
        apply.JOURNEY,
        query.JOURNEY,
        guided_choice.JOURNEY,
        licence_copies.JOURNEY,
        paper_code.JOURNEY,
        progress.JOURNEY,
        copy_check.JOURNEY,
        payment.JOURNEY,
        rating.JOURNEY,
        attendant.JOURNEY,
        technician.JOURNEY,
    ),
    home=browse.JOURNEY.name,
)
# In a process of its own, before there is anything to serve with (`kiosk.runtime.set_up_runner`).
SET_UP = Journeys(all=(setup.JOURNEY,), home=setup.JOURNEY.name)


@cache
def audit_vocabulary() -> Mapping[str, str]:
    """All events of the audit log: by its name, what each means. Imports every journey's module ``audit``, where it has one."""
    from importlib import import_module
    from importlib.util import find_spec

    from kiosk.domain import audit as outside
    from kiosk.session import audit as session

    words = {**outside.VOCABULARY, **session.VOCABULARY}
    for journey in JOURNEYS.all:
        name = f"{journey.package}.audit"
        if find_spec(name):
            words |= import_module(name).VOCABULARY
    return words
