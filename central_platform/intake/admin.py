"""The console's page of what came and became nothing yet."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from central_platform.core.console import at_text
from central_platform.intake.models import KeptItem
from central_platform.staff.console import ReadOnly


@admin.register(KeptItem)
class KeptItemAdmin(ReadOnly):
    list_display = ("submission_id", "reason", "terminal", "received", "looked_into")
    list_filter = ("reason", "looked_into", "terminal")
    exact = ("submission_id",)
    centres = ("terminal__centre_zh",)
    readonly_fields = fields = ("submission_id", "sha256", "reason", "terminal", "received")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the one field that staff set: that they have looked into it."""
        return (*self.fields, "looked_into")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it: staff mark here what they have looked into."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    @admin.display(description="收到时间", ordering="received_at")
    def received(self, row: KeptItem) -> str:
        """When it first came, in China's time."""
        return at_text(row.received_at)
