"""Whom a case is about, what proved it, and who acted: where a rule may not decide by that, a person looks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import site
from django.test import override_settings

from central_platform.cases.admin import CaseAdmin
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.catalogue import published as catalogue
from central_platform.centres.models import AcceptanceCentre
from central_platform.people.services import tag_of
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.service_items import Assurance
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

COMPANY = {"kind": "COMPANY", "name": "样板区某某有限公司", "number": "91350100M000100Y43"}  # the example of GB 32100-2015


def as_sent(api: TerminalApi, person: SamplePerson, **changes: Any) -> dict[str, Any]:
    content = api.content(person)
    return {
        **content,
        "schema": 3,
        "parties": {"applicant": {"kind": "CITIZEN", "name": person.name, "number": person.number}, "agent": None, "relation": ""},
        **changes,
    }


def sent(api: TerminalApi, content: dict[str, Any]) -> Any:
    (verdict,) = api.send(api.message("submission", 2, content, content["submission_id"]))
    (case,) = verdict["cases"]
    return case


def note() -> str:
    return str(CaseEvent.objects.get().note)


def test_an_applicant_with_a_card_is_decided_by_rule(api: TerminalApi, wang: SamplePerson) -> None:
    assert sent(api, as_sent(api, wang))["state"] == "ACCEPTED"
    assert CaseRecord.objects.get().applicant_tag == tag_of(wang.number)


@pytest.mark.parametrize(
    "evidence",
    [
        [],
        [{"shown": "typed", "reader": "", "read_at": NOW, "valid_until": None}],
        [{"shown": "resident", "reader": "", "read_at": NOW, "valid_until": "2026-11-21"}],
    ],
)
def test_a_level_that_is_not_met_is_for_a_person(api: TerminalApi, wang: SamplePerson, evidence: list[Any]) -> None:
    case = sent(api, as_sent(api, wang, evidence=evidence))
    assert case["state"] == "RECEIVED"
    assert not CaseRecord.objects.get().automatic
    assert "出示的证件达不到这个事项的要求" in note()


def test_of_schema_1_the_card_that_it_tells_of_is_the_evidence(api: TerminalApi, wang: SamplePerson) -> None:
    content = {**api.content(wang), "evidence": []}
    content["applicant"]["card_kind"] = "typed"
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "RECEIVED"
    assert "出示的证件达不到这个事项的要求" in note()


def test_an_item_that_asks_for_nothing_takes_what_it_gets(api: TerminalApi, wang: SamplePerson) -> None:
    code = next(item.implementation_code for item in catalogue.current().items.values() if item.assurance is Assurance.NONE)
    content = as_sent(api, wang, implementation_code=code, evidence=[], answers={})
    sent(api, content)
    assert "达不到" not in note()


def test_an_agent_is_for_a_person_and_the_case_is_the_applicants(api: TerminalApi, wang: SamplePerson) -> None:
    other = sample_person("zhuge")
    parties = {
        "applicant": {"kind": "CITIZEN", "name": other.name, "number": other.number},
        "agent": {"kind": "CITIZEN", "name": wang.name, "number": wang.number},
        "relation": "女儿",
    }
    assert sent(api, as_sent(api, wang, parties=parties))["state"] == "RECEIVED"
    assert "代办" in note()
    row = CaseRecord.objects.get()
    assert row.applicant_tag == tag_of(other.number)
    shown = str(CaseAdmin(CaseRecord, site).parties(row))
    assert all(word in shown for word in (other.name, wang.name, "女儿"))


def test_another_applicant_than_the_cards_holder_is_for_a_person(api: TerminalApi, wang: SamplePerson) -> None:
    other = sample_person("zhuge")
    parties = {"applicant": {"kind": "CITIZEN", "name": other.name, "number": other.number}}
    assert sent(api, as_sent(api, wang, parties=parties))["state"] == "RECEIVED"
    assert "代办" in note()


def test_a_company_is_for_a_person_and_known_by_its_code(api: TerminalApi, wang: SamplePerson) -> None:
    assert sent(api, as_sent(api, wang, parties={"applicant": COMPANY}))["state"] == "RECEIVED"
    assert "单位" in note()
    assert CaseRecord.objects.get().applicant_tag == tag_of(COMPANY["number"])


def test_a_code_that_is_none_is_a_defect(api: TerminalApi, wang: SamplePerson) -> None:
    case = sent(api, as_sent(api, wang, parties={"applicant": {**COMPANY, "number": "91350100M000100Y44"}}))
    assert case["state"] == "CORRECTION"
    assert [defect["kind"] for defect in case["defects"]] == ["IDENTITY"]


def claim(api: TerminalApi, person: SamplePerson, **changes: Any) -> dict[str, str]:
    claims: dict[str, Any] = {"terminal": api.terminal_id, "name": person.name, "number": person.number, "assurance": "CARD"}
    claims |= {"iat": NOW, "exp": NOW + 60, "jti": f"{len(changes)}{sorted(changes.items())}"[:100], **changes}
    return {"identity": api.signer.sign("identity", claims)}


def test_what_contract_1_says_of_a_card_is_enough_where_it_is_set(api: TerminalApi, wang: SamplePerson) -> None:
    with override_settings(UNPROVED=True):
        assert api.call("/profile", claim(api, wang))["profile"]["mobile"] == wang.mobile


@pytest.mark.parametrize(
    "changes",
    [{"assurance": "NONE"}, {"shown": "typed"}, {"shown": "resident", "valid_until": "2026-11-21"}, {"valid_until": "never"}],
)
def test_without_evidence_of_a_card_nothing_is_told(api: TerminalApi, wang: SamplePerson, changes: dict[str, str]) -> None:
    assert api.call("/profile", claim(api, wang, **changes), status=403)["code"] == "IDENTITY"


def test_what_is_not_done_anywhere_goes_to_the_districts_centre(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    items = catalogue.current().items.values()
    here = next(item for item in items if item.anywhere)
    there = next(item for item in items if not item.anywhere)
    centres = []
    for item in (here, there):
        case = sent(api, as_sent(api, wang, implementation_code=item.implementation_code, answers={}))
        centres.append(case["acceptance_centre"]["zh"])
    assert centres == [api.enrolment["site"]["zh"], AcceptanceCentre.objects.get(district=True).name.zh]
