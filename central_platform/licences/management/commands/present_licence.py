from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.licences.presenting import NothingToPresent, present
from kiosk.messages.presented_licence import LIFETIME


class Command(BaseCommand):
    help = f"Print the code that a holder's phone would show of a licence: good once, for {LIFETIME} seconds. For trials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose licence, and which kind."""
        parser.add_argument("number", help="the holder's citizen number")
        parser.add_argument("licence_type", help="key of a licence type, e.g. household-register")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code's text on stdout.

        Raises:
            CommandError: the library has no such licence that counts today.
        """
        try:
            self.stdout.write(present(options["number"], options["licence_type"], clock.now()))
        except NothingToPresent:
            raise CommandError("this person holds no usable licence of that kind") from None
