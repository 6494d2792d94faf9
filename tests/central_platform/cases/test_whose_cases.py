"""A company's cases are seen with the card of whoever acts for it in all matters, and with nobody else's."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from central_platform.cases import handler, whose
from central_platform.cases.models import CaseMessage, CaseRecord
from central_platform.cases.services import decide
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from central_platform.shared_data.adapters import CannotAnswer
from kiosk.domain.cases import CaseState
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import sample_person
from kiosk.messages.signing import verified
from tests.central_platform.cases.test_agents_of_cases import card
from tests.central_platform.cases.test_food_licence import CATERING, NAME, of_company
from tests.central_platform.cases.test_later_messages import mended, taken_back
from tests.central_platform.terminal_api import NOW, TerminalApi

ADDRESS = {"case": "change", "change_what": "address", "shop_address": "样板区梧桐街道桂花路1号"}


@pytest.fixture
def number(api: TerminalApi) -> str:
    """Of a case of the company's, for a person to decide."""
    sample_records.load(("company-agents", "agents-companies"))
    sample_licences.load()
    case, _ = of_company(api, ADDRESS)
    return str(case["case_number"])


def seen(api: TerminalApi, who: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = api.call("/cases", api.identity(sample_person(who)))["cases"]
    return cases


def in_full(api: TerminalApi, who: str, number: str) -> Any:
    return api.call("/case", {**api.identity(sample_person(who)), "case_number": number})["case"]


def test_the_representative_sees_it_beside_their_own(api: TerminalApi, number: str) -> None:
    own = api.content(sample_person("li"))
    api.submit(api.seal(own))
    told = {case["company"]: case["case_number"] for case in seen(api, "li")}
    assert set(told) == {"", NAME}
    assert told[NAME] == number
    case = in_full(api, "li", number)
    assert case["case"]["company"] == NAME
    assert (case["correctable"], case["withdrawable"]) == (False, True), "it was not sent back"


@pytest.mark.parametrize("who", ["zhuge", "wang"])
def test_whose_mandate_ended_or_who_has_none_sees_nothing(api: TerminalApi, number: str, who: str) -> None:
    assert seen(api, who) == []
    assert in_full(api, who, number) is None


def test_a_register_that_does_not_answer_shows_nothing(api: TerminalApi, number: str) -> None:
    with mock.patch.object(whose, "mandates_of", side_effect=CannotAnswer(QueryRefusal.NO_ANSWER)):
        assert seen(api, "li") == []


def test_its_notice_names_the_company(api: TerminalApi, number: str) -> None:
    answer = api.call("/case/paper", {**api.identity(sample_person("li")), "case_number": number})
    facts = dict(verified(answer["statement"], "licence-statement", api.enrolment["verification_keys"])["facts"])
    assert (facts["申请单位"], facts["统一社会信用代码"]) == (NAME, CATERING)
    assert facts["办事人"] == sample_person("li").name


def sent_back(number: str) -> dict[str, Any]:
    """The company's case, sent back to have its address mended, and what was submitted."""
    decide(number, CaseState.CORRECTION, "地址不全", "clerk", NOW)
    return CaseRecord.objects.get(case_number=number).content


def as_agent(content: dict[str, Any], who: str) -> dict[str, Any]:
    person = sample_person(who)
    agent = {"kind": "CITIZEN", "name": person.name, "number": person.number}
    applicant = {**content["applicant"], "name": person.name, "number": person.number}
    return {**content, "parties": {**content["parties"], "agent": agent}, "applicant": applicant, "evidence": [card(person)]}


def test_whoever_acts_for_it_mends_it(api: TerminalApi, number: str) -> None:
    content = sent_back(number)
    assert in_full(api, "li", number)["correctable"]
    address = {"shop_address": "样板区梧桐街道桂花路1号2室"}
    (answer,) = api.send(mended(api, number, content, **{**content["answers"], **address}))
    assert [case["state"] for case in answer["cases"]] == ["RECEIVED"]
    assert CaseMessage.objects.get().outcome == "DONE"
    assert CaseRecord.objects.get(case_number=number).content["answers"]["shop_address"] == address["shop_address"]


@pytest.mark.parametrize("who", ["zhuge", "wang"])
def test_nobody_else_mends_it(api: TerminalApi, number: str, who: str) -> None:
    content = sent_back(number)
    (answer,) = api.send(mended(api, number, as_agent(content, who), **content["answers"]))
    assert [case["state"] for case in answer["cases"]] == ["CORRECTION"]
    assert CaseMessage.objects.get().outcome == "OTHERS"


def test_it_is_taken_back_by_whoever_acts_for_it_and_nobody_else(api: TerminalApi, number: str) -> None:
    for who in ("zhuge", "wang"):
        (answer,) = api.send(taken_back(api, number, sample_person(who), evidence=[card(sample_person(who))]))
        assert [case["state"] for case in answer["cases"]] == ["RECEIVED"]
    li = sample_person("li")
    (answer,) = api.send(taken_back(api, number, li, evidence=[{**card(li), "issued": "2001-01-01", "mark": "0" * 64}]))
    assert [case["state"] for case in answer["cases"]] == ["RECEIVED"], "it is no card of theirs"
    (answer,) = api.send(taken_back(api, number, li, evidence=[card(li)]))
    assert [case["state"] for case in answer["cases"]] == ["WITHDRAWN"]
    assert [one.outcome for one in CaseMessage.objects.order_by("id")] == ["OTHERS", "OTHERS", "OTHER_CARD", "DONE"]


def test_while_the_register_does_not_answer_it_waits(api: TerminalApi, number: str) -> None:
    content, li = sent_back(number), sample_person("li")
    messages = (mended(api, number, content, **content["answers"]), taken_back(api, number, li, evidence=[card(li)]))
    unanswered = CannotAnswer(QueryRefusal.NO_ANSWER)
    with (
        mock.patch.object(whose, "mandates_of", side_effect=unanswered),
        mock.patch.object(handler, "mandate_of", side_effect=unanswered),
    ):
        for message in messages:
            (answer,) = api.send(message)
            assert answer["verdict"] == "RETRY"
    assert not CaseMessage.objects.exists()
    for message in messages:
        (answer,) = api.send(message)
        assert answer["verdict"] == "ACCEPTED"
    assert [one.outcome for one in CaseMessage.objects.order_by("id")] == ["DONE", "DONE"]
