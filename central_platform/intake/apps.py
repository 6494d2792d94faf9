from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "central_platform.intake"
    label = "intake"
    verbose_name = "收件"

    def ready(self) -> None:
        """What is held of people is told, kept and deleted by kind."""
        from central_platform.intake.holdings import register_holdings

        register_holdings()
