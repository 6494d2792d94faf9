"""The console's pages of terminals and their keys."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.quotas.services import words_of
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import ReadOnly, table
from central_platform.staff.lists import in_words
from central_platform.terminals import services
from central_platform.terminals.card_pages import TechnicianCardAdmin as TechnicianCardAdmin
from central_platform.terminals.health import Health, name_of, words_of_health, words_of_state
from central_platform.terminals.history import AWAY
from central_platform.terminals.keys import revoke, revoke_key
from central_platform.terminals.models import Terminal, TerminalEvent, TerminalKey
from central_platform.terminals.technician_pages import TechnicianCodeAdmin as TechnicianCodeAdmin
from kiosk.domain.measures import Level, judged
from kiosk.messages.pairing import fingerprint, is_same


def checked_fingerprint(terminal: Terminal, typed: str) -> str:
    """The fingerprint that the technician at a terminal read out, if it is the platform's own.

    Raises:
        ValidationError: it is another one, so somebody may stand between platform and terminal.
    """
    if not terminal.exchange or not is_same(typed, fingerprint(terminal.exchange)):
        raise forms.ValidationError("和平台算出的不一样。如果没有念错、打错，就是有人在中间：不要启用这台终端。")
    return typed


class TerminalForm(forms.ModelForm):
    """Staff enter the fingerprint that the technician at a new terminal reads out; it is compared here, not by eye."""

    fingerprint = forms.CharField(
        label="技术员念出的校验码", max_length=64, error_messages={"required": "请填写技术员念出的校验码；没有填写，什么都没有改变"}
    )

    class Meta:
        model = Terminal
        fields: ClassVar[list[str]] = []

    def clean_fingerprint(self) -> str:
        """What was typed, compared with the platform's own.

        Raises:
            ValidationError: it is another one, so somebody may stand between platform and terminal.
        """
        return checked_fingerprint(self.instance, str(self.cleaned_data["fingerprint"]).strip())


_SHOWN = 100  # of what changed about a terminal


def _event_words(one: TerminalEvent) -> str:
    if one.what == AWAY:
        return f"失去联系，从 {at_text(int(one.before))} 起" if one.before.isdecimal() else "失去联系"
    before, after = (words_of_state(told) or "（没有）" for told in (one.before, one.after))
    return f"{name_of(one.what)}：{before} → {after}"


def _release(row: Terminal, now: int) -> bool:
    services.release(row)
    return True


def _forget_reader(row: Terminal, now: int) -> bool:
    services.forget_module(row)
    return True


@admin.register(Terminal)
class TerminalAdmin(AskingPage):
    list_display = ("terminal_id", "site_zh", "health", "seen", "waiting", "queue_age", "catalogue", "program", "revoked")
    list_filter = (
        Health,
        in_words("heartbeat__version", "程序版本", str),
        in_words("heartbeat__catalogue_version", "目录版本", str),
        "centre_zh",
    )
    list_select_related = ("heartbeat",)
    exact = ("terminal_id", "site_zh")
    asked = (
        Asked(
            "revoke",
            "吊销",
            (
                "终端的登录和现用密钥马上失效，它不能再受理、查询和打印需要平台的业务。",
                "还没有传上来的办件不会立案；从终端导出再导入的，留在“未能立案的提交”里由窗口处理。",
                "它签过的复印件和回执不再自动核验通过，要由人查看。",
                "误吊销的可以恢复；终端或硬盘丢失的，请同时在“终端密钥”里吊销以前的密钥。",
            ),
            Q(revoked=False),
            lambda row, now: revoke(row, True, now),
            revokes=True,
        ),
        Asked(
            "restore",
            "恢复",
            ("终端可以重新登录，现用密钥重新有效。", "只在确认终端和密钥一直在自己人手里时恢复；否则请重新配对，换新的密钥。"),
            Q(revoked=True),
            lambda row, now: revoke(row, False, now),
        ),
        Asked(
            "release",
            "解除",
            ("终端因超过限额停止了查询；解除后又可以查询个人信息，规则又可以自动办理它送来的申请。", "请先查明超限的原因。"),
            Q(stopped_at__isnull=False),
            _release,
        ),
        Asked(
            "forget_reader",
            "更换",
            ("下一个报出编号的读卡模块会记为这台终端的。", "只在确实换了读卡器时更换，否则别人的读卡器也会被认作它的。"),
            ~Q(reader_module=""),
            _forget_reader,
        ),
    )
    form = TerminalForm
    fields = (
        *("terminal_id", "site_zh", "centre_zh", "hotline", "confirmed", "fingerprint", "revoked", "health", "seen", "waiting"),
        *(
            "stopped",
            "remote",
            "reader_module",
            "device_table",
            "measure_table",
            "clock_ahead",
            "audit_number",
            "audit_hash",
            "audit_broken",
            "events",
        ),
    )
    readonly_fields = tuple(name for name in fields if name != "fingerprint")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it: staff confirm terminals here."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without what is typed, for whoever only reads."""
        reads = obj is not None and not self.has_change_permission(request, obj)
        return self.readonly_fields if reads else self.fields

    def asked_about(self, row: Terminal) -> str:
        """Its number, and where it stands."""
        return f"{row.pk}　{row.site.zh}"

    def save_model(self, request: HttpRequest, obj: Terminal, form: Any, change: bool) -> None:
        """Confirm the terminal by the fingerprint that was typed; nothing of it is written over."""
        code = services.confirm(obj.pk, form.cleaned_data["fingerprint"], clock.now())
        self.message_user(request, f"校验码一致，终端已启用。请把确认码 {code} 念给终端旁的技术员输入。")

    @admin.display(description="登记已确认", ordering="confirmed_at")
    def confirmed(self, row: Terminal) -> str:
        """When staff compared its fingerprint, or what is to be done."""
        return at_text(row.confirmed_at) if row.confirmed_at else "还没有：请技术员念出终端上的校验码，填在下面"

    @admin.display(description="最近联系", ordering="heartbeat__last_seen")
    def seen(self, row: Terminal) -> str:
        """When its last heartbeat came, in China's time."""
        return at_text(row.heartbeat.last_seen)

    @admin.display(description="待传件数", ordering="heartbeat__waiting")
    def waiting(self, row: Terminal) -> int:
        """How much of it waits there."""
        return int(row.heartbeat.waiting)

    @admin.display(description="目录版本", ordering="heartbeat__catalogue_version")
    def catalogue(self, row: Terminal) -> str:
        """Version of its catalogue."""
        return str(row.heartbeat.catalogue_version)

    @admin.display(description="程序版本", ordering="heartbeat__version")
    def program(self, row: Terminal) -> str:
        """Version of its program."""
        return str(row.heartbeat.version)

    @admin.display(description="时钟快（秒）")
    def clock_ahead(self, row: Terminal) -> int:
        """How far its clock is ahead of the platform's."""
        return int(row.heartbeat.clock_ahead)

    @admin.display(description="审计条数")
    def audit_number(self, row: Terminal) -> int:
        """Of the newest entry of its audit log."""
        return int(row.heartbeat.audit_number)

    @admin.display(description="审计链头")
    def audit_hash(self, row: Terminal) -> str:
        """Of that entry."""
        return str(row.heartbeat.audit_hash)

    @admin.display(description="最早的等了")
    def queue_age(self, row: Terminal) -> str:
        """How long its oldest application waits, as it measured it; "—" where none does."""
        hours = row.heartbeat.measures.get("oldest_waiting_h") if isinstance(row.heartbeat.measures, dict) else None
        return f"{hours} 小时" if isinstance(hours, int) and row.heartbeat.waiting else "—"

    @admin.display(description="状态")
    def health(self, row: Terminal) -> str:
        """What is wrong with it."""
        return words_of_health(row, clock.now())

    @admin.display(description="停止查询")
    def stopped(self, row: Terminal) -> str:
        """Since when it is told nothing of persons, and why."""
        return f"{at_text(row.stopped_at)}：{words_of(row.stopped_for)}" if row.stopped_at else "—"

    @admin.display(description="远程操作")
    def remote(self, row: Terminal) -> SafeString:
        """The ways to what it was asked to do from afar, and to ask for something."""
        there, new = reverse("admin:remote_order_changelist"), reverse("admin:remote_order_add")
        links = ((f"{there}?{urlencode({'q': row.pk})}", "做过的"), (f"{new}?{urlencode({'number': row.pk})}", "让它做…"))
        return format_html_join("　", '<a href="{}">{}</a>', links)

    @admin.display(description="审计链断开")
    def audit_broken(self, row: Terminal) -> str:
        """When its audit log last did not follow from what was told before."""
        return at_text(row.audit_broken_at)

    @admin.display(description="设备")
    def device_table(self, row: Terminal) -> SafeString:
        """Each device and its status, as the last heartbeat told them."""
        return table(
            (name_of(name), f"{words_of_state(str(status))}　{row.heartbeat.details.get(name, '')}")
            for name, status in sorted(row.heartbeat.devices.items())
        )

    @admin.display(description="测量值")
    def measure_table(self, row: Terminal) -> SafeString:
        """What it measured of itself, with what to do where somebody should look."""
        told = row.heartbeat.measures if isinstance(row.heartbeat.measures, dict) else {}
        whole = {key: value for key, value in told.items() if isinstance(value, int)}
        return table(
            (measure.name.zh, f"{value} {measure.unit}{'' if level is Level.GOOD else f'　{measure.todo.zh}'}")
            for measure, value, level in judged(whole)
        )

    @admin.display(description="经过（最近的在上）")
    def events(self, row: Terminal) -> SafeString:
        """What changed about it, the newest first."""
        return table((at_text(one.at), _event_words(one)) for one in row.history.all()[:_SHOWN])


@admin.register(TerminalKey)
class TerminalKeyAdmin(AskingPage):
    """A key that may be in somebody's hands is revoked here, also one that was replaced since."""

    list_display = ("whose", "short", "began", "ended", "revoked")
    exact = ("terminal__terminal_id", "thumbprint")
    fields = ("whose", "whole", "began", "ended", "revoked")
    readonly_fields = fields
    asked = (
        Asked(
            "revoke",
            "吊销",
            (
                "这把密钥签过的，不管写的是哪一天，都不再自动有效，要由人查看。",
                "正在用的密钥会连终端一起吊销：终端马上不能再登录。",
                "密钥的吊销不能撤销；终端可以重新配对，换新的密钥。",
            ),
            Q(revoked_at=None),
            revoke_key,
            revokes=True,
        ),
    )

    def asked_about(self, row: TerminalKey) -> str:
        """Whose it is, and whether it is in use."""
        return f"{row.terminal_id}　密钥 {row.thumbprint[:12]}（{'在用' if row.until is None else f'用到 {at_text(row.until)}'}）"

    @admin.display(description="终端", ordering="terminal_id")
    def whose(self, row: TerminalKey) -> str:
        """Its terminal's number."""
        return str(row.terminal_id)

    @admin.display(description="密钥")
    def whole(self, row: TerminalKey) -> str:
        """The thumbprint."""
        return row.thumbprint

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
