"""The console's page of what was deleted, told and erased."""

from __future__ import annotations

from django.contrib import admin

from central_platform.core.console import at_text
from central_platform.core.holdings import holdings
from central_platform.privacy.models import PrivacyAct
from central_platform.staff.console import ReadOnly
from central_platform.staff.lists import in_words


def _kind_words(kind: str) -> str:
    return next((holding.words for holding in holdings() if holding.kind == kind), kind)


@admin.register(PrivacyAct)
class PrivacyActAdmin(ReadOnly):
    list_display = ("when", "act", "what", "rows", "by")
    list_filter = ("act", in_words("kind", "种类", _kind_words))
    fields = ("when", "act", "what", "rows", "person_tag", "by")
    readonly_fields = fields
    exact = ("person_tag",)
    by_number = "person_tag"
    about_people = True

    def tags_of(self, row: PrivacyAct) -> tuple[str, ...]:
        """Whom it was about; nobody, where it was about all."""
        return (row.person_tag,) if row.person_tag else ()

    @admin.display(description="种类", ordering="kind")
    def what(self, row: PrivacyAct) -> str:
        """Which kind of what is held, in Chinese."""
        return _kind_words(row.kind)

    @admin.display(description="时间", ordering="at")
    def when(self, row: PrivacyAct) -> str:
        """When it was done, in China's time."""
        return at_text(row.at)
