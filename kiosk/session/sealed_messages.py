"""A report for the platform, as it waits in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk.ports.storage import OutboxMessage

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys


def outbox_message(
    keys: TerminalKeys, message_id: str, kind: str, content: Mapping[str, Any], sealed_since: int = 2
) -> OutboxMessage:
    """Sealed as a whole from one schema on; before it, for platforms that read no other, as it is.

    Args:
        keys: of this terminal.
        message_id: made once.
        kind: by which the platform knows who handles it.
        content: plain JSON values.
        sealed_since: that schema, which is the newest written here.
    """
    from kiosk.messages.canonical import canonical_bytes, sha256_hex

    body, schema = canonical_bytes(dict(content)).decode(), 1
    if keys.trust().reads.get(kind, 1) >= sealed_since:
        body, schema = keys.sealer.seal(body.encode()), sealed_since
    return OutboxMessage(message_id, kind, schema, body, sha256_hex(body.encode()))
