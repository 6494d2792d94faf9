"""The way in: a code that the platform signed, and the PIN that its technician chose."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.technicians import PIN_LENGTH, CodeRefusal, TechnicianCode
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.desk import DeskPage, come_in
from kiosk.journeys.technician.effects import JudgeCode, JudgePin, ReadCodeFromStick
from kiosk.journeys.technician.events import CodeJudged, EraseDigit, PinJudged, PressDigit, ReadStick, StickRead
from kiosk.ports.device_hub import DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, Device, ScannerUnavailable, StatusKind
from kiosk.session.entry import Entry
from kiosk.session.events import Primary, Tick, TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Event, Place, State, Step
from kiosk.session.time_limits import quiet_limit, touched


class DoorPage(Place):
    """The code is asked for.

    Attributes:
        scan_id: of what the scanner is asked.
        judge_id: of the code that is being judged, or of the stick that is being read; "" for none.
        refusal: why the last code leads nowhere.
        unread: something was held up that could not be read.
        no_scanner: the scanner cannot be used now.
        no_stick: there is no stick, or no code on it.
    """

    is_idle: ClassVar[bool] = True
    can_return: ClassVar[bool] = False

    scan_id: str = ""
    judge_id: str = ""
    refusal: CodeRefusal | None = None
    unread: bool = False
    no_scanner: bool = False
    no_stick: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DeviceAnswer(request_id, outcome) if request_id == self.scan_id:
                return self._scanned(touched(state, moment), outcome, moment)
            case CodeJudged(request_id, TechnicianCode() as code) if request_id == self.judge_id:
                return replace_top(touched(state, moment), PinPage(code))
            case CodeJudged(request_id, CodeRefusal() as refusal) if request_id == self.judge_id:
                return _look(touched(state, moment), DoorPage(refusal=refusal), moment)
            case StickRead(request_id, text) if request_id == self.judge_id:
                if text:
                    return self._judge(state, text, moment)
                return _look(touched(state, moment), DoorPage(no_stick=True), moment)
            case ReadStick() if not self.judge_id:
                asked = moment.new_id()
                return replace_top(state, DoorPage(judge_id=asked), ReadCodeFromStick(asked))
            case TryAgain() if self.no_scanner:
                return _look(state, DoorPage(), moment)
            case StatusChanged(Device.CODE_SCANNER, status) if self.no_scanner and status.kind is StatusKind.READY:
                return _look(state, DoorPage(), moment)
        return unchanged(state)

    def _scanned(self, state: State, outcome: object, moment: Moment) -> Step:
        match outcome:
            case CodeScanned(text):
                return self._judge(state, text, moment)
            case CodeNotText():
                return _look(state, DoorPage(refusal=CodeRefusal.NOT_A_CODE), moment)
            case CodeUnreadable():
                return _look(state, DoorPage(unread=True), moment)
            case ScannerUnavailable():
                return replace_top(state, DoorPage(no_scanner=True, no_stick=self.no_stick, refusal=self.refusal))
        return unchanged(state)

    def _judge(self, state: State, text: str, moment: Moment) -> Step:
        asked = moment.new_id()
        return replace_top(state, DoorPage(judge_id=asked), JudgeCode(asked, text))

    def requests(self) -> frozenset[str]:
        return frozenset({self.scan_id}) if self.scan_id else frozenset()

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place
        news = known.refusal is None or known.judge_id if isinstance(known, DoorPage) else True
        return (("technician.code-refused", {"as": self.refusal.value}),) if self.refusal and news else ()


class PinPage(Place):
    """The PIN is typed.

    Attributes:
        code: that was shown.
        pin: what was typed so far; it goes as soon as it is judged.
        judge_id: of the PIN that is being judged, "" for none.
        wrong: the last one was.
        not_kept: the ledger could not be written.
        waits_until: monotonic seconds, before which no PIN is looked at; 0 for none.
    """

    is_idle: ClassVar[bool] = True
    can_return: ClassVar[bool] = False

    code: TechnicianCode
    pin: str = ""
    judge_id: str = ""
    wrong: bool = False
    not_kept: bool = False
    waits_until: float = 0.0

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        waits = moment.monotonic < self.waits_until
        match event:
            case PinJudged(request_id) if request_id == self.judge_id:
                return self._judged(touched(state, moment), event, moment)
            case Tick() if self.waits_until and not waits:
                return replace_top(state, PinPage(self.code))
            case _ if waits or self.judge_id:
                return unchanged(state)
            case PressDigit(digit) if len(self.pin) < PIN_LENGTH:
                return replace_top(state, replace(self, pin=self.pin + digit, wrong=False, not_kept=False))
            case EraseDigit():
                return replace_top(state, replace(self, pin=self.pin[:-1]))
            case Primary() if len(self.pin) == PIN_LENGTH:
                asked = moment.new_id()
                return replace_top(state, PinPage(self.code, judge_id=asked), JudgePin(asked, self.code, self.pin))
        return unchanged(state)

    def _judged(self, state: State, judged: PinJudged, moment: Moment) -> Step:
        if judged.admitted:
            return come_in(state, self.code.technician, moment)
        if judged.used:
            return _look(state, DoorPage(refusal=CodeRefusal.USED), moment)
        until = moment.monotonic + judged.wait if judged.wait else 0.0
        return replace_top(state, PinPage(self.code, wrong=judged.kept, not_kept=not judged.kept, waits_until=until))

    def next_tick(self, state: State) -> float | None:
        ends = state.touched_at + quiet_limit(state)
        return self.waits_until if 0 < self.waits_until < ends and not state.warned else None

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, PinPage) else None
        if known is None or not known.judge_id or self.judge_id:
            return ()
        came = "NOT_KEPT" if self.not_kept else "WAITS" if self.waits_until else "WRONG"
        return (("technician.pin-refused", {"technician": self.code.technician, "as": came}),)

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        technician = self.code.technician
        if isinstance(after.place, DeskPage):
            return (("technician.entered", {"technician": technician}),)
        used = isinstance(after.place, DoorPage) and after.place.refusal is CodeRefusal.USED
        return (("technician.pin-refused", {"technician": technician, "as": "USED"}),) if used else ()


def _look(state: State, place: DoorPage, moment: Moment) -> Step:
    asked = moment.new_id()
    return replace_top(state, replace(place, scan_id=asked), ScanCode(asked))


def _open(state: State, argument: str, moment: Moment) -> Step:
    asked = moment.new_id()
    return push(state, DoorPage(scan_id=asked), ScanCode(asked))


ENTRY = Entry(open=_open)
