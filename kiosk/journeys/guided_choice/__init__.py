"""Guided choice (智能引导): a few questions lead whoever does not know a service's name to the right one. Needs no identity."""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    tile=Tile(
        icon="compass",
        title=LocalizedText("帮您找", "Help me find it"),
        text=LocalizedText("答几个问题就找到", "A few questions lead there"),
    ),
)
