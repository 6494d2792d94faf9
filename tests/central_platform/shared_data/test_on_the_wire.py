"""What a terminal's client is answered by a platform in a process of its own."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kiosk.domain.clock import Clock
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import sample_person
from kiosk.journeys.query.look_up import AskQuery, QueryKnown, QueryRefused, Shown
from kiosk.messages.signing import Signer
from kiosk.ports.platform import AnswerUnusable
from kiosk.sync.calls import Answered, Failed, Failure
from kiosk.sync.client import Account, PlatformClient
from tests.central_platform.terminal_api import enrolled_at
from tests.central_platform.terminal_api import shown as card_shown

PENSION, MEMBERS = "113101990000002116431200000E109", "113101990000002116431200000E159"
HOSPITALS = "11310199000000326C431200000E260"
COMPANY = "913101990000300156"


@pytest.fixture(scope="module")
def client(served: dict[str, Any]) -> PlatformClient:
    private, enrolment = enrolled_at(served)
    account = Account(served["url"], enrolment["terminal_id"], enrolment["audience"], Signer(private))
    return PlatformClient(account, Clock(time.time, time.monotonic))


def shown(key: str, company: str = "") -> Shown:
    return Shown(*card_shown(sample_person(key)), company)


def test_a_pension_comes_with_its_department_and_state(client: PlatformClient) -> None:
    answered = client.ask(AskQuery(PENSION, shown=shown("wang")))
    assert isinstance(answered, Answered)
    assert isinstance(answered.reply, QueryKnown)
    result = answered.reply.result
    assert [column.key for column in result.columns][:3] == ["month", "item", "amount"]
    assert result.rows[0][:3] == ("2026-11", "基本养老金", "438650")
    assert (result.total, result.page, result.pages, result.about) == (3, 1, 1, "王*")
    assert result.department.en.startswith("Human Resources")
    assert 0 <= time.time() - result.as_of < 600


def test_nothing_on_record_is_a_result(client: PlatformClient) -> None:
    answered = client.ask(AskQuery(PENSION, shown=shown("li")))
    assert isinstance(answered, Answered)
    assert isinstance(answered.reply, QueryKnown)
    assert answered.reply.result.rows == ()


def test_public_data_need_no_card(client: PlatformClient) -> None:
    answered = client.ask(AskQuery(HOSPITALS, {"kind": "all"}))
    assert isinstance(answered, Answered)
    assert isinstance(answered.reply, QueryKnown)
    assert (answered.reply.result.total, answered.reply.result.about) == (3, "")


def test_a_refusal_is_an_answer(client: PlatformClient) -> None:
    ask = AskQuery(MEMBERS, shown=shown("wang", COMPANY))
    assert client.ask(ask) == Answered(QueryRefused(QueryRefusal.NOT_PERMITTED))
    answered = client.ask(AskQuery(MEMBERS, shown=shown("li", COMPANY)))
    assert isinstance(answered, Answered)
    assert isinstance(answered.reply, QueryKnown)


def test_an_expired_card_is_no_answer(client: PlatformClient) -> None:
    assert client.ask(AskQuery(PENSION, shown=shown("zhao"))) == Failed(Failure.REFUSED)


def test_a_question_that_is_none_is_no_answer(client: PlatformClient) -> None:
    assert client.ask(AskQuery("1" * 31)) == Failed(Failure.NOT_UNDERSTOOD)


class _Line:
    """A platform that answers with one cell too few."""

    def call(self, path: str, request: Any, answer: Any) -> Any:
        column = {"key": "name", "label": {"zh": "姓名", "en": "Name"}}
        result = {"columns": [column], "rows": [[]], "total": 1, "page": 1, "pages": 1, "totals": [""], "as_of": 1, "about": ""}
        result["department"] = {"zh": "某局", "en": "Bureau"}
        return answer.model_validate({"answer": {"verdict": "ANSWERED", "result": result}})

    def identity(self, subject: Any, evidence: Any) -> str:
        return ""


def test_rows_that_do_not_fit_their_columns_are_unusable() -> None:
    with pytest.raises(AnswerUnusable):
        AskQuery(PENSION).ask(_Line())
