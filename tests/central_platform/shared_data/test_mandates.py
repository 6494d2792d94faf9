"""For which companies somebody may act: by role, scope and term, and told to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from central_platform.catalogue.published import current
from central_platform.people.models import Lookup
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data import mandates
from central_platform.shared_data.models import DataUse, Record, Source
from central_platform.shared_data.services import AGENTS, CHILDREN
from kiosk.domain.mandates import MandateRefusal, refusal_of
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import NOW, TerminalApi, limits

CODES = {item.name.zh: code for code, item in current().items.items()}
SCOPE, HYGIENE = CODES["内资有限公司经营范围变更"], CODES["公共场所卫生许可（补证）"]
CATERING, TRANSPORT, LOGISTICS, MEDICINE = (
    *("913101990000300156", "91310199000060038Q"),
    *("91310199000031018N", "91310199000040010E"),
)
LI, QIAN, ZHUGE, WANG, SUN = (sample_person(key) for key in ("li", "qian", "zhuge", "wang", "sun"))
REGISTERED = "data.company-registration.scope"


@pytest.fixture(autouse=True)
def _rows(now: object) -> None:
    sample_records.load((AGENTS, mandates.COMPANIES, CHILDREN, "company-registration"))


def told(api: TerminalApi, person: Any, code: str = SCOPE, **evidence: Any) -> dict[str, Any]:
    return dict(api.call("/companies", {**api.identity(person, **evidence), "implementation_code": code}))


def standing(api: TerminalApi, person: SamplePerson, code: str = SCOPE) -> dict[str, Any]:
    return {one["number"]: one["refusal"] for one in told(api, person, code)["mandates"]}


def test_all_companies_are_told_with_role_and_term(api: TerminalApi) -> None:
    first, second = told(api, LI)["mandates"]
    assert (first["number"], first["role"], first["until"]) == (CATERING, "法定代表人", None)
    assert (second["number"], second["role"], second["until"]) == (TRANSPORT, "办事人", "2028-12-31")
    assert second["name"] == "样板区某某运输有限公司"
    assert Lookup.objects.filter(what="companies", person_tag=tag_of(LI.number)).count() == 1
    assert set(DataUse.objects.values_list("purpose", flat=True)) == {"comparison"}


def test_a_term_that_is_over_is_told_as_such(api: TerminalApi) -> None:
    assert standing(api, ZHUGE) == {CATERING: "EXPIRED"}


def test_a_scope_is_for_its_matters_alone(api: TerminalApi) -> None:
    assert standing(api, QIAN) == {MEDICINE: None, LOGISTICS: "OUT_OF_SCOPE"}
    assert standing(api, QIAN, HYGIENE) == {MEDICINE: None, LOGISTICS: None}


def test_who_acts_for_none_is_told_none(api: TerminalApi) -> None:
    assert told(api, WANG) == {"mandates": [], "asked": True}


def test_the_register_of_the_company_alone_counts(api: TerminalApi) -> None:
    """That a person's own list names a company gives them nothing."""
    Record.objects.filter(data_set=AGENTS).delete()
    assert standing(api, LI) == {}


def test_another_name_on_the_number_is_told_of_no_company(api: TerminalApi) -> None:
    class Other:
        name, number = "别人", LI.number

    assert told(api, Other(), issued=LI.valid_from)["mandates"] == []


@pytest.mark.parametrize("key", [AGENTS, mandates.COMPANIES])
def test_a_register_that_is_away_is_no_answer(api: TerminalApi, key: str) -> None:
    Source.objects.create(key=key, url="http://127.0.0.1:9/")
    assert told(api, LI) == {"mandates": [], "asked": False}


def test_one_question_of_a_terminal_counts_once(api: TerminalApi) -> None:
    with limits(queries_of_person=1):
        assert len(told(api, LI)["mandates"]) == 2
        assert told(api, LI)["asked"] is False, "the second is one too many"


def test_an_item_that_is_not_published_has_no_companies(api: TerminalApi) -> None:
    body = {**api.identity(LI), "implementation_code": "9" * 31}
    assert api.call("/companies", body, 404)["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("until", "scope", "refusal"),
    [
        ("", "", None),
        ("2026-11-22", "", None),
        ("2026-11-21", SCOPE, MandateRefusal.EXPIRED),
        ("", SCOPE, None),
        ("", f"{HYGIENE} {SCOPE}", None),
        ("", HYGIENE, MandateRefusal.OUT_OF_SCOPE),
        ("", "  ", None),
    ],
)
def test_a_term_counts_its_last_day_and_no_scope_is_all(until: str, scope: str, refusal: MandateRefusal | None) -> None:
    from kiosk.domain.times import day_of

    assert refusal_of(until, scope, SCOPE, day_of(NOW)) is refusal


def prefilled(api: TerminalApi, person: SamplePerson, company: str) -> dict[str, str]:
    body = {**api.identity(person), "implementation_code": SCOPE, "company": company}
    return dict(api.call("/companies/prefill", body)["known"])


def test_what_is_on_record_of_a_company_fills_its_form(api: TerminalApi) -> None:
    assert prefilled(api, LI, CATERING) == {REGISTERED: "餐饮服务"}


@pytest.mark.parametrize(("person", "company"), [(WANG, CATERING), (ZHUGE, CATERING), (LI, LOGISTICS), (QIAN, LOGISTICS)])
def test_who_may_not_act_is_told_nothing_of_it(api: TerminalApi, person: SamplePerson, company: str) -> None:
    assert prefilled(api, person, company) == {}


def parent(api: TerminalApi, agent: SamplePerson, name: str, number: str) -> bool:
    return bool(api.call("/relation", {**api.identity(agent), "name": name, "number": number})["parent"])


def test_a_parent_is_told_as_one_and_nobody_else_is(api: TerminalApi) -> None:
    assert parent(api, QIAN, SUN.name, SUN.number)
    assert not parent(api, QIAN, "别人", SUN.number)
    assert not parent(api, QIAN, WANG.name, WANG.number)
    assert not parent(api, LI, SUN.name, SUN.number)
    assert not Lookup.objects.filter(person_tag=tag_of(SUN.number)).exists(), "nothing was asked of the child"


def test_a_department_that_is_away_knows_no_parent(api: TerminalApi) -> None:
    Source.objects.create(key=CHILDREN, url="http://127.0.0.1:9/")
    assert not parent(api, QIAN, SUN.name, SUN.number)
