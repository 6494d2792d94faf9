"""For which company somebody acts: told by the platform, chosen once, shown on a phone, and refused with a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.codes import business_code_text, presented_code_text
from kiosk.domain.mandates import BUSINESS_LICENCE, BusinessCodeRefusal, Mandate, MandateRefusal
from kiosk.domain.parties import Citizen, Company, Parties
from kiosk.domain.receipts import Row
from kiosk.domain.service_items import Assurance, LicenceRequirement, Served
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, known_ahead
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ApplyFor, Committed, PresentLicence, SetSignature, Whom
from kiosk.journeys.apply.filling import MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.presenting import Presenting
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.ports.companies import (
    AskBusinessCode,
    AskCompanies,
    AskCompanyPrefill,
    CompaniesKnown,
    CompanyDeclined,
    CompanyShown,
)
from kiosk.ports.device_hub import DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeScanned, Device
from kiosk.ports.platform import AskLicences, LicencesKnown, Network, NetworkChanged, NoAnswer, PlatformReply, PrefillKnown
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.companies import ChooseCompany, CompanyPage, ShowBusinessCode
from kiosk.session.scan import Scan, ScanProblem
from tests.kiosk.session_samples import ITEM, READY, SIGNATURE, Session, around, card_of, licence_of, service_item, shown

CATERING = Company("样板区某某餐饮管理有限公司", "913101990000300156")
TRANSPORT = Company("样板区某某运输有限公司", "91310199000060038Q")
FIRST, SECOND = Mandate(CATERING, "法定代表人"), Mandate(TRANSPORT, "办事人", date(2028, 12, 31))
ENDED = Mandate(CATERING, "办事人", date(2025, 12, 31), MandateRefusal.EXPIRED)
OUTSIDE = Mandate(TRANSPORT, "办事人", None, MandateRefusal.OUT_OF_SCOPE)
ON_PHONE = business_code_text("AB12")
_LICENCE = replace(ITEM.guide.materials[1], key="licence", licences=(LicenceRequirement(BUSINESS_LICENCE),), picture=False)
CODE = "5" * 31
COMPANYS = service_item(
    CODE,
    served=(Served.COMPANY,),
    assurance=Assurance.COMPANY,
    eligibility=(),
    guide=replace(ITEM.guide, materials=(*ITEM.guide.materials, _LICENCE)),
)


def to_companies(item: Any = COMPANYS) -> Session:
    """Up to the page that asks for which company; the platform has not answered yet."""
    session = Session()
    session.feed(StatusChanged(Device.CODE_SCANNER, READY))
    session.feed(ev.Start(), OpenItem(CODE), ItemLoaded(item), ev.Primary())
    session.show_card("li")
    return session


def tell(session: Session, *mandates: Mandate) -> None:
    session.feed(PlatformReply(asked(session, AskCompanies).request_id, CompaniesKnown(mandates)))


def asked(session: Session, kind: type) -> Any:
    return [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, kind)][-1]


def scan(session: Session, code: str = ON_PHONE) -> None:
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(code)))


def fill(session: Session) -> None:
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000108", delivery="counter", note="")


def test_the_only_company_is_confirmed_and_one_touch_goes_on() -> None:
    session = to_companies()
    assert session.is_at(CompanyPage)
    assert shown(session)["waiting"]
    assert shown(session)["primary"] == ""
    look_up = asked(session, AskCompanies).look_up
    assert (look_up.subject.number, look_up.implementation_code) == (card_of("li").number, CODE)
    tell(session, FIRST)
    assert [(row["title"], row["chosen"]) for row in shown(session)["rows"]] == [(CATERING.name, True)]
    session.feed(ev.Primary())
    assert session.place == Eligibility(COMPANYS)
    assert CATERING.name in shown(session)["title"]
    assert CATERING.name in around(session).site
    assert session.audited("company.chosen") == [{"by": "LIST", "item": CODE}]


def test_of_several_one_is_chosen_first() -> None:
    session = to_companies()
    tell(session, FIRST, SECOND)
    session.feed(ev.Primary())
    assert shown(session)["problem"], "none was chosen"
    session.feed(ChooseCompany("9" * 18), ev.Primary())
    assert session.is_at(CompanyPage)
    session.feed(ChooseCompany(TRANSPORT.number), ev.Primary())
    assert session.state.company == SECOND


def test_one_that_has_ended_or_is_for_other_matters_says_why() -> None:
    session = to_companies()
    tell(session, ENDED, OUTSIDE)
    assert shown(session)["rows"] == []
    assert shown(session)["primary"] == ""
    told = [row["text"] for row in shown(session)["refused"]]
    assert "到期" in told[0]
    assert "不包括" in told[1]
    assert "授权" in shown(session)["text"]
    session.feed(ChooseCompany(CATERING.number), ev.Primary())
    assert session.is_at(CompanyPage)


def test_none_says_so_and_what_to_do() -> None:
    session = to_companies()
    tell(session)
    assert "没有查到" in shown(session)["title"]
    assert "窗口" in shown(session)["text"]
    session.feed(ev.Primary())
    assert session.is_at(CompanyPage)


@pytest.mark.parametrize("network", [Network.ONLINE, Network.OFFLINE])
def test_without_an_answer_it_says_so_and_asks_again(network: Network) -> None:
    session = to_companies()
    session.feed(NetworkChanged(network), PlatformReply(asked(session, AskCompanies).request_id, NoAnswer()))
    assert "窗口" in shown(session)["problem"]
    assert shown(session)["retry"]
    assert (shown(session)["code"] == "") is (network is Network.OFFLINE)
    session.feed(ev.TryAgain())
    tell(session, FIRST)
    assert shown(session)["problem"] == ""
    assert shown(session)["rows"]


def test_without_network_the_guide_says_so_before_any_card() -> None:
    session = Session()
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), OpenItem(CODE), ItemLoaded(COMPANYS))
    assert "没有网络" in shown(session)["lacks"]
    assert shown(session)["primary"] == ""
    session.feed(NetworkChanged(Network.ONLINE))
    assert shown(session)["lacks"] == ""
    session.feed(NetworkChanged(Network.OFFLINE), ev.GoHome(), OpenItem(ITEM.implementation_code))
    assert shown(session)["lacks"] == "", "a person's application is kept here"


def test_the_code_on_a_phone_goes_on_at_once() -> None:
    session = to_companies()
    tell(session, FIRST, SECOND)
    session.feed(ShowBusinessCode())
    assert session.is_at(Scan)
    scan(session)
    assert session.is_at(CompanyPage)
    question = asked(session, AskBusinessCode)
    assert (question.look_up.code, question.look_up.subject.number) == (ON_PHONE, card_of("li").number)
    session.feed(PlatformReply(question.request_id, CompanyShown(SECOND, "reference")))
    assert session.place == Eligibility(COMPANYS)
    assert session.state.company == SECOND
    assert session.audited("company.chosen") == [{"by": "CODE", "item": CODE}]
    session.feed(ev.Back())
    assert session.is_at(CompanyPage)
    assert session.place.chosen == TRANSPORT.number


def test_each_refusal_of_a_code_has_a_sentence_of_its_own() -> None:
    told = set()
    for reason in BusinessCodeRefusal:
        session = to_companies()
        tell(session, FIRST)
        session.feed(ShowBusinessCode())
        scan(session)
        session.feed(PlatformReply(asked(session, AskBusinessCode).request_id, CompanyDeclined(reason)))
        told.add(shown(session)["problem"])
        assert session.audited("company.declined") == [{"reason": reason.value}]
        assert shown(session)["rows"], "the companies that were told stay"
        session.feed(ev.SetLanguage("en"))
        told.add(shown(session)["problem"])
    assert len(told) == 2 * len(BusinessCodeRefusal)


def test_another_code_is_told_and_asks_nothing() -> None:
    session = to_companies()
    tell(session, FIRST)
    session.feed(ShowBusinessCode())
    scan(session, presented_code_text("AB12"))
    assert session.is_at(Scan)
    assert session.place.problem is ScanProblem.UNKNOWN_CODE
    session.feed(ev.Back())
    assert session.is_at(CompanyPage)


def test_a_business_code_leads_nowhere_where_none_was_asked_for() -> None:
    session = Session()
    session.feed(ev.Start(), ev.OpenJourney("copy_check"))
    scan(session)
    assert session.is_at(Scan)
    assert session.place.problem is ScanProblem.UNKNOWN_CODE


def test_the_company_stays_for_the_visit_and_can_be_changed() -> None:
    session = to_companies()
    tell(session, FIRST, SECOND)
    session.feed(ChooseCompany(TRANSPORT.number), ev.Primary())
    session.feed(ev.GoHome(), OpenItem(CODE), ItemLoaded(COMPANYS), ev.Primary())
    assert session.is_at(CompanyPage), "no card is asked for again"
    tell(session, FIRST, SECOND)
    assert session.place.chosen == TRANSPORT.number
    session.feed(ev.Primary())
    assert session.state.company == SECOND
    session.feed(ApplyFor(Whom.COMPANY))
    tell(session, FIRST, SECOND)
    session.feed(ChooseCompany(CATERING.number), ev.Primary())
    assert draft_of(session.state, CODE).company.mandate == FIRST  # type: ignore[union-attr]
    session.feed(ev.Leave(sure=True))
    assert session.state.company is None


def test_answers_for_one_company_do_not_pass_to_another() -> None:
    session = to_companies()
    tell(session, FIRST, SECOND)
    session.feed(ChooseCompany(CATERING.number), ev.Primary(), ev.Primary())
    session.answer(here="yes")
    session.feed(ev.GoHome(), OpenItem(CODE), ItemLoaded(COMPANYS), ev.Primary())
    tell(session, FIRST, SECOND)
    session.feed(ev.Primary())
    assert draft_of(session.state, CODE).answers == {"here": "yes"}, "the same company goes on"
    session.feed(ev.Back(), ChooseCompany(TRANSPORT.number), ev.Primary())
    assert draft_of(session.state, CODE).answers == {}


def test_the_application_is_the_companys_and_names_its_agent() -> None:
    session = to_companies()
    tell(session, FIRST)
    session.feed(ev.Primary())
    of_company = replace(licence_of("7", BUSINESS_LICENCE), company=CATERING.name)
    held = LicencesKnown((of_company, licence_of("8", "hukou")))
    session.feed(PlatformReply(asked(session, AskLicences).request_id, held))
    fill(session)
    states = {material.key: settled.state for material, settled in materials(session.state, CODE, session.moment())}
    assert states["licence"] is MaterialState.WAIVED
    assert states["hukou"] is MaterialState.TO_COUNTER, "what the operator has is not the company's"
    session.feed(ev.Primary())
    rows = {row["label"]: row["value"] for row in shown(session)["fixed"]}
    assert (rows["申请单位"], rows["信用代码"]) == (CATERING.name, CATERING.number)
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    agent = Citizen(card_of("li").name, card_of("li").number)
    assert submission.parties == Parties(CATERING, agent, "法定代表人")
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    session.wait(8.0)
    printed = [(row.label, row.value) for row in session.last(do.PrintReceiptPaper).document.blocks if isinstance(row, Row)]
    assert ("申请单位", CATERING.name) in printed
    assert ("代办人", "李*") in printed


def test_the_form_is_filled_from_the_companys_record() -> None:
    schema = {
        "properties": {
            "scope": {
                "type": "string",
                "x-ask": {"title": {"zh": "范围", "en": "Scope"}, "widget": "text", "prefill": "data.company-registration.scope"},
            }
        }
    }
    item = replace(COMPANYS, form=replace(COMPANYS.form, schema=schema, situations=()))  # type: ignore[type-var]
    session = to_companies(item)
    tell(session, FIRST)
    session.feed(ev.Primary())
    question = asked(session, AskCompanyPrefill)
    assert question.look_up.company == CATERING
    session.feed(PlatformReply(question.request_id, PrefillKnown({"data.company-registration.scope": "餐饮服务"})))
    assert known_ahead(session.state, item, session.moment()) == {"scope": "餐饮服务"}
    assert session.state.resident.on_record == {}


def to_materials() -> Session:
    session = to_companies()
    tell(session, FIRST)
    session.feed(ev.Primary())
    session.feed(PlatformReply(asked(session, AskLicences).request_id, LicencesKnown(())))
    fill(session)
    assert session.is_at(MaterialsPage)
    return session


def test_the_code_of_another_company_in_mid_form_is_refused() -> None:
    session = to_materials()
    session.feed(PresentLicence("licence"))
    scan(session)
    session.feed(PlatformReply(asked(session, AskBusinessCode).request_id, CompanyShown(SECOND, "reference")))
    assert session.is_at(Presenting)
    assert "另一家单位" in shown(session)["problem"]
    assert session.state.company == FIRST
    assert draft_of(session.state, CODE).presented == {}
    assert session.audited("licence.presented") == [{"outcome": "OTHER_COMPANY"}]


def test_the_companys_own_code_settles_its_business_licence() -> None:
    session = to_materials()
    session.feed(PresentLicence("licence"))
    scan(session)
    session.feed(PlatformReply(asked(session, AskBusinessCode).request_id, CompanyShown(FIRST, "reference")))
    assert session.is_at(MaterialsPage)
    assert draft_of(session.state, CODE).presented == {BUSINESS_LICENCE: "reference"}


def test_an_authorisation_that_ended_meanwhile_is_told() -> None:
    session = to_materials()
    session.feed(PresentLicence("licence"))
    scan(session)
    session.feed(PlatformReply(asked(session, AskBusinessCode).request_id, CompanyDeclined(BusinessCodeRefusal.EXPIRED)))
    assert "到期或者收回" in shown(session)["problem"]
    session.feed(ev.TryAgain())
    assert session.is_at(Scan)


def test_a_company_may_apply_where_a_person_may_too() -> None:
    item = service_item(CODE, served=(Served.PERSON, Served.COMPANY), eligibility=())
    session = to_companies(item)
    assert session.is_at(Eligibility)
    assert [door["value"] for door in shown(session)["doors"]] == ["another", "company"]
    session.feed(ApplyFor(Whom.COMPANY))
    tell(session, FIRST)
    session.feed(ev.Primary())
    assert CATERING.name in shown(session)["title"]
    assert [door["value"] for door in shown(session)["doors"]] == ["self", "another", "company"]
    session.feed(ApplyFor(Whom.SELF))
    assert draft_of(session.state, CODE).company is None
