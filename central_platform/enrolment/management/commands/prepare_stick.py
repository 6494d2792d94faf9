from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.catalogue.publishing import ContentFault
from central_platform.core import clock
from central_platform.distribution import repositories
from central_platform.distribution.policy import RepositoryFault
from central_platform.enrolment.services import offer
from kiosk.domain.text import LocalizedText
from kiosk.messages.offers import OFFER_FILE
from kiosk.removable import Folder, MediumFault

DAY = 86_400  # seconds
MOST_DAYS = 180


class Command(BaseCommand):
    help = "Write a stick that sets up one terminal without network: its enrolment, the platform's keys and the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write, where the terminal will stand, and where it will find this platform once there is network."""
        parser.add_argument("destination", type=Path, help="a stick's folder")
        parser.add_argument("--url", required=True, help="of this platform, as terminals reach it: https://...")
        parser.add_argument("--site", required=True, help="name of the place where the terminal stands, in Chinese")
        parser.add_argument("--site-en", default="", help="the same in English")
        parser.add_argument("--centre", default="", help="acceptance centre that takes its cases; without it, the site")
        parser.add_argument("--centre-en", default="")
        parser.add_argument("--days", type=int, default=30, help=f"until it is good no more, 1 to {MOST_DAYS}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and print the fingerprint, which goes to the technician by another way than the stick.

        Raises:
            CommandError: it cannot be signed or written, or the address or the days are no good.
        """
        if not options["url"].startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise CommandError("--url: the whole address, with https:// at its beginning")
        if not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days: 1 to {MOST_DAYS}")
        site = LocalizedText(options["site"], options["site_en"] or options["site"])
        centre = LocalizedText(options["centre"] or site.zh, options["centre_en"] or site.en)
        folder, now = options["destination"], clock.now()
        try:
            version = repositories.export(folder / "catalogue", now)
            made = offer(site, centre, options["url"].rstrip("/"), options["days"] * DAY, now)
            with Folder(folder) as medium:
                medium.write(OFFER_FILE, (made.model_dump_json(indent=1).encode(),))
        except (ContentFault, MediumFault, RepositoryFault) as fault:
            raise CommandError(str(fault)) from None
        except OSError as fault:
            raise CommandError(f"{folder}: {fault.strerror}") from None
        self.stdout.write(made.fingerprint)
        self.stderr.write(f"terminal {made.terminal_id}, catalogue {version}, good once, for {options['days']} days")
        for line in (
            "next: tell the technician this fingerprint, and not by the stick; it is typed at the terminal.",
            "The terminal keeps what residents hand in until it is confirmed. Once it is online, or its request is back on the",
            f"stick (accept_request), compare its fingerprint: python -m central_platform confirm_terminal {made.terminal_id}",
        ):
            self.stderr.write(line)
