"""A fee is paid with a phone: from the result and from a case, and never called paid but by the platform."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import CaseState
from kiosk.domain.payments import Payment, PaymentState
from kiosk.domain.terms import Fee
from kiosk.domain.values import replace
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.payment.places import ASKED_AGAIN, AskPayment, PaymentKnown, PayPage, PrintSlip
from kiosk.ports.devices import PrintConfirmed
from kiosk.ports.platform import NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.entry import PaymentWanted, entry_of
from kiosk.session.paying import Pay, fee_due
from tests.kiosk.session_samples import ITEM, WALL, Session, case_of, shown, words

COSTLY = replace(ITEM, guide=replace(ITEM.guide, fee=Fee(2000)))


def payment(state: PaymentState = PaymentState.DUE, **changes: Any) -> Payment:
    return replace(Payment("31019926112200010001", 2000, state, "http://pay.example/1", WALL + 86_400), **changes)


def to_result(session: Session, state: CaseState = CaseState.ACCEPTED) -> None:
    """At the result of an application that costs something, its receipt printed."""
    session.to_result(state)
    session.paper(PrintConfirmed())
    place = session.place
    session.state = replace(session.state, place=ResultPage(replace(place.outcome, item=COSTLY)))


def to_payment(session: Session) -> str:
    to_result(session)
    session.feed(Pay())
    assert session.is_at(PayPage)
    return str(session.place.request_id)


def told(session: Session, one: Payment | None) -> None:
    session.feed(PlatformReply(session.place.request_id, PaymentKnown(one)))


def test_the_result_leads_to_the_payment_and_back(session: Session) -> None:
    to_result(session)
    assert shown(session)["pay"] == "用手机缴费"
    session.feed(Pay())
    question = session.last(do.AskPlatform).look_up
    assert isinstance(question, AskPayment)
    assert question.wanted.receipt_token
    told(session, payment())
    view = shown(session)
    assert (view["word"], view["amount"]) == ("待缴费", "20.00 元")
    assert view["code"].startswith("data:")
    session.feed(ev.Primary())
    assert session.is_at(ResultPage)


@pytest.mark.parametrize("state", [CaseState.RECEIVED, CaseState.CORRECTION, CaseState.REFUSED])
def test_nothing_is_due_for_a_case_that_is_not_accepted(session: Session, state: CaseState) -> None:
    to_result(session, state)
    assert shown(session)["pay"] == ""
    session.feed(Pay())
    assert session.is_at(ResultPage)


def test_a_shown_code_is_asked_about_until_it_is_paid(session: Session) -> None:
    to_payment(session)
    told(session, payment())
    for state in (PaymentState.DUE, PaymentState.PAYING, PaymentState.PAID):
        before = len(session.all(do.AskPlatform))
        session.wait(ASKED_AGAIN)
        assert len(session.all(do.AskPlatform)) == before + 1
        told(session, payment(state, paid_at=WALL if state is PaymentState.PAID else 0))
    assert shown(session)["word"] == "已缴费"
    assert shown(session)["code"] == ""
    before = len(session.all(do.AskPlatform))
    session.wait(10 * ASKED_AGAIN)
    assert len(session.all(do.AskPlatform)) == before, "what is paid is not asked about any more"
    assert [details["state"] for details in session.audited("payment.told")] == ["DUE", "PAYING", "PAID"]
    session.feed(ev.Primary())
    assert shown(session)["pay"] == "", "it is not asked for again"
    assert not fee_due(session.state, COSTLY, case_of())


@pytest.mark.parametrize("state", list(PaymentState))
def test_only_the_platforms_word_is_paid(session: Session, state: PaymentState) -> None:
    to_payment(session)
    told(session, payment(state))
    view = shown(session)
    assert (view["word"] == "已缴费") == (state is PaymentState.PAID)
    assert (view["tone"] == "good") == (state in (PaymentState.PAID, PaymentState.WAIVED))
    assert bool(view["code"]) == (state in (PaymentState.DUE, PaymentState.FAILED))


@pytest.mark.parametrize("state", PaymentState)
def test_only_what_can_be_paid_is_called_due(session: Session, state: PaymentState) -> None:
    to_payment(session)
    told(session, payment(state))
    view = shown(session)
    due = state in (PaymentState.DUE, PaymentState.FAILED)
    label = "应缴" if due else "不用缴的金额" if state is PaymentState.WAIVED else "金额"
    assert (view["amountLabel"], view["primary"]) == (label, "以后再缴" if due else "回到办件")


def test_no_answer_is_no_payment_and_can_be_asked_again(session: Session) -> None:
    request_id = to_payment(session)
    session.feed(PlatformReply(request_id, NoAnswer()))
    view = shown(session)
    assert (view["word"], view["code"]) == ("", "")
    assert "以后" in view["problem"]
    session.feed(ev.TryAgain())
    told(session, payment())
    session.wait(ASKED_AGAIN)
    session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    view = shown(session)
    assert view["code"], "the code is still good"
    assert "连不上" in view["problem"]


def test_nothing_to_pay_says_so(session: Session) -> None:
    to_payment(session)
    told(session, None)
    assert "现在没有要缴的费用" in shown(session)["problem"]
    session.feed(PrintSlip())
    assert not [effect for effect in session.all(do.PrintReceiptPaper)][1:]


def test_a_slip_has_the_code_and_proves_nothing(session: Session) -> None:
    to_payment(session)
    told(session, payment())
    session.feed(PrintSlip())
    assert session.state.place.busy()
    document = session.last(do.PrintReceiptPaper).document
    texts = [str(getattr(block, "text", "")) for block in document.blocks]
    assert "http://pay.example/1" in texts
    assert any("不是缴费凭证" in text for text in texts)
    session.paper(PrintConfirmed())
    assert shown(session)["paper"]["state"] == "printed"
    assert session.audited("payment.paper") == [{"state": "printed", "reason": ""}]


def test_an_answer_to_another_question_is_nothing(session: Session) -> None:
    to_payment(session)
    session.feed(PlatformReply("another", PaymentKnown(payment(PaymentState.PAID))))
    assert not session.place.known


def test_somebody_who_pays_is_not_sent_away(session: Session) -> None:
    to_payment(session)
    told(session, payment(PaymentState.PAYING))
    for _ in range(40):
        session.wait(ASKED_AGAIN)
        told(session, payment(PaymentState.PAYING))
    assert session.is_at(PayPage)


def test_a_payment_is_entered_with_a_card_too(session: Session) -> None:
    journey = session.state.journeys.paying()
    assert journey is not None
    entry = entry_of(journey)
    assert entry.pay is not None
    session.to_questions()
    person = session.state.resident
    wanted = PaymentWanted("1", words("x"), "", person.subject, person.evidence)
    state, effects = entry.pay(session.state, wanted, session.moment())
    assert isinstance(state.place, PayPage)
    assert len(effects) == 1
