"""Electronic licences and the copies printed of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.service_items import Words


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the person at the terminal. ``usable`` False: expired or revoked; it may be shown, not copied."""

    identifier: str
    licence_type: str
    name: Words
    authority: Words
    valid_from: date
    valid_until: date | None
    usable: bool
