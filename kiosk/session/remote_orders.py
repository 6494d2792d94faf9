"""What the platform's staff ask of the terminal from afar: done while nobody stands there, written down and answered."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.remote_orders import LARGEST, OrderResult, RemoteAction, RemoteOrder
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.platform import OrdersTold
from kiosk.session.effects import Aside, AtOnce, InStorage
from kiosk.session.events import OrderEvent
from kiosk.session.navigation import unchanged
from kiosk.session.services import Services
from kiosk.session.staff_notes import close
from kiosk.session.state import Event, State, Step
from kiosk.session.time_limits import unattended


class OrderRead(OrderEvent):
    """It is the platform's, for this terminal, and good now."""

    order: RemoteOrder


class FileMade(OrderEvent):
    """What is sent back; b"" where it could not be made."""

    order: RemoteOrder
    file: bytes


class OrderWritten(OrderEvent):
    """It was not obeyed before, and that it is now is written down."""

    order: RemoteOrder


class ReadOrders(AtOnce):
    """-> OrderRead, for each that is good."""

    texts: tuple[str, ...]

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.remote_orders import read_order

        keys, now = services.keys, services.now().wall
        read = (read_order(text, keys.trust().verification, keys.terminal.terminal_id, now) for text in self.texts)
        return tuple(OrderRead(one) for one in read if one is not None)


class TakePicture(AtOnce):
    """Of the screen as it is -> FileMade"""

    order: RemoteOrder

    def run(self, services: Services) -> tuple[Event, ...]:
        return (FileMade(self.order, services.picture()),)


class MakeBundle(Aside):
    """-> FileMade"""

    order: RemoteOrder

    def run(self, services: Services) -> tuple[Event, ...]:
        return (FileMade(self.order, services.maintenance.bundle()),)


class LookForUpdates(AtOnce):
    """At once, and not at the hour."""

    def run(self, services: Services) -> tuple[Event, ...]:
        services.look_for_updates()
        return ()


class WriteOrder(InStorage):
    """-> OrderWritten, where it was not obeyed before. ``file``: what is sent back; ``failed``: it could not be made."""

    uploads: ClassVar[bool] = True

    order: RemoteOrder
    file: bytes = b""
    failed: bool = False

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.session.order_reports import report

        moment, order = services.now(), self.order
        result = OrderResult.FAILED if self.failed else OrderResult.DONE
        message = report(services.keys, order.order_id, order.action, result, moment.wall, self.file)
        written = [("remote.obeyed", {"action": order.action.value, "result": result.value})]
        return (OrderWritten(order),) if services.ledger.add_report(message, written, moment.wall) else ()


def obey(state: State, event: Event, moment: Moment) -> Step:
    """What follows from an order. What is asked while somebody stands there waits: the platform tells it again."""
    match event:
        case OrdersTold(texts) if unattended(state):
            return unchanged(state, ReadOrders(texts))
        case OrderRead(order) if unattended(state):
            return _begin(state, order)
        case FileMade(order, file):
            fits = 0 < len(file) <= LARGEST
            return unchanged(state, WriteOrder(order, file if fits else b"", failed=not fits))
        case OrderWritten(RemoteOrder(_, RemoteAction.RESTART)):
            return unchanged(replace(state, renewal_wanted=True))
        case OrderWritten(RemoteOrder(_, RemoteAction.UPDATE)):
            return unchanged(state, LookForUpdates())
    return unchanged(state)


def _begin(state: State, order: RemoteOrder) -> Step:
    match order.action:
        case RemoteAction.PICTURE:
            return unchanged(state, TakePicture(order))
        case RemoteAction.BUNDLE:
            return unchanged(state, MakeBundle(order))
        case RemoteAction.CLOSE | RemoteAction.OPEN:
            # What staff said is kept before it is told as done: after a power cut it is asked, and kept, again.
            state, note = close(state, order.closing)
            return unchanged(state, note, WriteOrder(order))
    return unchanged(state, WriteOrder(order))
