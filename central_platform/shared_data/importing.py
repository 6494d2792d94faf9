"""Filling the platform's own tables: files of rows, checked line by line, brought in in batches.

A file is known by its hash: what broke off goes on where it stopped, and what was brought in is not brought in again. The same row
in another file replaces the one before.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from django.db import transaction

from central_platform.catalogue.data_sets import DataSet
from central_platform.shared_data.import_rows import LONGEST_LINE, BadRow, ReadRow, header_of, read_row
from central_platform.shared_data.models import DataImport, Record
from kiosk.domain.times import day_of

BATCH = 500  # rows

Numbered = tuple[int, bytes]


class ImportFault(Exception):
    """Nothing of the file can be brought in; the message says why, and holds nothing of a person."""


def import_file(data_set: DataSet, path: Path, report: Path, now: int, as_of: int | None = None, whole: bool = False) -> DataImport:
    """Bring a file into the tables.

    Args:
        data_set: whose rows they are.
        path: ``.csv`` with the names of fields in its first line, or ``.jsonl`` with an object a line; UTF-8.
        report: written anew, or on where the import goes on: ``line,reason`` of each row that was refused. A line may stand twice
            after a break.
        now: seconds since 1970.
        as_of: what time the file tells of; None: when it was last changed.
        whole: rows of the data set that are not in this file go; none does where a row was refused, for it may be one of them.

    Returns:
        How many were taken and refused.

    Raises:
        ImportFault: of no known kind, or its first line is none.
        OSError: it cannot be read, or the report not be written.
    """
    if path.suffix not in (".csv", ".jsonl"):
        raise ImportFault("a file of rows is called .csv or .jsonl")
    with path.open("rb") as stream:
        # Under another ending the same bytes are read in another way.
        sha256 = hashlib.sha256(path.suffix.encode() + hashlib.file_digest(stream, "sha256").digest()).hexdigest()
    told = int(path.stat().st_mtime) if as_of is None else as_of
    brought, _ = DataImport.objects.get_or_create(
        data_set=data_set.key, sha256=sha256, as_of=min(told, now), defaults={"begun_at": now}
    )
    if brought.finished_at is not None:
        return brought
    with path.open("rb") as stream, report.open("a" if brought.done else "w", encoding="utf-8", newline="") as refused:
        _bring(data_set, brought, _lines(stream), path.suffix == ".csv", refused, now)
    with transaction.atomic():
        if whole and not brought.refused:
            Record.objects.filter(data_set=data_set.key).exclude(brought_by=brought).delete()
        brought.finished_at = now
        brought.save(update_fields=["finished_at"])
    return brought


def _lines(stream: BinaryIO) -> Iterator[Numbered]:
    """Lines by number, from 1 on. Of one that is too long so much that this is seen, and the rest is passed over."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        yield number, line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
            if len(line) < LONGEST_LINE:
                break


def _bring(data_set: DataSet, brought: DataImport, lines: Iterator[Numbered], is_csv: bool, report: TextIO, now: int) -> None:
    header = None
    if is_csv:
        try:
            header = header_of(next(lines, (1, b""))[1], data_set)
        except BadRow as fault:
            raise ImportFault(fault.reason) from None
    if not brought.done:
        csv.writer(report).writerow(["line", "reason"])
    batch: list[Numbered] = []
    for number, line in lines:
        if number <= brought.done:
            continue
        batch.append((number, line))
        if len(batch) == BATCH:
            _take(data_set, brought, batch, header, report, now)
            batch = []
    if batch:
        _take(data_set, brought, batch, header, report, now)


def _take(
    data_set: DataSet, brought: DataImport, batch: Sequence[Numbered], header: list[str] | None, report: TextIO, now: int
) -> None:
    """One batch, in one transaction; the report is on the disk before."""
    good: list[ReadRow] = []
    bad: list[tuple[int, str]] = []
    for number, line in batch:
        if not line.strip():
            continue
        try:
            good.append(read_row(line, header, data_set, day_of(now)))
        except BadRow as fault:
            bad.append((number, fault.reason))
    csv.writer(report).writerows(bad)
    report.flush()
    with transaction.atomic():
        _store(data_set, brought, good)
        brought.done = batch[-1][0]
        brought.taken += len(good)
        brought.refused += len(bad)
        brought.save(update_fields=["done", "taken", "refused"])


def _store(data_set: DataSet, brought: DataImport, rows: Iterable[ReadRow]) -> None:
    # The last of several with one key: a statement may not touch a row twice.
    last = {(row.subject_tag, row.row): row for row in rows}
    Record.objects.bulk_create(
        [
            Record(
                data_set=data_set.key,
                subject_tag=row.subject_tag,
                name=row.name,
                row=row.row,
                data=None if row.subject_tag else row.data,
                sealed=row.data if row.subject_tag else None,
                as_of=brought.as_of if row.as_of is None else row.as_of,
                brought_by=brought,
            )
            for row in last.values()
        ],
        update_conflicts=True,
        unique_fields=["data_set", "subject_tag", "row"],
        update_fields=["name", "data", "sealed", "as_of", "brought_by"],
    )
