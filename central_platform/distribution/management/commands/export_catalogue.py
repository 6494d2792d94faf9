from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from central_platform.catalogue.publishing import ContentFault
from central_platform.core import clock
from central_platform.distribution import repositories
from central_platform.distribution.policy import RepositoryFault
from kiosk.removable import MediumFault


class Command(BaseCommand):
    help = "Write the catalogue to a folder or USB stick, for terminals without network: main.py catalogue import FOLDER."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``destination``: a folder, such as a stick's; made where it is not there."""
        parser.add_argument("destination", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the offline repository there, and tell the roots' fingerprint and how long it is good.

        Raises:
            CommandError: it cannot be signed or written; the message says what to do.
        """
        try:
            version = repositories.export(options["destination"], clock.now())
        except (ContentFault, MediumFault, RepositoryFault) as fault:
            raise CommandError(str(fault)) from None
        except OSError as fault:
            raise CommandError(f"{options['destination']}: {fault.strerror}") from None
        days = settings.CATALOGUE_DAYS["offline"]
        self.stdout.write(
            f"fingerprint of the roots, as 'main.py catalogue verify' tells it: {repositories.fingerprint(clock.now())}"
        )
        self.stdout.write(f"catalogue {version} is in {options['destination']}, good for {days} days")
