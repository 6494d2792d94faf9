"""What every page has that a technician has come to."""

from __future__ import annotations

from typing import ClassVar

from kiosk.session.state import AuditEvent, Place, State

PATIENCE = 5  # a cover is opened and a roll put in between two touches


class _Admitted(Place):
    """``technician``: who was let in. No session has begun: nobody is served here."""

    is_idle: ClassVar[bool] = True
    patience: ClassVar[int] = PATIENCE

    technician: str

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        stays = isinstance(after.place, _Admitted) or any(isinstance(place, _Admitted) for place in after.trail)
        return () if stays else (("technician.left", {"technician": self.technician}),)
