"""A terminal by itself: enrolment, tokens, heartbeat, serial numbers."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Body, Router

from central_platform import clock, terminals
from central_platform.api.access import TerminalRequest, TerminalToken
from central_platform.api.problems import Problem
from kiosk.messages import models

router = Router(tags=["terminal"])


class Nothing(models.Request):
    """``{}``"""


@router.post("/enrol", response={200: models.EnrolAnswer, (403, 422, 429): Problem}, auth=None, operation_id="enrol")
def enrol(request: HttpRequest, body: Body[models.EnrolRequest]) -> models.EnrolAnswer:
    """Exchange a pairing code (good once, for 15 minutes) and this terminal's public key for its name and the platform's keys."""
    return terminals.enrol(body, clock.now())


@router.post("/token", response={200: models.TokenAnswer, (401, 403, 422): Problem}, auth=None, operation_id="token")
def token(request: HttpRequest, body: Body[models.TokenRequest]) -> models.TokenAnswer:
    """A bearer token for ten minutes, for a statement of typ ``client-assertion`` (iss, sub, aud, iat, exp, jti), good once."""
    return terminals.issue_token(body.client_assertion, clock.now())


@router.post(
    "/heartbeat", response={200: models.HeartbeatAnswer, (401, 403, 422): Problem}, auth=TerminalToken(), operation_id="heartbeat"
)
def heartbeat(request: TerminalRequest, body: Body[models.HeartbeatRequest]) -> models.HeartbeatAnswer:
    """How this terminal is. The answer is the platform's time."""
    return terminals.note_heartbeat(request.auth, body, clock.now())


@router.post(
    "/copy-serials",
    response={200: models.SerialLeaseAnswer, (401, 403, 409, 422): Problem},
    auth=TerminalToken(),
    operation_id="copy_serials",
)
def copy_serials(request: TerminalRequest, body: Body[Nothing]) -> models.SerialLeaseAnswer:
    """Lease the next serial numbers for licence copies; no two leases overlap."""
    return terminals.lease_serials(request.auth, clock.now())
