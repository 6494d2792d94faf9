"""The electronic business licence on a phone: good once, for five minutes, for its operator and their company."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from central_platform.core.keys import key_ring
from central_platform.licences.models import Presentation
from central_platform.licences.presenting import NothingToPresent
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data import business_codes, mandates
from central_platform.shared_data.models import Record, Source
from central_platform.shared_data.services import AGENTS
from kiosk.domain.codes import BusinessCode, business_code_text, known_code
from kiosk.domain.parties import Citizen
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.companies import LIFETIME, business_code, read_business_code
from kiosk.messages.signing import Signer, new_signing_key
from tests.central_platform.shared_data.test_mandates import CATERING, HYGIENE, LOGISTICS, SCOPE, TRANSPORT
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol

LI, QIAN, ZHUGE = (sample_person(key) for key in ("li", "qian", "zhuge"))


@pytest.fixture(autouse=True)
def _rows(now: object) -> None:
    sample_records.load((AGENTS, mandates.COMPANIES))


def phone(person: SamplePerson = LI, company: str = CATERING, at: int = NOW) -> str:
    return business_codes.present(Citizen(person.name, person.number), company, at)


def show(api: TerminalApi, code: str, person: SamplePerson = LI, item: str = SCOPE) -> Any:
    return api.call("/companies/code", {**api.identity(person), "implementation_code": item, "code": code})["answer"]


def reason(api: TerminalApi, code: str, person: SamplePerson = LI, item: str = SCOPE) -> str:
    answer = show(api, code, person, item)
    assert answer["verdict"] == "REFUSED"
    return str(answer["reason"])


@pytest.mark.parametrize("company", [CATERING, TRANSPORT])
def test_a_code_names_company_and_operator(api: TerminalApi, company: str) -> None:
    answer = show(api, phone(company=company, at=NOW - LIFETIME))
    assert (answer["verdict"], answer["mandate"]["number"]) == ("ACCEPTED", company)
    row = Presentation.objects.get(reference=answer["reference"])
    assert (row.outcome, row.licence_type, row.item) == ("ACCEPTED", "business-licence", SCOPE)
    assert row.holder_tag == tag_of(LI.number)
    assert row.licence_identifier == business_codes.company_mark(company)


def test_it_is_good_for_five_minutes(api: TerminalApi) -> None:
    assert LIFETIME == 300
    assert reason(api, phone(at=NOW - LIFETIME - 1)) == "TOO_OLD"
    assert reason(api, phone(at=NOW + 1)) == "TOO_OLD"


def test_it_is_good_once_at_any_terminal(api: TerminalApi, now: StandingClock) -> None:
    code = phone()
    assert show(api, code)["verdict"] == "ACCEPTED"
    assert reason(api, code) == "USED"
    other = enrol(api.client, now)
    other.get_token()
    assert reason(other, code) == "USED"


def test_another_persons_card_is_refused_and_uses_it_up(api: TerminalApi) -> None:
    code = phone()
    assert reason(api, code, QIAN) == "OTHER_PERSON"
    assert Presentation.objects.get().licence_identifier == ""
    assert reason(api, code) == "USED"


def test_an_authorisation_taken_back_meanwhile_is_told(api: TerminalApi) -> None:
    code = phone()
    Record.objects.filter(data_set=AGENTS).delete()
    assert reason(api, code) == "EXPIRED"


def test_one_that_has_ended_or_is_for_other_matters_is_told(api: TerminalApi) -> None:
    assert reason(api, phone(ZHUGE), ZHUGE) == "EXPIRED"
    assert reason(api, phone(QIAN, LOGISTICS), QIAN) == "OUT_OF_SCOPE"
    assert show(api, phone(QIAN, LOGISTICS), QIAN, HYGIENE)["verdict"] == "ACCEPTED"


def test_a_register_that_is_away_uses_no_code_up(api: TerminalApi) -> None:
    code = phone()
    away = Source.objects.create(key=AGENTS, url="http://127.0.0.1:9/")
    assert reason(api, code) == "UNCHECKED"
    away.delete()
    assert show(api, code)["verdict"] == "ACCEPTED"


@pytest.mark.parametrize("made", ["", "QY1:0004ABCD", "LZ1:0004ABCD", "QY1:" + "9" * 1196, "QY1:0003:::"])
def test_what_is_no_business_code_is_refused(api: TerminalApi, made: str) -> None:
    assert reason(api, made) == "NOT_OURS"


def test_a_code_that_somebody_else_signed_is_refused(api: TerminalApi) -> None:
    stated = read_business_code(phone(), key_ring().verification)
    for signer in (Signer(new_signing_key()), api.signer):
        assert reason(api, business_code(signer, stated.company, stated.person, "y" * 24, NOW)) == "NOT_OURS"


def test_the_code_says_neither_company_nor_person() -> None:
    code = phone()
    assert known_code(code) == BusinessCode(code)
    assert known_code(code.swapcase()) == BusinessCode(code)
    for word in (CATERING, LI.number, "餐饮", LI.name):
        assert word not in code
    assert business_code_text(code[8:]) == code


def test_the_command_makes_one_for_an_operator_alone() -> None:
    out = io.StringIO()
    call_command("present_business_licence", LI.number, CATERING, stdout=out)
    assert known_code(out.getvalue()) == BusinessCode(out.getvalue().strip())
    with pytest.raises(CommandError):
        call_command("present_business_licence", LI.number, LOGISTICS)
    with pytest.raises(NothingToPresent):
        phone(sample_person("wang"))
