from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.cases.outbox_import import take_file
from central_platform.core import clock
from kiosk.domain.times import clock_text
from kiosk.messages.outbox_file import BadExport
from kiosk.removable import MediumFault


class Command(BaseCommand):
    help = "Take in what a terminal's 'outbox export' wrote onto a stick. Again is no harm: it makes the same cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``file``: what ``outbox export`` of a terminal wrote."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the file in, and say how many messages came to what.

        Raises:
            CommandError: the file is not to be believed, and nothing was taken in; or not all of it became cases.
        """
        try:
            export, told = take_file(options["file"], clock.now())
        except (BadExport, MediumFault) as fault:
            raise CommandError(f"nothing was taken in: {fault}") from None
        self.stdout.write(f"{export.terminal_id}, written at {clock_text(export.exported_at)}: {export.count} messages")
        for outcome, count in sorted(told.items()):
            self.stdout.write(f"  {count} {outcome}")
        if any(outcome.startswith(("REJECTED", "RETRY", "UNREADABLE", "TO_A_PERSON")) for outcome in told):
            raise CommandError("not all of it became cases; the rest is kept for a person to look into, or comes again")
