"""What is asked of the platform about companies while whoever acts for one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.mandates import BusinessCodeRefusal, Mandate
from kiosk.domain.parties import Company, Evidence, Subject
from kiosk.ports.platform import LookUp, NoAnswer, PlatformLine, PrefillKnown, Reply

if TYPE_CHECKING:
    from kiosk.messages.companies import MandateAnswer


class CompaniesKnown(Reply):
    """Every company that the person is on record as acting for, those too for which they may not do this now."""

    mandates: tuple[Mandate, ...]


class AskCompanies(LookUp):
    """``subject``: whose card was read; ``implementation_code``: of what is to be done."""

    subject: Subject
    evidence: Evidence
    implementation_code: str

    def ask(self, line: PlatformLine) -> CompaniesKnown | NoAnswer:
        """`kiosk.ports.platform.LookUp`; no answer where the department gave none."""
        from kiosk.messages import companies as wire

        identity = line.identity(self.subject, self.evidence)
        request = wire.CompaniesRequest(identity=identity, implementation_code=self.implementation_code)
        answer = line.call("/v1/companies", request, wire.CompaniesAnswer)
        return CompaniesKnown(tuple(map(_mandate, answer.mandates))) if answer.asked else NoAnswer()


class AskCompanyPrefill(LookUp):
    """``company``: for which the person acts."""

    subject: Subject
    evidence: Evidence
    implementation_code: str
    company: Company

    def ask(self, line: PlatformLine) -> PrefillKnown:
        """What is on record of the company for this item's form; see `LookUp.ask`."""
        from kiosk.messages import companies as wire
        from kiosk.messages.prefill import PrefillAnswer

        request = wire.CompanyPrefillRequest(
            identity=line.identity(self.subject, self.evidence),
            implementation_code=self.implementation_code,
            company=self.company.number,
        )
        return PrefillKnown(line.call("/v1/companies/prefill", request, PrefillAnswer).known)


class CompanyShown(Reply):
    """The code on the phone is good. ``reference``: of the platform's record that the licence was shown."""

    mandate: Mandate
    reference: str


class CompanyDeclined(Reply):
    reason: BusinessCodeRefusal


class AskBusinessCode(LookUp):
    """``code``: as it was read off the phone."""

    subject: Subject
    evidence: Evidence
    implementation_code: str
    code: str

    def ask(self, line: PlatformLine) -> CompanyShown | CompanyDeclined:
        """Whether the electronic business licence on a phone names a company for which the card's holder may do this."""
        from kiosk.messages import companies as wire

        request = wire.BusinessCodeRequest(
            identity=line.identity(self.subject, self.evidence), implementation_code=self.implementation_code, code=self.code
        )
        answer = line.call("/v1/companies/code", request, wire.BusinessCodeAnswer).answer
        if isinstance(answer, wire.BusinessCodeRefused):
            return CompanyDeclined(answer.reason)
        return CompanyShown(_mandate(answer.mandate), answer.reference)


def _mandate(told: MandateAnswer) -> Mandate:
    return Mandate(Company(told.name, told.number), told.role, told.until, told.refusal)
