"""What every page has that a technician has come to."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.events import HealthSeen
from kiosk.session.navigation import unchanged
from kiosk.session.state import AuditEvent, Event, Place, State, Step

PATIENCE = 5  # a cover is opened and a roll put in between two touches


class _Admitted(Place):
    """``technician``: who was let in. No session has begun: nobody is served here."""

    is_idle: ClassVar[bool] = True
    patience: ClassVar[int] = PATIENCE

    technician: str

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        """What none of the pages expects; a look at everything may end when the technician has gone on from the overview."""
        if isinstance(event, HealthSeen):
            trail = tuple(place.seen(event) if isinstance(place, _Admitted) else place for place in state.trail)
            return unchanged(replace(state, trail=trail))
        return unchanged(state)

    def seen(self, health: HealthSeen) -> Place:
        """This page, once the look is over that it began; the overview alone begins one."""
        return self

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        stays = isinstance(after.place, _Admitted) or any(isinstance(place, _Admitted) for place in after.trail)
        return () if stays else (("technician.left", {"technician": self.technician}),)
