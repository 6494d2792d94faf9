from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.privacy.policy import PolicyFault
from central_platform.privacy.services import erase


class Command(BaseCommand):
    help = "Delete what may go of a person who wishes it. The number comes on stdin: no shell keeps it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read a number, delete, and tell what went and what stays, with why.

        Raises:
            CommandError: no number came, or the policy has faults; nothing was deleted.
        """
        number = sys.stdin.readline().strip()
        if not number:
            raise CommandError("the number of the identity document, on stdin")
        try:
            erased = erase(number, clock.now())
        except PolicyFault as fault:
            raise CommandError(str(fault)) from None
        for kind, rows in erased.gone.items():
            self.stdout.write(f"{kind}: {rows} deleted")
        for kind, (rows, why) in erased.kept.items():
            self.stdout.write(f"{kind}: {rows} kept ({why})")
