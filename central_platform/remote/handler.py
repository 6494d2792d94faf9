"""Intake's handler of what terminals say of orders."""

from __future__ import annotations

from central_platform.intake.reports import ReportHandler
from central_platform.remote.services import keep_report
from kiosk.messages.remote_orders import KIND, OrderReport


class OrderReports(ReportHandler[OrderReport]):
    """Sealed from the first schema on."""

    schema = 1
    sealed_since = 1

    def __init__(self) -> None:
        """Of its kind."""
        super().__init__(KIND, OrderReport, keep_report)
