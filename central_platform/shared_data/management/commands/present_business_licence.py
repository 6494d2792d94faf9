from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.licences.presenting import NothingToPresent
from central_platform.people.services import named
from central_platform.shared_data.business_codes import present
from kiosk.messages.companies import LIFETIME


class Command(BaseCommand):
    help = f"Print the code that an operator's phone would show of a company: good once, for {LIFETIME // 60} minutes. For trials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose phone, and which company."""
        parser.add_argument("number", help="the operator's citizen number")
        parser.add_argument("company", help="the company's unified social credit code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code's text on stdout.

        Raises:
            CommandError: the register does not have this person as acting for the company.
        """
        person = named(options["number"])
        try:
            if person is None:
                raise NothingToPresent
            self.stdout.write(present(person, options["company"], clock.now()))
        except NothingToPresent:
            raise CommandError("this person is not on record as acting for that company") from None
