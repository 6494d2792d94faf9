from __future__ import annotations

from django.apps import AppConfig


class SharedDataConfig(AppConfig):
    name = "central_platform.shared_data"
    label = "shared_data"
    verbose_name = "共享数据"

    def ready(self) -> None:
        from central_platform.distribution.targets import add_file  # these need the tables of every app
        from central_platform.shared_data.public_data import public_data
        from kiosk.messages.public_data import PUBLIC_DATA

        add_file(PUBLIC_DATA, public_data)
