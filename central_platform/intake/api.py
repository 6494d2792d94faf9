"""What terminals send, and may stop keeping once it is answered."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.intake.services import take_in
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import models

router = Router(tags=["sending"])


@router.post(
    "/messages",
    response={200: models.MessageBatchAnswer, (401, 413, 422): Problem},
    auth=TerminalToken(even_revoked=True),
    operation_id="messages",
)
def messages(request: TerminalRequest, body: Body[models.MessageBatch]) -> models.MessageBatchAnswer:
    """One verdict for each. The same id and bytes get the same answer for ever; the same id with other bytes is a CONFLICT."""
    now = clock.now()
    return models.MessageBatchAnswer(verdicts=take_in(body.items, request.auth, now), time=now)
