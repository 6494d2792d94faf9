from __future__ import annotations

from django.apps import AppConfig


class SharedDataConfig(AppConfig):
    name = "central_platform.shared_data"
    label = "shared_data"
    verbose_name = "共享数据"
