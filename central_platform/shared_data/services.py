"""The one way to shared data: queries, comparison and prefill ask here, and each look-up is written down with its purpose."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from central_platform.catalogue.data_sets import Adapter, DataSet, DataSubject, Purpose, load_data_sets
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.shared_data.adapters import CannotAnswer, DataSetAdapter, Found, Question, Tables
from central_platform.shared_data.http_adapter import DepartmentService, NoAddress
from central_platform.shared_data.models import ANSWERED, DataUse, Source
from central_platform.shared_data.subjects import tag_of
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.queries import QueryRefusal
from kiosk.messages.public_data import PublicRows

AGENTS = "company-agents"  # who acts for a company
CHILDREN = "parents-children"
_KINDS = {DataSubject.PERSON: Citizen, DataSubject.COMPANY: Company, DataSubject.NONE: type(None)}


@dataclass(frozen=True, repr=False)
class Asker:
    """Who asks. ``terminal`` None: the platform itself, for a case; ``person``: who stands at the terminal, where that is known;
    ``item``: implementation code of what is being done; ``now``: seconds since 1970."""

    terminal: Terminal | None
    person: Citizen | None
    item: str
    now: int


@lru_cache(maxsize=2)
def _data_sets(folder: str) -> Mapping[str, DataSet]:
    found, faults = load_data_sets(Path(folder))
    if faults:
        raise ValueError("\n".join(faults))
    return found


def data_sets() -> Mapping[str, DataSet]:
    """By key; read once.

    Raises:
        ValueError: the content has faults.
    """
    return _data_sets(str(settings.CONTENT_FOLDER))


def look_up(data_set: DataSet, subject: Subject | None, purpose: Purpose, parameters: Mapping[str, str], asker: Asker) -> Found:
    """What a department has on record.

    Args:
        data_set: one of `data_sets`.
        subject: whom it must be about; None for public data.
        purpose: what it is asked for; the data set must name it.
        parameters: texts by key of a field; only rows whose field contains the text (begins with it, where it is no text).
        asker: who asks; what a terminal asks is counted, the comparison for a company's query too, or codes could be tried out.

    Returns:
        Rows, of which there may be none, and their state.

    Raises:
        CannotAnswer: why not; it is written down like an answer.
        ValueError: the data set is not about subjects of this kind, which is a fault of whoever asks.
    """
    if _KINDS[data_set.subject] is not type(subject):
        raise ValueError(f"{data_set.key} is about {data_set.subject.value}")
    begun = time.monotonic()
    outcome = QueryRefusal.NO_ANSWER.value  # of a fault of ours, too
    try:
        if purpose not in data_set.purposes:
            raise CannotAnswer(QueryRefusal.NOT_PERMITTED)
        if asker.terminal is not None and terminals.count(asker.terminal, _uses(asker.terminal, asker.person), asker.now):
            raise CannotAnswer(QueryRefusal.TOO_MANY)
        found = _adapter(data_set).find(Question(data_set, subject, purpose, parameters, asker.now))
        outcome = ANSWERED
        return found
    except CannotAnswer as fault:
        outcome = fault.reason.value
        raise
    finally:
        _note(data_set.key, subject, purpose, outcome, asker, int((time.monotonic() - begun) * 1000))


def public_rows(data_set: DataSet) -> PublicRows:
    """All rows of a public data set, as they travel with the catalogue.

    Args:
        data_set: of the platform's tables.

    Raises:
        ValueError: it is about somebody.
        CannotAnswer: nothing was ever brought in, or too much; or a department answers for it by itself.
    """
    if data_set.subject is not DataSubject.NONE:
        raise ValueError(f"{data_set.key} is about somebody")
    adapter = _adapter(data_set)
    if not isinstance(adapter, Tables):
        raise CannotAnswer(QueryRefusal.NO_ANSWER)
    found = adapter.find(Question(data_set, None, Purpose.QUERY, {}, 0))
    formats = {field.key: field.format.value for field in data_set.fields}
    return PublicRows(data_set.key, data_set.department, found.as_of, formats, tuple(found.rows))


def children_of(parent: Citizen, terminal: Terminal | None, now: int) -> list[Citizen]:
    """Whose parent this is, of any age; none where the department does not say.

    Args:
        parent: whose card was read.
        terminal: that asks; None: the platform itself, for a case.
        now: seconds since 1970.
    """
    if (data_set := data_sets().get(CHILDREN)) is None:
        return []
    try:
        found = look_up(data_set, parent, Purpose.COMPARISON, {}, Asker(terminal, parent, "", now))
    except CannotAnswer:
        return []
    return [Citizen(row["name"], row["number"]) for row in found.rows]


def is_parent(parent: Citizen, child: Citizen, terminal: Terminal | None, now: int) -> bool:
    """Whether the department has the one as a parent of the other; that it does not say so proves nothing. The arguments are those
    of `children_of`."""
    told = children_of(parent, terminal, now)
    return any(one.number.upper() == child.number.upper() and same_name(one.name, child.name) for one in told)


def refuse(data_set: DataSet, subject: Subject | None, reason: QueryRefusal, asker: Asker) -> CannotAnswer:
    """Write down that a query was refused before anything was asked; the fault, to be raised."""
    _note(data_set.key, subject, Purpose.QUERY, reason.value, asker, 0)
    return CannotAnswer(reason)


def _uses(terminal: Terminal, person: Citizen | None) -> list[Use]:
    """What one question counts against."""
    uses = [Use(Quota.QUERIES_A_MINUTE, terminal.pk), Use(Quota.QUERIES, terminal.pk)]
    return [*uses, Use(Quota.QUERIES_OF_PERSON, tag_of(person))] if person is not None else uses


def _adapter(data_set: DataSet) -> DataSetAdapter:
    source = Source.objects.filter(pk=data_set.key).first()
    if source is not None and source.url:
        return DepartmentService(source.key, source.url)
    return Tables() if data_set.adapter is Adapter.TABLES else NoAddress()


def _note(key: str, subject: Subject | None, purpose: Purpose, outcome: str, asker: Asker, milliseconds: int) -> None:
    DataUse.objects.create(
        at=asker.now,
        terminal=asker.terminal,
        purpose=purpose.value,
        data_set=key,
        item=asker.item,
        subject_tag=tag_of(subject),
        outcome=outcome,
        milliseconds=milliseconds,
    )
