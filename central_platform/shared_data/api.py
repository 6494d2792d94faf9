"""What a terminal asks of shared data while a resident waits."""

from __future__ import annotations

from ninja import Body, Router

from central_platform.core import clock
from central_platform.core.api import Problem
from central_platform.shared_data import answering, papers
from central_platform.terminals.access import TerminalRequest, TerminalToken
from kiosk.messages import queries

router = Router(tags=["asking"], auth=TerminalToken())
_REFUSALS = (401, 403, 404, 422)


@router.post("/query", response={200: queries.QueryAnswer, _REFUSALS: Problem}, operation_id="query")
def query(request: TerminalRequest, body: Body[queries.QueryRequest]) -> queries.QueryAnswer:
    """What a department has on record for an item of kind QUERY: rows with their department and their state, or one reason of a
    closed set. Nothing on record is a result without rows."""
    return answering.answer(body, request.auth, clock.now())


@router.post("/query/paper", response={200: queries.QueryPaperAnswer, (*_REFUSALS, 409): Problem}, operation_id="query_paper")
def query_paper(request: TerminalRequest, body: Body[queries.QueryRequest]) -> queries.QueryPaperAnswer:
    """The official paper of a query's result, asked anew: numbered, sealed, with the signed statement of all that stands on it."""
    return papers.paper(body, request.auth, clock.now())
