"""Electronic licences and the copies printed of them."""

from __future__ import annotations

from datetime import date
from enum import Enum

from kiosk.domain.service_items import Words
from kiosk.domain.values import Value


class Licence(Value, frozen=True):
    """A licence of the person at the terminal. ``usable`` False: expired or revoked; it may be shown, not copied."""

    identifier: str
    licence_type: str
    name: Words
    authority: Words
    valid_from: date
    valid_until: date | None
    usable: bool


class CopyVerdict(Enum):
    GENUINE = "genuine"
    NOT_OURS = "not-ours"  # no code of a licence copy, or signed by nobody whom this terminal knows
    ALTERED = "altered"
    EXPIRED = "expired"
    REVOKED = "revoked"


class CopyChecked(Value, frozen=True):
    """What a copy's code states, once both signatures were found good."""

    verdict: CopyVerdict
    licence_name: str = ""
    holder: str = ""  # masked
    purpose: str = ""
    serial: str = ""
    printed_on: str = ""
    terminal_id: str = ""
