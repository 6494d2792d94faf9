from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from central_platform.core import clock
from central_platform.deliveries import service, services


class Command(BaseCommand):
    help = "Order what waits for the courier, and ask after what is on its way. For a timer, every ten minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the courier of each, and tell how many were looked at.

        Raises:
            CommandError: no courier is set, or it did not answer of some.
        """
        if not service.is_set():
            raise CommandError("PLATFORM_COURIER_SERVICE is not set")
        followed = services.follow(clock.now)
        if followed.unanswered:
            raise CommandError(f"{followed.deliveries} deliveries looked at, of {followed.unanswered} the courier said nothing")
        self.stdout.write(f"{followed.deliveries} deliveries looked at")
