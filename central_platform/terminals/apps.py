from __future__ import annotations

from django.apps import AppConfig


class TerminalsConfig(AppConfig):
    name = "central_platform.terminals"
    label = "terminals"
    verbose_name = "自助终端"
