"""What the terminal asks of the platform for a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.queries import QueryRefusal, QueryResult
from kiosk.domain.values import Value
from kiosk.ports.platform import (
    AnswerUnusable,
    LicenceFile,
    LicenceRefusal,
    LicenceRefused,
    LookUp,
    LookUpRefused,
    PlatformLine,
    Reply,
    file_of,
)

if TYPE_CHECKING:
    from kiosk.messages.queries import QueryRequest


class QueryKnown(Reply):
    """What the department has on record, which may be nothing."""

    result: QueryResult


class QueryRefused(Reply):
    """The platform's own word that there is no result, and why."""

    reason: QueryRefusal


class Shown(Value):
    """Who holds the card, and that it was read here just now. ``company``: the credit code of the company that they act for."""

    holder: Citizen
    evidence: Evidence
    company: str = ""


class AskQuery(LookUp):
    """
    Attributes:
        implementation_code: of the item.
        answers: to the questions of its form.
        shown: None where the item asks nobody who they are.
        page: from 1 on.
    """

    implementation_code: str
    answers: Mapping[str, str | int] = {}
    shown: Shown | None = None
    page: int = 1

    def ask(self, line: PlatformLine) -> QueryKnown | QueryRefused:
        """`kiosk.ports.platform.LookUp`; AnswerUnusable where rows and columns do not fit."""
        from kiosk.messages import queries

        answer = line.call("/v1/query", _request(self, line), queries.QueryAnswer).answer
        if isinstance(answer, queries.QueryRefused):
            return QueryRefused(answer.reason)
        width = len(answer.result.columns)
        if any(len(row) != width for row in (*answer.result.rows, answer.result.totals)):
            raise AnswerUnusable
        return QueryKnown(answer.result)


class AskPaper(LookUp):
    """The official paper of what ``query`` asks."""

    query: AskQuery

    def ask(self, line: PlatformLine) -> LicenceFile | LicenceRefused:
        """`kiosk.ports.platform.LookUp`; AnswerUnusable where there is no paper of it now."""
        from kiosk.messages import queries

        try:
            answer = line.call("/v1/query/paper", _request(self.query, line), queries.QueryPaperAnswer).answer
        except LookUpRefused as refused:
            if refused.code != LicenceRefusal.NOT_DRAWABLE.value:
                raise
            return LicenceRefused(LicenceRefusal.NOT_DRAWABLE)
        if isinstance(answer, queries.QueryRefused):
            raise AnswerUnusable
        return file_of(answer.paper)


def _request(query: AskQuery, line: PlatformLine) -> QueryRequest:
    from kiosk.messages import queries

    shown = query.shown
    return queries.QueryRequest(
        implementation_code=query.implementation_code,
        identity=line.identity(shown.holder, shown.evidence) if shown else None,
        company=shown.company if shown else "",
        answers=dict(query.answers),
        page=query.page,
    )
