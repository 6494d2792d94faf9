"""The contract between terminal and platform, under /api; docs/openapi.json is made from it."""

from __future__ import annotations

from ninja import NinjaAPI

from central_platform.cases import api as cases
from central_platform.core import api as core
from central_platform.enrolment import api as enrolment
from central_platform.intake import api as intake
from central_platform.intake import contract_1
from central_platform.licences import api as licences
from central_platform.payments import api as payments
from central_platform.people import api as people
from central_platform.shared_data import api as shared_data
from central_platform.terminals import api as terminals

DESCRIPTION = """\
What a self-service terminal and a city's central platform say to each other. Times are whole seconds since 1970-01-01 UTC, dates
ISO 8601. Errors are a Problem: a code of a closed set and a message that holds nothing of the request.

A request has an id of 1 to 64 characters, never the same twice, in the header `Terminal-Request-Id`. The answer has in
`Answer-Digest` the base64url, without padding, of the SHA-256 of that id, a line feed, and the body. An answer of status 200 whose
digest is another was altered on its way, or is the answer to another request: it counts as none.

Any request may be answered 408 (it did not arrive in time), 413 (send less at once) or 503 with the code BUSY: nothing is wrong
with it, and it is to come again after the seconds in `after`, which stand in `Retry-After`, too.
"""

api = NinjaAPI(
    title="Central platform for self-service terminals",
    version="2.0.0",
    description=DESCRIPTION,
    docs_url=None,  # its pages would load scripts from elsewhere
    openapi_url=None,
    parser=core.BoundedParser(),
)
core.install(api)
for router in (
    *(enrolment.router, terminals.router, licences.serial_numbers, contract_1.router, cases.sending),
    *(cases.asking, payments.asking, shared_data.router, people.router, licences.asking),
):
    api.add_router("/v1", router)
api.add_router("/v2", intake.router)
