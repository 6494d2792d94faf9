from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.core.keys import keys_folder, rotate
from central_platform.distribution import repositories
from central_platform.distribution.policy import ROLES, RepositoryFault
from central_platform.terminals.card_authority import rotate_authority
from kiosk.messages.programs import PROGRAMS


class Command(BaseCommand):
    help = (
        "sign, seal: make a new key beside the old ones; run publish_catalogue, so that terminals learn it; from then on they seal"
        " to a new one. To sign with a new one, restart the platform, once the terminals have it. root, targets, snapshot,"
        " timestamp: replace the keys that sign the catalogue, by a new root that the old root keys sign; they must be here."
        " programs: the same for the keys that sign programs, which are made where PLATFORM_PROGRAM_KEYS says."
        " technicians: make a new authority for technicians' cards; those of the old ones count until they end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``use``: what the key is for."""
        parser.add_argument("use", choices=("sign", "seal", "technicians", *ROLES, PROGRAMS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the new key, and tell its file, or that the catalogue's role has it.

        Raises:
            CommandError: too few root keys are here to sign the new root.
        """
        use: str = options["use"]
        if use == "technicians":
            self.stdout.write(rotate_authority(clock.now()).name)
            return
        if use not in (*ROLES, PROGRAMS):
            self.stdout.write(rotate(keys_folder(), use).name)
            return
        try:
            repositories.rotate(use, clock.now())
        except RepositoryFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"the catalogue's {use} keys are new; terminals take them over by themselves")
