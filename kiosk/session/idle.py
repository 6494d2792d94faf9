"""The idle page: it waits for whoever comes next."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.ports.storage import StorageError
from kiosk.session.effects import InStorage
from kiosk.session.entry import entry_of
from kiosk.session.events import LedgerSeen, OpenJourney, Primary, Start
from kiosk.session.navigation import go_home, unchanged
from kiosk.session.services import Services
from kiosk.session.state import Accessibility, Event, Place, State, Step


class LookAtLedger(InStorage):
    """-> LedgerSeen. Whoever begins is told before they type that nothing could be kept, not when they sign."""

    def run(self, services: Services) -> tuple[Event, ...]:
        """`InStorage`; raises nothing."""
        try:
            services.ledger.check_writable()
        except StorageError:
            return (LedgerSeen(usable=False),)
        return (LedgerSeen(usable=True),)


class IdleNotice(Enum):
    """A sentence on the idle page about what happened before."""

    INTERRUPTED = "interrupted"  # the program ended in the middle of a session and was started again


class Idle(Place):
    is_idle: ClassVar[bool] = True

    notice: IdleNotice | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if state.settings.on_trial:
            return unchanged(state)  # nor do staff end it: it ends by itself
        match event:
            case Start() | Primary() if state.closed is None:
                home, effects = go_home(state, moment)
                return home, (*effects, LookAtLedger())
            case OpenJourney(name, argument) if (journey := state.journeys.named(name)) and journey.from_idle:
                entry = entry_of(journey)
                assert entry.open is not None
                return entry.open(state, argument, moment)
        return unchanged(state)

    def limited(self, state: State) -> bool:
        """The idle page waits for ever, unless somebody changed it for themselves and went away."""
        changed = state.language != state.settings.language or state.accessibility != Accessibility()
        return state.overlay is not None or changed
