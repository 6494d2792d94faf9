"""Asking: how far is my case, was mine stored, is this copy genuine."""

from __future__ import annotations

from kiosk.domain.codes import CopyCode, CutCode, ReceiptCode, known_code
from kiosk.domain.parties import evidence_of, subject_of
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import TIME_TO_MOVE, DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, Device, ScannerUnavailable, StatusKind
from kiosk.ports.platform import AskCases, AskProgress, CasesKnown, NoAnswer, PlatformReply, ProgressKnown
from kiosk.session.effects import AskPlatform, CheckCopyCode, FindOwn
from kiosk.session.events import CopyCodeChecked, Event, GoHome, OwnFound, Primary, TryAgain
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.state import CopyCheckPage, Home, ProgressResult, ScanPage, ScanProblem, State


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place, event:
        case ScanPage() as place, DeviceAnswer(request_id, outcome) if request_id == place.request_id:
            state = replace(state, touched_at=moment.monotonic, warned=False)
            match outcome:
                case CodeScanned(text):
                    return _scanned(state, place, text, moment)
                case CodeNotText():
                    return _again(state, place, ScanProblem.UNKNOWN_CODE, moment)
                case CodeUnreadable():
                    return _not_read(state, place, moment)
                case ScannerUnavailable():
                    return put(state, replace(place, problem=ScanProblem.SCANNER))
        case ScanPage(problem=ScanProblem.SCANNER) as place, TryAgain():
            return _again(state, place, None, moment)
        case ScanPage(problem=ScanProblem.SCANNER) as place, StatusChanged(Device.CODE_SCANNER, status):
            if status.kind is StatusKind.READY:
                return _again(state, place, None, moment)
        case ProgressResult() as place, OwnFound(request_id, receipts) if request_id == place.request_id:
            return put(state, replace(place, looking=False, here=receipts))
        case ProgressResult() as place, PlatformReply(request_id, reply) if request_id == place.request_id:
            match reply:
                case ProgressKnown(case):
                    return put(state, replace(place, asking=False, cases=() if case is None else (case,)))
                case CasesKnown(cases):
                    return put(state, replace(place, asking=False, cases=cases))
                case NoAnswer():
                    return put(state, replace(place, asking=False))
        case CopyCheckPage() as place, CopyCodeChecked(request_id, checked) if request_id == place.request_id:
            return put(state, replace(place, checked=checked))
        case ((ProgressResult() | CopyCheckPage()), (Primary() | GoHome())):
            return put(replace(state, trail=()), Home())
    return stay(state)


def _not_read(state: State, place: ScanPage, moment: Moment) -> Step:
    """A camera tells many times in a second that it cannot read what is held up: one try, until there was time for another."""
    if place.unread_since is None:
        return _again(state, replace(place, unread_since=moment.monotonic), ScanProblem.UNREADABLE, moment)
    once_more = moment.monotonic - place.unread_since >= TIME_TO_MOVE
    return _again(state, place, ScanProblem.STILL_UNREADABLE if once_more else ScanProblem.UNREADABLE, moment)


def _again(state: State, place: ScanPage, problem: ScanProblem | None, moment: Moment) -> Step:
    request_id = moment.new_id()
    return put(state, replace(place, problem=problem, request_id=request_id), ScanCode(request_id))


def _scanned(state: State, place: ScanPage, text: str, moment: Moment) -> Step:
    """Either code is understood on either page: people hold up what they have."""
    request_id = moment.new_id()
    match known_code(text):
        case ReceiptCode(token):
            effects = (FindOwn(request_id, receipt_token=token), AskPlatform(request_id, AskProgress(token)))
            return go(replace(state, traces=True), ProgressResult(request_id), *effects)
        case CopyCode(whole):
            return go(replace(state, traces=True), CopyCheckPage(request_id), CheckCopyCode(request_id, whole))
        case CutCode():
            return _not_read(state, place, moment)
    return _again(state, place, ScanProblem.UNKNOWN_CODE, moment)


def progress_by_card(state: State, moment: Moment) -> Step:
    assert state.person is not None
    person, card = state.person, state.person.card
    request_id = moment.new_id()
    question = AskCases(subject_of(card), evidence_of(card, person.reader.value, person.identified_at))
    effects = (FindOwn(request_id, card=card), AskPlatform(request_id, question))
    return go(state, ProgressResult(request_id, by_card=True), *effects)
