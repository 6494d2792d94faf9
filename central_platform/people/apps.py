from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "central_platform.people"
    label = "people"
    verbose_name = "一人一档"

    def ready(self) -> None:
        """What is held of people is told, kept and deleted by kind."""
        from central_platform.people.holdings import register_holdings

        register_holdings()
