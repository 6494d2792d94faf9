"""For which companies somebody may act. `company-agents` has of each company who acts for it, and alone decides; of each person
`agents-companies` only says where to look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from central_platform.catalogue.data_sets import DataSet, DataSubject, Purpose
from central_platform.catalogue.published import current
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.services import AGENTS, Asker
from central_platform.terminals.services import Terminal
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.mandates import Mandate, refusal_of
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, Company
from kiosk.domain.prefill import looked_up, sources_of
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.query_rows import Row
from kiosk.domain.times import day_of
from kiosk.messages.companies import MandateAnswer

COMPANIES = "agents-companies"
CODE = "credit_code"  # the field of public data sets that names a company
_NOTHING_THERE = frozenset({QueryRefusal.NO_SUCH_PERSON, QueryRefusal.NOT_PERMITTED})


def mandate_of(asker: Asker, company: Company) -> Mandate | None:
    """By what right the person who asks acts for a company, which may have ended; None where the register does not have them.

    Args:
        asker: who asks, with the person; its item is what is to be done.
        company: its name may be empty.

    Raises:
        CannotAnswer: the department could not be asked. That it knows no such company is None.
    """
    person = asker.person
    if person is None or (agents := services.data_sets().get(AGENTS)) is None:
        return None
    try:
        rows = services.look_up(agents, company, Purpose.COMPARISON, {}, asker).rows
    except CannotAnswer as fault:
        if fault.reason in _NOTHING_THERE:
            return None
        raise
    found = [_mandate(row, company, asker) for row in rows if _is(row, person)]
    # Of several the one that does: a representative may have been an agent before.
    return next((one for one in found if one.refusal is None), found[0] if found else None)


def _is(row: Row, person: Citizen) -> bool:
    return row["number"].upper() == person.number.upper() and same_name(row["name"], person.name)


def _mandate(row: Row, company: Company, asker: Asker) -> Mandate:
    until = row.get("until", "")
    refusal = refusal_of(until, row.get("scope", ""), asker.item, day_of(asker.now))
    return Mandate(company, row["role"], date.fromisoformat(until) if until else None, refusal)


def mandates_of(asker: Asker) -> list[Mandate]:
    """All companies that the person who asks is on record as acting for, those first for which they may do it now.

    Raises:
        CannotAnswer: a department could not be asked.
    """
    if asker.person is None or (companies := services.data_sets().get(COMPANIES)) is None:
        return []
    try:
        rows = services.look_up(companies, asker.person, Purpose.COMPARISON, {}, asker).rows
    except CannotAnswer as fault:
        if fault.reason in _NOTHING_THERE:
            return []
        raise
    # What follows from one question of a terminal counts once.
    inner = replace(asker, terminal=None)
    named = [Company(row["company"], row[CODE].upper()) for row in rows if credit_code_fault(row[CODE].upper()) is None]
    found = [mandate for company in dict.fromkeys(named) if (mandate := mandate_of(inner, company))]
    return sorted(found, key=lambda one: one.refusal is not None)


def told(who: Identified, code: str, terminal: Terminal, now: int) -> list[Mandate]:
    """`mandates_of` whoever's card was read at a terminal; none where the register does not know the card.

    Args:
        who: by the card.
        code: implementation code of what is to be done.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        CannotAnswer: a department could not be asked.
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    if code not in current().items:
        raise Refused(ProblemCode.NOT_FOUND, "no such item in the catalogue")
    if not who.proved or people.find(who) is None:
        return []
    return mandates_of(Asker(terminal, Citizen(who.name, who.number), code, now))


def answered(mandate: Mandate) -> MandateAnswer:
    """As it goes over the line."""
    company = mandate.company
    return MandateAnswer(name=company.name, number=company.number, role=mandate.role, until=mandate.until, refusal=mandate.refusal)


def known_of_company(who: Identified, number: str, code: str, terminal: Terminal, now: int) -> dict[str, str]:
    """What is on record of a company (一企一档), by source of a question's prefill: only what the item's form names, and only for
    whoever may do this for the company.

    Args:
        who: by the card that was read.
        number: credit code of the company.
        code: implementation code of the item.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    item = current().items.get(code)
    if item is None:
        raise Refused(ProblemCode.NOT_FOUND, "no such item in the catalogue")
    asker = Asker(terminal, Citizen(who.name, who.number), code, now)
    company = Company("", number.upper())
    try:
        mandate = mandate_of(asker, company) if who.proved else None
    except CannotAnswer:
        return {}
    if mandate is None or mandate.refusal:
        return {}
    named = [parts for source in sorted(sources_of(item.form)) if (parts := looked_up(source)) and parts[0] == "data"]
    rows = dict(_rows({key for _, key, _ in named}, company, replace(asker, terminal=None)))
    found = ((f"data.{key}.{field}", rows.get(key, {}).get(field, "")) for _, key, field in named)
    return {source: text for source, text in found if text}


def _rows(keys: Iterable[str], company: Company, asker: Asker) -> Iterable[tuple[str, Mapping[str, str]]]:
    """Of each data set the row about this company, where there is one alone."""
    for key in sorted(keys):
        data_set = services.data_sets().get(key)
        if data_set is None or not (rows := _about(data_set, company, asker)) or len(rows) > 1:
            continue
        yield key, {field: text for field, text in rows[0].items() if data_set.fills(field)}


def _about(data_set: DataSet, company: Company, asker: Asker) -> list[Row]:
    try:
        if data_set.subject is DataSubject.COMPANY:
            return list(services.look_up(data_set, company, Purpose.PREFILL, {}, asker).rows)
        if data_set.subject is DataSubject.NONE and CODE in data_set.by_key:
            rows = services.look_up(data_set, None, Purpose.PREFILL, {CODE: company.number}, asker).rows
            return [row for row in rows if row.get(CODE, "").upper() == company.number]
    except CannotAnswer:
        pass  # whoever acts answers by hand
    return []
