from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.privacy.policy import PolicyFault
from central_platform.privacy.services import disclose


class Command(BaseCommand):
    help = "Tell what is held of a person, as JSON, for that person. The number comes on stdin: no shell keeps it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read a number, and write what is held.

        Raises:
            CommandError: no number came, or the policy has faults.
        """
        number = sys.stdin.readline().strip()
        if not number:
            raise CommandError("the number of the identity document, on stdin")
        try:
            told = disclose(number, clock.now())
        except PolicyFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, default=str))
