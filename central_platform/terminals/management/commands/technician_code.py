from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.terminals.services import find
from central_platform.terminals.technician_codes import NotIssued, issue
from kiosk.domain.times import day_of


class Command(BaseCommand):
    help = "Print a code for a terminal's page for technicians: for one terminal and day, good once. Asks for the PIN, or reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which terminal, whose, and for when."""
        parser.add_argument("terminal", help="e.g. T310199001")
        parser.add_argument("--technician", required=True, help="account name; it stands in the terminal's audit log")
        parser.add_argument("--day", type=date.fromisoformat, default=None, help="as 2026-11-22; without it, today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code on stdout, what to do with it on stderr.

        Raises:
            CommandError: there is no such terminal, or account, PIN or day will not do.
        """
        terminal = find(options["terminal"])
        if terminal is None:
            raise CommandError(f"no terminal {options['terminal']} here")
        # Not among the arguments: those are there for every program on this machine to read.
        pin = getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
        now = clock.now()
        try:
            code, _ = issue(terminal, options["technician"], pin, options["day"] or day_of(now), now)
        except NotIssued as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(code)
        self.stderr.write("show it to the terminal's scanner as a QR code, or put it on a stick as technician-code.txt")
