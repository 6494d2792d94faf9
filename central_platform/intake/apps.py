from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "central_platform.intake"
    label = "intake"
    verbose_name = "收件"
