"""How far is my case, and was mine stored: with the receipt's code or with the card."""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    tile=Tile(
        "clock", LocalizedText("查进度", "Progress"), LocalizedText("扫回执上的码，或用证件", "With the receipt or your card")
    ),
    reads_codes=True,
)
