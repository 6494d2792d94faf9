"""A company's case is mended by whoever acts for it, as the register has it now."""

from __future__ import annotations

from kiosk.domain.cases import CaseInFull, CaseState
from kiosk.domain.parties import Parties, subject_of
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import CorrectionPage, MaterialsPage
from kiosk.journeys.progress.case import AskCase, CaseItemFound, CaseKnown, OpenCase
from kiosk.journeys.progress.places import ReceiptsFound, UseCard
from kiosk.ports.companies import AskBusinessCode, CompanyShown
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from kiosk.ports.platform import CasesKnown, PlatformReply
from kiosk.session import events as ev
from kiosk.session.companies import CompanyPage, ShowBusinessCode
from tests.kiosk.session_samples import READY, REFERENCE, SIGNATURE, Session, card_of, case_of, shown
from tests.kiosk.test_session_companies import CATERING, CODE, COMPANYS, FIRST, SECOND, asked, scan, tell


def sent_back(name: str = CATERING.name) -> CaseInFull:
    case = replace(case_of(CaseState.CORRECTION), implementation_code=CODE, company=name)
    return CaseInFull(case, answers={"here": "yes", "mobile": "12", "delivery": "counter"}, correctable=True, withdrawable=True)


def to_mending(told: CaseInFull) -> Session:
    session = Session()
    session.feed(StatusChanged(Device.CODE_SCANNER, READY), ev.Start(), ev.OpenJourney("progress"), UseCard())
    session.show_card("li")
    session.feed(ReceiptsFound(session.place.request_id, ()), PlatformReply(session.place.request_id, CasesKnown((told.case,))))
    session.feed(OpenCase(told.case.case_number), PlatformReply(session.place.request_id, CaseKnown(told)))
    session.feed(PlatformReply(asked(session, AskCase).request_id, CaseKnown(told)), CaseItemFound(CODE, COMPANYS))
    session.feed(ev.Primary())
    return session


def test_a_companys_case_is_mended_by_whoever_acts_for_it() -> None:
    session = to_mending(sent_back())
    assert session.is_at(CompanyPage)
    tell(session, FIRST, SECOND)
    assert session.is_at(CorrectionPage), "it is not asked which company"
    draft = draft_of(session.state, CODE)
    assert draft.company is not None
    assert draft.company.mandate == FIRST
    session.feed(ChangeAnswer("mobile"), SetAnswer("mobile", "13900000026"), ev.Primary(), ev.Primary())
    while session.is_at(MaterialsPage):
        session.feed(ev.Primary())
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.corrects == sent_back().case.case_number
    assert submission.parties == Parties(CATERING, subject_of(card_of("li")), FIRST.role)


def test_another_company_does_not_mend_it() -> None:
    session = to_mending(sent_back())
    tell(session, SECOND)
    assert session.is_at(CompanyPage)
    assert shown(session)["rows"] == []
    assert CATERING.name in shown(session)["title"]
    session.feed(ShowBusinessCode())
    scan(session)
    session.feed(PlatformReply(asked(session, AskBusinessCode).request_id, CompanyShown(SECOND, REFERENCE)))
    assert session.is_at(CompanyPage)
    assert "另一家单位" in shown(session)["problem"]
