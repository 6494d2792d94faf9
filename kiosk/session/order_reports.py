"""What the platform is told of an order of its staff, or of a support bundle that a technician sends from here."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from kiosk.domain.remote_orders import OrderResult, RemoteAction
from kiosk.ports.storage import OutboxMessage
from kiosk.session.sealed_messages import outbox_message

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys


def report(
    keys: TerminalKeys,
    report_id: str,
    action: RemoteAction,
    result: OrderResult,
    at: int,
    file: bytes,
    technician: str | None = None,
) -> OutboxMessage:
    """As it waits in the outbox.

    Args:
        keys: of this terminal.
        report_id: the order's, or one of its own.
        action: what was done.
        result: what came of it.
        at: seconds since 1970.
        file: what is sent with it; b"" for nothing.
        technician: who sends a bundle that nobody asked for.
    """
    from kiosk.messages.remote_orders import KIND, OrderReport

    content = OrderReport(
        report_id=report_id,
        action=action,
        result=result,
        at=at,
        technician=technician,
        file=base64.b64encode(file).decode(),
    )
    return outbox_message(keys, report_id, KIND, content.model_dump(mode="json"), sealed_since=1)
