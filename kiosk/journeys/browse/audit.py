"""The audit log's events of looking around: never what was typed, which may be a name."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.service_items import ServiceItem
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import AuditEvent

VOCABULARY: Mapping[str, str] = {
    "guide.paper": "The printed guide of 'item' came to this 'state', with its 'reason'; then by the resident's word.",
    "guide.form": "The blank form of 'item' came to this 'state', with its 'reason'; then by the resident's word.",
    "search.found-little": "Somebody left a search that found little or nothing, and opened no item; 'length' says of how many "
    "characters, 'kind' of which: chinese, latin, digits, or mixed.",
}


def kind_of(query: str) -> str:
    """Of which characters a query is: ``chinese``, ``latin`` (pinyin too), ``digits``, or ``mixed``."""
    kinds = {"digits" if c.isdigit() else "latin" if c.isascii() else "chinese" for c in query if c.isalnum()}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def settled_paper(event: str, item: ServiceItem, before: Paper, after: Paper) -> tuple[AuditEvent, ...]:
    """What became of a paper of an item's guide, once that is settled."""
    if before == after or not after.settled or after.state is PaperState.NONE:
        return ()
    reason = after.reason.value if after.reason else ""
    return ((event, {"item": item.implementation_code, "state": after.state.value, "reason": reason}),)
