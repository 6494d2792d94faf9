"""Cases, as terminals ask for them; and the pictures that belong to them, in pieces."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.cases import attachments, notices_on_paper, services
from central_platform.cases.precheck import foresee
from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people.services import identified
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.domain.identity_codes import PaperRefusal
from kiosk.domain.times import day_of
from kiosk.domain.working_days import working_day
from kiosk.messages import models
from kiosk.messages.case_in_full import CaseAnswer, CaseRequest
from kiosk.messages.identity_codes import PaperCodeCases, PaperCodeProgressAnswer, PaperCodeProgressRequest, PaperCodeRefused
from kiosk.messages.models import LicenceFileAnswer
from kiosk.messages.precheck import FullPrecheckRequest, PrecheckAnswer
from kiosk.messages.working_days import WorkingDaysAnswer, WorkingDaysRequest

asking = Router(tags=["asking"], auth=TerminalToken())
sending = Router(tags=["sending"], auth=TerminalToken())
_REFUSALS = (401, 403, 422, 429)


@asking.post("/progress", response={200: models.ProgressAnswer, (401, 403, 422, 429): Problem}, operation_id="progress")
def progress(request: TerminalRequest, body: Body[models.ProgressRequest]) -> models.ProgressAnswer:
    """By the code on a receipt."""
    cases = services.by_receipt(body.receipt_token, request.auth, clock.now())
    return models.ProgressAnswer(case=cases[0] if cases else None, others=list(cases[1:]))


@asking.post("/cases", response={200: models.CasesAnswer, _REFUSALS: Problem}, operation_id="cases")
def cases(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.CasesAnswer:
    """Cases of the person whose card was read and of the companies for which they act, newest first."""
    now = clock.now()
    who = identified(request.auth, body.identity, "cases", now)
    return models.CasesAnswer(cases=services.cases_of(who, now))


@asking.post("/cases/paper-code", response={200: PaperCodeProgressAnswer, _REFUSALS: Problem}, operation_id="cases_by_paper_code")
def cases_by_paper_code(request: TerminalRequest, body: Body[PaperCodeProgressRequest]) -> PaperCodeProgressAnswer:
    """How the cases of whoever's code on paper this is stand, newest first; or one reason of a closed set why it opens nothing."""
    told = services.by_paper_code(body.code, request.auth, clock.now())
    if isinstance(told, PaperRefusal):
        return PaperCodeProgressAnswer(answer=PaperCodeRefused(verdict="REFUSED", reason=told))
    return PaperCodeProgressAnswer(answer=PaperCodeCases(verdict="ACCEPTED", cases=told))


@asking.post("/precheck", response={200: PrecheckAnswer, _REFUSALS: Problem}, operation_id="precheck")
def precheck(request: TerminalRequest, body: Body[FullPrecheckRequest]) -> PrecheckAnswer:
    """What would become of an application if it were submitted now, for the person whose card was read."""
    now = clock.now()
    who = identified(request.auth, body.identity, "precheck", now)
    return PrecheckAnswer(foreseen=foresee(body, who, request.auth, now))


@asking.post("/case", response={200: CaseAnswer, _REFUSALS: Problem}, operation_id="case")
def case(request: TerminalRequest, body: Body[CaseRequest]) -> CaseAnswer:
    """One case with its history and what was submitted, for the person whose case it is and whose card was read."""
    now = clock.now()
    who = identified(request.auth, body.identity, "case", now)
    return CaseAnswer(case=services.in_full(body.case_number, who, now))


@asking.post("/case/paper", response={200: LicenceFileAnswer, (*_REFUSALS, 404, 409): Problem}, operation_id="case_paper")
def case_paper(request: TerminalRequest, body: Body[CaseRequest]) -> LicenceFileAnswer:
    """The official notice of a case as it stands now, on a page with the signed statement of all that it says."""
    who = identified(request.auth, body.identity, "case paper", clock.now())
    return notices_on_paper.notice(body.case_number, who, request.auth, clock.now())


@asking.post("/case/commitment", response={200: LicenceFileAnswer, (*_REFUSALS, 404, 409): Problem}, operation_id="commitment")
def commitment(request: TerminalRequest, body: Body[CaseRequest]) -> LicenceFileAnswer:
    """What was promised in place of materials, word for word as it was signed, on a page with the signed statement of all that it
    says."""
    who = identified(request.auth, body.identity, "commitment", clock.now())
    return notices_on_paper.commitment(body.case_number, who, request.auth, clock.now())


@asking.post("/case/served", response={200: LicenceFileAnswer, (*_REFUSALS, 404, 409): Problem}, operation_id="case_served")
def case_served(request: TerminalRequest, body: Body[CaseRequest]) -> LicenceFileAnswer:
    """What of the case reached whoever applied, how and when, on a page with the signed statement of all that it says."""
    who = identified(request.auth, body.identity, "case served", clock.now())
    return notices_on_paper.proof_of_service(body.case_number, who, request.auth, clock.now())


@asking.post("/working-day", response={200: WorkingDaysAnswer, (401, 403, 422, 429): Problem}, operation_id="working_day")
def nth_working_day(request: TerminalRequest, body: Body[WorkingDaysRequest]) -> WorkingDaysAnswer:
    """Which day it is so many working days after today, by the calendar of public holidays."""
    return WorkingDaysAnswer(by=working_day(day_of(clock.now()), body.days))


@sending.post(
    "/attachments",
    response={200: models.AttachmentAnswer, (401, 403, 413, 422, 429): Problem},
    operation_id="attachments",
)
def send_piece(request: TerminalRequest, body: Body[models.AttachmentPiece]) -> models.AttachmentAnswer:
    """A piece of a picture that a submission named. The answer says where the next one begins, whatever was sent."""
    return attachments.take_piece(body, request.auth, clock.now())
