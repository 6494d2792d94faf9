from __future__ import annotations

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "central_platform.enrolment"
    label = "enrolment"
    verbose_name = "终端登记"
