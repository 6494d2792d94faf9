"""Close the appointments whose day has passed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from central_platform.cases.appointments import end_past
from central_platform.core import clock


class Command(BaseCommand):
    help = "预约的日子过了，办件还开着的，结束它们；每天运行一次"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were closed."""
        self.stdout.write(f"结束了 {end_past(clock.now())} 件过期的预约")
