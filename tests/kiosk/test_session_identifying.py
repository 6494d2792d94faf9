"""The card, as the session sees it."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import replace
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.taken import AskTaken
from kiosk.journeys.browse.events import OpenItem
from kiosk.journeys.browse.places import GuidePage
from kiosk.journeys.progress.places import UseCard
from kiosk.ports.device_hub import Cancel, DeviceAnswer, ReadCard, ReadSocialCard, StatusChanged, WaitForNoCard
from kiosk.ports.devices import CardLeft, CardRead, CardUnreadable, Device, DeviceStatus, ReaderUnavailable
from kiosk.ports.platform import AskCases, AskLicences, AskProfile
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.readers import READERS
from kiosk.views import card_problems
from kiosk.views.language import say_in
from tests.kiosk.session_samples import ITEM, READY, SHORT, Session, card_of


def test_the_card_identifies_and_the_platform_is_asked(session: Session) -> None:
    session.to_identify()
    assert session.is_at(Identify)
    session.show_card()
    assert session.place == Eligibility(ITEM)
    assert [type(effect.look_up) for effect in session.all(do.AskPlatform)] == [AskProfile, AskLicences, AskCases, AskTaken]
    assert session.audited("session.identified") == [{"reader": "id_card_reader"}]
    session.feed(ev.Back())
    assert session.place == GuidePage(ITEM), "never back to the card"


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (CardLeft(), IdentifyProblem.CARD_LEFT),
        (CardUnreadable(Reason.GARBLED), IdentifyProblem.UNREADABLE),
        (CardUnreadable(Reason.NOT_AUTHORISED), IdentifyProblem.UNREADABLE),
    ],
)
def test_a_card_that_cannot_be_used_is_asked_for_again(session: Session, outcome: Any, problem: IdentifyProblem) -> None:
    session.to_identify()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, outcome))
    assert session.is_at(Identify)
    assert session.place.problem is problem
    assert session.place.waiting == {Device.ID_CARD_READER: session.last(ReadCard).request_id}
    assert len(session.all(ReadCard)) == 2
    assert session.state.person is None
    assert session.audited("session.not-identified") == [{"problem": problem.value, "reader": "id_card_reader"}]
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_an_expired_card_is_read_once_and_holds_no_session_open(session: Session) -> None:
    session.to_identify()
    session.show_card("zhao")
    assert session.place.problem == IdentifyProblem.EXPIRED
    assert session.state.person is None
    assert len(session.all(ReadCard)) == 1, "it says the same as long as it lies there"
    session.take_card()
    assert session.place.problem == IdentifyProblem.EXPIRED, "the words stay until there is something else to say"
    assert session.audited("session.not-identified") == [{"problem": "expired", "reader": "id_card_reader"}]
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_who_showed_a_card_that_was_no_good_leaves_by_a_new_process_too(session: Session) -> None:
    session.to_identify()
    session.show_card("zhao")
    session.feed(ev.Leave())
    assert session.is_at(Leaving)
    assert session.place.used == {Device.ID_CARD_READER}
    session.take_card()
    session.wait(5)
    assert session.place == Wiped()


def test_a_reader_that_is_down_is_asked_again_when_it_is_back(session: Session) -> None:
    session.to_identify()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.NOT_FOUND)))
    assert session.place.problem == IdentifyProblem.READER
    assert len(session.all(ReadCard)) == 1, "a dead reader is not asked again and again"
    session.feed(StatusChanged(Device.ID_CARD_READER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)))
    session.feed(StatusChanged(Device.CODE_SCANNER, READY))
    assert len(session.all(ReadCard)) == 1
    session.feed(StatusChanged(Device.ID_CARD_READER, READY))
    assert len(session.all(ReadCard)) == 2
    assert session.place.problem is None
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_the_resident_may_ask_a_dead_reader_again(session: Session) -> None:
    session.to_identify()
    session.feed(ev.TryAgain())
    assert len(session.all(ReadCard)) == 1, "it is still looking"
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.SILENT)), ev.TryAgain())
    assert len(session.all(ReadCard)) == 2


def test_an_answer_to_an_older_request_identifies_nobody(session: Session) -> None:
    session.to_identify()
    old = session.last(ReadCard).request_id
    session.feed(ev.Back())
    assert Cancel(old) in session.effects
    session.feed(ev.Primary(), DeviceAnswer(old, CardRead(card_of("li"))))
    assert session.is_at(Identify)
    assert session.state.person is None


def test_who_showed_the_card_is_not_asked_again(session: Session) -> None:
    session.to_questions()
    session.feed(ev.GoHome(), OpenItem(SHORT.implementation_code), ev.Primary())
    assert session.place == Eligibility(SHORT)
    assert len(session.all(ReadCard)) == 1


def answer(session: Session, outcome: Any) -> None:
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, outcome))


def said(session: Session) -> tuple[str, str]:
    place = session.place
    words = [
        card_problems.problem(session.state, place, say_in(replace(session.state, language=language))) for language in ("zh", "en")
    ]
    return words[0], words[1]


@pytest.mark.parametrize("reason", [Reason.GARBLED, Reason.MECHANICAL, Reason.NOT_AUTHORISED, Reason.NOT_FOUND])
def test_a_card_not_understood_twice_is_sent_to_the_counter(session: Session, reason: Reason) -> None:
    session.to_identify()
    answer(session, CardUnreadable(reason))
    first = said(session)
    if reason is Reason.NOT_FOUND:
        assert "不是身份证" in first[0]
        session.take_card()
    else:
        assert "擦干净" in first[0]
        assert "wipe" in first[1]
        assert session.last(ReadCard).moved_first, "time to hear it, and to wipe the card"
    answer(session, CardUnreadable(reason))
    assert session.place.problem == IdentifyProblem.STILL_UNREADABLE
    zh, en = said(session)
    assert "窗口" in zh
    assert "counter" in en
    assert "擦" not in zh
    assert "wipe" not in en
    reads = len(session.all(ReadCard))
    assert session.last(WaitForNoCard) == WaitForNoCard(session.place.waiting[Device.ID_CARD_READER]), "not read again and again"
    session.take_card()
    assert len(session.all(ReadCard)) == reads + 1
    answer(session, CardUnreadable(reason))
    assert said(session) == (zh, en)
    session.take_card()
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_what_else_works_is_named_where_a_card_stays_unread() -> None:
    session = Session(readers=list(READERS))
    session.to_identify()
    answer(session, CardUnreadable(Reason.GARBLED))
    answer(session, CardUnreadable(Reason.GARBLED))
    assert "改用社保卡，或到窗口" in said(session)[0]
    session.feed(DeviceAnswer(session.last(ReadSocialCard).request_id, CardUnreadable(Reason.SILENT)))
    assert session.place.problem == IdentifyProblem.UNREADABLE, "the other reader's card is tried for the first time"
    session.take_card(Device.SMART_CARD_READER)
    session.feed(DeviceAnswer(session.last(ReadSocialCard).request_id, CardUnreadable(Reason.SILENT)))
    assert session.place.problem == IdentifyProblem.STILL_UNREADABLE
    assert "擦" not in said(session)[0]


def test_a_receipt_can_be_scanned_where_a_card_stays_unread(session: Session) -> None:
    session.feed(StatusChanged(Device.CODE_SCANNER, READY), ev.Start(), ev.OpenJourney("progress"), UseCard())
    answer(session, CardUnreadable(Reason.GARBLED))
    answer(session, CardUnreadable(Reason.GARBLED))
    assert "扫回执上的码" in said(session)[0]


def test_words_for_every_reader_and_problem_exist(session: Session) -> None:
    session.to_identify()
    for device in READERS:
        for problem in IdentifyProblem:
            of_the_slot = {IdentifyProblem.NEEDS_PIN, IdentifyProblem.BLOCKED}
            if device is Device.SMART_CARD_READER or problem not in of_the_slot:
                session.state = replace(session.state, place=replace(session.place, problem=problem, at=device))
                assert all(said(session))
