"""The console's pages of promises: their later check, and who did not keep one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from central_platform.cases import checks
from central_platform.cases.models import BadRecord, PromiseStates, Verification
from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.core.working_days import due_text
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import ReadOnly, table
from kiosk.domain.times import day_of


class DueCheck(admin.SimpleListFilter):
    """By the day until which a promise is to be looked into, or put right."""

    title, parameter_name = "期限", "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that are late."""
        return [("past", "已超期")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Verification]) -> QuerySet[Verification] | None:
        """By China's date of today."""
        return queryset.filter(due__lt=day_of(clock.now())) if self.value() == "past" else None


@admin.register(Verification)
class VerificationAdmin(AskingPage):
    list_display = ("case", "name_zh", "state", "due_told", "agreed", "changed")
    list_filter = ("state", DueCheck)
    exact = ("case__case_number",)
    by_number = "case__applicant_tag"
    centres = ("case__centre_zh",)
    about_people = True
    ordering = ("due", "id")
    fields = ("case", "name_zh", "state", "due_told", "agreed", "version", "promised", "changed", "actor", "reason")
    readonly_fields = fields

    asked = (
        Asked(
            "met",
            "属实",
            ("居民承诺的内容核查属实，或者已经改正。", "居民会收到短信，核查结束。"),
            Q(state__in=checks.LIVE),
            checks.met,
            tells=True,
        ),
        Asked(
            "mend",
            "限期整改",
            ("居民承诺的内容核查不属实，要在期限内改正。", "理由会原样告诉居民。"),
            Q(state=PromiseStates.TO_CHECK),
            checks.not_met,
            tells=True,
        ),
        Asked(
            "revoke",
            "撤销",
            (
                "整改期限已过，居民没有改正：撤销办好的结果和签发的证照，不能恢复。",
                "记入失信记录，期内不能再用告知承诺；理由和救济途径会告诉居民。",
            ),
            Q(state=PromiseStates.MENDING),
            checks.revoke_for,
            revokes=True,
            tells=True,
        ),
    )

    def asked_about(self, row: Verification) -> str:
        """Which promise of which case."""
        return f"{row.case.case_number}　{row.name.zh}　{row.get_state_display()}"

    def tags_of(self, row: Verification) -> tuple[str, ...]:
        """Whom the case is about."""
        return (row.case.applicant_tag,)

    @admin.display(description="期限", ordering="due")
    def due_told(self, row: Verification) -> str:
        """With a word where holidays were not known."""
        return due_text(row.due)

    @admin.display(description="承诺时间")
    def agreed(self, row: Verification) -> str:
        """In China's time."""
        return at_text(row.agreed_at)

    @admin.display(description="核查时间")
    def changed(self, row: Verification) -> str:
        """In China's time; ``—`` where nobody looked yet."""
        return at_text(row.changed_at)

    @admin.display(description="承诺书")
    def promised(self, row: Verification) -> SafeString:
        """Word for word."""
        return table((str(at), words) for at, words in enumerate(row.paragraphs, 1))


@admin.register(BadRecord)
class BadRecordAdmin(ReadOnly):
    list_display = ("item_zh", "case", "since", "until")
    by_number = "person_tag"
    exact = ("case__case_number",)
    centres = ("case__centre_zh",)
    about_people = True
    fields = ("item_zh", "case", "since", "until", "reason")
    readonly_fields = fields

    def tags_of(self, row: BadRecord) -> tuple[str, ...]:
        """Whose promise it was."""
        return (row.person_tag,)
