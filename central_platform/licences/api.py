"""Licences of the person who stands at a terminal, and serial numbers for copies of them."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Nothing, Problem
from central_platform.licences import presenting, serials, services
from central_platform.people.services import identified
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import models, presented_licence

asking = Router(tags=["asking"], auth=TerminalToken())
serial_numbers = Router(tags=["terminal"], auth=TerminalToken())
_REFUSALS = (401, 403, 422, 429)


@asking.post("/licences", response={200: models.LicencesAnswer, _REFUSALS: Problem}, operation_id="licences")
def licences_held(request: TerminalRequest, body: Body[models.IdentityRequest]) -> models.LicencesAnswer:
    """Licences of the person whose card was read, usable ones first."""
    now = clock.now()
    who = identified(request.auth, body.identity, "licences", now)
    return models.LicencesAnswer(licences=services.licences_of(who, request.auth, now))


@asking.post(
    "/licences/file", response={200: models.LicenceFileAnswer, (*_REFUSALS, 404, 409): Problem}, operation_id="licence_file"
)
def licence_file(request: TerminalRequest, body: Body[models.LicenceFileRequest]) -> models.LicenceFileAnswer:
    """The page of one licence, and the signed statement of it: id, type, name, holder (masked), until, sha256 of the page."""
    now = clock.now()
    who = identified(request.auth, body.identity, "licence-file", now)
    return services.file_of(who, body.identifier, request.auth, now)


@asking.post(
    "/licences/presented",
    response={200: presented_licence.PresentedAnswer, (*_REFUSALS, 404): Problem},
    operation_id="licence_presented",
)
def licence_presented(
    request: TerminalRequest, body: Body[presented_licence.PresentedRequest]
) -> presented_licence.PresentedAnswer:
    """Whether a licence that the applicant shows on a phone settles a material of this item: its kind and a reference, or one
    reason of a closed set why not. A code is good once, for a minute."""
    now = clock.now()
    who = identified(request.auth, body.identity, "presented", now)
    return presenting.accept(body, who, request.auth, now)


@serial_numbers.post(
    "/copy-serials",
    response={200: models.SerialLeaseAnswer, (401, 403, 409, 422, 429): Problem},
    operation_id="copy_serials",
)
def copy_serials(request: TerminalRequest, body: Body[Nothing]) -> models.SerialLeaseAnswer:
    """Lease the next serial numbers for licence copies; no two leases overlap."""
    return serials.lease_serials(request.auth, clock.now())
