"""The console's page of what was deleted, told and erased."""

from __future__ import annotations

from django.contrib import admin

from central_platform.core.console import at_text
from central_platform.privacy.models import PrivacyAct
from central_platform.staff.console import ReadOnly


@admin.register(PrivacyAct)
class PrivacyActAdmin(ReadOnly):
    list_display = ("when", "act", "kind", "rows", "by")
    list_filter = ("act", "kind")
    fields = ("when", "act", "kind", "rows", "person_tag", "by")
    readonly_fields = fields
    exact = ("person_tag",)
    by_number = "person_tag"
    about_people = True

    def tags_of(self, row: PrivacyAct) -> tuple[str, ...]:
        """Whom it was about; nobody, where it was about all."""
        return (row.person_tag,) if row.person_tag else ()

    @admin.display(description="时间", ordering="at")
    def when(self, row: PrivacyAct) -> str:
        """When it was done, in China's time."""
        return at_text(row.at)
