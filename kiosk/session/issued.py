"""The licence that a case's decision issued, printed on the spot: by whichever journey prints pages."""

from __future__ import annotations

from kiosk.domain.cases import Case
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.entry import entry_of
from kiosk.session.events import Act
from kiosk.session.state import State, Step


class PrintIssued(Act):
    """Print the licence that the decision issued."""


def may_print_issued(state: State, case: Case | None) -> bool:
    """Whether there is a licence of this case, and a printer for it."""
    journey = state.journeys.printing()
    return bool(journey and case and case.licence and all(state.status(device).usable for device in journey.needs))


def print_issued(state: State, case: Case, moment: Moment) -> Step:
    """Forward to the licence, asked for anew: what the resident was told before is not what they have now."""
    journey = state.journeys.printing()
    assert journey is not None
    opened = entry_of(journey).open
    assert opened is not None
    person = replace(state.resident, licences=None, licences_kept=False)
    return opened(replace(state, person=person), case.licence, moment)
