"""What the console's pages share: tables that are read, times as people write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kiosk.domain.times import clock_text


def at_text(seconds: int | None) -> str:
    """A time in China, to the minute; ``—`` for none, and for what is beyond the year 5138, which no clock means."""
    return clock_text(seconds) if seconds and seconds < 10**11 else "—"


class ReadOnly(admin.ModelAdmin):
    """Nothing is added or deleted by hand, and nothing changed."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never; a page on which staff decide something asks Django's own rule instead."""
        return False


class HistoryInline(admin.TabularInline):
    """Rows of a case, to be read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: history is written by what happens."""
        return False


def table(rows: Any) -> SafeString:
    """Rows of (label, value) as HTML, everything escaped; ``—`` where there are none."""
    body = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows)
    return format_html("<table>{}</table>", body) if body else SafeString("—")
