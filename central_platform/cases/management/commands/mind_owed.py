from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from central_platform.cases import handing_in
from central_platform.core import clock


class Command(BaseCommand):
    help = (
        "Remind of materials that are owed before their last day, and end the cases whose day has passed, each with its notice."
        " For a timer, once a day or more often."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell how many were reminded and how many ended."""
        now = clock.now()
        ended = handing_in.end_missed(now)
        self.stdout.write(f"{handing_in.remind_due(now)} reminded, {ended} ended")
