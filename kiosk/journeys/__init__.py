"""What a resident can do here: one folder a journey, each read by itself. None imports another."""

from __future__ import annotations

from kiosk.journeys import apply, attendant, browse, copy_check, licence_copies, progress, rating
from kiosk.session.registry import Journeys

# In the order of their tiles on the home page.
JOURNEYS = Journeys(
    all=(
        browse.JOURNEY,
        apply.JOURNEY,
        licence_copies.JOURNEY,
        progress.JOURNEY,
        copy_check.JOURNEY,
        rating.JOURNEY,
        attendant.JOURNEY,
    ),
    home=browse.JOURNEY.name,
)
