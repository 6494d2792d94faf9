"""Enrolment, the one thing that a terminal asks without being known."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.enrolment import services
from kiosk.messages import models

router = Router(tags=["terminal"], auth=None)


@router.post("/enrol", response={200: models.EnrolAnswer, (403, 422, 429): Problem}, operation_id="enrol")
def enrol(request: HttpRequest, body: Body[models.EnrolRequest]) -> models.EnrolAnswer:
    """Exchange a pairing code (good once, for 15 minutes) and this terminal's public key for its name and the platform's keys."""
    return services.enrol(body, request.META.get("REMOTE_ADDR", ""), clock.now())
