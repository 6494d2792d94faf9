"""The audit log's events of copies, and how they are derived."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.session.paper import Paper
from kiosk.session.state import AuditEvent

VOCABULARY: Mapping[str, str] = {
    "copy.composed": "A licence copy was made ready under this 'serial'.",
    "copy.paper": "The paper of the copy with this 'serial' came to this 'state', as for a receipt; a 'missing' one is void.",
}


def composed(serial: str) -> AuditEvent:
    """A copy was made ready."""
    return "copy.composed", {"serial": serial}


def paper(serial: str, before: Paper, after: Paper) -> tuple[AuditEvent, ...]:
    """What became of it, once that is settled."""
    if before == after or not after.settled:
        return ()
    return (("copy.paper", {"serial": serial, "state": after.state.value}),)
