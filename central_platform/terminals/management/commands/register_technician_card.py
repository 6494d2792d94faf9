from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.terminals.technician_cards import USUAL, NotRegistered, register
from kiosk.domain.times import day_of


class Command(BaseCommand):
    help = (
        "Register a technician's card (PIV), and print the certificate that is to be put on it. Takes a certificate signing"
        " request, or the public key, as tools for such cards write them (PEM)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is registered, for whom, until when, and for which terminals."""
        parser.add_argument("request", help='a file, or "-" to read it from stdin')
        parser.add_argument("--technician", required=True, help="account name; it stands in the terminals' audit logs")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="as 2027-11-22; without it, a year from today")
        parser.add_argument("--terminal", action="append", default=[], help="that it opens; may be repeated; without it, all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the certificate on stdout, its number and what to do with it on stderr.

        Raises:
            CommandError: the file cannot be read, or something of it will not do.
        """
        try:
            given = sys.stdin.read() if options["request"] == "-" else Path(options["request"]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{options['request']} cannot be read: {fault}") from None
        now = clock.now()
        until = options["until"] or day_of(now) + USUAL
        try:
            card = register(options["technician"], given, until, " ".join(options["terminal"]), f"@{getuser()}", now)
        except NotRegistered as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(card.certificate)
        self.stderr.write(f"{card.serial}: put the certificate on the card, into slot 9a; terminals know it within the hour")
