"""The way from a case to the payment of its fee, by whichever journey takes payments."""

from __future__ import annotations

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import Moment
from kiosk.session.entry import PaymentWanted, entry_of
from kiosk.session.events import Act
from kiosk.session.state import JourneyState, State, Step

_PAYABLE_IN = frozenset({CaseState.ACCEPTED, CaseState.APPROVED})


class NothingDue(JourneyState):
    """Cases of which the platform told in this visit that nothing is to be paid, or no more."""

    case_numbers: frozenset[str] = frozenset()


class Pay(Act):
    """To the payment of the case's fee."""


def fee_due(state: State, item: ServiceItem | None, case: Case | None) -> bool:
    """Whether something may have to be paid for the case as it stands, as far as the catalogue says. The platform says how much,
    and whether it was paid already."""
    if item is None or case is None or case.state not in _PAYABLE_IN or state.journeys.paying() is None:
        return False
    if case.case_number in state.of(NothingDue).case_numbers:
        return False
    return any((item.guide.fee.fen, *(case.fen for case in item.guide.fee.cases)))


def note_nothing_due(state: State, case_number: str) -> State:
    """The platform told so."""
    return state.keeping(NothingDue(state.of(NothingDue).case_numbers | {case_number}))


def pay(state: State, wanted: PaymentWanted, moment: Moment) -> Step:
    """Forward to the payment. Only where `fee_due`."""
    journey = state.journeys.paying()
    assert journey is not None
    opened = entry_of(journey).pay
    assert opened is not None
    return opened(state, wanted, moment)
