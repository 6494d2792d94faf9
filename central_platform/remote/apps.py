from __future__ import annotations

from django.apps import AppConfig


class RemoteConfig(AppConfig):
    name = "central_platform.remote"
    label = "remote"
    verbose_name = "远程操作"

    def ready(self) -> None:
        """Terminals are told of orders with their heartbeats, and intake hands their reports to this app."""
        from central_platform.intake.kinds import register
        from central_platform.remote.handler import OrderReports
        from central_platform.remote.services import orders_for
        from central_platform.terminals.events import orders_asked

        orders_asked.connect(orders_for)
        register(OrderReports())
