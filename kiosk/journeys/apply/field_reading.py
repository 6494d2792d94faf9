"""An answer read off a document that lies before the camera, for the resident to confirm: where the terminal can read."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.forms import Question
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, keep_draft, question_of
from kiosk.ports.device_hub import DeviceAnswer, ReadField, ScanDocument
from kiosk.ports.devices import CameraUnavailable, Device, DocumentScanned, FieldRead, NoPage, NoPageReason
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import Event, Place, State, Step
from kiosk.session.time_limits import touched

READABLE = frozenset({"name", "citizen-number"})  # widgets


class ReadingPage(Place):
    """A document before the camera from which one answer is read. ``request_id`` while it is looked for or read."""

    stage: ClassVar[int] = 2

    code: str
    key: str
    asking: Place  # the question, to which it leads back
    request_id: str = ""
    reading: bool = False
    hint: NoPageReason | None = None
    failed: bool = False  # nothing could be read, or the camera failed

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DeviceAnswer(request_id, outcome) if request_id == self.request_id:
                return self._answered(state, outcome, moment)
            case TryAgain() if self.failed:
                return self._look(state, moment)
        return unchanged(state)

    def _look(self, state: State, moment: Moment, hint: NoPageReason | None = None) -> Step:
        request_id = moment.new_id()
        page = ReadingPage(self.code, self.key, self.asking, request_id, hint=hint)
        return replace_top(state, page, ScanDocument(request_id))

    def _answered(self, state: State, outcome: object, moment: Moment) -> Step:
        match outcome:
            case DocumentScanned(jpeg):
                request_id = moment.new_id()
                widget = question_of(state, self.code, self.key).widget
                page = replace(self, request_id=request_id, reading=True, hint=None)
                return replace_top(touched(state, moment), page, ReadField(request_id, jpeg, widget))
            case NoPage(reason):
                return self._look(state, moment, reason)
            case FieldRead("") | CameraUnavailable():
                return replace_top(state, ReadingPage(self.code, self.key, self.asking, failed=True))
            case FieldRead(value):
                return self._fill_in(touched(state, moment), value)
        return unchanged(state)

    def _fill_in(self, state: State, value: str) -> Step:
        draft = draft_of(state, self.code)
        value = value[: question_of(state, self.code, self.key).max_length]
        mine = {self.key}
        draft = replace(draft, answers={**draft.answers, self.key: value}, filled=draft.filled - mine, read=draft.read | mine)
        return replace_top(replace(keep_draft(state, draft), trail=state.trail[:-1]), self.asking)

    def requests(self) -> frozenset[str]:
        return frozenset({self.request_id} - {""})

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


def may_read(state: State, question: Question) -> bool:
    """Of somebody who is not here: what the applicant's own card tells is filled in already."""
    can = state.settings.reads_text and state.status(Device.DOCUMENT_CAMERA).usable
    return can and question.widget in READABLE and not question.prefill


def read_document(state: State, code: str, key: str, asking: Place, moment: Moment) -> Step:
    """From a question to the camera; ``asking``: the question as it is to stand when it is filled in."""
    page = ReadingPage(code, key, asking)
    return page._look(push(state, page)[0], moment)
