"""The contract between terminal and platform, under /api/v1; docs/openapi.json is made from it."""

from __future__ import annotations

from ninja import NinjaAPI

from central_platform.api import asking, problems, sending, terminal

DESCRIPTION = """\
What a self-service terminal and a city's central platform say to each other. Times are whole seconds since 1970-01-01 UTC, dates
ISO 8601. Errors are a Problem: a code of a closed set and a message that holds nothing of the request.

A request has an id of 1 to 64 characters, never the same twice, in the header `Terminal-Request-Id`. The answer has in
`Answer-Digest` the base64url, without padding, of the SHA-256 of that id, a line feed, and the body. An answer of status 200 whose
digest is another was altered on its way, or is the answer to another request: it counts as none.
"""

api = NinjaAPI(
    title="Central platform for self-service terminals",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,  # its pages would load scripts from elsewhere
    openapi_url=None,
)
problems.install(api)
for router in (terminal.router, sending.router, asking.router):
    api.add_router("", router)
