"""A technician's card in the session: who is let in, why not, and a resident who puts in theirs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.technicians import CardRefusal, CodeRefusal, challenge
from kiosk.journeys.technician import effects as asks
from kiosk.journeys.technician import events as told
from kiosk.journeys.technician.card_words import CARD_REFUSED
from kiosk.journeys.technician.desk import DeskPage
from kiosk.journeys.technician.places import STRANGERS, DoorPage
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, ReadTechnicianCard, ScanCode, StatusChanged, WaitForNoCard
from kiosk.ports.devices import (
    CardEmpty,
    CardLeft,
    CardPinBlocked,
    CardPinWrong,
    CardSigned,
    CardSwapped,
    CardUnreadable,
    Device,
    DeviceStatus,
    OtherCard,
    ReaderUnavailable,
    ScannerUnavailable,
    TechnicianCardRead,
)
from kiosk.session import events as ev
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.staff_pin import PressDigit, StaffPin
from tests.kiosk.session_samples import READY, TERMINAL, Session, shown
from tests.kiosk.technician_samples import (
    CARD,
    CODE,
    at_card_pin,
    at_door,
    at_door_with_reader,
    put_in,
    put_in_card,
    show_code,
    type_card_pin,
    type_pin,
)

GONE = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


def take_out(session: Session) -> None:
    session.feed(DeviceAnswer(session.last(WaitForNoCard).request_id, CardGone()))


def proved(session: Session, good: bool = True) -> None:
    asked = type_card_pin(session)
    session.feed(DeviceAnswer(asked.request_id, CardSigned(b"signature")))
    session.feed(told.CardProved(session.last(asks.ProveCard).request_id, good))


def test_the_page_offers_the_card_only_where_there_is_a_reader() -> None:
    without = shown(at_door())
    assert [way["picture"] for way in without["ways"]] == ["show-code"]
    assert "卡" not in without["title"] + without["text"]
    session = at_door_with_reader()
    view = shown(session)
    assert [way["picture"] for way in view["ways"]] == ["show-code", "insert-card"]
    assert "插卡" in view["title"]
    assert len(session.all(ReadTechnicianCard)) == len(session.all(ScanCode)) == 1


def test_a_card_and_its_pin_open_the_page() -> None:
    session = at_card_pin()
    assert session.is_at(StaffPin)
    session.feed(*[PressDigit(digit) for digit in "27182"])
    assert not shown(session)["primary"], "five digits are none"
    session.feed(PressDigit("8"))
    assert shown(session)["primary"]
    session.feed(ev.Primary())
    asked = type_card_pin(session, "")
    nonce = session.place.wanted.nonce
    assert (asked.certificate, asked.pin, asked.digest) == (CARD.certificate, "271828", challenge(nonce, TERMINAL.terminal_id))
    assert session.place.pin == "", "what was typed goes as soon as it is judged"
    session.feed(DeviceAnswer(asked.request_id, CardSigned(b"signature")))
    proof = session.last(asks.ProveCard)
    assert (proof.card, proof.digest, proof.signature) == (CARD, asked.digest, b"signature")
    assert session.is_at(StaffPin), "nobody is in before the signature was verified"
    session.feed(told.CardProved(proof.request_id, True))
    assert session.is_at(DeskPage)
    assert session.audited("technician.entered") == [{"technician": "li.na", "card": "5ca1ab1e"}]
    assert session.state.trail == ()


def test_the_process_goes_with_the_technician_and_the_card_is_called_to_mind() -> None:
    session = at_card_pin()
    proved(session)
    session.feed(ev.Primary())
    assert session.is_at(Leaving)
    session.wait(40)
    assert session.is_at(Wiped)
    assert not session.audited("session.began")
    assert session.audited("technician.left") == [{"technician": "li.na"}]


def test_each_card_signs_something_else() -> None:
    digests, session = set(), at_door_with_reader()
    for _ in range(3):
        put_in_card(session, CARD)
        digests.add(type_card_pin(session).digest)
        session.feed(DeviceAnswer(session.place.judge_id, CardLeft()))
    assert len(digests) == 3


@pytest.mark.parametrize("refusal", list(CardRefusal))
def test_every_refusal_has_its_sentence(refusal: CardRefusal) -> None:
    words = CARD_REFUSED[refusal]
    assert words.zh.endswith("。")
    assert words.en.endswith(".")
    assert len({text.zh for text in CARD_REFUSED.values()}) == len(CardRefusal)


@pytest.mark.parametrize(
    "refusal",
    [
        *(CardRefusal.NO_LIST, CardRefusal.UNKNOWN, CardRefusal.NOT_YET, CardRefusal.EXPIRED, CardRefusal.REVOKED),
        *(CardRefusal.OTHER_PURPOSE, CardRefusal.OTHER_TERMINAL),
    ],
)
def test_a_card_that_is_refused_leads_nowhere_and_says_why(refusal: CardRefusal) -> None:
    session = at_door_with_reader()
    put_in_card(session, refusal)
    assert session.is_at(DoorPage)
    assert shown(session)["problem"] == CARD_REFUSED[refusal].zh
    assert session.audited("technician.card-refused") == [{"as": refusal.value}]
    assert len(session.all(ReadTechnicianCard)) == 1, "the same card is not read again as long as it stands there"
    take_out(session)
    assert shown(session)["problem"], "the sentence stays"
    put_in_card(session, CARD)
    assert session.is_at(StaffPin), "another may be put in"
    assert len(session.audited("technician.card-refused")) == 1


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (OtherCard(social=True), CardRefusal.SOCIAL_CARD),
        (OtherCard(), CardRefusal.OTHER_CARD),
        (CardUnreadable(Reason.SILENT), CardRefusal.UNREADABLE),
        (CardEmpty(), CardRefusal.EMPTY),
        (CardLeft(), CardRefusal.TAKEN_OUT),
    ],
)
def test_what_the_reader_tells_of_a_card_is_told(outcome: Any, refusal: CardRefusal) -> None:
    session = at_door_with_reader()
    put_in(session, outcome)
    assert session.place.card_refusal is refusal
    assert session.audited("technician.card-refused") == [{"as": refusal.value}]
    if refusal is not CardRefusal.TAKEN_OUT:
        take_out(session)
    put_in_card(session, CARD)
    assert session.is_at(StaffPin)


@pytest.mark.parametrize("outcome", [OtherCard(social=True), OtherCard(), CardUnreadable(Reason.SILENT)])
def test_a_resident_with_a_card_sees_the_way_back_and_the_process_goes(outcome: Any) -> None:
    session = at_door_with_reader()
    put_in(session, outcome)
    view = shown(session)
    assert view["primary"] == "回到首页"
    assert "回到首页" in view["problem"] + view["text"]
    assert session.state.personal_data
    session.feed(ev.Primary())
    assert session.is_at(Leaving), "where a card that still stands in the slot is called to mind"
    assert session.last(WaitForNoCard).reader is Device.SMART_CARD_READER
    session.wait(40)
    assert session.is_at(Wiped)
    assert not session.audited("session.began"), "nobody was served"


def test_a_technician_is_shown_no_way_for_residents() -> None:
    session = at_door_with_reader()
    assert not shown(session)["primary"]
    put_in_card(session, CardRefusal.EXPIRED)
    assert not shown(session)["primary"]
    session.feed(ev.Primary())
    assert session.is_at(DoorPage)
    assert {CardRefusal.SOCIAL_CARD, CardRefusal.OTHER_CARD} <= STRANGERS


def test_a_wrong_pin_tells_how_many_tries_the_card_leaves() -> None:
    session = at_card_pin()
    session.feed(DeviceAnswer(type_card_pin(session).request_id, CardPinWrong(2)))
    assert "再错2次" in shown(session)["problem"]
    assert session.audited("technician.pin-refused") == [{"technician": "li.na", "as": "WRONG"}]
    session.feed(PressDigit("1"))
    assert not shown(session)["problem"]
    session.feed(*map(PressDigit, "11111"), ev.Primary())
    session.feed(DeviceAnswer(session.place.judge_id, CardPinBlocked()))
    assert session.is_at(DoorPage)
    assert "PUK" in shown(session)["problem"]
    assert session.audited("technician.pin-refused")[-1] == {"technician": "li.na", "as": "BLOCKED"}


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (CardLeft(), CardRefusal.TAKEN_OUT),
        (CardSwapped(), CardRefusal.TAKEN_OUT),
        (CardUnreadable(Reason.GARBLED), CardRefusal.UNREADABLE),
        (ReaderUnavailable(Reason.NOT_FOUND), CardRefusal.READER_GONE),
        (OtherCard(social=True), CardRefusal.SOCIAL_CARD),
    ],
)
def test_what_happens_to_the_card_while_its_pin_is_judged(outcome: Any, refusal: CardRefusal) -> None:
    session = at_card_pin()
    session.feed(DeviceAnswer(type_card_pin(session).request_id, outcome))
    assert session.place.card_refusal is refusal
    assert session.audited("technician.pin-refused") == [{"technician": "li.na", "as": refusal.value}]
    assert not session.audited("technician.entered")


def test_a_false_signature_lets_nobody_in() -> None:
    session = at_card_pin()
    proved(session, good=False)
    assert session.place.card_refusal is CardRefusal.FALSE
    assert session.audited("technician.pin-refused") == [{"technician": "li.na", "as": "FALSE"}]


def test_a_card_that_is_taken_out_takes_the_pin_with_it() -> None:
    session = at_card_pin()
    session.feed(*map(PressDigit, "2718"))
    take_out(session)
    assert session.is_at(DoorPage)
    assert shown(session)["problem"] == CARD_REFUSED[CardRefusal.TAKEN_OUT].zh
    put_in_card(session, CARD)
    assert session.place.pin == ""


def test_a_reader_that_goes_is_told_and_asked_again() -> None:
    session = at_card_pin()
    session.feed(StatusChanged(Device.SMART_CARD_READER, GONE))
    assert session.place.card_refusal is CardRefusal.READER_GONE
    put_in(session, ReaderUnavailable(Reason.NOT_FOUND))
    assert [way["picture"] for way in shown(session)["ways"]] == ["show-code", "reader-out"]
    before = len(session.all(ReadTechnicianCard))
    session.feed(StatusChanged(Device.SMART_CARD_READER, READY))
    assert len(session.all(ReadTechnicianCard)) == before + 1
    assert [way["picture"] for way in shown(session)["ways"]] == ["show-code", "insert-card"]
    put_in_card(session, CARD)
    assert session.is_at(StaffPin)


def test_the_code_goes_on_working_beside_the_card() -> None:
    session = at_door_with_reader()
    show_code(session, CODE)
    assert session.is_at(StaffPin)
    assert session.last(ReadTechnicianCard).request_id in {cancel.request_id for cancel in session.all(Cancel)}
    assert type_pin(session).code == CODE
    session = at_door_with_reader()
    show_code(session, CodeRefusal.OTHER_DAY)
    put_in_card(session, CARD)
    assert session.is_at(StaffPin), "after a code that was refused, too"
    session = at_door_with_reader()
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, ScannerUnavailable(Reason.NOT_FOUND)))
    assert [way["picture"] for way in shown(session)["ways"]] == ["scanner-out", "insert-card"]
    put_in_card(session, CARD)
    assert session.is_at(StaffPin)


def test_leaving_the_page_asks_nothing_of_the_reader_any_more() -> None:
    session = at_card_pin()
    watched = session.last(WaitForNoCard).request_id
    asked = type_card_pin(session)
    session.feed(ev.Back())
    assert {watched, asked.request_id} <= {cancel.request_id for cancel in session.all(Cancel)}


@given(st.data())
def test_in_whatever_order_things_happen_nobody_is_in_without_proof(data: st.DataObject) -> None:
    session = at_door_with_reader()
    for _ in range(data.draw(st.integers(1, 12))):
        asked: list[Any] = [*session.all(ReadTechnicianCard), *session.all(WaitForNoCard)]
        asked += [*session.all(asks.JudgeCard), *session.all(asks.ProveCard)]
        ids = [*(one.request_id for one in asked), getattr(session.place, "judge_id", "")]
        request_id = data.draw(st.sampled_from(ids))
        outcomes = (TechnicianCardRead(b"c"), OtherCard(), CardSigned(b"s"), CardPinWrong(1), CardPinBlocked(), CardGone())
        events: list[Any] = [DeviceAnswer(request_id, outcome) for outcome in outcomes]
        events += [told.CardJudged(request_id, CARD), told.CardJudged(request_id, CardRefusal.REVOKED)]
        events += [told.CardProved(request_id, False), ev.Primary(), PressDigit("1"), ev.Back()]
        session.feed(data.draw(st.sampled_from(events)))
    assert not session.is_at(DeskPage)
