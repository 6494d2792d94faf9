"""``import_cards FILE``: which cards persons have, from the register.

UTF-8 CSV with the columns ``number``, ``kind`` (``resident``, ``social-security``, ...), ``issued`` and ``valid_until`` (ISO
dates; empty without an end). A row takes the place of an earlier one of the same person, kind and day of issue; a line that does
not fit is left out, and told by its number alone.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from central_platform.people.models import Person, PersonCard
from central_platform.people.services import tag_of
from kiosk.domain.people import CardKind

COLUMNS = ("number", "kind", "issued", "valid_until")
TOGETHER = 500  # rows of one transaction


class Command(BaseCommand):
    help = "Bring in from a CSV file which cards persons have."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take what fits; with what does not, say so and end with an error."""
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                taken, refused = _take(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as fault:
            raise CommandError(f"cannot be read: {type(fault).__name__}") from None
        self.stdout.write(f"{taken} cards")
        if refused:
            shown = ", ".join(map(str, refused[:20])) + (" …" if len(refused) > 20 else "")
            raise CommandError(f"{len(refused)} lines were left out: {shown}")


def _take(rows: csv.DictReader[str]) -> tuple[int, list[int]]:
    """How many were taken, and the numbers of the lines that were not."""
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise CommandError(f"the first line names the columns {', '.join(COLUMNS)}")
    taken, refused = 0, []
    for together in _runs(enumerate(rows, 2)):
        with transaction.atomic():
            for line, row in together:
                if _keep(row):
                    taken += 1
                else:
                    refused.append(line)
    return taken, refused


def _runs(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    run: list[tuple[int, dict[str, str]]] = []
    for row in rows:
        run.append(row)
        if len(run) == TOGETHER:
            yield run
            run = []
    if run:
        yield run


def _keep(row: Mapping[str, str | None]) -> bool:
    try:
        number, kind, issued, until = ((row[column] or "").strip() for column in COLUMNS)
        ends = date.fromisoformat(until) if until else None
        since = date.fromisoformat(issued)
        if ends is not None and ends < since:
            return False
        person = Person.objects.get(tag=tag_of(number))
        PersonCard.objects.update_or_create(person=person, kind=CardKind(kind).value, issued=since, defaults={"valid_until": ends})
    except (ValueError, KeyError, AttributeError, Person.DoesNotExist):
        return False
    return True
