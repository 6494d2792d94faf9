"""An answer read off a document that lies before the camera, for the resident to confirm: where the terminal can read."""

from __future__ import annotations

from kiosk.domain.forms import Question, questions_of
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import DeviceAnswer, ReadField, ScanDocument
from kiosk.ports.devices import CameraUnavailable, Device, DocumentScanned, FieldRead, NoPage
from kiosk.session import applying
from kiosk.session.events import Event, ReadDocument, TryAgain
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.state import AskPage, ReadingPage, State

READABLE = frozenset({"name", "citizen-number"})  # widgets


def may_read(state: State, question: Question) -> bool:
    """Of somebody who is not here: what the applicant's own card tells is filled in already."""
    can = state.settings.reads_text and state.status(Device.DOCUMENT_CAMERA).usable
    return can and question.widget in READABLE and not question.prefill


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place, event:
        case AskPage(code, key), ReadDocument() if may_read(state, _question(state, code, key)):
            return _look(go(state, ReadingPage(code, key))[0], moment)
        case AskPage(), _:
            return applying.step(state, event, moment)
        case ReadingPage() as place, DeviceAnswer(request_id, outcome) if request_id == place.request_id:
            return _answered(state, place, outcome, moment)
        case ReadingPage(failed=True), TryAgain():
            return _look(state, moment)
    return stay(state)


def _question(state: State, code: str, key: str) -> Question:
    return next(question for question in questions_of(applying.form_of(state.draft(code).item)) if question.key == key)


def _look(state: State, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, ReadingPage)
    request_id = moment.new_id()
    return put(state, ReadingPage(place.code, place.key, request_id), ScanDocument(request_id))


def _answered(state: State, place: ReadingPage, outcome: object, moment: Moment) -> Step:
    match outcome:
        case DocumentScanned(jpeg):
            state = replace(state, touched_at=moment.monotonic, warned=False)
            request_id = moment.new_id()
            widget = _question(state, place.code, place.key).widget
            return put(state, replace(place, request_id=request_id, reading=True, hint=None), ReadField(request_id, jpeg, widget))
        case NoPage(reason):
            state, effects = _look(state, moment)
            return put(state, replace(state.place, hint=reason), *effects)
        case FieldRead("") | CameraUnavailable():
            return put(state, ReadingPage(place.code, place.key, failed=True))
        case FieldRead(value):
            return _fill_in(replace(state, touched_at=moment.monotonic, warned=False), place, value)
    return stay(state)


def _fill_in(state: State, place: ReadingPage, value: str) -> Step:
    draft = state.draft(place.code)
    value = value[: _question(state, place.code, place.key).max_length]
    mine = {place.key}
    draft = replace(draft, answers={**draft.answers, place.key: value}, filled=draft.filled - mine, read=draft.read | mine)
    *trail, asking = state.trail
    assert isinstance(asking, AskPage)
    return put(replace(state.with_draft(draft), trail=tuple(trail)), replace(asking, fault=False))
