"""An answer read off a document: offered where it can be read, filled in for the resident to confirm, never submitted by itself."""

from __future__ import annotations

import pytest

from kiosk.domain.device_states import Reason
from kiosk.domain.forms import questions_of
from kiosk.domain.service_items import Form
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.events import ReadDocument, SetAnswer
from kiosk.journeys.apply.field_reading import ReadingPage
from kiosk.journeys.apply.filling import AskPage
from kiosk.ports.device_hub import Cancel, DeviceAnswer, ReadField, ScanDocument, StatusChanged
from kiosk.ports.devices import CameraUnavailable, Device, DocumentScanned, FieldRead, NoPage, NoPageReason
from kiosk.session import events as ev
from tests.kiosk.session_samples import FORM, ITEM, ITEMS, READY, SETTINGS, Session, words

CODE = "7" * 31
NUMBER = "310199202405010019"
ASK = {"title": {"zh": "孩子的号码", "en": "number"}, "widget": "citizen-number"}
FIRST = Form(
    {"properties": {"child": {"type": "string", "format": "citizen-number", "x-ask": ASK}, **FORM.schema["properties"]}}, ()
)
CHILD = replace(ITEM, implementation_code=CODE, name=words("补贴"), form=FIRST)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """Asked for somebody else's number, with a camera that reads."""
    monkeypatch.setitem(ITEMS, CODE, CHILD)
    session = Session(replace(SETTINGS, reads_text=True))
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    session.to_identify(CODE)
    session.show_card("wang")
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "child")
    return session


def scanned(session: Session) -> None:
    session.feed(DeviceAnswer(session.last(ScanDocument).request_id, DocumentScanned(b"jpeg", b"pdf")))


def read(session: Session, value: str) -> None:
    session.feed(DeviceAnswer(session.last(ReadField).request_id, FieldRead(value)))


def test_it_is_filled_in_and_confirmed(session: Session) -> None:
    session.feed(ReadDocument())
    scanned(session)
    assert session.last(ReadField).kind == "citizen-number"
    read(session, NUMBER)
    assert session.place == AskPage(CODE, "child"), "the resident sees it first"
    draft = draft_of(session.state, CODE)
    assert draft.answers["child"] == NUMBER
    assert draft.read == {"child"}
    session.feed(SetAnswer("child", NUMBER))
    assert draft_of(session.state, CODE).read == frozenset(), "what was typed over is the resident's own"
    session.feed(ev.Primary())
    assert session.place != AskPage(CODE, "child")


def test_what_cannot_be_read_changes_nothing(session: Session) -> None:
    session.feed(SetAnswer("child", "31"), ReadDocument())
    scanned(session)
    read(session, "")
    assert session.place == ReadingPage(CODE, "child", AskPage(CODE, "child"), failed=True)
    session.feed(ev.TryAgain())
    assert session.place.request_id == session.last(ScanDocument).request_id
    made = session.feed(ev.Back())
    assert Cancel(session.last(ScanDocument).request_id) in made
    assert draft_of(session.state, CODE).answers["child"] == "31"
    assert session.place == AskPage(CODE, "child")


def test_it_says_why_no_document_is_seen(session: Session) -> None:
    session.feed(ReadDocument())
    session.feed(DeviceAnswer(session.last(ScanDocument).request_id, NoPage(NoPageReason.CUT_OFF)))
    assert session.place.hint is NoPageReason.CUT_OFF
    session.feed(DeviceAnswer(session.last(ScanDocument).request_id, CameraUnavailable(Reason.NOT_FOUND)))
    assert session.place.failed


def test_who_goes_back_while_it_reads_is_not_written_over(session: Session) -> None:
    session.feed(ReadDocument())
    scanned(session)
    late = session.last(ReadField).request_id
    session.feed(ev.Back(), SetAnswer("child", "3"), DeviceAnswer(late, FieldRead(NUMBER)))
    assert draft_of(session.state, CODE).answers["child"] == "3"


def test_it_is_not_offered_where_it_cannot_be_done(session: Session) -> None:
    without = Session()
    without.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    without.to_identify(CODE)
    without.show_card("wang")
    without.feed(ev.Primary(), ReadDocument())
    assert without.place == AskPage(CODE, "child")
    session.feed(SetAnswer("child", NUMBER), ev.Primary())
    other = session.place.key
    assert next(q for q in questions_of(FIRST) if q.key == other).widget not in ("name", "citizen-number")
    session.feed(ReadDocument())
    assert session.place == AskPage(CODE, other)
