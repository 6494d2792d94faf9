from __future__ import annotations

from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "central_platform.distribution"
    label = "distribution"
    verbose_name = "目录分发"
