"""The way in: a code that the platform signed, and the PIN that its technician chose; or a card that it registered, and its PIN."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.device_states import StatusKind
from kiosk.domain.technicians import CHALLENGE, PIN_LENGTH, CardRefusal, CodeRefusal, TechnicianCard, TechnicianCode
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.card_pin import CardPin, refusal_of
from kiosk.journeys.technician.desk import come_in
from kiosk.journeys.technician.effects import JudgeCard, JudgeCode, JudgePin, ReadCodeFromStick
from kiosk.journeys.technician.events import CardJudged, CodeJudged, ReadStick, StickRead
from kiosk.ports.device_hub import CardGone, DeviceAnswer, ReadTechnicianCard, ScanCode, StatusChanged
from kiosk.ports.devices import (
    CodeNotText,
    CodeScanned,
    CodeUnreadable,
    Device,
    ReaderUnavailable,
    ScannerUnavailable,
    TechnicianCardRead,
)
from kiosk.session.entry import Entry
from kiosk.session.events import Primary, TryAgain
from kiosk.session.leaving import leave
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.readers import fitted, wait_until_empty
from kiosk.session.staff_pin import PinWanted, StaffPin
from kiosk.session.state import AuditEvent, Effect, Event, Place, State, Step
from kiosk.session.time_limits import touched

# Of these a card may be anybody's: whoever put it in is shown the way back, and the process goes when they do.
STRANGERS = frozenset({CardRefusal.SOCIAL_CARD, CardRefusal.OTHER_CARD, CardRefusal.UNREADABLE})
_AT_ONCE = frozenset({CardRefusal.TAKEN_OUT, CardRefusal.READER_GONE})  # no card that was refused need leave the slot first


class DoorPage(Place):
    """The code, or the card, is asked for.

    Attributes:
        scan_id: of what the scanner is asked.
        card_id: of what the card reader is asked: a card, or that the one which was refused is gone.
        judge_id: of the code or card that is being judged, or of the stick that is being read; "" for none.
        refusal: why the last code leads nowhere.
        card_refusal: why the last card leads nowhere.
        cards: how many were refused.
        unread: something was held up that could not be read.
        no_scanner: the scanner cannot be used now.
        no_reader: the card reader cannot be used now.
        no_stick: there is no stick, or no code on it.
    """

    is_idle: ClassVar[bool] = True
    can_return: ClassVar[bool] = False

    scan_id: str = ""
    card_id: str = ""
    judge_id: str = ""
    refusal: CodeRefusal | None = None
    card_refusal: CardRefusal | None = None
    cards: int = 0
    unread: bool = False
    no_scanner: bool = False
    no_reader: bool = False
    no_stick: bool = False

    @property
    def strangers(self) -> bool:
        """Whoever stands here may have come to the wrong page."""
        return self.refusal is CodeRefusal.NOT_A_CODE or self.card_refusal in STRANGERS

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DeviceAnswer(request_id, outcome) if request_id == self.scan_id != "":
                return self._scanned(touched(state, moment), outcome, moment)
            case DeviceAnswer(request_id, outcome) if request_id == self.card_id != "":
                return self._put_in(state, outcome, moment)
            case CodeJudged(request_id, TechnicianCode() as code) if request_id == self.judge_id != "":
                return replace_top(touched(state, moment), StaffPin(TechnicianPin(code)))
            case CodeJudged(request_id, CodeRefusal() as refusal) if request_id == self.judge_id != "":
                # What else was held up may be somebody's: the process goes when they do.
                others = replace(state, personal_data=state.personal_data or refusal is CodeRefusal.NOT_A_CODE)
                return _look(touched(others, moment), DoorPage(refusal=refusal), moment)
            case CardJudged(request_id, TechnicianCard() as card) if request_id == self.judge_id != "":
                watch = moment.new_id()
                pin = CardPin(card, moment.draw(CHALLENGE), watch, _refuse_card)
                watching = wait_until_empty(Device.SMART_CARD_READER, watch)
                return replace_top(touched(state, moment), StaffPin(pin), watching)
            case CardJudged(request_id, CardRefusal() as no) if request_id == self.judge_id != "":
                return _refuse_card(state, no, moment, self.cards)
            case StickRead(request_id, text) if request_id == self.judge_id != "":
                if text:
                    return self._judge(state, text, moment)
                return _look(touched(state, moment), DoorPage(no_stick=True), moment)
            case ReadStick() if not self.judge_id:
                asked = moment.new_id()
                return replace_top(state, DoorPage(judge_id=asked), ReadCodeFromStick(asked))
            case Primary() if self.strangers:
                return leave(state, moment)
            case TryAgain() if self.no_scanner:
                return _look(state, DoorPage(), moment)
            case StatusChanged(Device.CODE_SCANNER, status) if self.no_scanner and status.kind is StatusKind.READY:
                return _look(state, DoorPage(), moment)
            case StatusChanged(Device.SMART_CARD_READER, status) if not self.card_id and not self.judge_id and status.usable:
                return _look(state, replace(self, no_reader=False), moment)
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
                return replace_top(state, replace(self, scan_id="", no_scanner=True))
        return unchanged(state)

    def _put_in(self, state: State, outcome: object, moment: Moment) -> Step:
        """What the card reader tells."""
        match outcome:
            case CardGone():
                return _look(state, replace(self, card_id=""), moment)
            case TechnicianCardRead(certificate):
                asked = moment.new_id()
                return replace_top(
                    touched(state, moment), DoorPage(judge_id=asked, cards=self.cards), JudgeCard(asked, certificate)
                )
            case ReaderUnavailable():
                return replace_top(state, replace(self, card_id="", no_reader=True))
        return _refuse_card(state, refusal_of(outcome), moment, self.cards)

    def _judge(self, state: State, text: str, moment: Moment) -> Step:
        asked = moment.new_id()
        return replace_top(state, DoorPage(judge_id=asked), JudgeCode(asked, text))

    def requests(self) -> frozenset[str]:
        return frozenset(filter(None, (self.scan_id, self.card_id)))

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place
        if isinstance(known, StaffPin) and isinstance(known.wanted, TechnicianPin) and self.refusal:
            return (known.wanted.refused(self.refusal.value),)
        if isinstance(known, StaffPin) and isinstance(known.wanted, CardPin) and self.card_refusal:
            return (known.wanted.refused(self.card_refusal.value),)
        if isinstance(known, DoorPage) and self.cards > known.cards and self.card_refusal:
            return (("technician.card-refused", {"as": self.card_refusal.value}),)
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
    """Ask scanner and card reader, as far as the terminal has them and they are not asked already."""
    asked: list[Effect] = []
    if not (place.scan_id or place.no_scanner):
        place = replace(place, scan_id=moment.new_id())
        asked.append(ScanCode(place.scan_id))
    if Device.SMART_CARD_READER in fitted(state) and not (place.card_id or place.no_reader):
        place = replace(place, card_id=moment.new_id())
        asked.append(ReadTechnicianCard(place.card_id))
    return replace_top(state, place, *asked)


def _refuse_card(state: State, refusal: CardRefusal, moment: Moment, cards: int = 0) -> Step:
    """Say why; the next card is looked for when this one is gone."""
    state = replace(touched(state, moment), personal_data=state.personal_data or refusal in STRANGERS)
    place = DoorPage(card_refusal=refusal, cards=cards + 1)
    if refusal in _AT_ONCE:
        return _look(state, place, moment)
    gone = moment.new_id()
    state, effects = _look(state, replace(place, card_id=gone), moment)
    return state, (*effects, wait_until_empty(Device.SMART_CARD_READER, gone))


def _open(state: State, argument: str, moment: Moment) -> Step:
    return _look(push(state, DoorPage())[0], DoorPage(), moment)


ENTRY = Entry(open=_open)
