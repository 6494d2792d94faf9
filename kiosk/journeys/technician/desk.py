"""The overview: how everything is, and the ways to the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.admitted import _Admitted
from kiosk.journeys.technician.care import open_bundle, open_settings, open_touch_test
from kiosk.journeys.technician.device_pages import open_devices
from kiosk.journeys.technician.effects import SeeHealth
from kiosk.journeys.technician.events import HealthSeen, OpenSection
from kiosk.journeys.technician.records import open_log, open_records
from kiosk.ports.health import Line
from kiosk.session.cleaning import clean
from kiosk.session.events import Primary, TryAgain
from kiosk.session.leaving import leave
from kiosk.session.navigation import replace_top
from kiosk.session.staff_notes import call
from kiosk.session.staff_pin import StaffPin
from kiosk.session.state import AuditEvent, Event, Place, State, Step

Opened = Callable[[State, str, Moment], Step]
SECTIONS: Mapping[str, Opened] = {
    "devices": open_devices,
    "records": open_records,
    "log": open_log,
    "bundle": open_bundle,
    "settings": open_settings,
    "touch": open_touch_test,
    "clean": lambda state, technician, moment: clean(state, moment),
}


class DeskPage(_Admitted):
    """``lines``: of all but the devices, as they were last looked at; ``asked``: the id of a look that goes on, "" for none;
    ``card``: serial number of the card that let them in, "" for a code."""

    may_go_back: ClassVar[bool] = False

    lines: tuple[Line, ...] = ()
    asked: str = ""
    card: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case HealthSeen():
                return replace_top(state, self.seen(event))
            case TryAgain():
                return _look(state, self, moment)
            case OpenSection(name) if name in SECTIONS:
                return SECTIONS[name](state, self.technician, moment)
            case Primary():
                return leave(state, moment)
        return super().step(state, event, moment)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        by = {"card": self.card} if self.card else {}
        entered = isinstance(before.place, StaffPin)
        return (("technician.entered", {"technician": self.technician, **by}),) if entered else ()

    def seen(self, health: HealthSeen) -> Place:
        return replace(self, lines=health.lines, asked="") if health.request_id == self.asked != "" else self


def come_in(state: State, technician: str, moment: Moment, card: str = "") -> Step:
    """Whoever was let in, by a code or a card; nothing leads back to the door. Who was called has come."""
    state, note = call(replace(state, trail=()), False) if state.technician_called else (replace(state, trail=()), None)
    state, effects = _look(state, DeskPage(technician, card=card), moment)
    return state, (*effects, note) if note else effects


def _look(state: State, place: DeskPage, moment: Moment) -> Step:
    asked = moment.new_id()
    return replace_top(state, replace(place, asked=asked), SeeHealth(asked))
