"""Bills of cases, with a payment service on the real wire that does well, badly, twice, late and never."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.services import CannotDecide, decide
from central_platform.catalogue.published import current
from central_platform.core import outside
from central_platform.notices.models import TextMessage
from central_platform.payments import services
from central_platform.payments.models import PaymentEvent, PaymentRecord
from central_platform.samples.payment_service import Mood, PaymentService
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.submissions import new_receipt_token
from tests.campaign import examples
from tests.central_platform.staff import ask, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, moment


@pytest.fixture
def bank(now: StandingClock) -> Iterator[PaymentService]:
    made = PaymentService(now)
    with override_settings(PAYMENT_SERVICE=made.url):
        yield made
    made.close()


def with_a_fee() -> str:
    """Code of an item that costs something."""
    return next(code for code, item in current().items.items() if item.guide.fee.fen)


def accepted(api: TerminalApi, person: SamplePerson, **answers: str) -> tuple[str, str]:
    """(number of an accepted case with a fee, code of its receipt)"""
    token = new_receipt_token(moment())
    content = api.content(
        person, token, implementation_code=with_a_fee(), answers={"mobile": person.mobile, **answers}, materials=[]
    )
    (verdict,) = api.submit(api.seal(content))
    number = verdict["case"]["case_number"]
    decide(number, CaseState.ACCEPTED, "", "clerk", api.now())
    return number, token


def told(api: TerminalApi, token: str) -> dict[str, Any]:
    payment: dict[str, Any] = api.call("/payment", {"receipt_token": token})["payment"]
    return payment


def test_a_case_with_a_fee_is_paid(api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson) -> None:
    number, token = accepted(api, wang)
    due = told(api, token)
    assert (due["state"], due["fen"]) == ("DUE", current().items[with_a_fee()].guide.fee.fen)
    assert due["code"].endswith(due["number"])
    bank.begin(due["number"])
    now.at += 5
    assert told(api, token)["state"] == "PAYING"
    bank.pay(due["number"])
    now.at += 5
    paid = told(api, token)
    assert (paid["state"], paid["paid_at"]) == ("PAID", now.at - 5)
    same = api.call("/payment", {**api.identity(wang), "case_number": number})["payment"]
    assert same["number"] == due["number"]
    messages = [message.to for message in TextMessage.objects.all() if "已收到您缴的" in message.text]
    assert messages == [wang.mobile]
    assert [event.state for event in PaymentEvent.objects.all()] == ["DUE", "PAYING", "PAID"]


@pytest.mark.parametrize(("reason", "fen"), [("expired", 2000), ("changed", 2000), ("damaged", 4000), ("nonsense", 2000)])
def test_what_is_due_is_by_the_answers(api: TerminalApi, bank: PaymentService, wang: SamplePerson, reason: str, fen: int) -> None:
    _, token = accepted(api, wang, reason=reason)
    assert told(api, token)["fen"] == fen


def test_nothing_is_due_before_it_is_accepted(api: TerminalApi, bank: PaymentService, wang: SamplePerson) -> None:
    token = new_receipt_token(moment())
    content = api.content(wang, token, implementation_code=with_a_fee(), answers={}, materials=[])
    api.submit(api.seal(content))
    assert api.call("/payment", {"receipt_token": token})["payment"] is None


def test_another_persons_card_sees_no_bill(api: TerminalApi, bank: PaymentService, wang: SamplePerson) -> None:
    number, _ = accepted(api, wang)
    asked = {**api.identity(sample_person("li")), "case_number": number}
    assert api.call("/payment", asked)["payment"] is None


def test_without_a_service_nothing_is_due(api: TerminalApi, wang: SamplePerson) -> None:
    _, token = accepted(api, wang)
    assert api.call("/payment", {"receipt_token": token})["payment"] is None
    assert not PaymentRecord.objects.exists()


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WELL])
def test_what_is_no_answer_changes_nothing(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson, mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "PIECE", 0.3)
    _, token = accepted(api, wang)
    number = told(api, token)["number"]
    bank.pay(number)
    bank.mood = mood
    now.at += 60
    assert told(api, token)["state"] == "DUE", "nobody said that it is paid"
    bank.mood = Mood.WELL
    assert told(api, token)["state"] == "PAID"
    assert PaymentRecord.objects.count() == 1


def test_a_bill_that_may_be_open_is_the_same_bill(api: TerminalApi, bank: PaymentService, wang: SamplePerson) -> None:
    bank.mood = Mood.HANGS_UP
    _, token = accepted(api, wang)
    first = told(api, token)
    assert (first["state"], first["code"]) == ("DUE", "")
    bank.mood = Mood.WELL
    second = told(api, token)
    assert second["number"] == first["number"]
    assert second["code"]
    assert len({body["number"] for path, body in bank.asked if path.endswith("/bills")}) == 1


def test_paid_twice_is_refunded_once(api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson) -> None:
    _, token = accepted(api, wang)
    number = told(api, token)["number"]
    bank.pay(number)
    bank.pay(number)
    bank.slow_refunds = True
    bank.moods = [Mood.WELL, Mood.HANGS_UP]  # asked, and the refund's answer is lost
    now.at += 10
    assert told(api, token)["state"] == "PAID"
    now.at += 10
    again = told(api, token)
    assert (again["state"], again["returned"]) == ("PAID", True)
    bank.arrive()
    assert [transfer["refund"] for transfer in bank.bill(number)["transfers"]] == ["NONE", "DONE"]


def test_what_was_paid_unseen_is_found(api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson) -> None:
    _, token = accepted(api, wang)
    number = told(api, token)["number"]
    bank.pay(number)
    now.at += 60
    call_command("settle_payments", verbosity=0)
    assert PaymentRecord.objects.get().state == "PAID"
    bank.pay(number)
    now.at += services.RARELY + 1
    call_command("settle_payments", verbosity=0)
    assert [transfer["refund"] for transfer in bank.bill(number)["transfers"]] == ["NONE", "DONE"], "late, and a second time"
    bank.mood = Mood.BROKEN
    now.at += services.RARELY + 1
    with pytest.raises(CommandError, match="said nothing"):
        call_command("settle_payments", verbosity=0)


def test_an_expired_code_is_followed_by_another(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson
) -> None:
    _, token = accepted(api, wang)
    first = told(api, token)
    now.at = first["expires_at"] + 1
    api.get_token()
    second = told(api, token)
    assert second["number"] != first["number"]
    assert second["state"] == "DUE"
    bank.pay(first["number"])
    now.at += services.RARELY + 1
    call_command("settle_payments", verbosity=0)
    assert bank.bill(first["number"])["transfers"][0]["refund"] == "DONE", "the old one is paid in vain"


@pytest.mark.parametrize("to", [CaseState.REFUSED, CaseState.WITHDRAWN])
def test_a_case_that_ends_takes_no_money(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson, to: CaseState
) -> None:
    number, token = accepted(api, wang)
    bill = told(api, token)["number"]
    decide(number, to, "不办了", "reviewer", now.at)
    now.at += 10
    assert told(api, token)["state"] == "EXPIRED"
    assert bank.bill(bill)["closed"]
    bank.pay(bill)
    now.at += services.RARELY + 1
    call_command("settle_payments", verbosity=0)
    assert told(api, token)["state"] == "REFUNDING", "asked for, and not told to be there"
    now.at += 10
    assert told(api, token)["state"] == "REFUNDED"


def test_what_was_rightly_paid_goes_back_by_staff(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson
) -> None:
    number, token = accepted(api, wang)
    bill = told(api, token)["number"]
    bank.pay(bill)
    now.at += 10
    assert told(api, token)["state"] == "PAID"
    decide(number, CaseState.REFUSED, "材料不符", "reviewer", now.at)
    now.at += 10
    assert told(api, token)["state"] == "PAID", "no rule sends it back"
    ask(signed_in(Role.LEAD), "payments/paymentrecord", "refund", "退款", str(PaymentRecord.objects.get().pk))
    for state in ("REFUNDING", "REFUNDED"):
        now.at += 10
        assert told(api, token)["state"] == state


@pytest.mark.parametrize(("refunds", "state"), [(frozenset(), "PAID"), ({"REFUSED"}, "REFUNDED"), ({"WITHDRAWN"}, "PAID")])
def test_a_district_sets_when_it_goes_back_by_itself(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson, refunds: set[str], state: str
) -> None:
    number, token = accepted(api, wang)
    bank.pay(told(api, token)["number"])
    now.at += 10
    assert told(api, token)["state"] == "PAID"
    with override_settings(REFUNDS=refunds):
        decide(number, CaseState.REFUSED, "材料不符", "reviewer", now.at)
    for _ in range(2):
        now.at += 10
        last = told(api, token)["state"]
    assert last == state


def test_who_is_exempt_pays_nothing(api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson) -> None:
    _, token = accepted(api, wang)
    bill = told(api, token)["number"]
    key = str(PaymentRecord.objects.get().pk)
    ask(signed_in(Role.LEAD), "payments/paymentrecord", "waive", "免收", key)
    now.at += 10
    assert told(api, token)["state"] == "WAIVED"
    assert bank.bill(bill)["closed"]
    bank.pay(bill)  # a phone that had the code before
    for state in ("REFUNDING", "REFUNDED"):
        now.at += 10
        assert told(api, token)["state"] == state
    assert [transfer["refund"] for transfer in bank.bill(bill)["transfers"]] == ["DONE"]
    assert not services.waive(int(key), now.at), "once"


def test_what_is_paid_is_not_waived(api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson) -> None:
    _, token = accepted(api, wang)
    bank.pay(told(api, token)["number"])
    now.at += 10
    assert told(api, token)["state"] == "PAID"
    assert not services.waive(PaymentRecord.objects.get().pk, now.at)
    assert PaymentRecord.objects.get().state == "PAID"


_ACTS = st.sampled_from(
    [
        "pay",
        "pay wrong",
        "begin",
        "fail",
        "ask",
        "later",
        "withdraw",
        "refuse",
        "settle",
        *(mood.value for mood in Mood if mood is not Mood.LATE),
    ]
)


@settings(examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_ACTS, max_size=10))
def test_no_money_is_lost_in_any_order(
    api: TerminalApi, bank: PaymentService, now: StandingClock, wang: SamplePerson, acts: list[str]
) -> None:
    """In the end what a case's bills took is what one bill was for, or nothing; nobody is told PAID but by the service."""
    PaymentRecord.objects.all().delete()
    bank.mood, bank.moods, now.at = Mood.WELL, [], NOW
    api.get_token()
    number, token = accepted(api, wang)
    told(api, token)
    for act in acts:
        bills = [row.number for row in PaymentRecord.objects.filter(case__case_number=number).exclude(code="")]
        match act:
            case "pay":
                bank.pay(bills[-1])
            case "pay wrong":
                bank.pay(bills[0], 1)
            case "begin":
                bank.begin(bills[-1])
            case "fail":
                bank.fail(bills[-1])
            case "ask":
                now.at += 5
                told(api, token)
            case "later":
                now.at += 4 * 86_400
                api.get_token()
            case "withdraw" | "refuse":
                with suppress(CannotDecide):  # it was decided already
                    decide(number, CaseState.WITHDRAWN if act == "withdraw" else CaseState.REFUSED, "理由", "reviewer", now.at)
            case "settle":
                services.settle_due(now)
            case _:
                bank.moods = [Mood(act)]
    bank.moods = []
    for _ in range(3):
        now.at += services.RARELY + 60
        services.settle_due(now)
    rows = list(PaymentRecord.objects.filter(case__case_number=number))
    kept = [
        transfer["fen"]
        for row in rows
        if row.code
        for transfer in bank.bill(row.number)["transfers"]
        if transfer["refund"] == "NONE"
    ]
    assert kept == [row.fen for row in rows if row.state == "PAID"]
    assert len(kept) <= 1
