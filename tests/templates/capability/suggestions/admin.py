"""The console's page of suggestions."""

from __future__ import annotations

from django.contrib import admin

from central_platform.staff.console import ReadOnly
from central_platform.suggestions.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnly):
    list_display = ("message_id", "terminal", "text")
