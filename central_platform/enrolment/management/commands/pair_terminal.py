from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.enrolment.services import new_pairing_code
from central_platform.terminals.keys import revoke_keys_of
from central_platform.terminals.services import find
from kiosk.domain.text import LocalizedText


class Command(BaseCommand):
    help = "Print a pairing code for a terminal: good once, for 15 minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the terminal will stand, and whether it is one that is known here."""
        parser.add_argument("--site", required=True, help="name of the place where the terminal stands, in Chinese")
        parser.add_argument("--site-en", default="", help="the same in English")
        parser.add_argument("--centre", default="", help="acceptance centre that takes its cases; without it, the site")
        parser.add_argument("--centre-en", default="")
        parser.add_argument("--terminal", default="", help="renew the key of this terminal instead of adding one, e.g. T310199001")
        parser.add_argument("--stolen", action="store_true", help="with --terminal: its keys so far may be in somebody's hands")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a pairing code on stdout, what to do next on stderr; with ``--stolen`` the terminal's keys count no more from
        now on.

        Raises:
            CommandError: there is no terminal of this name.
        """
        terminal = None
        if options["terminal"]:
            terminal = find(options["terminal"])
            if terminal is None:
                raise CommandError(f"no terminal {options['terminal']} here")
        site = LocalizedText(options["site"], options["site_en"] or options["site"])
        centre = LocalizedText(options["centre"] or site.zh, options["centre_en"] or site.en)
        if terminal is not None and options["stolen"]:
            revoke_keys_of(terminal, clock.now())
        self.stdout.write(new_pairing_code(site, centre, clock.now(), terminal))
        self.stderr.write(f"good once, for {settings.PAIRING_LIFETIME // 60} minutes")
        self.stderr.write("next: the technician reads you a fingerprint; python -m central_platform confirm_terminal TERMINAL")
