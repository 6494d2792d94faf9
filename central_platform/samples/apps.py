from __future__ import annotations

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    name = "central_platform.samples"
    label = "samples"
    verbose_name = "样板数据"
