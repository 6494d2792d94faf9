from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.privacy.policy import PolicyFault
from central_platform.privacy.services import retain


class Command(BaseCommand):
    help = "Delete what was kept as long as the policy says. To be run each day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and tell how much of each kind.

        Raises:
            CommandError: the policy has faults; nothing was deleted.
        """
        try:
            gone = retain(clock.now())
        except PolicyFault as fault:
            raise CommandError(str(fault)) from None
        for kind, rows in gone.items():
            self.stdout.write(f"{kind}: {rows}")
