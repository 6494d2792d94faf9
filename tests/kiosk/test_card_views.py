"""What the pages say of a card: two addresses on it, a name that cannot be told or drawn, one that is not understood."""

from __future__ import annotations

import pytest

from kiosk.domain.licences import CopyPurpose
from kiosk.domain.people import IdCard
from kiosk.domain.sample_people import sample_person
from kiosk.domain.values import replace
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import SetAnswer, SetSignature
from kiosk.journeys.licence_copies.effects import ComposeCopy, CopyNotComposed, CopyProblem
from kiosk.journeys.licence_copies.places import OpenLicence, SetPurpose
from kiosk.ports.device_hub import DeviceAnswer, ReadCard
from kiosk.ports.devices import CardRead
from kiosk.ports.platform import AskProfile, LicencesKnown, PlatformReply, ProfileKnown
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import SIGNATURE, Session, card_of, file_of, licence_of, shown

NEWER = "样板区梧桐街道紫藤路66弄2号402室"


def show(session: Session, card: IdCard) -> None:
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card)))


@pytest.fixture
def moved() -> Session:
    session = Session()
    session.to_identify()
    show(session, card_of("wang").with_appended_address(NEWER))
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    return session


def test_the_newer_address_is_filled_in_and_both_are_shown(moved: Session) -> None:
    view = shown(moved)
    assert view["value"] == NEWER
    assert [(row["value"], row["chosen"]) for row in view["addresses"]] == [(NEWER, True), (sample_person("wang").address, False)]
    assert view["filled"] == "", "each of the two says where it comes from"


def test_the_older_address_can_be_taken_or_either_corrected(moved: Session) -> None:
    moved.feed(SetAnswer("address", sample_person("wang").address))
    assert [row["chosen"] for row in shown(moved)["addresses"]] == [False, True]
    moved.feed(SetAnswer("address", NEWER + "后间"))
    assert [row["chosen"] for row in shown(moved)["addresses"]] == [False, False]


def test_the_newer_address_is_sent_and_the_check_page_says_both(moved: Session) -> None:
    moved.answer(address=NEWER, note="")
    moved.feed(ev.Primary())
    check = shown(moved)
    assert [row["value"] for row in check["fixed"][3:]] == [NEWER, sample_person("wang").address]
    moved.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = moved.last(Commit).submission
    assert (submission.card.address, submission.answers["address"]) == (NEWER, NEWER)
    assert submission.card.block == card_of("wang").block


def test_one_address_alone_is_offered_as_before() -> None:
    session = Session()
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    view = shown(session)
    assert view["addresses"] == []
    assert view["filled"] == "已按身份证填好，可以修改"


def identified(name: str) -> Session:
    session = Session()
    session.to_identify()
    show(session, replace(card_of("wang"), name=name))
    return session


def note_of(session: Session) -> str:
    return str(shown(session)["nameNote"])


@pytest.mark.parametrize("name", ["王秀英", "𤭢䶮㐂\U00030edd丂", "迪丽热巴·某某"])
def test_nothing_is_said_of_a_name_that_is_shown(name: str) -> None:
    assert note_of(identified(name)) == ""


@pytest.mark.parametrize("name", ["李\ue000明", "李\ufffd明"])
def test_a_character_nobody_can_tell_leads_to_the_counter(name: str) -> None:
    session = identified(name)
    note = note_of(session)
    assert "第 2 个字" in note
    assert "窗口" in note
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary())
    check = shown(session)
    assert check["fixed"][1]["value"] in ("李[U+E000]明", "李\ufffd明")
    assert check["nameNote"] == note


def test_a_character_no_font_has_is_marked_and_sent_as_it_is() -> None:
    name = "李\U00030041明"
    session = identified(name)
    assert "[U+30041]" in note_of(session)
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter")
    session.feed(SetAnswer("note", name))
    view = shown(session)
    assert view["value"] == name, "what a field holds comes back from it"
    assert "[U+30041]" in view["unshown"]
    session.feed(ev.Primary(), ev.Primary())
    check = shown(session)
    assert check["rows"][-1]["value"] == check["fixed"][1]["value"] == "李[U+30041]明"
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert (submission.card.name, submission.answers["note"]) == (name, name)


def test_a_licence_that_cannot_be_drawn_is_explained() -> None:
    session = Session()
    session.feed(ev.Start(), ev.OpenJourney("licence_copies"))
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of(),))))
    session.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    asked = session.last(do.AskPlatform).request_id
    session.feed(PlatformReply(asked, file_of(licence_of())))
    session.feed(CopyNotComposed(session.last(ComposeCopy).request_id, CopyProblem.NOT_DRAWABLE))
    view = shown(session)
    assert "窗口" in view["problem"]
    assert (view["primary"], view["retry"]) == ("", ""), "to try again would not help"


def test_what_an_old_register_tells_is_filled_in_placed() -> None:
    session = Session()
    session.to_identify()
    session.show_card()
    question = next(effect for effect in session.all(do.AskPlatform) if isinstance(effect.look_up, AskProfile))
    session.feed(PlatformReply(question.request_id, ProfileKnown({"mobile": "\ue863"})))
    session.feed(ev.Primary())
    session.answer(here="yes")
    assert shown(session)["value"] == "䶮"
