from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.payments import service, services


class Command(BaseCommand):
    help = (
        "Look at all bills that may have changed: paid while nobody stood there, paid twice, sent back. For a timer, once a minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the payment service of each, and tell how many were looked at.

        Raises:
            CommandError: no service is set, or it did not answer of some.
        """
        if not service.is_set():
            raise CommandError("PLATFORM_PAYMENT_SERVICE is not set")
        looked = services.settle_due(clock.now)
        if looked.unanswered:
            raise CommandError(f"{looked.bills} bills looked at, of {looked.unanswered} the service said nothing")
        self.stdout.write(f"{looked.bills} bills looked at")
