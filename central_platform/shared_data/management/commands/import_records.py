from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.shared_data import services
from central_platform.shared_data.importing import ImportFault, import_file
from kiosk.domain.times import CHINA


class Command(BaseCommand):
    help = "Bring rows of a shared data set into the platform's tables, from a .csv or .jsonl file. May be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which data set and file, what time it tells of, where the report goes."""
        parser.add_argument("data_set", help="key of the data set")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", help="day that the rows tell of, 2026-11-01; without it, when the file was changed")
        parser.add_argument("--report", type=Path, help="refused rows, line and reason; without it, beside the file")
        parser.add_argument("--whole", action="store_true", help="the file is the whole data set: other rows of it go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and tell how many rows were taken and refused.

        Raises:
            CommandError: no such data set, a file that cannot be read, or one that is none.
        """
        data_set = services.data_sets().get(options["data_set"])
        if data_set is None:
            raise CommandError(f"no such data set; there are {', '.join(sorted(services.data_sets()))}")
        file: Path = options["file"]
        report = options["report"] or file.with_name(f"{file.name}.refused.csv")
        try:
            as_of = _midnight(options["as_of"]) if options["as_of"] else None
            brought = import_file(data_set, file, report, clock.now(), as_of, options["whole"])
        except (ImportFault, OSError, ValueError) as fault:
            raise CommandError(str(fault)) from None
        kept = "; rows of before are kept, for some were refused" if options["whole"] and brought.refused else ""
        self.stdout.write(f"{brought.taken} taken, {brought.refused} refused: {report}{kept}")


def _midnight(day: str) -> int:
    """ValueError for what is no day."""
    given = date.fromisoformat(day)
    return int(datetime(given.year, given.month, given.day, tzinfo=CHINA).timestamp())
