"""The attendant's page."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.session.effects import PrinterLookedAt
from kiosk.session.entry import Entry
from kiosk.session.events import Act, Primary
from kiosk.session.idle import Idle
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.printing import found
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class LookedAt(Act):
    """The attendant has looked at a printer of which a resident said that nothing came out."""

    device: Device


class Attendant(Place):
    is_idle: ClassVar[bool] = True

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary():
                return replace_top(replace(state, trail=()), Idle())
            case LookedAt(device) if device in state.paper_missing:
                return unchanged(found(state, device), PrinterLookedAt(device))
        return unchanged(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if not isinstance(before.place, Attendant):
            return (("attendant.opened", {}),)
        looked = sorted(device.value for device in before.paper_missing - after.paper_missing)
        return tuple(("attendant.looked", {"device": device}) for device in looked)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return push(state, Attendant())


ENTRY = Entry(open=_open)
