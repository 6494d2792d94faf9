from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "central_platform.privacy"
    label = "privacy"
    verbose_name = "个人信息保护"
