"""The staff's console. Tables are read here and changed only where a person decides: cases, answers to ratings, revocation."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from central_platform import casework, catalogue, clock, reports
from central_platform.records.models import (
    AccessToken,
    CaseEvent,
    CaseRecord,
    CaseStates,
    CopyRecord,
    KeptItem,
    LicenceRecord,
    Lookup,
    Person,
    Rating,
    Terminal,
)
from kiosk.domain.cases import CaseState
from kiosk.domain.forms import questions_of
from kiosk.domain.identifiers import mask_name, mask_number
from kiosk.domain.times import CHINA, clock_text

admin.site.site_header = "社区事务受理平台"
admin.site.site_title = "社区事务受理平台"
admin.site.index_title = "管理台"
OFFLINE_AFTER = 120  # seconds without a heartbeat; terminals send one every 30


def _at(seconds: int | None) -> str:
    return clock_text(seconds) if seconds and seconds < 10**11 else "—"


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added or deleted by hand, and nothing changed."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# --- cases ---------------------------------------------------------------------------------------------------------


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be decided now, and why; the resident reads the reason."""

    to = forms.ChoiceField(label="决定", required=False)
    reason = forms.CharField(label="理由（居民会看到）", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    class Meta:
        model = CaseRecord
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moves = casework.moves(CaseState(self.instance.state))
        self.fields["to"].choices = [("", "暂不决定"), *((to.value, CaseStates(to.value).label) for to in moves)]


class EventInline(admin.TabularInline):  # type: ignore[type-arg]
    model = CaseEvent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("when", "actor", "state", "note")

    @admin.display(description="时间")
    def when(self, row: CaseEvent) -> str:
        return _at(row.at)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CaseRecord)
class CaseAdmin(ReadOnly):
    form = DecisionForm
    list_display = ("case_number", "item_zh", "state", "automatic", "due", "received", "terminal")
    list_filter = ("state", "automatic", "item_zh", "terminal")
    search_fields = ("case_number", "receipt_number", "submission_id")
    ordering = ("-received_at", "-id")
    inlines = (EventInline,)
    readonly_fields = (
        *("case_number", "state", "item_zh", "implementation_code", "received", "committed", "due", "automatic", "terminal"),
        *("centre_zh", "next_zh", "missing", "applicant", "answers", "receipt_number", "submission_id"),
    )
    fieldsets = (
        ("办件", {"fields": ("case_number", "state", "item_zh", "due", "next_zh", "missing")}),
        ("作出决定", {"fields": ("to", "reason")}),
        ("申请", {"fields": ("applicant", "answers")}),
        (
            "收件",
            {
                "fields": (
                    *("received", "committed", "terminal", "centre_zh", "automatic", "receipt_number"),
                    *("submission_id", "implementation_code"),
                )
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnly, self).has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("sealed").select_related("terminal")

    def save_model(self, request: HttpRequest, obj: CaseRecord, form: DecisionForm, change: bool) -> None:
        """Nothing of the form is saved as such: the decision is taken where the rules are."""
        to = form.cleaned_data.get("to")
        if not to:
            return
        try:
            casework.decide(obj.case_number, CaseState(to), form.cleaned_data["reason"], request.user.get_username(), clock.now())
        except casework.CannotDecide as fault:
            self.message_user(request, str(fault), messages.ERROR)

    @admin.display(description="收件时间", ordering="received_at")
    def received(self, row: CaseRecord) -> str:
        return _at(row.received_at)

    @admin.display(description="居民提交时间")
    def committed(self, row: CaseRecord) -> str:
        return _at(row.committed_at)

    @admin.display(description="需补正")
    def missing(self, row: CaseRecord) -> str:
        return "；".join(row.defects) or "—"

    @admin.display(description="申请人")
    def applicant(self, row: CaseRecord) -> SafeString:
        person = row.content.get("applicant")
        labels = {"name": "姓名", "number": "证件号码", "sex": "性别", "birth": "出生日期", "address": "住址"}
        return _table((label, person.get(key, "")) for key, label in labels.items()) if isinstance(person, dict) else _table(())

    @admin.display(description="填写内容")
    def answers(self, row: CaseRecord) -> SafeString:
        content = row.content
        given = content.get("answers")
        item = catalogue.item_of(row.implementation_code, str(content.get("catalogue_version", "")))
        questions = {question.key: question for question in questions_of(item.form)} if item and item.form else {}
        rows = []
        for key, value in given.items() if isinstance(given, dict) else ():
            question = questions.get(key)
            label = question.check.zh if question else key
            options = {name: words.zh for name, words in question.options} if question else {}
            rows.append((label, options.get(str(value), {"yes": "是", "no": "否"}.get(str(value), value))))
        return _table(rows)


def _table(rows: Any) -> SafeString:
    body = format_html_join("", "<tr><th style='text-align:left;padding-right:2em'>{}</th><td>{}</td></tr>", rows)
    return format_html("<table>{}</table>", body) if body else format_html("—")


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
        return _at(row.received_at)


# --- terminals ------------------------------------------------------------------------------------------------------


@admin.register(Terminal)
class TerminalAdmin(ReadOnly):
    list_display = ("terminal_id", "site_zh", "health", "seen", "waiting", "catalogue_version", "version", "revoked")
    list_filter = ("revoked",)
    search_fields = ("terminal_id", "site_zh")
    fields = ("terminal_id", "site_zh", "centre_zh", "hotline", "revoked", "health", "seen", "waiting", "device_table", "clock_ahead")
    readonly_fields = tuple(name for name in fields if name != "revoked")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnly, self).has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Terminal, form: Any, change: bool) -> None:
        # Only the flag: a heartbeat that came meanwhile must not be written over.
        Terminal.objects.filter(pk=obj.pk).update(revoked=obj.revoked)
        if obj.revoked:
            AccessToken.objects.filter(terminal=obj).delete()

    @admin.display(description="最近联系", ordering="last_seen")
    def seen(self, row: Terminal) -> str:
        return _at(row.last_seen)

    @admin.display(description="状态")
    def health(self, row: Terminal) -> str:
        if row.revoked:
            return "已吊销"
        if row.last_seen is None or clock.now() - row.last_seen > OFFLINE_AFTER:
            return "离线"
        bad = [name for name, status in row.devices.items() if not str(status).upper().startswith(("READY", "BUSY"))]
        return f"需关注：{'、'.join(bad)}" if bad else "正常"

    @admin.display(description="设备")
    def device_table(self, row: Terminal) -> SafeString:
        return _table(sorted(row.devices.items()))


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
        return _at(row.rated_at)

    @admin.display(description="答复", ordering="answered_at")
    def answered(self, row: Rating) -> str:
        late = row.answer_due and not row.answered_at and row.answer_due < datetime.fromtimestamp(clock.now(), CHINA).date()
        return "已超期" if late else _at(row.answered_at)


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
        return json.dumps(sorted(row.profile))


@admin.register(CopyRecord)
class CopyAdmin(ReadOnly):
    list_display = ("serial", "outcome", "terminal", "printed", "leased")
    list_filter = ("outcome", "terminal", "leased")
    search_fields = ("serial",)
    fields = ("serial", "licence_identifier", "purpose", "outcome", "terminal", "printed", "leased")

    @admin.display(description="打印时间", ordering="printed_at")
    def printed(self, row: CopyRecord) -> str:
        return _at(row.printed_at)


@admin.register(Lookup)
class LookupAdmin(ReadOnly):
    list_display = ("when", "terminal", "what", "person_tag")
    list_filter = ("what", "terminal")
    search_fields = ("person_tag",)
    fields = ("when", "terminal", "what", "person_tag")

    @admin.display(description="时间", ordering="at")
    def when(self, row: Lookup) -> str:
        return _at(row.at)
