from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "central_platform.payments"
    label = "payments"
    verbose_name = "缴费"

    def ready(self) -> None:
        """Bills follow from cases that are accepted, and end with those that are not dealt with any more."""
        from central_platform.cases.events import case_decided, cases_opened
        from central_platform.payments import services
        from central_platform.payments.holdings import register_holdings

        cases_opened.connect(services.hear)
        case_decided.connect(services.hear)
        register_holdings()
