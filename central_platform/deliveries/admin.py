"""The console's pages of deliveries: by themselves, with what stands on the label, and under their case."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from central_platform.cases.admin import show_with_cases
from central_platform.core.console import at_text
from central_platform.deliveries.models import DeliveryEvent, DeliveryRecord, DeliveryStates
from central_platform.deliveries.services import to_counter
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import HistoryInline
from central_platform.staff.masking import Kind, told


class DeliveryInline(HistoryInline):
    model = DeliveryRecord
    fields = readonly_fields = ("number", "state", "waybill", "contents")


show_with_cases(DeliveryInline)


class DeliveryEventInline(HistoryInline):
    model = DeliveryEvent
    fields = readonly_fields = ("when", "state", "note")

    @admin.display(description="时间")
    def when(self, row: DeliveryEvent) -> str:
        """The time in China, to the minute."""
        return at_text(row.at)


@admin.register(DeliveryRecord)
class DeliveryAdmin(AskingPage):
    list_display = ("number", "case", "state", "waybill", "contents", "made")
    list_filter = ("state",)
    exact = ("number", "waybill", "case__case_number")
    by_number = "case__applicant_tag"
    centres = ("case__centre_zh",)
    about_people = masks = True
    ordering = ("-id",)
    inlines = (DeliveryEventInline,)
    fields = ("number", "case", "state", "waybill", "from_whom", "name", "address", "phone", "contents", "quantity", "made")

    asked = (
        Asked(
            "counter",
            "改为到窗口领取",
            ("不再由快递送，居民会收到短信，到窗口领取。", "快递已经取走、还在路上的不能改。"),
            Q(state__in=[DeliveryStates.WAITING, DeliveryStates.REFUSED, DeliveryStates.RETURNED]),
            lambda row, now: to_counter(row.pk, now),
        ),
    )

    def asked_about(self, row: DeliveryRecord) -> str:
        """What it is, and how far."""
        return f"{row.contents}　{row.number}　{row.get_state_display()}"

    def tags_of(self, row: DeliveryRecord) -> tuple[str, ...]:
        """Whom the case is about."""
        return (row.case.applicant_tag,)

    @admin.display(description="生成时间")
    def made(self, row: DeliveryRecord) -> str:
        """The time in China, to the minute."""
        return at_text(row.made_at)

    @admin.display(description="寄件人")
    def from_whom(self, row: DeliveryRecord) -> str:
        """Name, address and phone of the centre."""
        return "，".join(str(row.sender.get(key, "")) for key in ("name", "address", "phone"))

    @admin.display(description="收件人")
    def name(self, row: DeliveryRecord) -> str:
        """Masked until it is shown."""
        return told(Kind.NAME, str(row.receiver.get("name", "")))

    @admin.display(description="收件地址")
    def address(self, row: DeliveryRecord) -> str:
        """Masked until it is shown."""
        return told(Kind.ADDRESS, str(row.receiver.get("address", "")))

    @admin.display(description="收件电话")
    def phone(self, row: DeliveryRecord) -> str:
        """Masked until it is shown."""
        return told(Kind.PHONE, str(row.receiver.get("phone", "")))
