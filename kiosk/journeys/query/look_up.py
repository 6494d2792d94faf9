"""What the terminal asks of the platform for a query."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.queries import QueryRefusal, QueryResult
from kiosk.domain.values import Value
from kiosk.ports.platform import AnswerUnusable, LookUp, PlatformLine, Reply


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

        shown = self.shown
        request = queries.QueryRequest(
            implementation_code=self.implementation_code,
            identity=line.identity(shown.holder, shown.evidence) if shown else None,
            company=shown.company if shown else "",
            answers=dict(self.answers),
            page=self.page,
        )
        answer = line.call("/v1/query", request, queries.QueryAnswer).answer
        if isinstance(answer, queries.QueryRefused):
            return QueryRefused(answer.reason)
        width = len(answer.result.columns)
        if any(len(row) != width for row in (*answer.result.rows, answer.result.totals)):
            raise AnswerUnusable
        return QueryKnown(answer.result)
