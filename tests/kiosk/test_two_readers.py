"""A terminal with a reader for ID cards and one for social security cards: whichever card comes first identifies."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import CopyPurpose
from kiosk.domain.parties import Citizen
from kiosk.domain.people import CardKind
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import SetSignature
from kiosk.journeys.apply.filling import AskPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.browse.events import OpenItem
from kiosk.journeys.licence_copies.effects import ComposeCopy, OpenVault, VaultOpened
from kiosk.journeys.licence_copies.places import LicencesPage, OpenLicence, SetKeep, SetPurpose
from kiosk.journeys.progress.places import FindReceipts, ProgressResult, ReceiptsFound, UseCard
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, ReadCard, ReadSocialCard, StatusChanged, WaitForNoCard
from kiosk.ports.device_text import card_text, text_of
from kiosk.ports.devices import (
    CardLeft,
    CardNeedsPin,
    CardRead,
    CardUnreadable,
    Device,
    DeviceStatus,
    ReaderUnavailable,
    SocialCardRead,
)
from kiosk.ports.platform import AskCases, CasesKnown, LicencesKnown, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.idle import Idle
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.readers import READERS
from kiosk.views import cards
from kiosk.views.frame import cannot_now
from kiosk.views.language import say_in
from tests.kiosk.session_samples import (
    COPY_ITEM,
    ITEM,
    SIGNATURE,
    Session,
    card_of,
    file_of,
    licence_of,
    shown,
    social_card_of,
    traces_of,
)

PLATE, SLOT = Device.ID_CARD_READER, Device.SMART_CARD_READER
READY = DeviceStatus(StatusKind.READY)
GONE = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


@pytest.fixture
def session() -> Session:
    return Session(readers=tuple(READERS))


def ask_of(session: Session, device: Device) -> str:
    return str(session.place.waiting[device])


def at_slot(session: Session, outcome: Any) -> list[Any]:
    return session.feed(DeviceAnswer(ask_of(session, SLOT), outcome))


def at_plate(session: Session, outcome: Any) -> list[Any]:
    return session.feed(DeviceAnswer(ask_of(session, PLATE), outcome))


def page(session: Session) -> dict[str, Any]:
    return shown(session)


def test_both_readers_are_asked_and_the_page_shows_both(session: Session) -> None:
    session.to_identify()
    assert session.place.waiting == {PLATE: session.last(ReadCard).request_id, SLOT: session.last(ReadSocialCard).request_id}
    view = page(session)
    assert [way["picture"] for way in view["ways"]] == ["lay-card", "insert-card"]
    assert "身份证或社保卡" in view["title"]
    assert view["problem"] == view["retry"] == ""


def test_the_social_card_identifies_and_the_other_reader_is_let_go(session: Session) -> None:
    session.to_identify()
    plate = ask_of(session, PLATE)
    made = session.show_social_card()
    assert session.place == Eligibility(ITEM)
    assert Cancel(plate) in made
    assert session.state.person is not None
    assert session.state.person.reader is SLOT
    assert session.audited("session.identified") == [{"reader": "smart_card_reader"}]
    assert shown(session)["text"].startswith("社保卡已读好")


def test_the_id_card_identifies_and_the_other_reader_is_let_go(session: Session) -> None:
    session.to_identify()
    slot = ask_of(session, SLOT)
    assert Cancel(slot) in session.show_card()
    assert session.state.person is not None
    assert session.state.person.reader is PLATE


@pytest.mark.parametrize("first", [PLATE, SLOT])
def test_of_two_cards_at_once_the_first_counts(session: Session, first: Device) -> None:
    session.to_identify()
    asked = dict(session.place.waiting)
    answers: dict[Device, CardRead | SocialCardRead] = {
        PLATE: CardRead(card_of("wang")),
        SLOT: SocialCardRead(social_card_of("chen")),
    }
    second = SLOT if first is PLATE else PLATE
    session.feed(DeviceAnswer(asked[first], answers[first]), DeviceAnswer(asked[second], answers[second]))
    assert session.state.person is not None
    assert session.state.person.card == answers[first].card
    assert traces_of(answers[second].card, session.state) == []


def test_the_page_that_is_left_lets_both_go(session: Session) -> None:
    session.to_identify()
    asked = set(session.place.waiting.values())
    made = session.feed(ev.Back())
    assert {effect.request_id for effect in made if isinstance(effect, Cancel)} == asked


@pytest.mark.parametrize(
    ("outcome", "problem", "said"),
    [
        (CardNeedsPin(), IdentifyProblem.NEEDS_PIN, ("从不要求输卡的密码", "never asks")),
        (CardUnreadable(Reason.NOT_FOUND), IdentifyProblem.OTHER_CARD, ("不是社保卡", "no social security card")),
        (CardUnreadable(Reason.NOT_AUTHORISED), IdentifyProblem.BLOCKED, ("停用", "blocked")),
        (CardUnreadable(Reason.SILENT), IdentifyProblem.UNREADABLE, ("没有读清楚", "could not be read")),
        (CardUnreadable(Reason.GARBLED), IdentifyProblem.UNREADABLE, ("没有读清楚", "could not be read")),
        (SocialCardRead(social_card_of("zhao")), IdentifyProblem.EXPIRED, ("有效期", "expired")),
        (CardLeft(), IdentifyProblem.CARD_LEFT, ("拔出得早", "too early")),
    ],
)
def test_a_card_in_the_slot_that_is_no_good_is_told_once_and_taken_out_before_the_next(
    session: Session, outcome: Any, problem: IdentifyProblem, said: tuple[str, str]
) -> None:
    session.to_identify()
    plate = ask_of(session, PLATE)
    at_slot(session, outcome)
    assert (session.place.problem, session.place.at) == (problem, SLOT)
    assert session.last(WaitForNoCard) == WaitForNoCard(ask_of(session, SLOT), SLOT)
    assert ask_of(session, PLATE) == plate, "the other reader goes on looking"
    assert len(session.all(ReadSocialCard)) == 1
    words = page(session)["problem"]
    session.feed(ev.SetLanguage("en"))
    assert said[0] in words
    assert said[1] in page(session)["problem"]
    at_slot(session, CardGone())
    assert len(session.all(ReadSocialCard)) == 2
    assert session.place.problem is problem, "the words stay while the next card is looked for"
    assert session.audited("session.not-identified") == [{"problem": problem.value, "reader": "smart_card_reader"}]
    session.show_social_card()
    assert session.place == Eligibility(ITEM)


def test_a_card_that_stays_in_the_slot_holds_no_session_open(session: Session) -> None:
    session.to_identify()
    at_slot(session, CardNeedsPin())
    session.wait(61)
    assert session.state.warned
    session.wait(20)
    assert session.is_at(Leaving), "nobody touched anything"


def test_who_cannot_use_one_card_is_sent_to_the_other_that_works(session: Session) -> None:
    session.to_identify()
    at_slot(session, CardNeedsPin())
    assert "改用身份证" in page(session)["problem"]
    at_plate(session, ReaderUnavailable(Reason.SILENT))
    session.feed(StatusChanged(PLATE, GONE))
    at_slot(session, CardGone())
    at_slot(session, CardNeedsPin())
    assert "改用身份证" not in page(session)["problem"]
    assert "窗口" in page(session)["problem"]


def test_the_bank_card_is_forgotten_for_the_id_card(session: Session) -> None:
    session.to_identify()
    at_slot(session, CardUnreadable(Reason.NOT_FOUND))
    session.show_card()
    assert session.place == Eligibility(ITEM)


@pytest.mark.parametrize(("lost", "works", "shown"), [(PLATE, SLOT, "insert-card"), (SLOT, PLATE, "lay-card")])
def test_the_reader_that_works_is_enough(session: Session, lost: Device, works: Device, shown: str) -> None:
    session.to_identify()
    session.feed(DeviceAnswer(ask_of(session, lost), ReaderUnavailable(Reason.NOT_FOUND)), StatusChanged(lost, GONE))
    assert session.place.waiting.keys() == {works}
    view = page(session)
    assert [way["picture"] for way in view["ways"]] == [shown]
    assert text_of(lost).within.zh in view["problem"]
    assert card_text(works).card.zh in view["problem"]
    assert view["retry"] == "", "nothing has to be touched"
    session.show_social_card() if works is SLOT else session.show_card()
    assert session.place == Eligibility(ITEM)


def test_a_reader_that_comes_back_is_asked_again(session: Session) -> None:
    session.to_identify()
    slot = ask_of(session, SLOT)
    at_plate(session, ReaderUnavailable(Reason.NOT_FOUND))
    session.feed(StatusChanged(PLATE, GONE), StatusChanged(PLATE, READY))
    assert session.place.waiting.keys() == {PLATE, SLOT}
    assert ask_of(session, SLOT) == slot
    assert session.place.problem is None


def test_without_either_the_page_says_so_and_the_first_that_comes_back_is_asked(session: Session) -> None:
    session.to_identify()
    at_plate(session, ReaderUnavailable(Reason.NOT_FOUND))
    at_slot(session, ReaderUnavailable(Reason.NOT_FOUND))
    session.feed(StatusChanged(PLATE, GONE), StatusChanged(SLOT, GONE))
    view = page(session)
    assert "身份证阅读器和社保卡读卡器" in view["problem"]
    assert view["retry"]
    session.feed(StatusChanged(SLOT, READY))
    assert session.place.problem is None
    assert session.place.waiting.keys() == {SLOT}
    session.show_social_card()
    assert session.place == Eligibility(ITEM)


def test_both_can_be_tried_again(session: Session) -> None:
    session.to_identify()
    at_plate(session, ReaderUnavailable(Reason.SILENT))
    at_slot(session, ReaderUnavailable(Reason.SILENT))
    session.feed(ev.TryAgain())
    assert session.place.waiting.keys() == {PLATE, SLOT}
    assert session.place.problem is None


def test_a_reader_that_the_terminal_was_never_given_is_neither_asked_nor_missed() -> None:
    session = Session()
    session.to_identify()
    assert session.place.waiting.keys() == {PLATE}
    assert session.all(ReadSocialCard) == []
    assert page(session)["title"] == "请把身份证平放在读卡区"
    assert cannot_now(session.state)[1] == ("正在检查设备，马上就好。",)


def test_a_reader_that_has_not_told_of_itself_is_asked_and_not_shown() -> None:
    session = Session()
    session.state = replace(session.state, devices={})
    session.to_identify()
    assert session.place.waiting.keys() == {PLATE, SLOT}
    assert [way["picture"] for way in page(session)["ways"]] == ["lay-card"]
    at_slot(session, ReaderUnavailable(Reason.NOT_CONFIGURED))
    assert session.place.problem is None, "what was never there is not out of order"


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ((PLATE,), "身份证阅读器暂时不能用，请用社保卡。"),
        ((SLOT,), "社保卡读卡器暂时不能用，请用身份证。"),
        ((PLATE, SLOT), "身份证阅读器和社保卡读卡器暂时不能用：可以查指南，不能办理。"),
    ],
)
def test_the_first_pages_say_what_is_left(session: Session, broken: tuple[Device, ...], line: str) -> None:
    session.feed(*(StatusChanged(device, GONE) for device in broken))
    assert line in cannot_now(session.state)[1]
    assert cards.any_card(session.state, say_in(session.state))


def test_an_application_with_the_social_card(session: Session) -> None:
    session.to_identify()
    session.show_social_card()
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    assert session.place == AskPage(ITEM.implementation_code, "address")
    assert "address" not in draft_of(session.state, ITEM.implementation_code).answers, "the card has no address"
    session.answer(address="样板区某某路一百号", note="")
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.card == social_card_of("wang")
    assert {m.key: m.state for m in submission.materials}["id_card"] is MaterialState.FROM_CARD


def test_the_social_card_keeps_nothing_and_opens_nothing(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_social_card()
    session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    assert session.place == LicencesPage(kept=True, item=COPY_ITEM)
    assert session.all(OpenVault) == []
    words = shown(session)["problem"]
    assert "没有存过" not in words
    assert "再刷身份证进来" in words
    session.feed(ev.TryAgain())
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of(),))))
    session.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), SetKeep(True))
    assert shown(session)["keep"]["title"] == ""
    session.feed(ev.Primary())
    asked = session.last(do.AskPlatform).request_id
    session.feed(PlatformReply(asked, file_of(licence_of())))
    assert session.last(ComposeCopy).keep is False


def test_the_id_card_may_still_keep(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    session.feed(VaultOpened(session.last(OpenVault).request_id, (file_of(licence_of()),)))
    session.feed(OpenLicence("1.2.3"), SetKeep(True))
    assert shown(session)["keep"]["on"] is True


def to_progress(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), UseCard())


def test_progress_is_asked_with_the_social_card_too(session: Session) -> None:
    to_progress(session)
    session.show_social_card()
    assert session.is_at(ProgressResult)
    assert session.last(FindReceipts).card == social_card_of("wang")
    question = session.last(do.AskPlatform).look_up
    assert isinstance(question, AskCases)
    assert question.subject == Citizen(social_card_of("wang").name, social_card_of("wang").number)
    assert (question.evidence.shown, question.evidence.reader) == (CardKind.SOCIAL_SECURITY, "smart_card_reader")


@pytest.mark.parametrize("platform", [NoAnswer(), CasesKnown(())])
def test_nothing_found_with_one_card_says_nothing_of_the_other(session: Session, platform: Any) -> None:
    to_progress(session)
    session.show_social_card()
    request_id = session.place.request_id
    session.feed(ReceiptsFound(request_id, ()), PlatformReply(request_id, platform))
    words = shown(session)["problem"]
    assert "没有存过这份申请" not in words
    assert "换身份证再查" in words
    assert shown(session)["card"] == "换身份证再查"
    session.feed(StatusChanged(PLATE, GONE))
    assert "换身份证" not in shown(session)["problem"]
    assert shown(session)["card"] == ""


def test_the_other_card_is_asked_for_where_it_may_find_more(session: Session) -> None:
    to_progress(session)
    session.show_social_card()
    request_id = session.place.request_id
    session.feed(ReceiptsFound(request_id, ()), PlatformReply(request_id, CasesKnown(())), UseCard())
    assert set(session.place.waiting) == {PLATE}
    session.show_card()
    assert session.is_at(ProgressResult)
    assert session.last(FindReceipts).card == card_of("wang")


def test_the_farewell_names_the_card_that_was_used_and_tells_of_one_that_is_left(session: Session) -> None:
    session.to_identify()
    session.show_social_card()
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    assert {wait.reader for wait in session.all(WaitForNoCard)} == {PLATE, SLOT}
    session.take_card(PLATE)
    rows = shown(session)["rows"]
    assert [(row["text"], row["attention"]) for row in rows] == [("社保卡", False), ("回执和打印件", False)]
    session.wait(1.5)
    rows = shown(session)["rows"]
    assert rows[0]["attention"]
    assert "插卡口" in rows[0]["note"]
    session.wait(10)
    assert session.is_at(Leaving)
    session.take_card(SLOT)
    assert session.place == Wiped()


def test_a_bank_card_in_the_slot_is_told_of_though_the_id_card_was_used(session: Session) -> None:
    session.to_identify()
    at_slot(session, CardUnreadable(Reason.NOT_FOUND))
    session.show_card()
    session.feed(ev.Leave(sure=True))
    session.take_card(PLATE)
    session.wait(1.5)
    rows = shown(session)["rows"]
    assert [(row["text"], row["attention"]) for row in rows[:2]] == [("身份证", False), ("插卡口里的卡", True)]


def test_a_card_that_nobody_was_asked_for_is_told_of_too(session: Session) -> None:
    session.to_identify()
    session.show_card()
    session.feed(ev.Leave(sure=True))
    session.take_card(PLATE)
    assert len(shown(session)["rows"]) == 2, "an empty slot is not spoken of"
    session.wait(1.5)
    assert [row["attention"] for row in shown(session)["rows"]] == [False, True, False]


def test_who_showed_nothing_leaves_at_once(session: Session) -> None:
    session.to_identify()
    assert session.is_at(Identify)
    session.feed(ev.Leave())
    assert session.place == Idle()


def test_a_card_that_was_there_before_is_lifted_before_it_is_read(session: Session) -> None:
    session.state = replace(session.state, readers_unchecked=frozenset(READERS))
    session.feed(DeviceAnswer("empty-smart_card_reader", CardGone()))
    session.to_identify()
    assert session.last(WaitForNoCard) == WaitForNoCard(ask_of(session, PLATE), PLATE)
    assert session.last(ReadSocialCard) == ReadSocialCard(ask_of(session, SLOT))
    assert not any(isinstance(effect, ReadCard) for effect in session.effects)
    assert page(session)["problem"].startswith("读卡区里已经有一张卡。是您的")
    made = at_plate(session, CardGone())
    assert ReadCard(ask_of(session, PLATE)) in made
    assert page(session)["problem"] == ""
    at_plate(session, CardRead(card_of("wang")))
    assert session.place == Eligibility(ITEM)


def test_readers_that_were_seen_empty_are_asked_at_once(session: Session) -> None:
    session.state = replace(session.state, readers_unchecked=frozenset(READERS))
    session.feed(*(DeviceAnswer(f"empty-{device.value}", CardGone()) for device in READERS))
    assert session.state.readers_unchecked == frozenset()
    session.to_identify()
    assert page(session)["problem"] == ""
