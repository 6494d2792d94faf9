"""Cases that an agent or an operator brought: what is judged, what is looked up, who is told, and that a person looks."""

from __future__ import annotations

from typing import Any

import pytest

from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.catalogue.published import current
from central_platform.notices.models import TextMessage
from central_platform.people import phone_codes
from central_platform.people.services import tag_of
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from central_platform.shared_data import business_codes, mandates
from central_platform.shared_data.models import DataUse, Record, Source
from central_platform.shared_data.services import AGENTS, CHILDREN
from kiosk.domain.agency import AUTHORITY, GUARDIANSHIP, PRINCIPALS_CARD
from kiosk.domain.parties import Citizen
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import MODULE, NOW, SENIOR_CARD, TerminalApi, mark_of

CODES = {item.name.zh: code for code, item in current().items.items()}
SCOPE = CODES["内资有限公司经营范围变更"]
CATERING = {"kind": "COMPANY", "name": "样板区某某餐饮管理有限公司", "number": "913101990000300156"}
WANG, LI, QIAN, SUN, ZHUGE = (sample_person(key) for key in ("wang", "li", "qian", "sun", "zhuge"))
SHA = "a" * 64


@pytest.fixture(autouse=True)
def _rows(now: object) -> None:
    sample_licences.load()
    sample_records.load((AGENTS, mandates.COMPANIES, CHILDREN))


def citizen(person: SamplePerson) -> dict[str, str]:
    return {"kind": "CITIZEN", "name": person.name, "number": person.number}


def card(person: SamplePerson) -> dict[str, Any]:
    until = person.valid_until.isoformat() if person.valid_until else None
    days = {"issued": person.valid_from.isoformat(), "valid_until": until}
    return {"shown": "resident", "reader": "id_card_reader", "read_at": NOW, **days, "mark": mark_of(person), "module": MODULE}


def for_another(
    api: TerminalApi, agent: SamplePerson, other: SamplePerson, relation: str, read: bool = True, pictured: tuple[str, ...] = ()
) -> dict[str, Any]:
    content = api.content(agent)
    materials = [
        {"key": key, "state": "ATTACHED", "licence_type": "", "pages": [SHA[:-1] + str(n)]} for n, key in enumerate(pictured)
    ]
    return {
        **content,
        "schema": 3,
        "parties": {"applicant": citizen(other), "agent": citizen(agent), "relation": relation},
        "evidence": [card(agent), card(other)] if read else [card(agent)],
        "materials": [*content["materials"], *materials],
    }


def sent(api: TerminalApi, content: dict[str, Any]) -> Any:
    (verdict,) = api.send(api.message("submission", 3, content, content["submission_id"]))
    (case,) = verdict["cases"]
    return case


def note() -> str:
    return str(CaseEvent.objects.latest("pk").note)


def test_for_a_mother_whose_card_was_read_a_person_looks(api: TerminalApi) -> None:
    case = sent(api, for_another(api, LI, WANG, "受委托的人"))
    assert case["state"] == "RECEIVED"
    assert "受委托的人；读了申请人的证件" in note()
    row = CaseRecord.objects.get()
    assert row.applicant_tag == tag_of(WANG.number)
    assert not row.automatic
    assert AUTHORITY.name.zh not in case["next_step"]["zh"]


def by_her_code(api: TerminalApi, **changes: Any) -> dict[str, Any]:
    """A daughter's card, and the code on her mother's phone."""
    code = phone_codes.present(WANG.number, NOW)
    reference = api.call("/person-code", {"code": code})["answer"]["reference"]
    content = for_another(api, LI, WANG, "受委托的人")
    shown = {"shown": "phone-code", "reader": "code_scanner", "read_at": NOW, "reference": reference, **changes}
    return {**content, "schema": 5, "evidence": [content["evidence"][0], shown]}


def test_for_a_mother_whose_code_was_shown_a_person_looks(api: TerminalApi) -> None:
    case = sent(api, by_her_code(api))
    assert case["state"] == "RECEIVED"
    assert "受委托的人；核对了申请人的随申码" in note()
    assert "户口簿" not in case["next_step"]["zh"], "by the platform's own record of the code she is who she is"
    assert AUTHORITY.name.zh not in case["next_step"]["zh"]


def test_a_code_that_was_not_shown_there_is_as_if_nothing_was_shown(api: TerminalApi) -> None:
    case = sent(api, by_her_code(api, reference="0" * 36))
    assert "没有读申请人的证件" in note()
    for material in (AUTHORITY, PRINCIPALS_CARD):
        assert material.name.zh in case["next_step"]["zh"]
    assert not DataUse.objects.filter(subject_tag=tag_of(WANG.number)).exists()


def test_somebody_elses_code_proves_nothing_of_her(api: TerminalApi) -> None:
    content = by_her_code(api)
    reference = api.call("/person-code", {"code": phone_codes.present(QIAN.number, NOW)})["answer"]["reference"]
    content["evidence"][1]["reference"] = reference
    sent(api, content)
    assert "没有读申请人的证件" in note()


def test_without_her_card_authority_and_document_are_wanted(api: TerminalApi) -> None:
    case = sent(api, for_another(api, LI, WANG, "受委托的人", read=False))
    assert "没有读申请人的证件" in note()
    for material in (AUTHORITY, PRINCIPALS_CARD):
        assert material.name.zh in case["next_step"]["zh"]
    both = (AUTHORITY.key, PRINCIPALS_CARD.key)
    case = sent(api, for_another(api, LI, WANG, "受委托的人", read=False, pictured=both))
    assert AUTHORITY.name.zh not in case["next_step"]["zh"]


def test_of_whose_number_was_typed_nothing_is_told(api: TerminalApi) -> None:
    """Whether a licence is known would show in what is to be brought."""
    typed = sent(api, for_another(api, LI, WANG, "受委托的人", read=False))
    assert not DataUse.objects.filter(subject_tag=tag_of(WANG.number)).exists()
    CaseRecord.objects.all().delete()
    by_card = sent(api, for_another(api, LI, WANG, "受委托的人"))
    assert "户口簿" in typed["next_step"]["zh"]
    assert "户口簿" not in by_card["next_step"]["zh"]
    CaseRecord.objects.all().delete()
    false = for_another(api, LI, WANG, "受委托的人")
    false["evidence"][1] |= {"issued": "2001-01-01", "mark": "0" * 64}
    assert "户口簿" in sent(api, false)["next_step"]["zh"], "it is no card of hers"


def test_an_open_case_is_told_to_who_showed_the_card_alone(api: TerminalApi) -> None:
    own = sent(api, for_another(api, LI, WANG, "受委托的人"))
    again = sent(api, for_another(api, LI, WANG, "受委托的人"))
    assert own["case_number"] in again["next_step"]["zh"].replace(" ", "").replace("\u00a0", "")
    typed = sent(api, for_another(api, LI, WANG, "受委托的人", read=False))
    assert own["case_number"] not in typed["next_step"]["zh"].replace(" ", "").replace("\u00a0", "")
    assert "已经申请" not in typed["next_step"]["zh"]


def test_answers_are_judged_by_the_facts_of_whom_it_is_about(api: TerminalApi) -> None:
    content = for_another(api, LI, WANG, "受委托的人")
    case = sent(api, {**content, "answers": {**content["answers"], "mobile": "139"}})
    assert case["state"] == "CORRECTION"


def test_a_parent_on_record_needs_no_proof(api: TerminalApi) -> None:
    case = sent(api, for_another(api, QIAN, SUN, "父母"))
    assert "登记的资料里是父母" in note()
    assert GUARDIANSHIP.name.zh not in case["next_step"]["zh"]
    case = sent(api, for_another(api, LI, SUN, "父母"))
    assert GUARDIANSHIP.name.zh in case["next_step"]["zh"]


def test_a_department_that_is_away_leaves_the_parent_to_a_person(api: TerminalApi) -> None:
    Source.objects.create(key=CHILDREN, url="http://127.0.0.1:9/")
    case = sent(api, for_another(api, QIAN, SUN, "父母"))
    assert case["state"] == "RECEIVED"
    assert GUARDIANSHIP.name.zh in case["next_step"]["zh"]


def test_she_is_told_who_applied_for_her(api: TerminalApi) -> None:
    sent(api, for_another(api, LI, WANG, "受委托的人"))
    (message,) = [row for row in TextMessage.objects.all() if row.to == WANG.mobile and "替您" in row.text]
    assert "李*" in message.text
    assert LI.name not in message.text


def test_a_number_of_the_agents_own_does_not_silence_it(api: TerminalApi) -> None:
    content = for_another(api, LI, WANG, "受委托的人")
    sent(api, {**content, "answers": {**content["answers"], "mobile": WANG.mobile}})
    assert [row.to for row in TextMessage.objects.all() if "替您" in row.text] == [WANG.mobile]


def of_company(api: TerminalApi, agent: SamplePerson, **changes: Any) -> dict[str, Any]:
    content = api.content(agent)
    answers = {"change": "add", "trade": "retail", "needs_approval": "no", "resolved_on": "2026-11-20", "mobile": "13900000108"}
    return {
        **content,
        "schema": 3,
        "implementation_code": SCOPE,
        "parties": {"applicant": CATERING, "agent": citizen(agent), "relation": "法定代表人"},
        "evidence": [card(agent)],
        "answers": {**answers, "present_scope": "餐饮服务"},
        "materials": [],
        **changes,
    }


def test_a_companys_case_says_what_the_register_says(api: TerminalApi) -> None:
    case = sent(api, of_company(api, LI))
    assert case["state"] == "RECEIVED"
    assert "登记里有办事人的授权（法定代表人）" in note()
    assert "达不到" not in note(), "the register makes it the assurance that the item asks for"
    assert CaseRecord.objects.get().applicant_tag == tag_of(CATERING["number"])
    assert "营业执照" not in case["next_step"]["zh"].replace("新的营业执照", ""), "it is in the library, as the company's"


@pytest.mark.parametrize(("person", "said"), [(WANG, "登记里没有"), (ZHUGE, "已到期")])
def test_who_may_not_act_for_it_is_told_to_staff(api: TerminalApi, person: SamplePerson, said: str) -> None:
    case = sent(api, of_company(api, person))
    assert case["state"] == "RECEIVED"
    assert said in note()
    assert "达不到" in note()
    assert "营业执照" in case["next_step"]["zh"], "whether it is in the library is told to nobody who may not act"


def test_a_mandate_that_ended_since_it_was_signed_is_told(api: TerminalApi) -> None:
    Record.objects.filter(data_set=AGENTS).delete()
    sent(api, of_company(api, LI))
    assert "登记里没有" in note()


def test_a_register_that_is_away_is_told_to_staff(api: TerminalApi) -> None:
    Source.objects.create(key=AGENTS, url="http://127.0.0.1:9/")
    sent(api, of_company(api, LI))
    assert "现在查不到" in note()


def test_a_licence_shown_on_the_phone_counts_for_its_company(api: TerminalApi) -> None:
    code = business_codes.present(Citizen(LI.name, LI.number), "91310199000060038Q", NOW)
    answer = api.call("/companies/code", {**api.identity(LI), "implementation_code": SCOPE, "code": code})["answer"]
    shown = {"key": "business_licence", "state": "WAIVED", "licence_type": "business-licence", "presented": answer["reference"]}
    transport = {**CATERING, "name": "样板区某某运输有限公司", "number": "91310199000060038Q"}
    parties = {"applicant": transport, "agent": citizen(LI), "relation": "办事人"}
    case = sent(api, of_company(api, LI, parties=parties, materials=[shown]))
    assert "营业执照" not in case["next_step"]["zh"].replace("新的营业执照", "")
    logistics = {**CATERING, "name": "样板区某某物流有限公司", "number": "91310199000031018N"}
    parties = {"applicant": logistics, "agent": citizen(LI), "relation": "办事人"}
    case = sent(api, of_company(api, LI, parties=parties, materials=[shown]))
    assert "营业执照" in case["next_step"]["zh"], "it was another company's"


def test_the_items_are_what_these_tests_take_them_for() -> None:
    assert current().items[SENIOR_CARD].guide.agent.allowed
    assert not current().items[CODES["居民身份证换领"]].guide.agent.allowed
