from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.terminals.models import TechnicianCard
from central_platform.terminals.technician_cards import revoke


class Command(BaseCommand):
    help = "Revoke a technician's card. Terminals hear of it with the catalogue; those without network, by the next stick."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which card."""
        parser.add_argument("serial", help="of its certificate, in hexadecimal, as the console shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it.

        Raises:
            CommandError: there is no such card, or it was revoked already.
        """
        card = TechnicianCard.objects.filter(pk=options["serial"].lower()).first()
        if card is None or not revoke(card, clock.now()):
            raise CommandError(f"no card {options['serial']} here that is not revoked")
        self.stdout.write(f"{card.serial} of {card.account} is revoked")
