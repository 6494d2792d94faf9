from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.terminals.services import NotConfirmed, Terminal, confirm


class Command(BaseCommand):
    help = "Compare the fingerprint that the technician at a new terminal reads out; from then on the terminal is served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which terminal, and the fingerprint where it is not to be asked for."""
        parser.add_argument("terminal", help="e.g. T310199001")
        parser.add_argument("--fingerprint", default="", help="as it was read out; asked for without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the confirmation code for the technician, once the fingerprint is the platform's own.

        Raises:
            CommandError: there is no such terminal, or the fingerprint is another one.
        """
        typed = options["fingerprint"] or input("fingerprint that the terminal shows: ")
        try:
            code = confirm(options["terminal"], typed, clock.now())
        except Terminal.DoesNotExist:
            raise CommandError(f"no terminal {options['terminal']} here") from None
        except NotConfirmed:
            raise CommandError(
                "another fingerprint. If it was read and typed rightly, somebody stands in between: do not use the terminal"
            ) from None
        self.stdout.write(code)
        self.stderr.write("it is the same. Read this confirmation code to the technician, who enters it at the terminal")
