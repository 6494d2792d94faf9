from __future__ import annotations

from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "central_platform.centres"
    label = "centres"
    verbose_name = "受理中心"
