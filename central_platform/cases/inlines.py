"""What stands under a case in the console: its history, what residents sent about it later, and what reached them."""

from __future__ import annotations

from django.contrib import admin

from central_platform.cases.models import CaseEvent, CaseMessage, ServedDocument
from central_platform.core.console import at_text
from central_platform.staff.console import HistoryInline
from central_platform.staff.masking import Kind, told


class EventInline(HistoryInline):
    model = CaseEvent
    fields = readonly_fields = ("when", "actor", "word", "note")

    @admin.display(description="时间")
    def when(self, row: CaseEvent) -> str:
        """The time in China, to the minute."""
        return at_text(row.at)

    @admin.display(description="状态")
    def word(self, row: CaseEvent) -> str:
        """As the case was called then."""
        return row.case.word_of(row.state)


class MessageInline(HistoryInline):
    """Corrections and withdrawals, whatever became of them; of a correction what was said before it is kept."""

    model = CaseMessage
    fields = readonly_fields = ("when", "kind", "outcome", "terminal", "before")

    @admin.display(description="收到时间")
    def when(self, row: CaseMessage) -> str:
        """The time in China, to the minute."""
        return at_text(row.received_at)

    @admin.display(description="补正以前的内容")
    def before(self, row: CaseMessage) -> str:
        """As JSON, masked like what a case says now; ``—`` where nothing was replaced."""
        return told(Kind.TEXT, row.replaced) if row.replaced != "{}" else "—"


class ServedInline(HistoryInline):
    model = ServedDocument
    fields = readonly_fields = ("when", "document_zh", "number", "how", "who", "actor")

    @admin.display(description="送达时间")
    def when(self, row: ServedDocument) -> str:
        """The time in China, to the minute."""
        return at_text(row.at)

    @admin.display(description="受送达人")
    def who(self, row: ServedDocument) -> str:
        """Masked until it is shown."""
        return told(Kind.NAME, row.receiver)
