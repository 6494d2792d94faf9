"""One line of an import file as a row, or what is wrong with it, in words that never hold what stands there."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from central_platform.catalogue.data_sets import DataSet, DataSubject
from central_platform.shared_data.cells import BadCell, day_of_text, kept_cell
from central_platform.shared_data.subjects import tag_of
from kiosk.domain.characters import all_fit
from kiosk.domain.identifiers import citizen_number_fault, credit_code_fault
from kiosk.domain.parties import Citizen, Company, Subject
from kiosk.domain.times import CHINA
from kiosk.messages.canonical import canonical_bytes

NUMBER, NAME, ROW, AS_OF = "subject_number", "subject_name", "row", "as_of"
LONGEST_LINE = 65_536  # bytes


class BadRow(Exception):
    """``reason``: which field, and what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, repr=False)
class ReadRow:
    """``row``: what tells it from the subject's others; ``as_of``: None where the file does not say it of each row."""

    subject_tag: str
    name: str
    row: str
    data: dict[str, str]
    as_of: int | None


def header_of(line: bytes, data_set: DataSet) -> list[str]:
    """The columns of a CSV file.

    Raises:
        BadRow: a name that the data set does not know, or that stands twice or is missing; then nothing of the file can be read.
    """
    names = [name.strip() for name in _split(line)]
    about = set() if data_set.subject is DataSubject.NONE else {NUMBER, NAME}
    needed = about | {field.key for field in data_set.fields if not field.optional}
    if not needed <= set(names) <= _known(data_set) or len(set(names)) != len(names):
        raise BadRow(f"the first line must name columns, each once: {', '.join(sorted(needed))}; it may name more of the data set")
    return names


def read_row(line: bytes, header: list[str] | None, data_set: DataSet, today: date) -> ReadRow:
    """
    Args:
        line: of the file.
        header: of a CSV file; None for JSON lines.
        data_set: whose row it must be.
        today: bounds days of birth in numbers.

    Raises:
        BadRow: it is none.
    """
    if len(line) > LONGEST_LINE:
        raise BadRow(f"a line has at most {LONGEST_LINE} bytes")
    written = _object(line) if header is None else _from_csv(line, header)
    if all_fit(written) != written:
        raise BadRow("holds characters that nothing can show")
    unknown = written.keys() - _known(data_set)
    if unknown:
        raise BadRow(f"{len(unknown)} names that the data set does not know")
    subject = _subject(written, data_set, today)
    data = {}
    for field in data_set.fields:
        try:
            cell = kept_cell(field, written.get(field.key, ""))
        except BadCell as fault:
            raise BadRow(str(fault)) from None
        if cell:
            data[field.key] = cell
    row = written.get(ROW) or hashlib.sha256(canonical_bytes(data)).hexdigest()
    if len(row) > 64:
        raise BadRow(f"{ROW} is longer than 64 characters")
    return ReadRow(tag_of(subject), subject.name if subject else "", row, data, _as_of(written.get(AS_OF, "")))


def _known(data_set: DataSet) -> set[str]:
    about = set() if data_set.subject is DataSubject.NONE else {NUMBER, NAME}
    return {ROW, AS_OF, *about, *data_set.by_key}


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadRow("is not UTF-8") from None


def _split(line: bytes) -> list[str]:
    try:
        return next(csv.reader([_text(line)], strict=True), [])
    except csv.Error:
        raise BadRow("is no line of CSV: one row is one line") from None


def _from_csv(line: bytes, header: list[str]) -> dict[str, str]:
    cells = _split(line)
    if len(cells) != len(header):
        raise BadRow(f"has {len(cells)} cells, where the first line has {len(header)}")
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _object(line: bytes) -> dict[str, str]:
    try:
        value: Any = json.loads(_text(line))
    except (ValueError, RecursionError):
        raise BadRow("is no JSON") from None
    if not isinstance(value, dict):
        raise BadRow("is no JSON object")
    if any(not isinstance(cell, str | int) or isinstance(cell, bool) for cell in value.values()):
        raise BadRow("holds something else than texts and whole numbers")
    return {key: str(cell).strip() for key, cell in value.items()}


def _subject(written: Mapping[str, str], data_set: DataSet, today: date) -> Subject | None:
    number, name = written.get(NUMBER, "").upper(), written.get(NAME, "")
    match data_set.subject:
        case DataSubject.NONE:
            return None
        case DataSubject.COMPANY:
            fault = credit_code_fault(number)
            subject: Subject = Company(name, number)
        case DataSubject.PERSON:
            fault = None if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number) else citizen_number_fault(number, today)
            subject = Citizen(name, number)
    if fault:
        raise BadRow(f"{NUMBER}: {fault.value}")
    if not 0 < len(name) <= 120:
        raise BadRow(f"{NAME} is missing or longer than 120 characters")
    return subject


def _as_of(written: str) -> int | None:
    if not written:
        return None
    day = day_of_text(written)
    if day is None or day.year < 1970:
        raise BadRow(f"{AS_OF}: is no day of the calendar")
    return int(datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp())
