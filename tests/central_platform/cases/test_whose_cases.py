"""A company's cases are seen with the card of whoever acts for it in all matters, and with nobody else's."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from central_platform.cases import whose
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from central_platform.shared_data.adapters import CannotAnswer
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import sample_person
from kiosk.messages.signing import verified
from tests.central_platform.cases.test_food_licence import CATERING, NAME, of_company
from tests.central_platform.terminal_api import TerminalApi

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
    assert (case["correctable"], case["withdrawable"]) == (False, False), "that is done at the counter"


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
