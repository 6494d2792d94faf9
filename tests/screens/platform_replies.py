"""What the platform answers a walk, one way or another: every choice is drawn from ``chance``."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from kiosk.domain.cases import (
    OPEN,
    CaseInFull,
    CaseStep,
    Served,
    ServedBy,
    notice_of,
)
from kiosk.domain.identity_codes import PaperGround, PaperRefusal, PhoneCodeRefusal, paper_code
from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.mandates import BusinessCodeRefusal, Mandate, MandateRefusal
from kiosk.domain.parties import Company
from kiosk.domain.payments import Payment, PaymentState
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import replace
from kiosk.journeys.apply.precheck import AskForeseen
from kiosk.journeys.apply.presenting import AskPresented, LicenceDeclined, LicencePresented
from kiosk.journeys.apply.relation import AskRelation, RelationKnown
from kiosk.journeys.apply.taken import (
    AskTaken,
    KeepTaken,
    NotKept,
    NotTakenAlong,
    TakenAlongUntil,
    TakenKnown,
)
from kiosk.journeys.apply.without_paper import AskWorkingDay, WorkingDayKnown
from kiosk.journeys.payment.places import AskPayment, PaymentKnown
from kiosk.journeys.progress.case import (
    AskCase,
    AskCasePaper,
    CaseKnown,
)
from kiosk.journeys.query.look_up import AskQuery, QueryKnown, QueryRefused
from kiosk.ports import platform
from kiosk.ports.companies import AskBusinessCode, AskCompanies, AskCompanyPrefill, CompaniesKnown, CompanyDeclined, CompanyShown
from kiosk.ports.identity_codes import (
    AskPaperCases,
    AskPaperStanding,
    AskPhoneCode,
    IssuePaper,
    PaperCasesKnown,
    PaperDeclined,
    PaperGiven,
    PaperLost,
    PaperStanding,
    PhoneCodeDeclined,
    PhoneCodeGood,
    ReportPaperLost,
)
from tests.kiosk.session_samples import WALL, file_of, phone_code_of
from tests.screens.platform_sample import platform_sample
from tests.screens.sample_cases import case_of, cases_of, children_of_one, foreseen_of, licence_of, result_of, taken_of

_CATERING = Company("样板区某某餐饮管理有限公司", "913101990000300156")
_TRANSPORT = Company("样板区某某国际货物运输代理（集团）股份有限公司第一分公司", "91310199000060038Q")
MANDATES = (
    Mandate(_CATERING, "法定代表人"),
    Mandate(_TRANSPORT, "办事人", date(2028, 12, 31)),
    Mandate(Company("样板区某某物流有限公司", "91310199000031018N"), "办事人", date(2025, 12, 31), MandateRefusal.EXPIRED),
    Mandate(Company("样板区某某制药有限公司", "91310199000040010E"), "证照管理员", None, MandateRefusal.OUT_OF_SCOPE),
)


def reply_to(question: Any, chance: random.Random, here: ServiceItem | None) -> platform.Reply:
    """What the platform says, or that it does not answer. ``here``: the service whose page is shown."""
    some = chance.randint(0, 3)
    match question:
        case platform.AskProfile():
            return platform.ProfileKnown({"mobile": "13911111111"})
        case platform.AskLicences():
            return platform.LicencesKnown(tuple(licence_of(chance, f"1.2.{n}", usable=n != 2) for n in range(2 * some)))
        case platform.AskProgress():
            several = cases_of(chance, children_of_one(chance))
            one = platform.ProgressKnown(case_of(chance) if some else None)
            return chance.choice([one, one, platform.ProgressKnown(several[0], several[1:])])
        case platform.AskLicenceFile():
            refused = platform.LicenceRefused(chance.choice(list(platform.LicenceRefusal)))
            return chance.choice([*[file_of(licence_of(chance, "1.2.1"))] * 4, refused])
        case AskQuery(code):
            query = platform_sample().items[code].query
            assert query is not None
            no_result = QueryRefused(chance.choice(list(QueryRefusal)))
            return chance.choice([*[QueryKnown(result_of(chance, query, choice)) for choice in (0, 1, 3, 12)], no_result])
        case platform.AskPrefill():
            licence, record = "licence.disability-certificate.残疾类别", "data.employment-record.until"
            return platform.PrefillKnown({licence: "肢体", record: "2023-08-15", "licence.liquor-licence.number": "JL310199"})
        case AskPresented():
            shown = LicencePresented(chance.choice(["household-register", "disability-certificate"]), "a-reference")
            return chance.choice([*[LicenceDeclined(reason) for reason in PresentedRefusal], shown, shown, shown])
        case AskCase():
            case = case_of(chance)
            steps = tuple(CaseStep(WALL + n, case.state, "材料不全" * n) for n in range(some))
            still = case.state in OPEN
            called = None if still else notice_of(case)
            notices = (Served(called, "WS310199-20261127-2651-0001", ServedBy.TERMINAL, WALL),) if called else ()
            served = notices * (some % 2)
            full = CaseInFull(case, steps, {}, {}, bool(case.defects or case.owed), still, served=served)
            return CaseKnown(chance.choice([*[full] * 4, None]))
        case AskTaken():
            return TakenKnown(taken_of(chance, here) if here and some == 1 else ())
        case KeepTaken():
            not_kept = [NotTakenAlong(reason) for reason in NotKept]
            return chance.choice([*[TakenAlongUntil(date(2026, 11, 29))] * 9, *not_kept])
        case AskForeseen():
            return foreseen_of(chance, platform_sample().items[question.implementation_code], some)
        case AskWorkingDay():
            return WorkingDayKnown(date(2026, 12, 11))
        case AskCasePaper():
            return file_of(licence_of(chance, "1.2.1"))
        case AskPayment():
            state = chance.choice(list(PaymentState))
            paid_at = WALL if state is PaymentState.PAID else 0
            bill = Payment("31019926112240710017", 2000, state, "https://pay.example/1", WALL + 86400, paid_at, some == 3)
            return PaymentKnown(chance.choice([bill, bill, bill, None]))
        case AskCompanies():
            return CompaniesKnown(tuple(chance.sample(MANDATES, some)))
        case AskBusinessCode():
            shown_now = CompanyShown(MANDATES[0], "a-reference")
            return chance.choice([*[CompanyDeclined(reason) for reason in BusinessCodeRefusal], *[shown_now] * 4])
        case AskCompanyPrefill():
            return platform.PrefillKnown({"data.company-registration.scope": "餐饮服务"})
        case AskRelation():
            return RelationKnown(bool(some))
        case AskPhoneCode():
            good = PhoneCodeGood(phone_code_of(chance.choice(["wang", "li"])))
            return chance.choice([*[PhoneCodeDeclined(reason) for reason in PhoneCodeRefusal], *[good] * 4])
        case AskPaperStanding():
            standing = PaperStanding(chance.choice(list(PaperGround)))
            had = replace(standing, issued_at=WALL - 86400, until=date(2027, 5, 20))
            return chance.choice([standing, had, had, PaperStanding()])
        case IssuePaper():
            given = PaperGiven(paper_code(bytes(17)), "a-reference", date(2027, 5, 21))
            return chance.choice([given, given, given, PaperDeclined(PaperRefusal.LIMIT)])
        case ReportPaperLost():
            return PaperLost(bool(some))
        case AskPaperCases():
            declined = [PaperDeclined(reason) for reason in PaperRefusal if reason is not PaperRefusal.NOT_ENTITLED]
            return chance.choice([PaperCasesKnown((case_of(chance),)), *declined])
        case platform.AskCases():
            cases = tuple(case_of(chance) for _ in range(some))
            return platform.CasesKnown(cases + (cases_of(chance, children_of_one(chance)) if some == 2 else ()))
    return platform.NoAnswer()
