"""What terminals send and may stop keeping once it is answered: submissions and reports."""

from __future__ import annotations

from ninja import Body, Router

from central_platform import attachments, clock, intake, reports
from central_platform.api.access import TerminalRequest, TerminalToken
from central_platform.api.problems import Problem
from kiosk.messages import models

router = Router(tags=["sending"])


@router.post(
    "/submissions",
    response={200: models.BatchAnswer, (401, 413, 422): Problem},
    auth=TerminalToken(even_revoked=True),
    operation_id="submissions",
)
def submissions(request: TerminalRequest, body: Body[models.SubmissionBatch]) -> models.BatchAnswer:
    """One verdict for each item. The same id and bytes get the same case for ever; the same id with other bytes is a CONFLICT."""
    return models.BatchAnswer(verdicts=intake.take_in(body.items, request.auth, clock.now()))


@router.post(
    "/attachments",
    response={200: models.AttachmentAnswer, (401, 403, 413, 422): Problem},
    auth=TerminalToken(),
    operation_id="attachments",
)
def send_piece(request: TerminalRequest, body: Body[models.AttachmentPiece]) -> models.AttachmentAnswer:
    """A piece of a picture that a submission named. The answer says where the next one begins, whatever was sent."""
    return attachments.take_piece(body, request.auth)


@router.post(
    "/reports", response={200: models.ReportAnswer, (401, 403, 413, 422): Problem}, auth=TerminalToken(), operation_id="reports"
)
def send_reports(request: TerminalRequest, body: Body[models.ReportBatch]) -> models.ReportAnswer:
    """Ratings and printed copies, each kept once by its id."""
    return models.ReportAnswer(kept=reports.keep(body.items, request.auth, clock.now()))
