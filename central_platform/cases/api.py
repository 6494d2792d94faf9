"""Cases, as terminals ask for them; and the pictures that belong to them, in pieces."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.cases import attachments, services
from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people.services import identified
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import models

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
    """Cases of the person whose card was read, newest first."""
    who = identified(request.auth, body.identity, "cases", clock.now())
    return models.CasesAnswer(cases=services.cases_of(who))


@sending.post(
    "/attachments",
    response={200: models.AttachmentAnswer, (401, 403, 413, 422, 429): Problem},
    operation_id="attachments",
)
def send_piece(request: TerminalRequest, body: Body[models.AttachmentPiece]) -> models.AttachmentAnswer:
    """A piece of a picture that a submission named. The answer says where the next one begins, whatever was sent."""
    return attachments.take_piece(body, request.auth, clock.now())
