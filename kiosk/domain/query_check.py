"""What may not be published of a query, in words for its author."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from kiosk.domain.queries import CellFormat, Column, Offline, PaperKind, Query, Shape

SUMMED = frozenset({CellFormat.MONEY, CellFormat.NUMBER})
_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def check_query(query: Query, fields: Mapping[str, Column] | None, parameters: Collection[str], public: bool) -> Iterator[str]:
    """What is wrong with a query, in words for its author; nothing if it may be published.

    Args:
        query: as it stands in the item.
        fields: of its data set, by key; None where there is no such data set.
        parameters: keys of the item's form.
        public: the item asks nobody who they are.
    """
    if fields is None:
        yield f"no data set {query.data_set!r}"
        fields = {}
    keys = [column.key for column in query.columns]
    if not keys:
        yield "a query shows at least one column"
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"column {key!r} stands twice"
    for column in query.columns:
        if fields.get(column.key, column) != column or (fields and column.key not in fields):
            yield f"column {column.key!r} is not the data set's"
        yield from (f"column {column.key!r}: {problem}" for problem in check_column(column))
    if query.shape is Shape.VALUE and len(keys) != 1:
        yield "a value has one column"
    if query.shape in (Shape.TABLE, Shape.LIST) and len(keys) < 2:
        yield f"a {query.shape.value} has two columns at least"
    if query.shape is Shape.DOCUMENT and query.paper.kind is not PaperKind.OFFICIAL:
        yield "a document is an official paper"
    if (query.paper.kind is PaperKind.OFFICIAL) != (query.paper.title is not None):
        yield "an official paper has a title, and nothing else has"
    if query.offline is Offline.SIGNED and not public:
        yield "what is about somebody never travels with the catalogue"
    if query.offline is Offline.SIGNED and any(field.format is CellFormat.MASKED for field in fields.values()):
        yield "rows that name somebody never travel with the catalogue"
    for key in parameters:
        if fields and key not in fields:
            yield f"parameter {key!r} is no field of the data set"


def check_column(column: Column) -> Iterator[str]:
    """What is wrong with a field, in words for its author."""
    if not _KEY.fullmatch(column.key):
        yield "keys are lower-case words joined by _"
    if column.total and column.format not in SUMMED:
        yield "only money and numbers have a total"
