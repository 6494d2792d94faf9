"""Queries (业务查询): what an item of kind QUERY asks of which shared data set (全域共享), and what comes back. Plain values; the
sentences that residents read belong to the terminal's pages.

Who may ask is the item's `assurance`, what is asked of the resident its `form`: a parameter narrows the rows by the field of the
same name.
"""

from __future__ import annotations

import re
from enum import StrEnum

from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import Value


class Shape(StrEnum):
    """How a result is laid out."""

    VALUE = "value"  # one field of one row
    RECORD = "record"  # one row, field below field
    TABLE = "table"  # rows by year, month or day, the newest first
    DOCUMENT = "document"  # a row that is printed as an official paper
    LIST = "list"  # rows to look through and search


class CellFormat(StrEnum):
    """What a field's text is; a cell travels as plain text in the form named here, and `cell_text` makes it readable."""

    TEXT = "text"
    DATE = "date"  # 2026-05-01
    MONTH = "month"  # 2026-05
    MONEY = "money"  # whole fen: 123456 is 1,234.56 yuan; may be below nought
    NUMBER = "number"  # 12, 1.25
    YES_NO = "yes-no"  # yes, no
    MASKED = "masked"  # a name or number of somebody, of which the platform tells a part


class PaperKind(StrEnum):
    NONE = "none"
    RECEIPT = "receipt"
    OFFICIAL = "official"  # a page with a title, on A4


class Offline(StrEnum):
    NEVER = "never"
    SIGNED = "signed"  # public rows, which may travel with the catalogue


class Column(Published):
    """A field. ``optional``: not every row has it (its cell is "" then); ``total``: its sum over all rows is told."""

    key: str
    label: LocalizedText
    format: CellFormat = CellFormat.TEXT
    optional: bool = False
    total: bool = False


class Paper(Published):
    """What may be printed. ``title``: of the official page."""

    kind: PaperKind = PaperKind.NONE
    title: LocalizedText | None = None


class Query(Published):
    """What stands under ``query`` of an item; ``columns`` are the data set's, in the order in which they are shown."""

    data_set: str
    shape: Shape
    columns: tuple[Column, ...]
    paper: Paper = Paper()
    offline: Offline = Offline.NEVER

    @property
    def public(self) -> str:
        """The data set, where its rows may travel with the catalogue, else ""."""
        return self.data_set if self.offline is Offline.SIGNED else ""


class QueryResult(Value):
    """What a department has on record. No rows: nothing is on record, which is an answer too.

    Attributes:
        columns: the platform's own: a terminal's catalogue may be older.
        rows: cells in the order of ``columns``; "" for what is not known of an optional field.
        total: rows on all pages; ``page`` of ``pages``, from 1 on.
        totals: a cell for each column, "" where the column has no total; over all pages.
        department: who answers for it.
        as_of: seconds since 1970; the state that the rows tell.
        about: whom it is about: a person's name as `mask_name` leaves it, a company's credit code; "" for public data.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    page: int
    pages: int
    totals: tuple[str, ...]
    department: LocalizedText
    as_of: int
    about: str


class QueryRefusal(StrEnum):
    """Why there is no result. A reason that only a newer platform names is NO_ANSWER here."""

    NO_SUCH_PERSON = "NO_SUCH_PERSON"  # the department knows nobody of this name and number
    TWO_PERSONS = "TWO_PERSONS"  # it has two under this number
    NOT_PERMITTED = "NOT_PERMITTED"  # no right to it; nothing says whether there is anything
    NO_ANSWER = "NO_ANSWER"  # the department does not answer
    LATE = "LATE"  # it answers too late
    NONSENSE = "NONSENSE"  # what it answers cannot be read
    SOMEBODY_ELSE = "SOMEBODY_ELSE"  # what it answers is about somebody else, and was thrown away
    TOO_MANY = "TOO_MANY"  # too many questions from this terminal or about this person

    @classmethod
    def _missing_(cls, value: object) -> QueryRefusal:
        return cls.NO_ANSWER


# Compiled where they are used: no terminal judges a cell before its first frame.
_FORMS = {
    CellFormat.DATE: r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    CellFormat.MONTH: r"[0-9]{4}-(0[1-9]|1[0-2])",
    CellFormat.MONEY: r"-?[0-9]{1,15}",
    CellFormat.NUMBER: r"-?[0-9]{1,15}(\.[0-9]{1,6})?",
    CellFormat.YES_NO: r"yes|no",
}
LONGEST_CELL = 400  # characters


def cell_fault(column: Column, cell: str) -> str | None:
    """What is wrong with a cell, in words that never hold it; None for a good one."""
    if not cell:
        return None if column.optional else "is missing"
    if len(cell) > LONGEST_CELL:
        return f"is longer than {LONGEST_CELL} characters"
    form = _FORMS.get(column.format)
    return f"is no {column.format.value}" if form and not re.fullmatch(form, cell) else None


def cell_text(column: Column, cell: str, language: str) -> str:
    """A cell as people read it.

    Args:
        column: whose cell it is.
        cell: as it travels.
        language: ``en`` for English, Chinese for anything else.

    Returns:
        ``2026年5月1日`` or ``2026-05-01``, ``1,234.56元`` or ``CNY 1,234.56``; "" for an empty cell; what does not have the
        column's form as it is.
    """
    if not cell or cell_fault(column, cell):
        return cell
    chinese = language != "en"
    match column.format:
        case CellFormat.DATE | CellFormat.MONTH if chinese:
            return "".join(f"{int(part)}{unit}" for part, unit in zip(cell.split("-"), "年月日", strict=False))
        case CellFormat.MONEY:
            fen = int(cell)
            amount = f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
            return f"{amount}元" if chinese else f"{amount} yuan"
        case CellFormat.YES_NO if chinese:
            return "是" if cell == "yes" else "否"
        case CellFormat.YES_NO:
            return "Yes" if cell == "yes" else "No"
    return cell
