"""The console's pages of payments: by themselves, and under their case."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from central_platform.cases.admin import show_with_cases
from central_platform.core.console import at_text
from central_platform.payments.models import PaymentEvent, PaymentRecord, PaymentStates
from central_platform.payments.services import WAIVABLE, return_paid, waive
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import HistoryInline
from kiosk.domain.payments import yuan


class _Columns:
    @admin.display(description="应缴（元）")
    def yuan(self, row: PaymentRecord) -> str:
        return yuan(row.fen)

    @admin.display(description="缴费时间")
    def paid(self, row: PaymentRecord) -> str:
        return at_text(row.paid_at or None)

    @admin.display(description="有效期至")
    def until(self, row: PaymentRecord) -> str:
        return at_text(row.expires_at)


class PaymentInline(_Columns, HistoryInline):
    model = PaymentRecord
    fields = readonly_fields = ("number", "yuan", "state", "paid", "returned", "until")


show_with_cases(PaymentInline)


class PaymentEventInline(HistoryInline):
    model = PaymentEvent
    fields = readonly_fields = ("when", "state", "note", "reference")

    @admin.display(description="时间")
    def when(self, row: PaymentEvent) -> str:
        """The time in China, to the minute."""
        return at_text(row.at)


@admin.register(PaymentRecord)
class PaymentAdmin(_Columns, AskingPage):
    list_display = ("number", "case", "title", "yuan", "state", "paid", "returned")
    list_filter = ("state", "returned")
    exact = ("number", "case__case_number", "reference")
    by_number = "case__applicant_tag"
    centres = ("case__centre_zh",)
    about_people = True
    ordering = ("-id",)
    inlines = (PaymentEventInline,)
    fields = ("number", "case", "title", "yuan", "state", "wanted", "paid", "reference", "returned", "until")

    asked = (
        Asked(
            "refund",
            "退款",
            ("居民缴的钱全部原路退回，不能撤销。", "这个办件不再有缴费；要重新收费，请到窗口办理。"),
            Q(state=PaymentStates.PAID),
            lambda row, now: return_paid(row.pk, now),
        ),
        Asked(
            "waive",
            "免收",
            ("核对过免收的证明才免收；居民不用再缴，已经扫码的也会退回。", "免收不能撤销；要重新收费，请到窗口办理。"),
            Q(wanted=True, state__in=WAIVABLE),
            lambda row, now: waive(row.pk, now),
        ),
    )

    def asked_about(self, row: PaymentRecord) -> str:
        """What it was for, and how much."""
        return f"{row.title}　{yuan(row.fen)}元　{row.number}"

    def tags_of(self, row: PaymentRecord) -> tuple[str, ...]:
        """Whom the case is about."""
        return (row.case.applicant_tag,)
