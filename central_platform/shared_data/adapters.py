"""Ways to a data set: the platform's own tables here, a department's service in `http_adapter`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models import Max
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Collate, Lower
from django.db.models.lookups import Contains, StartsWith

from central_platform.catalogue.data_sets import AsOf, DataSet, DataSubject, Purpose
from central_platform.people import services as people
from central_platform.shared_data.models import DataImport, Record
from central_platform.shared_data.subjects import tag_of
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, Subject
from kiosk.domain.queries import CellFormat, QueryRefusal
from kiosk.domain.query_rows import Row, matches, one_case

MOST_ROWS = 5000  # of one answer


class CannotAnswer(Exception):
    """There is no result, and why; holds nothing of a person."""

    def __init__(self, reason: QueryRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Question:
    """What is asked of a data set. ``subject`` None: of public data; ``parameters``: texts that the fields of these keys contain,
    or begin with where they are no texts."""

    data_set: DataSet
    subject: Subject | None
    purpose: Purpose
    parameters: Mapping[str, str]
    now: int


@dataclass(frozen=True, repr=False)
class Found:
    """``rows``: cells by key of the field; ``as_of``: seconds since 1970."""

    rows: Sequence[Row]
    as_of: int


class DataSetAdapter(Protocol):
    def find(self, question: Question) -> Found:
        """The rows of this subject, of which there may be none.

        Raises:
            CannotAnswer: any reason but NOT_PERMITTED by the platform's own rules and TOO_MANY, which are judged before.
        """
        ...


class Tables:
    """The reference adapter: rows that `importing` brought."""

    def find(self, question: Question) -> Found:
        """`DataSetAdapter`"""
        data_set, subject = question.data_set, question.subject
        whole = Record.objects.filter(data_set=data_set.key, subject_tag=tag_of(subject))
        if subject is None:
            kept = list(whole.filter(*_narrowed(question)).order_by("pk")[: MOST_ROWS + 1])
        else:
            own = list(whole.order_by("pk")[: MOST_ROWS + 1])
            _check_names(question, sorted({row.name for row in own}))
            formats = {field.key: field.format.value for field in data_set.fields}
            kept = [row for row in own if matches(row.cells, question.parameters, formats)]
        rows = [(row.cells, row.as_of) for row in kept]
        if len(rows) > MOST_ROWS:
            raise CannotAnswer(QueryRefusal.NONSENSE)  # a public list that nobody can read; the question must be narrower
        newest = max((as_of for _, as_of in rows), default=0)
        if data_set.as_of is AsOf.IMPORT or not newest:
            newest = DataImport.objects.filter(data_set=data_set.key).aggregate(Max("as_of"))["as_of__max"] or 0
        if not newest:
            raise CannotAnswer(QueryRefusal.NO_ANSWER)  # nothing was ever brought in: that somebody is not in it means nothing
        return Found([row for row, _ in rows], newest)


def _check_names(question: Question, names: Sequence[str]) -> None:
    """A number alone tells nothing: its rows must bear the name, all of them."""
    subject = question.subject
    if question.data_set.subject is DataSubject.COMPANY or subject is None:
        return
    ours = [name for name in names if same_name(name, subject.name)]
    if names and len(ours) < len(names):
        raise CannotAnswer(QueryRefusal.TWO_PERSONS if ours or _several(names) else QueryRefusal.NO_SUCH_PERSON)
    if not names and isinstance(subject, Citizen) and people.find(subject) is None:
        raise CannotAnswer(QueryRefusal.NO_SUCH_PERSON)


def _several(names: Sequence[str]) -> bool:
    return any(not same_name(name, names[0]) for name in names[1:])


def _narrowed(question: Question) -> list[Any]:
    """`kiosk.domain.query_rows.matches`, as the database does it: conditions of a filter."""
    fields = question.data_set.by_key
    return [
        (Contains if fields[key].format is CellFormat.TEXT else StartsWith)(_in_one_case(key), one_case(text))
        for key, text in question.parameters.items()
        if key in fields
    ]


def _in_one_case(key: str) -> Lower:
    """A cell with the letters of ASCII small: SQLite knows no others, PostgreSQL is told so by the collation."""
    cell = KeyTextTransform(key, "data")
    return Lower(Collate(cell, "C") if connection.vendor == "postgresql" else cell)
