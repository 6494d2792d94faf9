"""Pictures of materials: offered where they help, taken page by page, never lost, never sent for what is not asked any more."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.submissions import Picture
from kiosk.journeys.apply import pictures as picturing
from kiosk.journeys.apply.draft import Drafts, draft_of
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import DropPictures, OneMorePage, SetSignature, TakePicture
from kiosk.journeys.apply.filling import MaterialsPage
from kiosk.journeys.apply.pictures import PicturePage
from kiosk.ports.device_hub import Cancel, DeviceAnswer, ScanDocument, StatusChanged
from kiosk.ports.devices import CameraUnavailable, Device, DeviceStatus, DocumentScanned, NoPage, NoPageReason
from kiosk.ports.platform import AskLicences, LicencesKnown, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.state import Overlay
from tests.kiosk.session_samples import ITEM, READY, SIGNATURE, WALL, Session, licence_of

CODE = ITEM.implementation_code
GONE = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


@pytest.fixture
def session() -> Session:
    """At the materials, with a camera."""
    session = Session()
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    assert session.place == MaterialsPage(CODE)
    return session


def seen(session: Session, jpeg: bytes = b"page") -> None:
    session.feed(DeviceAnswer(session.last(ScanDocument).request_id, DocumentScanned(jpeg, b"pdf")))


def pages(session: Session) -> Any:
    return draft_of(session.state, CODE).pictures.get("hukou", ())


def submitted(session: Session) -> Any:
    while not session.all(Commit):
        session.feed(SetSignature(SIGNATURE), ev.Primary())
    return session.last(Commit).submission


def test_two_pages_go_with_the_application(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session, b"one")
    session.feed(OneMorePage())
    seen(session, b"two")
    session.feed(ev.Primary())
    assert session.place == MaterialsPage(CODE)
    submission = submitted(session)
    assert submission.pictures == (Picture("hukou", b"one"), Picture("hukou", b"two"))
    assert {one.key: one.state for one in submission.materials}["hukou"] is MaterialState.ATTACHED


def test_without_a_picture_it_is_brought_or_looked_up(session: Session) -> None:
    submission = submitted(session)
    assert submission.pictures == ()
    assert {one.key: one.state for one in submission.materials}["hukou"] is MaterialState.TO_CHECK


def test_a_picture_is_taken_again_and_again_until_it_is_kept(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    for _ in range(3):
        seen(session, b"blurred")
        session.feed(ev.TryAgain())
    seen(session, b"sharp")
    session.feed(ev.Primary())
    assert pages(session) == (b"sharp",)


def test_back_keeps_nothing_that_was_not_agreed_to_and_all_that_was(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session, b"one")
    session.feed(OneMorePage())
    made = session.feed(ev.Back())
    assert Cancel(session.last(ScanDocument).request_id) in made
    assert session.place == MaterialsPage(CODE)
    assert pages(session) == (b"one",)


def test_it_says_why_no_page_is_seen_and_goes_on_looking(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    for reason in NoPageReason:
        before = session.last(ScanDocument)
        session.feed(DeviceAnswer(before.request_id, NoPage(reason)))
        assert session.place.hint is reason
        assert session.last(ScanDocument) != before
    seen(session)
    assert session.place.jpeg == b"page"


def test_a_camera_that_fails_loses_no_page_and_goes_on_when_it_is_back(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session, b"one")
    session.feed(OneMorePage())
    session.feed(
        StatusChanged(Device.DOCUMENT_CAMERA, GONE),
        DeviceAnswer(session.last(ScanDocument).request_id, CameraUnavailable(Reason.NOT_FOUND)),
    )
    assert session.place.unavailable
    assert pages(session) == (b"one",)
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    assert not session.place.unavailable
    seen(session, b"two")
    session.feed(ev.Primary())
    assert pages(session) == (b"one", b"two")


def test_an_answer_to_an_older_request_is_no_picture(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    old = session.last(ScanDocument).request_id
    session.feed(ev.Back(), TakePicture("hukou"), DeviceAnswer(old, DocumentScanned(b"old", b"")))
    assert session.place.jpeg == b""


def test_there_is_an_end_to_pages(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    for _ in range(picturing.MOST_PAGES - 1):
        seen(session)
        session.feed(OneMorePage())
    seen(session)
    place = session.place
    session.feed(OneMorePage())
    assert session.place == place, "no more is offered, and none is taken"
    session.feed(ev.Primary(), TakePicture("hukou"))
    assert session.place == MaterialsPage(CODE)
    assert len(pages(session)) == picturing.MOST_PAGES


@pytest.mark.parametrize("key", ["id_card", "photo", "none"])
def test_nothing_else_is_pictured(session: Session, key: str) -> None:
    assert session.feed(TakePicture(key)) == []
    assert session.place == MaterialsPage(CODE)


def test_without_a_camera_nothing_is_pictured(session: Session) -> None:
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, GONE), TakePicture("hukou"))
    assert session.place == MaterialsPage(CODE)


def test_a_licence_that_the_platform_finds_meanwhile_needs_no_picture(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session)
    session.feed(ev.Primary())
    question = next(asked.request_id for asked in session.all(do.AskPlatform) if isinstance(asked.look_up, AskLicences))
    session.feed(PlatformReply(question, LicencesKnown((licence_of(),))))
    submission = submitted(session)
    assert {one.key: one.state for one in submission.materials}["hukou"] is MaterialState.WAIVED
    assert submission.pictures == ()


def test_pictures_that_are_dropped_are_gone(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session)
    session.feed(ev.Primary(), DropPictures("hukou"))
    assert pages(session) == ()
    assert submitted(session).pictures == ()


def test_leaving_asks_first_and_then_nothing_is_left(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    seen(session)
    session.feed(ev.Primary(), ev.Leave())
    assert session.state.overlay is Overlay.LEAVE
    session.feed(ev.Leave(sure=True))
    assert session.state.of(Drafts).drafts == {}
    assert session.moment().wall >= WALL


def test_a_page_is_a_sign_of_life(session: Session) -> None:
    session.feed(TakePicture("hukou"))
    session.wait(session.state.settings.quiet_limit + 1)
    assert session.state.warned
    seen(session)
    assert not session.state.warned
    assert isinstance(session.place, PicturePage)
