"""The contract between terminal and platform, under /api/v1; docs/openapi.json is made from it."""

from __future__ import annotations

from ninja import NinjaAPI

from central_platform.api import asking, problems, sending, terminal

DESCRIPTION = """\
What a self-service terminal and a city's central platform say to each other. Times are whole seconds since 1970-01-01 UTC, dates
ISO 8601. Errors are a Problem: a code of a closed set and a message that holds nothing of the request.
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
