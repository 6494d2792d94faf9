"""The console's pages of text messages: by themselves, and under the case that they tell of."""

from __future__ import annotations

from django.contrib import admin

from central_platform.cases.admin import show_with_cases
from central_platform.core.console import at_text
from central_platform.notices import services
from central_platform.notices.models import TextMessage
from central_platform.staff.console import HistoryInline, ReadOnly
from central_platform.staff.masking import Kind, told


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

    @admin.display(description="手机号码")
    def to_masked(self, row: TextMessage) -> str:
        return told(Kind.PHONE, row.to)

    @admin.display(description="内容")
    def text_masked(self, row: TextMessage) -> str:
        return told(Kind.TEXT, row.text)


class TextMessageInline(_Columns, HistoryInline):
    model = TextMessage
    fields = readonly_fields = ("made", "to_masked", "text_masked", "why")


show_with_cases(TextMessageInline)


@admin.register(TextMessage)
class TextMessageAdmin(_Columns, ReadOnly):
    list_display = ("case", "state", "why", "made", "sent", "tries")
    list_filter = ("state",)
    exact = ("case__case_number",)
    by_number = "case__applicant_tag"
    centres = ("case__centre_zh",)
    about_people = masks = True
    fields = ("case", "to_masked", "text_masked", "state", "why", "made", "sent", "tries")

    def tags_of(self, row: TextMessage) -> tuple[str, ...]:
        """Whom the case is about; nobody known where it is about none."""
        return (row.case.applicant_tag,) if row.case else ()
