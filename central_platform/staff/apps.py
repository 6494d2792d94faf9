from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class StaffConfig(AppConfig):
    default = True
    name = "central_platform.staff"
    label = "staff"
    verbose_name = "工作人员"

    def ready(self) -> None:
        """What is held of people is told, kept and deleted by kind."""
        from django.contrib.admin.templatetags import admin_list

        from central_platform.staff.holdings import register_holdings
        from central_platform.staff.lists import yes_or_no

        register_holdings()
        # Django asks nobody for another sign.
        admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined] # which its stubs leave out


class ConsoleConfig(admin_apps.AdminConfig):
    """Django's admin, on the console's own site."""

    default = False
    default_site = "central_platform.staff.site.Console"
