"""What the pages say of a card: two addresses on it, a name that cannot be told or drawn, one that is not understood."""

from __future__ import annotations

from typing import Any

import pytest
from world import SIGNATURE, Session, card_of

from kiosk.domain.people import Card
from kiosk.domain.sample_people import sample_person
from kiosk.ports.desk import DeviceAnswer, ReadCard
from kiosk.ports.devices import CardRead
from kiosk.session import effects as do
from kiosk.session import events as ev
from screens.views import applying

NEWER = "样板区梧桐街道紫藤路66弄2号402室"


def show(session: Session, card: Card) -> None:
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card)))


@pytest.fixture
def moved() -> Session:
    session = Session()
    session.to_identify()
    show(session, card_of("wang").with_appended_address(NEWER))
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    return session


def view_of(session: Session) -> dict[str, Any]:
    return applying.ask(session.state, session.place, session.moment())


def test_the_newer_address_is_filled_in_and_both_are_shown(moved: Session) -> None:
    view = view_of(moved)
    assert view["value"] == NEWER
    assert [(row["value"], row["chosen"]) for row in view["addresses"]] == [(NEWER, True), (sample_person("wang").address, False)]
    assert view["filled"] == "", "each of the two says where it comes from"


def test_the_older_address_can_be_taken_or_either_corrected(moved: Session) -> None:
    moved.feed(ev.SetAnswer("address", sample_person("wang").address))
    assert [row["chosen"] for row in view_of(moved)["addresses"]] == [False, True]
    moved.feed(ev.SetAnswer("address", NEWER + "后间"))
    assert [row["chosen"] for row in view_of(moved)["addresses"]] == [False, False]


def test_the_newer_address_is_sent_and_the_check_page_says_both(moved: Session) -> None:
    moved.answer(address=NEWER, note="")
    moved.feed(ev.Primary())
    check = applying.check(moved.state, moved.place, moved.moment())
    assert [row["value"] for row in check["fixed"][3:]] == [NEWER, sample_person("wang").address]
    moved.feed(ev.Primary(), ev.SetSignature(SIGNATURE), ev.Primary())
    submission = moved.last(do.Commit).submission
    assert (submission.card.address, submission.answers["address"]) == (NEWER, NEWER)
    assert submission.card.block == card_of("wang").block


def test_one_address_alone_is_offered_as_before() -> None:
    session = Session()
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    view = view_of(session)
    assert view["addresses"] == []
    assert view["filled"] == "已按身份证填好，可以修改"
