from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "central_platform.records"
    label = "records"
    verbose_name = "社区事务受理"
