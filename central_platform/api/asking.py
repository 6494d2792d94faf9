"""Questions for the resident who stands at a terminal."""

from __future__ import annotations

from ninja import Body, Router

from central_platform import casework, clock, licences, people
from central_platform.api.access import TerminalRequest, TerminalToken
from central_platform.api.problems import Problem
from kiosk.messages import models

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 422, 429)


@router.post("/progress", response={200: models.ProgressAnswer, (401, 403, 422): Problem}, operation_id="progress")
def progress(request: TerminalRequest, body: Body[models.ProgressRequest]) -> models.ProgressAnswer:
    """By the code on a receipt."""
    return models.ProgressAnswer(case=casework.by_receipt(body.receipt_token))


@router.post("/cases", response={200: models.CasesAnswer, _REFUSALS: Problem}, operation_id="cases")
def cases(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.CasesAnswer:
    """Cases of the person whose card was read, newest first."""
    who = people.identified(request.auth, body.identity, "cases", clock.now())
    return models.CasesAnswer(cases=[casework.tell(row) for row in people.cases_of(who)])


@router.post("/profile", response={200: models.ProfileAnswer, _REFUSALS: Problem}, operation_id="profile")
def profile(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.ProfileAnswer:
    """What forms may be filled from: mobile, address, employment, insured_city, bank_account_tail."""
    who = people.identified(request.auth, body.identity, "profile", clock.now())
    return models.ProfileAnswer(profile=people.profile_of(who))


@router.post("/licences", response={200: models.LicencesAnswer, _REFUSALS: Problem}, operation_id="licences")
def licences_held(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.LicencesAnswer:
    """Licences of the person whose card was read, usable ones first."""
    now = clock.now()
    who = people.identified(request.auth, body.identity, "licences", now)
    return models.LicencesAnswer(licences=licences.licences_of(who, now))


@router.post(
    "/licences/file", response={200: models.LicenceFileAnswer, (*_REFUSALS, 404, 409): Problem}, operation_id="licence_file"
)
def licence_file(request: TerminalRequest, body: Body[models.LicenceFileRequest]) -> models.LicenceFileAnswer:
    """The page of one licence, and the signed statement of it: id, type, name, holder (masked), until, sha256 of the page."""
    now = clock.now()
    who = people.identified(request.auth, body.identity, "licence-file", now)
    return licences.file_of(who, body.identifier, now)
