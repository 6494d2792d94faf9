"""Staff ask a terminal for something, it is told with its next heartbeat, and its report is kept."""

from __future__ import annotations

import os
from typing import Any

from central_platform.core.keys import key_ring
from central_platform.remote.models import Order
from central_platform.terminals.services import Terminal
from kiosk.domain.closings import Closing
from kiosk.domain.remote_orders import LIFETIME, RemoteAction, RemoteOrder
from kiosk.domain.times import Moment
from kiosk.messages.remote_orders import MOST, OrderReport, signed_order

FILES_KEPT = 10  # pictures and bundles of a terminal; of older ones stays that they were sent
ORDERS_KEPT = 500  # of a terminal


class NotOrdered(Exception):
    """Why there is no such order; the message says it in Chinese."""


def order(terminal: Terminal, action: RemoteAction, closing: Closing | None, account: str, reason: str, now: int) -> Order:
    """Have a terminal do something.

    Args:
        terminal: the one.
        action: what.
        closing: why, where it goes out of service; else None.
        account: user name of who asks.
        reason: theirs.
        now: seconds since 1970.

    Raises:
        NotOrdered: as of `check`.
    """
    check(terminal, action, closing, now)
    return Order.objects.create(
        order_id=Moment(0.0, now, os.urandom).new_id(),
        terminal=terminal,
        action=action.value,
        closing=closing.value if closing else "",
        account=account,
        reason=reason,
        at=now,
    )


def check(terminal: Terminal, action: RemoteAction, closing: Closing | None, now: int) -> None:
    """See that this can be asked; arguments as of `order`.

    Raises:
        NotOrdered: the terminal cannot do anything, or has enough to do, or what is said does not belong together.
    """
    if terminal.revoked or terminal.confirmed_at is None:
        raise NotOrdered("这台终端已吊销，或还没有确认")
    if (action is RemoteAction.CLOSE) != (closing is not None):
        raise NotOrdered("暂停服务要选居民看到的话，别的操作不选")
    if _open(terminal, now).count() >= MOST:
        raise NotOrdered(f"这台终端还有 {MOST} 项没有做，请等它做完")


def _open(terminal: Terminal, now: int) -> Any:
    return Order.objects.filter(terminal=terminal, result="", there=False, at__gt=now - LIFETIME)


def orders_for(sender: Any, terminal: Terminal, at: int, **_: Any) -> list[str]:
    """`central_platform.terminals.events.orders_asked`: the oldest first, signed."""
    rows = _open(terminal, at).order_by("at", "order_id")[:MOST]
    signer = key_ring().signer if rows else None
    return [
        signed_order(signer, RemoteOrder(row.order_id, row.what, row.why), str(terminal.pk), int(row.at)) for row in rows if signer
    ]


def keep_report(report: OrderReport, terminal: Terminal, now: int) -> None:
    """What a terminal says of an order, once; of none of its own only a bundle that a technician there had sent."""
    told = {"result": report.result.value, "answered_at": now, "file": report.content() or None}
    known = Order.objects.filter(pk=report.report_id)
    if not known.exists() and report.action is RemoteAction.BUNDLE and report.technician:
        Order.objects.create(
            order_id=report.report_id,
            terminal=terminal,
            action=report.action.value,
            account=report.technician,
            there=True,
            at=min(report.at, now),
            **told,
        )
    else:
        known.filter(terminal=terminal, result="").update(**told)
    _forget_past(terminal)


def _forget_past(terminal: Terminal) -> None:
    own = Order.objects.filter(terminal=terminal).order_by("-at", "-order_id")
    if old := list(own.exclude(file=None).values_list("pk", flat=True)[FILES_KEPT:100]):
        own.model.objects.filter(pk__in=old).update(file=None)
    if old := list(own.values_list("pk", flat=True)[ORDERS_KEPT : ORDERS_KEPT + 100]):
        own.model.objects.filter(pk__in=old).delete()
