"""How far is my case, and was mine stored: with the receipt's code or with the card."""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    tile=Tile("clock", LocalizedText("查进度", "Check progress"), LocalizedText("凭回执或证件", "By receipt or card")),
    reads_codes=True,
)
