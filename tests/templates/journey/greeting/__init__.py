"""A greeting: the smallest journey, by which `tests/test_additions.py` shows what a journey takes."""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    tile=Tile(icon="hand", title=LocalizedText("问个好", "Say hello"), text=LocalizedText("看一句话", "Read a sentence")),
)
