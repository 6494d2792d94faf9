"""The attendant's page, and what leads from it: things to do with the hands, out of service, the technician."""

from __future__ import annotations

from enum import Enum
from hmac import compare_digest
from typing import ClassVar

from kiosk.domain.closings import Closing
from kiosk.domain.technicians import ATTENDANT, ATTENDANT_PIN_LENGTH
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.ports.storage import StorageError
from kiosk.session.cleaning import clean
from kiosk.session.effects import InStorage, PrinterLookedAt, Refilled
from kiosk.session.entry import Entry, entry_of
from kiosk.session.events import Act, Primary
from kiosk.session.idle import Idle
from kiosk.session.leaving import leave
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.printing import found
from kiosk.session.services import Services
from kiosk.session.staff_notes import call, close
from kiosk.session.staff_pin import PinJudged, PinWanted, ask_pin
from kiosk.session.state import AuditEvent, Effect, Event, Place, State, Step


class Task(Enum):
    """What an attendant does with their hands, whether or not a device asks for it."""

    ROLL = "roll"
    TRAY = "tray"
    JAM = "jam"
    CARD = "card"  # somebody forgot theirs


_PAPER = ((Task.ROLL, Device.RECEIPT_PRINTER), (Task.TRAY, Device.PAGE_PRINTER))


class LookedAt(Act):
    """The attendant has looked at a printer of which a resident said that nothing came out."""

    device: Device


class OpenTask(Act):
    task: Task


class OpenClosing(Act):
    """Towards the page that puts the terminal out of service."""


class OpenCall(Act):
    """Towards the page that says how a technician is called."""


class OpenTechnician(Act):
    """Towards the technician's own page."""


class WipeScreen(Act):
    pass


class CloseFor(Act):
    """Out of service, for a reason that residents are told."""

    why: Closing


class CallTechnician(Act):
    """Somebody is to come; ``wanted`` False: no longer."""

    wanted: bool


class Attendant(Place):
    is_idle: ClassVar[bool] = True

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary():
                return leave(state, moment)
            case LookedAt(device) if device in state.paper_missing:
                return unchanged(found(state, device), PrinterLookedAt(device))
            case OpenTask(task):
                return push(state, TaskPage(task))
            case OpenClosing() if state.settings.attendant_pin:
                return ask_pin(state, AttendantPin())
            case OpenClosing():
                return push(state, ClosingPage())
            case OpenCall():
                return push(state, CallPage())
            case OpenTechnician() if (journey := state.journeys.for_technicians()) and (opened := entry_of(journey).open):
                return opened(state, "", moment)
            case WipeScreen():
                return clean(state, moment)
        return unchanged(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if isinstance(before.place, Idle):
            return (("attendant.opened", {}),)
        looked = sorted(device.value for device in before.paper_missing - after.paper_missing)
        return tuple(("attendant.looked", {"device": device}) for device in looked)


class JudgeAttendantPin(InStorage):
    """-> PinJudged. As a technician's, each is counted before it is looked at."""

    request_id: str
    pin: str
    right: str

    def run(self, services: Services) -> tuple[Event, ...]:
        ledger, at = services.ledger, services.now().wall
        try:
            if wait := ledger.begin_try(ATTENDANT, at):
                return (PinJudged(self.request_id, wait=wait),)
            if not compare_digest(self.pin, self.right):
                return (PinJudged(self.request_id, wait=ledger.waits_for(ATTENDANT, at)),)
            ledger.forgive(ATTENDANT)
            return (PinJudged(self.request_id, admitted=True),)
        except StorageError:
            return (PinJudged(self.request_id, kept=False),)


class AttendantPin(PinWanted):
    """That of the site, before residents are turned away."""

    length: ClassVar[int] = ATTENDANT_PIN_LENGTH

    def judge(self, state: State, request_id: str, pin: str) -> Effect:
        return JudgeAttendantPin(request_id, pin, state.settings.attendant_pin)

    def go(self, state: State, moment: Moment) -> Step:
        return replace_top(state, ClosingPage())

    def text(self) -> LocalizedText:
        return LocalizedText(f"服务点的{self.length}位口令", f"The {self.length} digits of this site")

    def refused(self, came: str) -> AuditEvent:
        return "attendant.pin-refused", {"as": came}


class TaskPage(Place):
    """A picture and steps. ``done``: the attendant says that they have kept a card."""

    is_idle: ClassVar[bool] = True

    task: Task
    done: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary() if self.task is Task.CARD and not self.done:
                return replace_top(state, replace(self, done=True))
            case Primary():
                refilled = tuple(Refilled(device) for task, device in _PAPER if task is self.task)
                return replace_top(replace(state, trail=state.trail[:-1]), state.trail[-1], *refilled)
        return unchanged(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        kept = isinstance(before.place, TaskPage) and self.done and not before.place.done
        return (("attendant.card-kept", {}),) if kept else ()


class ClosingPage(Place):
    """Out of service, and back."""

    is_idle: ClassVar[bool] = True

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case CloseFor(why) if why is not state.closed:
                state, note = close(state, why)
                return unchanged(state, note)
            case Primary() if state.closed:
                state, note = close(state, None)
                return unchanged(state, note)
        return unchanged(state)


class CallPage(Place):
    """A technician is called."""

    is_idle: ClassVar[bool] = True

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case CallTechnician(wanted) if wanted is not state.technician_called:
                state, note = call(state, wanted)
                return unchanged(state, note)
        return unchanged(state)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return push(state, Attendant())


ENTRY = Entry(open=_open)
