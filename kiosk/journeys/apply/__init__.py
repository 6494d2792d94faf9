"""An application, from who may apply to the receipt: for items of kind TRANSACTION."""

from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey

JOURNEY = Journey(
    package=__name__,
    stages=(
        LocalizedText("看指南", "Guide"),
        LocalizedText("验身份", "Identity"),
        LocalizedText("填写", "Answers"),
        LocalizedText("核对", "Check"),
        LocalizedText("签名", "Sign"),
        LocalizedText("完成", "Done"),
    ),
    guide_stage=0,
    reads_codes=True,
    warms_up=True,
    kinds=frozenset({ItemKind.TRANSACTION}),
)
