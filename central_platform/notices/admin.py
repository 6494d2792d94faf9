"""The console's pages of text messages: by themselves, and under the case that they tell of."""

from __future__ import annotations

from django.contrib import admin

from central_platform.cases.admin import show_with_cases
from central_platform.core.console import HistoryInline, ReadOnly, at_text
from central_platform.notices import services
from central_platform.notices.models import TextMessage


class _Columns:
    @admin.display(description="生成时间", ordering="made_at")
    def made(self, row: TextMessage) -> str:
        return at_text(row.made_at)

    @admin.display(description="发送时间", ordering="sent_at")
    def sent(self, row: TextMessage) -> str:
        return at_text(row.sent_at)

    @admin.display(description="原因")
    def why(self, row: TextMessage) -> str:
        return services.explained(row.fault).zh or "—"


class TextMessageInline(_Columns, HistoryInline):
    model = TextMessage
    fields = readonly_fields = ("made", "to", "text", "why")


show_with_cases(TextMessageInline)


@admin.register(TextMessage)
class TextMessageAdmin(_Columns, ReadOnly):
    list_display = ("case", "state", "why", "made", "sent", "tries")
    list_filter = ("state",)
    search_fields = ("case__case_number",)
    fields = ("case", "to", "text", "state", "why", "made", "sent", "tries")
