"""The vault: licence copies that stay at a terminal."""

from __future__ import annotations

from typing import Protocol

from kiosk.domain.people import Card
from kiosk.ports.platform import LicenceFile


class Vault(Protocol):
    """Licence copies that their holders agreed to keep here; opened by the holder's card alone, if it has a block."""

    def keep(self, card: Card, file: LicenceFile) -> None:
        """Only for a card with a block."""
        ...

    def open(self, card: Card) -> tuple[LicenceFile, ...]:
        """What is kept for the holder of this card; () for a card without a block."""
        ...

    def holder_tag(self, card: Card) -> bytes:
        """The same 16 bytes for the same card at this terminal; tells nothing without the card and the terminal's secret."""
        ...
