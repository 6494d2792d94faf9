from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.people.phone_codes import NobodyKnown, present
from kiosk.messages.identity_codes import LIFETIME


class Command(BaseCommand):
    help = f"Print the code that somebody's phone would show of who they are: good once, for {LIFETIME} seconds. For trials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose phone."""
        parser.add_argument("number", help="citizen number of whose phone it is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code's text on stdout.

        Raises:
            CommandError: nobody of this number is known, or their codes are stopped.
        """
        try:
            self.stdout.write(present(options["number"], clock.now()))
        except NobodyKnown:
            raise CommandError("nobody of this number is known, or their codes are stopped") from None
