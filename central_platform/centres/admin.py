"""The console's page of acceptance centres."""

from __future__ import annotations

from django.contrib import admin

from central_platform.centres.models import AcceptanceCentre
from central_platform.staff.console import StaffPage


@admin.register(AcceptanceCentre)
class CentreAdmin(StaffPage):
    list_display = ("key", "name_zh", "district")
    fields = ("key", "name_zh", "name_en", "district")
