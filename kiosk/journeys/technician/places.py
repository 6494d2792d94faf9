"""The way in: a code that the platform signed, and the PIN that its technician chose."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.technicians import PIN_LENGTH, CodeRefusal, TechnicianCode
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.desk import come_in
from kiosk.journeys.technician.effects import JudgeCode, JudgePin, ReadCodeFromStick
from kiosk.journeys.technician.events import CodeJudged, ReadStick, StickRead
from kiosk.ports.device_hub import DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, Device, ScannerUnavailable, StatusKind
from kiosk.session.entry import Entry
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.staff_pin import PinWanted, StaffPin
from kiosk.session.state import AuditEvent, Effect, Event, Place, State, Step
from kiosk.session.time_limits import touched


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
            case DeviceAnswer(request_id, outcome) if request_id == self.scan_id != "":
                return self._scanned(touched(state, moment), outcome, moment)
            case CodeJudged(request_id, TechnicianCode() as code) if request_id == self.judge_id != "":
                return replace_top(touched(state, moment), StaffPin(TechnicianPin(code)))
            case CodeJudged(request_id, CodeRefusal() as refusal) if request_id == self.judge_id != "":
                # What else was held up may be somebody's: the process goes when they do.
                others = replace(state, personal_data=state.personal_data or refusal is CodeRefusal.NOT_A_CODE)
                return _look(touched(others, moment), DoorPage(refusal=refusal), moment)
            case StickRead(request_id, text) if request_id == self.judge_id != "":
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
        if isinstance(known, StaffPin) and isinstance(known.wanted, TechnicianPin) and self.refusal:
            return (known.wanted.refused(self.refusal.value),)
        judged = isinstance(known, DoorPage) and known.judge_id
        return (("technician.code-refused", {"as": self.refusal.value}),) if judged and self.refusal and not self.judge_id else ()


class TechnicianPin(PinWanted):
    """That of the technician who showed a code."""

    length: ClassVar[int] = PIN_LENGTH

    code: TechnicianCode

    def judge(self, state: State, request_id: str, pin: str) -> Effect:
        return JudgePin(request_id, self.code, pin)

    def go(self, state: State, moment: Moment) -> Step:
        return come_in(state, self.code.technician, moment)

    def go_back(self, state: State, moment: Moment) -> Step:
        return _look(state, DoorPage(refusal=CodeRefusal.USED), moment)

    def text(self) -> LocalizedText:
        return LocalizedText(f"您取码时自己定的{PIN_LENGTH}位数字", f"The {PIN_LENGTH} digits that you chose with your code")

    def refused(self, came: str) -> AuditEvent:
        return "technician.pin-refused", {"technician": self.code.technician, "as": came}


def _look(state: State, place: DoorPage, moment: Moment) -> Step:
    asked = moment.new_id()
    return replace_top(state, replace(place, scan_id=asked), ScanCode(asked))


def _open(state: State, argument: str, moment: Moment) -> Step:
    asked = moment.new_id()
    return push(state, DoorPage(scan_id=asked), ScanCode(asked))


ENTRY = Entry(open=_open)
