from __future__ import annotations

from django.apps import AppConfig


class SharedDataConfig(AppConfig):
    name = "central_platform.shared_data"
    label = "shared_data"
    verbose_name = "共享数据"

    def ready(self) -> None:
        """Tell the licences' app who is whose child."""
        from central_platform.licences import children
        from central_platform.shared_data.services import children_of

        children.ask(children_of)
