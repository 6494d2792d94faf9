"""From a terminal's question to a result: which item, who may, what of the rows is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from central_platform.catalogue.data_sets import DataSet, DataSubject, Purpose
from central_platform.catalogue.published import current
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people import services as people
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer, Found, Row
from central_platform.terminals.services import Terminal
from kiosk.domain.forms import faults
from kiosk.domain.identifiers import citizen_birth, citizen_is_male, citizen_number_fault, credit_code_fault, mask_name, mask_number
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.people import age_on
from kiosk.domain.queries import CellFormat, Column, Query, QueryRefusal, QueryResult, Shape
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.times import day_of
from kiosk.messages.queries import QueryAnswer, QueryAnswered, QueryRefused, QueryRequest

PAGE = 100  # rows
ALL = "all"  # the option of a choice that narrows nothing
_NUMBER = re.compile(r"[0-9A-Z]{15,18}")


def answer(request: QueryRequest, terminal: Terminal, now: int) -> QueryAnswer:
    """The result of an item's query, or why there is none.

    Args:
        request: of the terminal.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is no query; IDENTITY, CLOCK, REPLAYED as `people.services.identified` says;
            NOT_UNDERSTOOD for answers that do not fit the item's form.
    """
    item = item_of(request)
    try:
        _, result = result_of(item, request, terminal, now)
    except CannotAnswer as fault:
        return QueryAnswer(answer=QueryRefused(verdict="REFUSED", reason=fault.reason))
    return QueryAnswer(answer=QueryAnswered(verdict="ANSWERED", result=result))


def item_of(request: QueryRequest) -> ServiceItem:
    """The item that is asked. Refused: NOT_FOUND."""
    item = current().items.get(request.implementation_code)
    if item is None or item.query is None or item.query.data_set not in services.data_sets():
        raise Refused(ProblemCode.NOT_FOUND, "no such query in the catalogue")
    return item


def result_of(item: ServiceItem, request: QueryRequest, terminal: Terminal, now: int) -> tuple[Subject | None, QueryResult]:
    """Whom it is about, None for public data, and one page of what is on record.

    Args:
        item: as `item_of` gives it.
        request: of the terminal.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        CannotAnswer: why not.
        Refused: as `answer` says.
    """
    assert item.query
    data_set = services.data_sets()[item.query.data_set]
    holder = _holder(item, request, terminal, now)
    asker = services.Asker(terminal, holder, item.implementation_code, now)
    subject = _subject(item, data_set, request, asker)
    parameters = _parameters(item, request, _facts(holder, day_of(now)), day_of(now))
    found = services.look_up(data_set, subject, Purpose.QUERY, parameters, asker)
    return subject, _result(item.query, data_set, found, request.page, _about(subject))


def _holder(item: ServiceItem, request: QueryRequest, terminal: Terminal, now: int) -> Citizen | None:
    """Whose card was read; None where the item asks for none, whatever came with the request."""
    if item.assurance is Assurance.NONE:
        return None
    if request.identity is None:
        raise Refused(ProblemCode.IDENTITY, "this query needs a card that was read just now")
    try:
        identity = people.identified(terminal, request.identity, "query", now)
    except Refused as fault:
        if fault.code is ProblemCode.TOO_MANY:
            raise CannotAnswer(QueryRefusal.TOO_MANY) from None
        raise
    if not isinstance(identity.subject, Citizen):
        raise Refused(ProblemCode.IDENTITY, "a card is somebody's, not a company's")
    return identity.subject


def _subject(item: ServiceItem, data_set: DataSet, request: QueryRequest, asker: services.Asker) -> Subject | None:
    """Whom it is about, where the holder of the card has a right to that.

    Raises:
        CannotAnswer: NOT_PERMITTED, the same for a company that nobody knows and for another's.
    """
    holder = asker.person
    if holder is None or data_set.subject is DataSubject.NONE:
        return None
    if data_set.subject is DataSubject.COMPANY:
        company = Company("", request.company.upper())
        if credit_code_fault(company.number) or not services.may_act(asker, company):
            raise services.refuse(data_set, company, QueryRefusal.NOT_PERMITTED, asker)
        return company
    facts = _facts(holder, day_of(asker.now))
    if facts and not all(holds(condition.rule, {"person": facts}) for condition in item.eligibility):
        raise services.refuse(data_set, holder, QueryRefusal.NOT_PERMITTED, asker)
    return holder


def _facts(holder: Citizen | None, today: date) -> dict[str, Any]:
    """What rules may ask of a person, from the number; {} where it does not tell."""
    if holder is None or citizen_number_fault(holder.number, today):
        return {}
    birth = citizen_birth(holder.number)
    assert birth
    sex = "male" if citizen_is_male(holder.number) else "female"
    return {"age": age_on(birth, today), "sex": sex, "number_area": holder.number[:6]}


def _parameters(item: ServiceItem, request: QueryRequest, person: Mapping[str, Any], today: date) -> dict[str, str]:
    """What the rows are narrowed by: of a choice the words that were chosen, of all else what was typed."""
    if item.form is None:
        if request.answers:
            raise Refused(ProblemCode.NOT_UNDERSTOOD, "this query asks nothing")
        return {}
    try:
        wrong = faults(item.form, request.answers, person, today)
    except RuleFault:
        wrong = ("?",)
    if wrong:
        raise Refused(ProblemCode.NOT_UNDERSTOOD, "an answer does not fit its question")
    properties = item.form.schema["properties"]
    narrowed = {}
    for key, value in request.answers.items():
        if value in ("", ALL):
            continue
        options = properties[key]["x-ask"].get("options")
        narrowed[key] = options[value]["zh"] if options else str(value)
    return narrowed


def _result(query: Query, data_set: DataSet, found: Found, page: int, about: str) -> QueryResult:
    rows = sorted(found.rows, key=_newest_first(query), reverse=True) if query.shape is Shape.TABLE else found.rows
    pages = max(1, -(-len(rows) // PAGE))
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return QueryResult(
        columns=query.columns,
        rows=tuple(tuple(_told(column, row.get(column.key, "")) for column in query.columns) for row in shown),
        total=len(rows),
        page=page,
        pages=pages,
        totals=tuple(_total(column, rows) for column in query.columns),
        department=data_set.department,
        as_of=found.as_of,
        about=about,
    )


def _about(subject: Subject | None) -> str:
    if subject is None:
        return ""
    return subject.number if isinstance(subject, Company) else mask_name(subject.name)


def _newest_first(query: Query) -> Any:
    """By the first column that is a day or a month, or by the year; as they came where there is none."""
    key = next((column.key for column in query.columns if column.format in (CellFormat.DATE, CellFormat.MONTH)), "year")
    return lambda row: row.get(key, "")


def _total(column: Column, rows: Sequence[Row]) -> str:
    if not column.total:
        return ""
    return str(sum((Decimal(row[column.key]) for row in rows if row.get(column.key)), Decimal(0)))


def _told(column: Column, cell: str) -> str:
    """Of somebody who is named in a row only a part leaves the platform."""
    if column.format is not CellFormat.MASKED or not cell:
        return cell
    return mask_number(cell) if _NUMBER.fullmatch(cell) else mask_name(cell)
