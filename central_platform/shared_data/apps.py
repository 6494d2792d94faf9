from __future__ import annotations

from django.apps import AppConfig


class SharedDataConfig(AppConfig):
    name = "central_platform.shared_data"
    label = "shared_data"
    verbose_name = "共享数据"

    def ready(self) -> None:
        """Tell the licences' app who is whose child, and distribution what travels. These imports need the tables of every app."""
        from central_platform.distribution.targets import add_file
        from central_platform.licences import children
        from central_platform.shared_data.holdings import register_holdings
        from central_platform.shared_data.public_data import public_data
        from central_platform.shared_data.services import children_of
        from kiosk.messages.public_data import PUBLIC_DATA

        children.ask(children_of)
        add_file(PUBLIC_DATA, public_data)
        register_holdings()
