"""From the rows of a data set to the result of a query: which rows, in which order, which page, what of each is told.

The platform answers by it from its tables, and the terminal from the public rows that travel with the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kiosk.domain.identifiers import mask_name, mask_number
from kiosk.domain.queries import CellFormat, Column, Query, QueryResult, Shape
from kiosk.domain.service_items import Form
from kiosk.domain.text import LocalizedText

PAGE = 100  # rows
ALL = "all"  # the option of a choice that narrows nothing

Row = Mapping[str, str]
_NUMBER = re.compile(r"[0-9A-Z]{15,18}")
_ONE_CASE = {ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def parameters_of(form: Form | None, answers: Mapping[str, str | int]) -> dict[str, str]:
    """What the rows are narrowed by.

    Args:
        form: of the item; None where it asks nothing.
        answers: to its questions, none of them at fault.

    Returns:
        Texts by key of a field: of a choice the Chinese words that were chosen, of all else what was typed; nothing for what was
        left empty, or for the choice of all.
    """
    if form is None:
        return {}
    properties, narrowed = form.schema["properties"], {}
    for key, value in answers.items():
        if value in ("", ALL):
            continue
        options = properties[key]["x-ask"].get("options")
        narrowed[key] = options[value]["zh"] if options else str(value)
    return narrowed


def one_case(text: str) -> str:
    """With the letters of ASCII small, and all others as they are."""
    return text.translate(_ONE_CASE)


def matches(row: Row, parameters: Mapping[str, str], formats: Mapping[str, str]) -> bool:
    """Whether a row is among those that are asked for: a text contains what is looked for, any other cell begins with it. Letters
    of ASCII are the same in either case.

    Args:
        row: cells by key of the field.
        parameters: texts by key of a field; what is no field narrows nothing.
        formats: of the data set's fields, values of `CellFormat`.
    """
    for key, wanted in parameters.items():
        if key not in formats:
            continue
        if key not in row:
            return False
        cell, text = one_case(row[key]), one_case(wanted)
        if not (text in cell if formats[key] == CellFormat.TEXT else cell.startswith(text)):
            return False
    return True


def result_of(query: Query, rows: Sequence[Row], page: int, department: LocalizedText, as_of: int, about: str = "") -> QueryResult:
    """One page of what was found.

    Args:
        query: of the item; a table's rows come the newest first, all others as they are.
        rows: those that match.
        page: from 1 on; after the last there are no rows.
        department: who answers for it.
        as_of: seconds since 1970; the state that the rows tell.
        about: whom it is about, as `QueryResult` says.
    """
    ordered = sorted(rows, key=_newest_first(query), reverse=True) if query.shape is Shape.TABLE else rows
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    return QueryResult(
        columns=query.columns,
        rows=tuple(tuple(_told(column, row.get(column.key, "")) for column in query.columns) for row in shown),
        total=len(rows),
        page=page,
        pages=max(1, -(-len(rows) // PAGE)),
        totals=tuple(_total(column, rows) for column in query.columns),
        department=department,
        as_of=as_of,
        about=about,
    )


def _newest_first(query: Query) -> Callable[[Row], str]:
    """By the first column that is a day or a month, or by the year; as they came where there is none."""
    key = next((column.key for column in query.columns if column.format in (CellFormat.DATE, CellFormat.MONTH)), "year")
    return lambda row: row.get(key, "")


def _total(column: Column, rows: Sequence[Row]) -> str:
    if not column.total:
        return ""
    return str(sum((Decimal(row[column.key]) for row in rows if row.get(column.key)), Decimal(0)))


def _told(column: Column, cell: str) -> str:
    """Of somebody who is named in a row only a part is told."""
    if column.format is not CellFormat.MASKED or not cell:
        return cell
    return mask_number(cell) if _NUMBER.fullmatch(cell) else mask_name(cell)
