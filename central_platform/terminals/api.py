"""A terminal by itself: tokens and heartbeats."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.terminals import services
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import models

router = Router(tags=["terminal"])


@router.post("/token", response={200: models.TokenAnswer, (401, 403, 422): Problem}, auth=None, operation_id="token")
def token(request: HttpRequest, body: Body[models.TokenRequest]) -> models.TokenAnswer:
    """A bearer token for eight hours, for a statement of typ ``client-assertion`` (iss, sub, aud, iat, exp, jti), good once."""
    return services.issue_token(body.client_assertion, clock.now())


@router.post(
    "/heartbeat", response={200: models.HeartbeatAnswer, (401, 403, 422): Problem}, auth=TerminalToken(), operation_id="heartbeat"
)
def heartbeat(request: TerminalRequest, body: Body[models.HeartbeatRequest]) -> models.HeartbeatAnswer:
    """How this terminal is. The answer is the platform's time."""
    return services.note_heartbeat(request.auth, body, clock.now())
