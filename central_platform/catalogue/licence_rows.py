"""Rows of ``licence_kinds.tsv``, and what may be wrong with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path

from kiosk.domain.service_items import Source
from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import Value, field

KINDS, AUTHORITIES = "licence_kinds.tsv", "licence_authorities.yaml"
COLUMNS = (
    "number", "key", "name_zh", "name_en", "holder", "authority", "basis", "clause", "theme", "in_use", "everyday_words"
)  # fmt: skip
REPLACED = "replaced-by:"
LAST_NUMBER = 899  # a type's code has room for three digits, and below 100 stand those that are written by hand
LONGEST_KEY = 40  # characters: the licence library keeps it
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Holder(Enum):
    """Whose such a licence is."""

    PERSON = "PERSON"
    RELATIVE = "RELATIVE"  # it tells of somebody who has died, and is given to the family
    COMPANY = "COMPANY"
    EITHER = "EITHER"
    VEHICLE = "VEHICLE"
    PRODUCT = "PRODUCT"
    PLACE = "PLACE"
    PROJECT = "PROJECT"


class Department(Published):
    """``code``: its unified social credit code."""

    key: str
    code: str
    name: LocalizedText


class LicenceKind(Value):
    """``number``: from which its codes are made; it is never given to another kind. ``authority``: the kind of office that issues
    it. ``basis``: the clause that names it."""

    number: int
    key: str
    name: LocalizedText
    holder: Holder
    authority: LocalizedText
    department: Department
    basis: Source
    theme: str
    everyday_words: tuple[str, ...]

    @property
    def type_code(self) -> str:
        """Of the licence type, 21 characters: the department, and three digits."""
        return f"{self.department.code}{100 + self.number}"

    @property
    def implementation_code(self) -> str:
        """Of the item, 31 characters: department, level 4, and the basic code of a service (``20``) of the province ``31``."""
        return f"{self.department.code}43120{6000 + self.number:08d}"


class Row(Value):
    """``line``: of the file, for its author."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def in_use(self) -> bool:
        """Whether it is a kind of its own."""
        return self["in_use"] == "yes"

    @property
    def words(self) -> tuple[str, ...]:
        """The everyday words."""
        return tuple(self["everyday_words"].split("|"))


def rows_of(path: Path, faults: list[str]) -> Iterator[Row]:
    """The rows of a registry, in order; none where there is no such file.

    Args:
        path: of the file.
        faults: gets a line for each row that has other columns.
    """
    if not path.exists():
        return
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    if tuple(header.split("\t")) != COLUMNS:
        faults.append(f"{KINDS}: line 1: the columns are {', '.join(COLUMNS)}")
        return
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) == len(COLUMNS):
            yield Row(number, dict(zip(COLUMNS, cells, strict=True)))
        else:
            faults.append(f"{KINDS}: line {number}: {len(cells)} columns instead of {len(COLUMNS)}")


def row_problems(row: Row, issuers: Collection[str], themes: Collection[str]) -> Iterator[str]:
    """What is wrong with a row, in words for its author."""
    if any(cell != cell.strip() for cell in row.cells.values()):
        yield "a cell begins or ends with a space"
    yield from (f"{column} is empty" for column in ("name_zh", "name_en", "basis", "clause") if not row[column])
    if row["basis"] and not re.match(r"《.+》", row["basis"]):
        yield "basis: a title stands in 《》"
    if row["holder"] not in Holder.__members__:
        yield f"no holder {row['holder']!r}"
    if row["authority"] not in issuers:
        yield f"no authority {row['authority']!r} in {AUTHORITIES}"
    if not all(row.words) or len(set(row.words)) < len(row.words):
        yield "everyday_words: each stands once, with | between them"
    if row["in_use"].startswith(REPLACED):
        yield from (f"{column}: what is replaced has none" for column in ("number", "key", "theme") if row[column])
        return
    if not row.in_use:
        yield f"in_use is yes, or {REPLACED} and a name"
    if len(row.words) < 2:
        yield "everyday_words: two at least"
    if not (row["number"].isascii() and row["number"].isdigit() and 1 <= int(row["number"]) <= LAST_NUMBER):
        yield f"number: 1 to {LAST_NUMBER}"
    if not _KEY.fullmatch(row["key"]) or len(row["key"]) > LONGEST_KEY:
        yield f"key: a-z and 0-9 with hyphens, {LONGEST_KEY} characters at most"
    if row["theme"] not in themes:
        yield f"no theme {row['theme']!r}"


def problems_together(rows: Sequence[Row]) -> Iterator[str]:
    """What stands twice, and what is replaced by nothing."""
    for column in ("number", "key", "name_zh", "name_en"):
        counts = Counter(row[column] for row in rows if row[column])
        for row in rows:
            if counts[row[column]] > 1:
                yield f"line {row.line}: {column} {row[column]!r} stands twice"
    names = {row["name_zh"] for row in rows if row.in_use}
    for row in rows:
        if row["in_use"].startswith(REPLACED) and row["in_use"].removeprefix(REPLACED) not in names:
            yield f"line {row.line}: {row['in_use']}: no kind of that name is in use"
