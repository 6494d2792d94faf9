"""Queries (业务查询): what a department has on record, on the screen at once. Nothing of it stays."""

from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey

JOURNEY = Journey(
    package=__name__,
    stages=(
        LocalizedText("看指南", "Guide"),
        LocalizedText("准备", "Prepare"),  # the card, the question: whichever the item asks for
        LocalizedText("看结果", "Result"),
    ),
    guide_stage=0,
    kinds=frozenset({ItemKind.QUERY}),
    needs_network=True,
)
