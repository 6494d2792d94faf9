from __future__ import annotations

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    name = "central_platform.quotas"
    label = "quotas"
    verbose_name = "限额和告警"
