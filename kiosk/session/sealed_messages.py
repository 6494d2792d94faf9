"""A report for the platform, as it waits in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.ports.storage import OutboxMessage

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys


def outbox_message(keys: TerminalKeys, message_id: str, kind: str, content: Mapping[str, Any]) -> OutboxMessage:
    """Sealed as a whole from schema 2 on; in the first, for platforms that read no other, as it is.

    Args:
        keys: of this terminal.
        message_id: made once.
        kind: by which the platform knows who handles it.
        content: plain JSON values.
    """
    from kiosk.messages.canonical import canonical_bytes, sha256_hex

    body, schema = canonical_bytes(dict(content)).decode(), 1
    if keys.trust().reads.get(kind, 1) >= 2:
        body, schema = keys.sealer.seal(body.encode()), 2
    return OutboxMessage(message_id, kind, schema, body, sha256_hex(body.encode()))
