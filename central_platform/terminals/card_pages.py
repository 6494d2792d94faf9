"""The console's page of technicians' cards: registered with a request from a tool for cards, told with their validity, revoked."""

from __future__ import annotations

import functools
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.staff import accounts
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import ReadOnly
from central_platform.staff.roles import Role, roles_of
from central_platform.terminals.models import TechnicianCard
from central_platform.terminals.technician_cards import LONGEST, USUAL, NotRegistered, check, register, revoke
from kiosk.domain.times import day_of


class NewCardForm(forms.ModelForm):
    """Whose card it is, what a tool wrote of its key, until when it is good and where."""

    holder = forms.CharField(label="技术员", max_length=32, help_text="有“设备运维”角色的账号名；进入终端时记在终端的审计日志里")
    request = forms.CharField(
        label="证书请求或公钥",
        widget=forms.Textarea(attrs={"rows": 12, "cols": 70, "spellcheck": "false", "autocomplete": "off"}),
        help_text="在卡里生成钥匙时，工具写出的 PEM 文件，整个贴进来；私钥不要贴",
    )
    until = forms.DateField(label="有效期到", help_text=f"最长{LONGEST.days}天；没有网络的终端很晚才知道卡已吊销，所以不要太长")
    only = forms.CharField(label="只开这些终端", max_length=600, required=False, help_text="终端编号，用空格分开；不填就是全部终端")

    class Meta:
        model = TechnicianCard
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        """A year, unless another day is chosen."""
        super().__init__(*args, **options)
        self.fields["until"].initial = day_of(clock.now()) + USUAL

    def clean_holder(self) -> str:
        """The account's name. ValidationError for one that looks after no terminals."""
        name = str(self.cleaned_data["holder"]).strip()
        account = accounts.find(name)
        if account is None or Role.TECHNICIAN not in roles_of(account):
            raise ValidationError("没有这个账号，或者它没有“设备运维”角色")
        return name

    def clean(self) -> Any:
        """What belongs together. ValidationError where there can be no card."""
        given = super().clean()
        if given and {"holder", "request", "until", "only"} <= set(given):
            try:
                check(given["holder"], given["request"], given["until"], given["only"], clock.now())
            except NotRegistered as fault:
                raise ValidationError(str(fault)) from None
        return given


class Standing(admin.SimpleListFilter):
    title = "状态"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that a card can have."""
        return [("good", "有效"), ("ended", "过期"), ("revoked", "吊销")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows of the one that was chosen."""
        now = clock.now()
        kept = {
            "good": Q(revoked_at=None, ends__gte=now),
            "ended": Q(revoked_at=None, ends__lt=now),
            "revoked": Q(revoked_at__isnull=False),
        }
        return queryset.filter(kept.get(str(self.value()), Q()))


@admin.register(TechnicianCard)
class TechnicianCardAdmin(AskingPage):
    list_display = ("account", "standing", "until", "where", "serial", "when", "registered_by")
    list_filter = (Standing,)
    exact = ("account", "serial")
    asked = (
        Asked(
            "revoke",
            "吊销",
            (
                "这张卡以后打不开终端，吊销了不能恢复：要用，请在卡里重新生成钥匙，再登记。",
                "终端更新目录时知道；没有网络的终端，要等下一次带优盘去。在那以前，拿着卡又知道口令的人还能进去。",
            ),
            Q(revoked_at=None),
            revoke,
            revokes=True,
        ),
    )
    fields = ("account", "standing", "until", "where", "serial", "when", "registered_by", "file")
    readonly_fields = fields
    ordering = ("-registered_at", "serial")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As the table of roles has it: a card is registered here."""
        return super(ReadOnly, self).has_add_permission(request)

    def get_urls(self) -> list[Any]:
        """Besides the others: the certificate as a file."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_certificate"
        given = path("<str:serial>/certificate/", self.admin_site.admin_view(functools.partial(self.certificate)), name=name)
        return [given, *super().get_urls()]

    def certificate(self, request: HttpRequest, serial: str) -> HttpResponse:
        """It holds nothing that is secret.

        Raises:
            PermissionDenied: whoever asks may not see cards.
            Http404: there is no such card.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = TechnicianCard.objects.filter(pk=serial).first()
        if row is None:
            raise Http404
        named = {"Content-Disposition": f'attachment; filename="{_file_name(row)}"'}
        return HttpResponse(row.certificate, content_type="application/x-pem-file", headers=named)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """What is asked for a new one."""
        return super().get_form(request, obj, change, **options) if obj else NewCardForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked, or what is known."""
        return self.fields if obj else ("holder", "request", "until", "only")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that is known of one."""
        return self.fields if obj else ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """One button is enough."""
        single = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, {**single, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: TechnicianCard, form: Any, change: bool) -> None:
        """Issue the certificate."""
        given = form.cleaned_data
        until: date = given["until"]
        made = register(given["holder"], given["request"], until, given["only"], request.user.get_username(), clock.now())
        obj.__dict__.update(made.__dict__)

    def response_add(self, request: HttpRequest, obj: TechnicianCard, post_url_continue: Any = None) -> HttpResponse:
        """What is to be done with the certificate."""
        told = {
            **self.admin_site.each_context(request),
            "title": "技术员卡",
            "account": obj.account,
            "ends": at_text(obj.ends),
            "terminals": obj.terminals,
            "file": _address(obj),
            "name": _file_name(obj),
        }
        return TemplateResponse(request, "console/technician_card.html", told)

    @admin.display(description="状态")
    def standing(self, row: TechnicianCard) -> str:
        """Whether it counts now, by the platform's clock."""
        if row.revoked_at is not None:
            return f"{at_text(row.revoked_at)} 吊销"
        return "有效" if row.ends >= clock.now() else "过期"

    @admin.display(description="有效期到", ordering="ends")
    def until(self, row: TechnicianCard) -> str:
        """In China's time."""
        return at_text(row.ends)

    @admin.display(description="能开的终端")
    def where(self, row: TechnicianCard) -> str:
        """Their numbers, or all."""
        return row.terminals or "全部"

    @admin.display(description="登记时间", ordering="registered_at")
    def when(self, row: TechnicianCard) -> str:
        """In China's time."""
        return at_text(row.registered_at)

    @admin.display(description="证书")
    def file(self, row: TechnicianCard) -> SafeString:
        """The way to it."""
        return format_html('<a href="{}">下载证书</a>', _address(row))


def _address(row: TechnicianCard) -> str:
    return reverse("admin:terminals_techniciancard_certificate", args=(row.serial,))


def _file_name(row: TechnicianCard) -> str:
    return f"{row.account}-{row.serial[:8]}.pem"
