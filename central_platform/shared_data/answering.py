"""From a terminal's question to a result: which item, who may, what of the rows is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from central_platform.catalogue.data_sets import DataSet, DataSubject, Purpose
from central_platform.catalogue.published import current
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people import services as people
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.mandates import mandate_of
from central_platform.terminals.services import Terminal
from kiosk.domain import query_rows
from kiosk.domain.forms import faults
from kiosk.domain.identifiers import citizen_birth, citizen_is_male, citizen_number_fault, credit_code_fault, mask_name
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.people import age_on
from kiosk.domain.queries import QueryRefusal, QueryResult
from kiosk.domain.query_rows import parameters_of
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.times import day_of
from kiosk.messages.queries import QueryAnswer, QueryAnswered, QueryRefused, QueryRequest


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
    return subject, query_rows.result_of(item.query, found.rows, request.page, data_set.department, found.as_of, _about(subject))


def _holder(item: ServiceItem, request: QueryRequest, terminal: Terminal, now: int) -> Citizen | None:
    """Whose card was read; None where the item asks for none, whatever came with the request."""
    if item.assurance is Assurance.NONE:
        return None
    if request.identity is None:
        raise Refused(ProblemCode.IDENTITY, "this query needs a card that was read just now")
    try:
        needs = Assurance.CODE if item.assurance is Assurance.CODE else Assurance.CARD
        identity = people.identified(terminal, request.identity, "query", now, needs)
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
        if credit_code_fault(company.number) or not _may_act(asker, company):
            raise services.refuse(data_set, company, QueryRefusal.NOT_PERMITTED, asker)
        return company
    facts = _facts(holder, day_of(asker.now))
    if facts and not all(holds(condition.rule, {"person": facts}) for condition in item.eligibility):
        raise services.refuse(data_set, holder, QueryRefusal.NOT_PERMITTED, asker)
    return holder


def _may_act(asker: services.Asker, company: Company) -> bool:
    mandate = mandate_of(asker, company)
    return mandate is not None and mandate.refusal is None


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
    return parameters_of(item.form, request.answers)


def _about(subject: Subject | None) -> str:
    if subject is None:
        return ""
    return subject.number if isinstance(subject, Company) else mask_name(subject.name)
