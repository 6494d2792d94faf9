"""The console's page of alarms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from central_platform.core.console import ReadOnly, at_text
from central_platform.quotas.models import Alarm


@admin.register(Alarm)
class AlarmAdmin(ReadOnly):
    list_display = ("when", "quota", "whose", "seen")
    list_filter = ("quota", "seen")
    readonly_fields = fields = ("when", "quota", "whose")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the one field that staff set: that they have looked into it."""
        return (*self.fields, "seen")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As Django grants it: staff mark here what they have looked into."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    @admin.display(description="时间", ordering="at")
    def when(self, row: Alarm) -> str:
        """When it was used up, in China's time."""
        return at_text(row.at)
