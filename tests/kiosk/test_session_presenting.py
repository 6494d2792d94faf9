"""A licence shown on a phone: offered where it helps, checked by the platform, settled or refused with a sentence of its own."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.codes import presented_code_text
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.service_items import LicenceRequirement
from kiosk.domain.submissions import SettledMaterial
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, keep_draft
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import DropPictures, PresentLicence, SetSignature, TakePicture
from kiosk.journeys.apply.filling import MaterialsPage
from kiosk.journeys.apply.presenting import AskPresented, LicenceDeclined, LicencePresented, Presenting
from kiosk.journeys.progress.places import ProgressResult, ScanReceipt
from kiosk.ports.device_hub import DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeScanned, Device, DeviceStatus
from kiosk.ports.platform import (
    AskLicences,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    Reply,
)
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.scan import Scan, ScanProblem
from tests.kiosk.session_samples import ITEM, READY, SIGNATURE, TOKEN, Session, card_of, licence_of, shown

CODE = ITEM.implementation_code
SHOWN = presented_code_text("ABC")


@pytest.fixture
def session() -> Session:
    """At the materials, with a scanner; the licences could not be asked for."""
    session = Session()
    session.feed(StatusChanged(Device.CODE_SCANNER, READY), NetworkChanged(Network.ONLINE))
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    assert session.place == MaterialsPage(CODE)
    return session


def scan(session: Session, text: str = SHOWN) -> None:
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(text)))


def reply(session: Session, answer: Reply) -> None:
    session.feed(PlatformReply(session.place.request_id, answer))


def row(session: Session, key: str = "hukou") -> Any:
    return next(row for row in shown(session)["rows"] if row["key"] == key)


def submitted(session: Session) -> Any:
    while not session.all(Commit):
        session.feed(SetSignature(SIGNATURE), ev.Primary())
    return session.last(Commit).submission


def test_a_licence_that_is_checked_settles_its_material(session: Session) -> None:
    assert row(session)["show"] == "用手机出示"
    assert row(session, "id_card")["show"] == "", "the card itself was read"
    session.feed(PresentLicence("hukou"))
    assert "户口簿" in shown(session)["title"]
    scan(session)
    question = session.last(do.AskPlatform).look_up
    assert isinstance(question, AskPresented)
    assert (question.code, question.implementation_code) == (SHOWN, CODE)
    assert question.subject.number == card_of("wang").number
    assert "正在核对" in shown(session)["title"]
    reply(session, LicencePresented("hukou", "reference"))
    assert session.place == MaterialsPage(CODE)
    assert row(session)["tone"] == "good"
    assert "手机" in row(session)["text"]
    assert row(session)["show"] == ""
    settled = SettledMaterial("hukou", MaterialState.WAIVED, "hukou", "reference")
    assert settled in submitted(session).materials
    assert session.audited("licence.presented") == [{"outcome": "ACCEPTED"}]


@pytest.mark.parametrize("reason", PresentedRefusal)
def test_each_refusal_says_what_helps_and_settles_nothing(session: Session, reason: PresentedRefusal) -> None:
    session.feed(PresentLicence("hukou"))
    scan(session)
    reply(session, LicenceDeclined(reason))
    told = {}
    for language in ("zh", "en"):
        told[language] = shown(session)["problem"]
        assert shown(session)["retry"]
        session.feed(ev.SetLanguage("en" if language == "zh" else "zh"))
    assert all(told.values())
    assert session.audited("licence.presented") == [{"outcome": reason.value}]
    session.feed(ev.TryAgain())
    assert session.is_at(Scan)
    session.feed(ev.Back())
    assert session.place == MaterialsPage(CODE)
    assert draft_of(session.state, CODE).presented == {}
    assert {one.key: one.state for one in submitted(session).materials}["hukou"] is MaterialState.TO_CHECK


def test_every_refusal_has_a_sentence_of_its_own(session: Session) -> None:
    told = set()
    for answer in (*map(LicenceDeclined, PresentedRefusal), NoAnswer()):
        session.feed(PresentLicence("hukou"))
        scan(session)
        reply(session, answer)
        told.add(shown(session)["problem"])
        session.feed(ev.Back())
    assert len(told) == len(PresentedRefusal) + 1


def test_without_an_answer_the_way_on_is_named(session: Session) -> None:
    session.feed(PresentLicence("hukou"))
    scan(session)
    reply(session, NoAnswer())
    assert "没有答复" in shown(session)["problem"]
    assert "返回" in shown(session)["problem"]
    session.feed(NetworkChanged(Network.OFFLINE))
    assert "连不上网" in shown(session)["problem"]
    assert "返回" in shown(session)["problem"]
    assert session.audited("licence.presented") == [{"outcome": "NO_ANSWER"}]
    session.feed(ev.TryAgain())
    scan(session)
    reply(session, LicencePresented("hukou", "second"))
    assert session.place == MaterialsPage(CODE)
    assert draft_of(session.state, CODE).presented == {"hukou": "second"}


def test_a_licence_for_another_situation_is_told_as_not_asked(session: Session) -> None:
    session.feed(PresentLicence("hukou"))
    scan(session)
    reply(session, LicencePresented("another", "reference"))
    assert session.place.declined is PresentedRefusal.NOT_ASKED


@pytest.mark.parametrize("why", ["scanner", "network", "held"])
def test_it_is_not_offered_where_it_cannot_help(session: Session, why: str) -> None:
    match why:
        case "scanner":
            session.feed(StatusChanged(Device.CODE_SCANNER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)))
        case "network":
            session.feed(NetworkChanged(Network.OFFLINE))
        case "held":
            asked = next(one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskLicences))
            session.feed(PlatformReply(asked.request_id, LicencesKnown((licence_of(),))))
    assert row(session)["show"] == ""
    session.feed(PresentLicence("hukou"))
    assert session.place == MaterialsPage(CODE)


def test_it_is_offered_where_the_library_knows_none(session: Session) -> None:
    asked = next(one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskLicences))
    session.feed(PlatformReply(asked.request_id, LicencesKnown(())))
    assert row(session)["show"] == "用手机出示"
    assert "用手机出示" in row(session)["text"]


def test_a_licence_that_must_be_used_is_told_as_such(session: Session) -> None:
    draft = draft_of(session.state, CODE)
    materials = tuple(
        replace(one, picture=False, licences=(LicenceRequirement("hukou", must=True),)) if one.key == "hukou" else one
        for one in ITEM.guide.materials
    )
    item = replace(ITEM, guide=replace(ITEM.guide, materials=materials))
    session.state = keep_draft(session.state, replace(draft, item=item))
    for held, told in (((), "没查到您的"), ((licence_of(),), "不收纸质")):
        person = replace(session.state.resident, licences=held)
        session.state = replace(session.state, person=person)
        assert told in row(session)["text"]


def test_what_is_no_licence_code_is_told_at_once(session: Session) -> None:
    session.feed(PresentLicence("hukou"))
    asked = len(session.all(do.AskPlatform))
    scan(session, "6901234567892")
    assert session.place.problem is ScanProblem.UNKNOWN_CODE
    assert "户口簿" in shown(session)["problem"]
    scan(session, SHOWN[:-1])
    assert "没有扫清楚" in shown(session)["problem"]
    assert len(session.all(do.AskPlatform)) == asked


def test_a_receipt_is_followed_and_back_leads_to_the_materials(session: Session) -> None:
    session.feed(PresentLicence("hukou"))
    scan(session, TOKEN)
    assert session.is_at(ProgressResult)
    session.feed(ev.Back())
    assert session.place == MaterialsPage(CODE)


def test_a_licence_code_where_none_was_asked_for_leads_nowhere() -> None:
    session = Session()
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    scan(session)
    assert session.place.problem is ScanProblem.UNKNOWN_CODE
    assert not session.all(do.AskPlatform)


def test_an_answer_that_comes_after_back_settles_nothing(session: Session) -> None:
    session.feed(PresentLicence("hukou"))
    scan(session)
    late = session.place.request_id
    assert session.is_at(Presenting)
    session.feed(ev.Back(), PlatformReply(late, LicencePresented("hukou", "reference")))
    assert session.place == MaterialsPage(CODE)
    assert draft_of(session.state, CODE).presented == {}


def test_pictures_are_not_asked_for_once_it_is_shown(session: Session) -> None:
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    session.feed(PresentLicence("hukou"))
    scan(session)
    reply(session, LicencePresented("hukou", "reference"))
    assert (row(session)["take"], row(session)["drop"]) == ("", "")
    session.feed(TakePicture("hukou"), DropPictures("hukou"))
    assert session.place == MaterialsPage(CODE)
