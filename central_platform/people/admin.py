"""The console's pages of persons, masked, and of who asked about them."""

from __future__ import annotations

from django.contrib import admin

from central_platform.core.console import ReadOnly, at_text
from central_platform.people.models import Lookup, Person
from kiosk.domain.identifiers import mask_name, mask_number


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("name_masked", "number_masked", "sex")
    fields = ("name_masked", "number_masked", "profile_keys")

    @admin.display(description="姓名")
    def name_masked(self, row: Person) -> str:
        """As `mask_name` leaves it."""
        return mask_name(row.name)

    @admin.display(description="证件号码")
    def number_masked(self, row: Person) -> str:
        """As `mask_number` leaves it."""
        return mask_number(row.number)

    @admin.display(description="已有档案")
    def profile_keys(self, row: Person) -> str:
        """Which entries of the profile there are, without what they say."""
        return "、".join(sorted(row.profile))


@admin.register(Lookup)
class LookupAdmin(ReadOnly):
    list_display = ("when", "terminal", "what", "person_tag")
    list_filter = ("what", "terminal")
    search_fields = ("person_tag",)
    fields = ("when", "terminal", "what", "person_tag")

    @admin.display(description="时间", ordering="at")
    def when(self, row: Lookup) -> str:
        """When a terminal asked, in China's time."""
        return at_text(row.at)
