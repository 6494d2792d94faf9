"""``technician-cards.json``: who issues technicians' cards, and which cards count no more. It travels with the catalogue.

Read at the start of every terminal: whatever judges a card with it is in `kiosk.messages.technician_cards`.
"""

from __future__ import annotations

from kiosk.domain.values import Value
from kiosk.messages.packs import PackFault, read_small

TECHNICIAN_CARDS = "technician-cards.json"
_LARGEST = 1024 * 1024  # bytes of the file; some 20,000 cards


class TechnicianCards(Value):
    """The whole file.

    Attributes:
        format: of the file.
        issued_at: seconds since 1970.
        authorities: certificates (DER, base64) of those who issue cards, newest first.
        revoked: serial numbers of cards, in hexadecimal, until they have ended anyway.
    """

    format: int
    issued_at: int
    authorities: tuple[str, ...]
    revoked: tuple[str, ...] = ()


def read_technician_cards(data: bytes) -> TechnicianCards:
    """PackFault where it is none, too large, or of a format that is not known (``newer``)."""
    if len(data) > _LARGEST:
        raise PackFault("larger than it may be")
    return read_small(data, TechnicianCards)
