"""Printed copies of electronic licences (证照打印件)."""

from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.ports.devices import Device
from kiosk.session.registry import Journey, Tile

JOURNEY = Journey(
    package=__name__,
    stages=(
        LocalizedText("验身份", "Identity"),
        LocalizedText("选证照", "Licence"),
        LocalizedText("选用途", "Purpose"),
        LocalizedText("预览", "Preview"),
        LocalizedText("打印", "Print"),
    ),
    tile=Tile(
        "printer", LocalizedText("打印证照", "Print a licence"), LocalizedText("带上{cards}", "Bring your {cards}"), cards=True
    ),
    kinds=frozenset({ItemKind.LICENCE_PRINT}),
    needs_network=True,  # but for copies that their holder has kept here, and nobody knows of those before the card is there
    needs=(Device.PAGE_PRINTER,),
    prints_pages=True,
)
