from __future__ import annotations

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "central_platform.deliveries"
    label = "deliveries"
    verbose_name = "寄件"

    def ready(self) -> None:
        """Deliveries follow from cases that are done, and stand in what is told of them."""
        from central_platform.cases.beside import tell_delivery
        from central_platform.cases.events import case_decided, cases_opened
        from central_platform.deliveries import services
        from central_platform.deliveries.holdings import register_holdings

        cases_opened.connect(services.hear)
        case_decided.connect(services.hear)
        tell_delivery(services.of_case)
        register_holdings()
