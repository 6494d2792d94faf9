"""What is known of the person who stands at a terminal, the codes that show who they are, and what they left unfinished."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people import kept_drafts, paper_codes, phone_codes, services
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.domain.service_items import Assurance
from kiosk.messages import identity_codes as codes
from kiosk.messages import kept_drafts as drafts
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


@router.post("/drafts/keep", response={200: drafts.DraftKeepAnswer, _REFUSALS: Problem}, operation_id="keep_draft")
def keep_draft(request: TerminalRequest, body: Body[drafts.DraftKeepRequest]) -> drafts.DraftKeepAnswer:
    """Keep what was filled in and not submitted, locked with the ID card that was read; in place of one with the same tags."""
    now = clock.now()
    services.identified(request.auth, body.identity, "draft", now, Assurance.CARD)
    return kept_drafts.keep(body, request.auth, now)


@router.post("/drafts", response={200: drafts.DraftsAnswer, _REFUSALS: Problem}, operation_id="drafts")
def kept(request: TerminalRequest, body: Body[drafts.DraftsRequest]) -> drafts.DraftsAnswer:
    """What is kept under the tag that the ID card makes which was read."""
    now = clock.now()
    services.identified(request.auth, body.identity, "draft", now, Assurance.CARD)
    return kept_drafts.found(body.holder, now)


@router.post("/drafts/drop", response={200: drafts.DraftDropAnswer, _REFUSALS: Problem}, operation_id="drop_draft")
def drop_draft(request: TerminalRequest, body: Body[drafts.DraftDropRequest]) -> drafts.DraftDropAnswer:
    """Delete one: it was submitted, or its holder does not want it any more."""
    services.identified(request.auth, body.identity, "draft", clock.now(), Assurance.CARD)
    return drafts.DraftDropAnswer(dropped=kept_drafts.drop(body.holder, body.item))
