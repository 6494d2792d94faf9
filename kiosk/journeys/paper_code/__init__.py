"""A code on paper for whoever has no phone (离线码): printed, reported lost, and replaced, with the ID card on the reader."""

from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.ports.devices import Device
from kiosk.session.registry import Journey

JOURNEY = Journey(
    package=__name__,
    stages=(
        LocalizedText("看指南", "Guide"),
        LocalizedText("刷身份证", "ID card"),
        LocalizedText("核对", "Check"),
        LocalizedText("打印", "Print"),
    ),
    guide_stage=0,
    kinds=frozenset({ItemKind.PAPER_CODE}),
    needs_network=True,
    needs=(Device.RECEIPT_PRINTER,),
)
