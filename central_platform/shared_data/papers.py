"""The official paper of a query (证明): what the screen shows of a result, on a page that proves it."""

from __future__ import annotations

from collections.abc import Sequence

from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.papers import PaperDraft, issue
from central_platform.licences.table import Table
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.answering import item_of, result_of
from central_platform.shared_data.subjects import tag_of
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen, Subject
from kiosk.domain.queries import PaperKind, QueryResult, cell_text
from kiosk.domain.times import day_of
from kiosk.messages.queries import PaperIssued, QueryPaperAnswer, QueryRefused, QueryRequest

MOST_ROWS = 15  # of a table on the page: its code says each of them


def paper(request: QueryRequest, terminal: Terminal, now: int) -> QueryPaperAnswer:
    """The paper of an item's query, or why there is none.

    Args:
        request: of the terminal; the first page of the result is what is printed.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is no query, has no official paper, or where nothing is on record; NOT_DRAWABLE where
            a character is in none of the fonts; else as `answering.answer` says.
    """
    item = item_of(request)
    query = item.query
    if query is None or query.paper.kind is not PaperKind.OFFICIAL or query.paper.title is None:
        raise Refused(ProblemCode.NOT_FOUND, "there is no official paper of this query")
    try:
        subject, result = result_of(item, request.model_copy(update={"page": 1}), terminal, now)
    except CannotAnswer as fault:
        return QueryPaperAnswer(answer=QueryRefused(verdict="REFUSED", reason=fault.reason))
    if not result.rows:
        raise Refused(ProblemCode.NOT_FOUND, "nothing is on record, and of nothing there is no paper")
    whose = _whose(subject)
    said = {label for label, _ in whose}
    draft = PaperDraft(
        title=query.paper.title,
        authority=result.department,
        rows=(*whose, *(row for row in _told(result) if row[0] not in said)),
        holder=result.about,
        holder_tag=tag_of(subject) if subject else "",
        item=item.implementation_code,
        note=_note(result),
        table=_table(result),
    )
    return QueryPaperAnswer(answer=PaperIssued(verdict="ISSUED", paper=issue(draft, terminal, now)))


def _whose(subject: Subject | None) -> list[tuple[str, str]]:
    if subject is None:
        return []
    if isinstance(subject, Citizen):
        return [("姓名", subject.name), ("证件号码", subject.number)]
    return [("统一社会信用代码", subject.number)]


def _told(result: QueryResult) -> list[tuple[str, str]]:
    """One row, field by field; several are a table."""
    if result.total > 1:
        return []
    labels = (column.label.zh for column in result.columns)
    return [(label, cell) for label, cell in zip(labels, _cells(result, result.rows[0]), strict=True) if cell]


def _table(result: QueryResult) -> Table | None:
    if result.total == 1:
        return None
    columns = tuple(column.label.zh for column in result.columns)
    return Table(columns, tuple(_cells(result, row) for row in result.rows[:MOST_ROWS]), _cells(result, result.totals))


def _cells(result: QueryResult, row: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell_text(column, cell, "zh") for column, cell in zip(result.columns, row, strict=True))


def _note(result: QueryResult) -> str:
    state = f"数据截至 {day_of(result.as_of).isoformat()}"
    if result.total == 1:
        return state
    shown = min(result.total, MOST_ROWS)
    count = f"共 {result.total} 条" if shown == result.total else f"共 {result.total} 条，印最近 {shown} 条"
    return f"{state}；{count}"
