"""What is known of the person who stands at a terminal."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.people import services
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import models

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 422, 429)


@router.post("/profile", response={200: models.ProfileAnswer, _REFUSALS: Problem}, operation_id="profile")
def profile(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.ProfileAnswer:
    """What forms may be filled from: mobile, address, employment, insured_city, bank_account_tail."""
    who = services.identified(request.auth, body.identity, "profile", clock.now())
    return models.ProfileAnswer(profile=services.profile_of(who))
