"""The staff's console. Tables are read here and changed only where a person decides: cases, answers to ratings, revocation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from central_platform import clock, reports, terminals
from central_platform.records.console import ReadOnly, at_text, table
from central_platform.records.console_cases import CaseAdmin
from central_platform.records.console_texts import TextMessageAdmin
from central_platform.records.models import (
    CaseRecord,
    CopyRecord,
    KeptItem,
    LicenceRecord,
    Lookup,
    Person,
    Rating,
    Terminal,
    TerminalKey,
    TextMessage,
)
from central_platform.terminal_keys import revoke, revoke_keys
from kiosk.domain.identifiers import mask_name, mask_number
from kiosk.domain.times import CHINA
from kiosk.messages.pairing import fingerprint, is_same

admin.site.site_header = "社区事务受理平台"
admin.site.site_title = "社区事务受理平台"
admin.site.index_title = "管理台"
admin.site.register(CaseRecord, CaseAdmin)
admin.site.register(TextMessage, TextMessageAdmin)
OFFLINE_AFTER = 120  # seconds without a heartbeat; terminals send one every 30


@admin.register(KeptItem)
class KeptItemAdmin(ReadOnly):
    list_display = ("submission_id", "reason", "terminal", "received", "looked_into")
    list_filter = ("reason", "looked_into", "terminal")
    readonly_fields = fields = ("submission_id", "sha256", "reason", "terminal", "received")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, "looked_into")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnly, self).has_change_permission(request, obj)

    @admin.display(description="收到时间", ordering="received_at")
    def received(self, row: KeptItem) -> str:
        return at_text(row.received_at)


# --- terminals ------------------------------------------------------------------------------------------------------


class TerminalForm(forms.ModelForm):
    """Staff enter the fingerprint that the technician at a new terminal reads out; it is compared here, not by eye."""

    fingerprint = forms.CharField(label="技术员念出的指纹", required=False, max_length=64)

    class Meta:
        model = Terminal
        fields = ("revoked",)

    def clean_fingerprint(self) -> str:
        typed = str(self.cleaned_data["fingerprint"]).strip()
        if typed and not is_same(typed, fingerprint(self.instance.exchange)):
            raise forms.ValidationError("和平台算出的不一样。如果没有念错、打错，就是有人在中间：不要启用这台终端。")
        return typed


@admin.register(Terminal)
class TerminalAdmin(ReadOnly):
    list_display = ("terminal_id", "site_zh", "health", "seen", "waiting", "catalogue_version", "version", "revoked")
    list_filter = ("revoked",)
    search_fields = ("terminal_id", "site_zh")
    form = TerminalForm
    fields = (
        *("terminal_id", "site_zh", "centre_zh", "hotline", "confirmed", "fingerprint", "revoked", "health", "seen", "waiting"),
        *("device_table", "clock_ahead", "audit_number", "audit_hash", "audit_broken"),
    )
    readonly_fields = tuple(name for name in fields if name not in ("revoked", "fingerprint"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnly, self).has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Terminal, form: Any, change: bool) -> None:
        # Only the flag: a heartbeat that came meanwhile must not be written over.
        if "revoked" in form.changed_data:
            revoke(obj, obj.revoked, clock.now())
        if typed := form.cleaned_data.get("fingerprint"):
            code = terminals.confirm(obj.pk, typed, clock.now())
            self.message_user(request, f"指纹一致，终端已启用。请把确认码 {code} 念给终端旁的技术员输入。")

    @admin.display(description="登记已确认", ordering="confirmed_at")
    def confirmed(self, row: Terminal) -> str:
        return at_text(row.confirmed_at) if row.confirmed_at else "还没有：请技术员念出终端上的指纹，填在下面"

    @admin.display(description="最近联系", ordering="last_seen")
    def seen(self, row: Terminal) -> str:
        return at_text(row.last_seen)

    @admin.display(description="状态")
    def health(self, row: Terminal) -> str:
        if row.revoked:
            return "已吊销"
        if row.confirmed_at is None:
            return "待确认"
        if row.last_seen is None or clock.now() - row.last_seen > OFFLINE_AFTER:
            return "离线"
        if row.audit_broken_at:
            return "审计链断开过"
        bad = [name for name, status in row.devices.items() if not str(status).lower().startswith(("ready", "busy"))]
        return f"需关注：{'、'.join(bad)}" if bad else "正常"

    @admin.display(description="审计链断开")
    def audit_broken(self, row: Terminal) -> str:
        return at_text(row.audit_broken_at)

    @admin.display(description="设备")
    def device_table(self, row: Terminal) -> SafeString:
        return table(sorted(row.devices.items()))


@admin.register(TerminalKey)
class TerminalKeyAdmin(ReadOnly):
    """A key that may be in somebody's hands is revoked here, also one that was replaced since."""

    list_display = ("terminal", "short", "began", "ended", "revoked")
    search_fields = ("terminal__terminal_id", "thumbprint")
    fields = ("terminal", "thumbprint", "began", "ended", "revoked")
    readonly_fields = fields
    actions = ("revoke_chosen",)

    @admin.display(description="密钥")
    def short(self, row: TerminalKey) -> str:
        return row.thumbprint[:12]

    @admin.display(description="启用", ordering="since")
    def began(self, row: TerminalKey) -> str:
        return at_text(row.since)

    @admin.display(description="用到", ordering="until")
    def ended(self, row: TerminalKey) -> str:
        return at_text(row.until)

    @admin.display(description="吊销", ordering="revoked_at")
    def revoked(self, row: TerminalKey) -> str:
        return at_text(row.revoked_at)

    @admin.action(description="吊销所选密钥（终端或硬盘丢失）")
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[TerminalKey]) -> None:
        revoke_keys(queryset, clock.now())


# --- ratings, licences, audit ------------------------------------------------------------------------------------------


@admin.register(Rating)
class RatingAdmin(ReadOnly):
    list_display = ("rated", "level", "case", "terminal", "handling", "answer_due", "answered")
    list_filter = ("level", "terminal", "handling")
    fields = ("rated", "level", "case", "terminal", "handling", "answer_due", "answer", "answered")
    readonly_fields = ("rated", "level", "case", "terminal", "answer_due", "answered")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnly, self).has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Rating, form: Any, change: bool) -> None:
        obj.answer_due = reports.answer_due(obj.level, obj.handling, obj.received_at)
        if obj.answer.strip() and obj.answered_at is None:
            obj.answered_at = clock.now()
        obj.save(update_fields=["handling", "answer_due", "answer", "answered_at"])

    @admin.display(description="评价时间", ordering="rated_at")
    def rated(self, row: Rating) -> str:
        return at_text(row.rated_at)

    @admin.display(description="答复", ordering="answered_at")
    def answered(self, row: Rating) -> str:
        late = row.answer_due and not row.answered_at and row.answer_due < datetime.fromtimestamp(clock.now(), CHINA).date()
        return "已超期" if late else at_text(row.answered_at)


@admin.register(LicenceRecord)
class LicenceAdmin(ReadOnly):
    list_display = ("name_zh", "holder_masked", "authority_zh", "valid_from", "valid_until", "revoked")
    list_filter = ("name_zh", "revoked")
    search_fields = ("identifier",)
    fields = ("identifier", "name_zh", "holder_masked", "authority_zh", "number", "valid_from", "valid_until", "revoked")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("page").select_related("holder")

    @admin.display(description="持证人")
    def holder_masked(self, row: LicenceRecord) -> str:
        return mask_name(row.holder.name)


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("name_masked", "number_masked", "sex")
    fields = ("name_masked", "number_masked", "profile_keys")

    @admin.display(description="姓名")
    def name_masked(self, row: Person) -> str:
        return mask_name(row.name)

    @admin.display(description="证件号码")
    def number_masked(self, row: Person) -> str:
        return mask_number(row.number)

    @admin.display(description="已有档案")
    def profile_keys(self, row: Person) -> str:
        return "、".join(sorted(row.profile))


@admin.register(CopyRecord)
class CopyAdmin(ReadOnly):
    list_display = ("serial", "outcome", "terminal", "printed", "leased")
    list_filter = ("outcome", "terminal", "leased")
    search_fields = ("serial",)
    fields = ("serial", "licence_identifier", "purpose", "outcome", "terminal", "printed", "leased")

    @admin.display(description="打印时间", ordering="printed_at")
    def printed(self, row: CopyRecord) -> str:
        return at_text(row.printed_at)


@admin.register(Lookup)
class LookupAdmin(ReadOnly):
    list_display = ("when", "terminal", "what", "person_tag")
    list_filter = ("what", "terminal")
    search_fields = ("person_tag",)
    fields = ("when", "terminal", "what", "person_tag")

    @admin.display(description="时间", ordering="at")
    def when(self, row: Lookup) -> str:
        return at_text(row.at)
