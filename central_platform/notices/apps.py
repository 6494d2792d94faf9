from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "central_platform.notices"
    label = "notices"
    verbose_name = "告知"

    def ready(self) -> None:
        """Text messages follow from cases that open, from decisions, and from what terminals ask about a person."""
        from central_platform.cases.events import case_decided, case_reminded, cases_opened
        from central_platform.deliveries.events import delivery_moved
        from central_platform.notices import services
        from central_platform.notices.holdings import register_holdings
        from central_platform.payments.events import paid
        from central_platform.people.events import person_asked

        cases_opened.connect(services.tell)
        cases_opened.connect(services.warn)
        person_asked.connect(services.tell_asked)
        case_decided.connect(services.tell)
        case_reminded.connect(services.tell_reminder)
        paid.connect(services.tell_paid)
        delivery_moved.connect(services.tell_moved)
        register_holdings()
