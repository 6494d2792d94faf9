from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "central_platform.notices"
    label = "notices"
    verbose_name = "告知"

    def ready(self) -> None:
        """Text messages follow from cases that open and from decisions."""
        from central_platform.cases.events import case_decided, cases_opened
        from central_platform.notices import services

        cases_opened.connect(services.tell)
        case_decided.connect(services.tell)
