"""What is known of the person who stands at a terminal, and the codes that show who they are."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people import paper_codes, phone_codes, services
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.domain.service_items import Assurance
from kiosk.messages import identity_codes as codes
from kiosk.messages import models

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 422, 429)


@router.post("/profile", response={200: models.ProfileAnswer, _REFUSALS: Problem}, operation_id="profile")
def profile(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.ProfileAnswer:
    """What forms may be filled from: mobile, address, employment, insured_city, bank_account_tail."""
    who = services.identified(request.auth, body.identity, "profile", clock.now())
    return models.ProfileAnswer(profile=services.profile_of(who))


@router.post("/person-code", response={200: codes.PersonCodeAnswer, _REFUSALS: Problem}, operation_id="person_code")
def person_code(request: TerminalRequest, body: Body[codes.PersonCodeRequest]) -> codes.PersonCodeAnswer:
    """Whose code was shown on a phone, with the reference that makes it evidence at this terminal for this visit; or one reason of
    a closed set why it shows nothing. A code is good once, for a minute."""
    return phone_codes.accept(body.code, request.auth, clock.now())


@router.post("/paper-code", response={200: codes.PaperCodeAnswer, _REFUSALS: Problem}, operation_id="paper_code")
def paper_code(request: TerminalRequest, body: Body[models.IdentityRequest]) -> codes.PaperCodeAnswer:
    """Whether the person whose card was read may have a code on paper, and since when they have one."""
    now = clock.now()
    who = services.identified(request.auth, body.identity, "paper-code", now, Assurance.CARD)
    return paper_codes.standing_of(who, now)


@router.post("/paper-code/issue", response={200: codes.PaperCodeIssueAnswer, _REFUSALS: Problem}, operation_id="paper_code_issue")
def issue_paper_code(request: TerminalRequest, body: Body[models.IdentityRequest]) -> codes.PaperCodeIssueAnswer:
    """A new code on paper for the person whose card was read; the one that they had counts no more."""
    now = clock.now()
    who = services.identified(request.auth, body.identity, "paper-code", now, Assurance.CARD)
    return paper_codes.issue(who, request.auth, now)


@router.post("/paper-code/lost", response={200: codes.PaperCodeLostAnswer, _REFUSALS: Problem}, operation_id="paper_code_lost")
def lost_paper_code(request: TerminalRequest, body: Body[codes.PaperCodeLostRequest]) -> codes.PaperCodeLostAnswer:
    """The code on paper of the person whose card was read counts no more."""
    now = clock.now()
    who = services.identified(request.auth, body.identity, "paper-code", now, Assurance.CARD)
    return codes.PaperCodeLostAnswer(ended=paper_codes.report_lost(who, now))
