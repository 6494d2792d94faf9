"""The console's pages of terminals and their keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from central_platform.core import clock
from central_platform.core.console import ReadOnly, at_text, table
from central_platform.quotas.services import words_of
from central_platform.terminals import services
from central_platform.terminals.keys import revoke, revoke_keys
from central_platform.terminals.models import Terminal, TerminalKey
from kiosk.messages.pairing import fingerprint, is_same

OFFLINE_AFTER = 120  # seconds without a heartbeat; terminals send one every 30


class TerminalForm(forms.ModelForm):
    """Staff enter the fingerprint that the technician at a new terminal reads out; it is compared here, not by eye."""

    fingerprint = forms.CharField(label="技术员念出的指纹", required=False, max_length=64)

    class Meta:
        model = Terminal
        fields = ("revoked",)

    def clean_fingerprint(self) -> str:
        """What was typed, compared with the platform's own; "" where nothing was.

        Raises:
            ValidationError: it is another one, so somebody may stand between platform and terminal.
        """
        typed = str(self.cleaned_data["fingerprint"]).strip()
        if typed and not is_same(typed, fingerprint(self.instance.exchange)):
            raise forms.ValidationError("和平台算出的不一样。如果没有念错、打错，就是有人在中间：不要启用这台终端。")
        return typed


@admin.register(Terminal)
class TerminalAdmin(ReadOnly):
    list_display = ("terminal_id", "site_zh", "health", "seen", "waiting", "catalogue_version", "version", "revoked")
    list_filter = ("revoked",)
    search_fields = ("terminal_id", "site_zh")
    actions: Any = ("release_chosen", "forget_readers")
    form = TerminalForm
    fields = (
        *("terminal_id", "site_zh", "centre_zh", "hotline", "confirmed", "fingerprint", "revoked", "health", "seen", "waiting"),
        *("stopped", "reader_module", "device_table", "clock_ahead", "audit_number", "audit_hash", "audit_broken"),
    )
    readonly_fields = tuple(name for name in fields if name not in ("revoked", "fingerprint"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As Django grants it: staff confirm and revoke terminals here."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Terminal, form: Any, change: bool) -> None:
        """Revoke the terminal, or take it back, and confirm it where its fingerprint was typed."""
        # Only the flag: a heartbeat that came meanwhile must not be written over.
        if "revoked" in form.changed_data:
            revoke(obj, obj.revoked, clock.now())
        if typed := form.cleaned_data.get("fingerprint"):
            code = services.confirm(obj.pk, typed, clock.now())
            self.message_user(request, f"指纹一致，终端已启用。请把确认码 {code} 念给终端旁的技术员输入。")

    @admin.display(description="登记已确认", ordering="confirmed_at")
    def confirmed(self, row: Terminal) -> str:
        """When staff compared its fingerprint, or what is to be done."""
        return at_text(row.confirmed_at) if row.confirmed_at else "还没有：请技术员念出终端上的指纹，填在下面"

    @admin.display(description="最近联系", ordering="last_seen")
    def seen(self, row: Terminal) -> str:
        """When its last heartbeat came, in China's time."""
        return at_text(row.last_seen)

    @admin.display(description="状态")
    def health(self, row: Terminal) -> str:
        """The first of what is wrong with it, in words: revoked, not confirmed, away, its audit log broken, devices."""
        if row.revoked:
            return "已吊销"
        if row.confirmed_at is None:
            return "待确认"
        if row.last_seen is None or clock.now() - row.last_seen > OFFLINE_AFTER:
            return "离线"
        if row.stopped_at:
            return "已停止查询"
        if row.audit_broken_at:
            return "审计链断开过"
        bad = [name for name, status in row.devices.items() if not str(status).lower().startswith(("ready", "busy"))]
        return f"需关注：{'、'.join(bad)}" if bad else "正常"

    @admin.display(description="停止查询")
    def stopped(self, row: Terminal) -> str:
        """Since when it is told nothing of persons, and why."""
        return f"{at_text(row.stopped_at)}：{words_of(row.stopped_for)}" if row.stopped_at else "—"

    @admin.action(description="恢复所选终端的查询（已查明原因）")
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Terminal]) -> None:
        """Tell these terminals of persons again."""
        for terminal in queryset:
            services.release(terminal)

    @admin.action(description="所选终端换了读卡器：记下一个读卡模块")
    def forget_readers(self, request: HttpRequest, queryset: QuerySet[Terminal]) -> None:
        """The next reader that tells its number is these terminals' own."""
        for terminal in queryset:
            services.forget_module(terminal)

    @admin.display(description="审计链断开")
    def audit_broken(self, row: Terminal) -> str:
        """When its audit log last did not follow from what was told before."""
        return at_text(row.audit_broken_at)

    @admin.display(description="设备")
    def device_table(self, row: Terminal) -> SafeString:
        """Each device and its status, as the last heartbeat told them."""
        return table((name, f"{status}　{row.details.get(name, '')}") for name, status in sorted(row.devices.items()))


@admin.register(TerminalKey)
class TerminalKeyAdmin(ReadOnly):
    """A key that may be in somebody's hands is revoked here, also one that was replaced since."""

    list_display = ("terminal", "short", "began", "ended", "revoked")
    search_fields = ("terminal__terminal_id", "thumbprint")
    fields = ("terminal", "thumbprint", "began", "ended", "revoked")
    readonly_fields = fields
    actions: Any = ("revoke_chosen",)

    @admin.display(description="密钥")
    def short(self, row: TerminalKey) -> str:
        """The first 12 characters of the thumbprint."""
        return row.thumbprint[:12]

    @admin.display(description="启用", ordering="since")
    def began(self, row: TerminalKey) -> str:
        """Since when it is the terminal's key, in China's time."""
        return at_text(row.since)

    @admin.display(description="用到", ordering="until")
    def ended(self, row: TerminalKey) -> str:
        """Until when it was; ``—`` while it is in use."""
        return at_text(row.until)

    @admin.display(description="吊销", ordering="revoked_at")
    def revoked(self, row: TerminalKey) -> str:
        """When it was revoked; ``—`` where it was not."""
        return at_text(row.revoked_at)

    @admin.action(description="吊销所选密钥（终端或硬盘丢失）")
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[TerminalKey]) -> None:
        """Revoke these keys; those in use take their terminals with them."""
        revoke_keys(queryset, clock.now())
