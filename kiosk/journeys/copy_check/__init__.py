"""Is this printed copy genuine: by its code, with no network."""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    tile=Tile("scan-line", LocalizedText("验打印件", "Check a copy"), LocalizedText("扫码辨真伪", "Scan its code")),
    reads_codes=True,
)
