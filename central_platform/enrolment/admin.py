"""The console's page of pairings: a technician gets a code, sees which terminal used it, and compares its fingerprint."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from central_platform.centres.services import centre_names, name_of_centre
from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.enrolment.models import Pairing
from central_platform.enrolment.services import pair
from central_platform.staff.console import StaffPage
from central_platform.terminals import services as terminals
from central_platform.terminals.admin import checked_fingerprint
from kiosk.domain.text import LocalizedText
from kiosk.messages.pairing import confirmation

TOLD_FOR = 3600  # seconds from confirming a terminal in which its confirmation code is told


class NewPairingForm(forms.ModelForm):
    """Where a terminal will stand, and whether it is one that is known here."""

    site_zh = forms.CharField(label="服务点", max_length=120, help_text="终端放在哪里，居民会看到")
    site_en = forms.CharField(label="服务点（英文）", max_length=120, required=False, help_text="不填时用中文")
    centre_zh = forms.ChoiceField(label="受理中心", help_text="它收的办件归哪个中心")
    renewed = forms.CharField(
        label="更换密钥的终端", max_length=16, required=False, help_text="新终端不填；已有的终端填它的编号，配对后旧密钥不再用"
    )

    class Meta:
        model = Pairing
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the centres that there are."""
        super().__init__(*args, **options)
        centre = self.fields["centre_zh"]
        assert isinstance(centre, forms.ChoiceField)
        centre.choices = [("", "请选择"), *((name, name) for name in centre_names())]

    def clean_renewed(self) -> Any:
        """The terminal; None for a new one. ValidationError for one that is not known."""
        typed = str(self.cleaned_data["renewed"]).strip().upper()
        terminal = terminals.find(typed) if typed else None
        if typed and terminal is None:
            raise ValidationError("没有这个编号的终端")
        return terminal


class ConfirmForm(forms.ModelForm):
    """The fingerprint that the technician at the terminal reads out."""

    fingerprint = forms.CharField(
        label="技术员念出的校验码", max_length=64, error_messages={"required": "请填写技术员念出的校验码"}
    )

    class Meta:
        model = Pairing
        fields: ClassVar[list[str]] = []

    def clean_fingerprint(self) -> str:
        """ValidationError for another one than the platform's."""
        return checked_fingerprint(self.instance.terminal, str(self.cleaned_data["fingerprint"]).strip())


@admin.register(Pairing)
class PairingAdmin(StaffPage):
    list_display = ("when", "site_zh", "centre_zh", "by", "state", "terminal")
    actions: Any = None
    ordering = ("-at", "-id")
    list_select_related = ("terminal", "pairingcode")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it, while there is a fingerprint to compare."""
        return super().has_change_permission(request, obj) and (obj is None or _is_to_compare(obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """One to begin with, and one to compare."""
        return super().get_form(request, obj, change, **{**options, "form": ConfirmForm if obj else NewPairingForm})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked now, and what is known."""
        if obj is None:
            return ("site_zh", "site_en", "centre_zh", "renewed")
        asked = ("fingerprint",) if self.has_change_permission(request, obj) else ()
        return ("state", *asked, "code_back", "terminal", "site_zh", "centre_zh", "renews", "when", "by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that is known of a pairing."""
        return tuple(name for name in self.get_fields(request, obj) if name != "fingerprint") if obj else ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """One button is enough."""
        single = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, {**single, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Pairing, form: Any, change: bool) -> None:
        """Give out a code, or confirm the terminal that used it."""
        given = form.cleaned_data
        if change:
            terminals.confirm(str(obj.terminal_id), given["fingerprint"], clock.now())
            return
        centre = name_of_centre(given["centre_zh"])
        assert centre, "one that was offered"
        site = LocalizedText(given["site_zh"], given["site_en"] or given["site_zh"])
        code, made = pair(site, centre, clock.now(), given["renewed"], request.user.get_username())
        obj.__dict__.update(made.__dict__)
        obj.code = code  # type: ignore[attr-defined] # of this answer alone

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """The code, large; it is shown once, and kept nowhere."""
        told = {
            **self.admin_site.each_context(request),
            "title": "配对码",
            "code": obj.code,
            "minutes": settings.PAIRING_LIFETIME // 60,
            "until": at_text(obj.expires_at),
            "pairing": self._address("change", str(obj.pk)),
        }
        return TemplateResponse(request, "console/pairing_code.html", told)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The same page, with the code that goes back to the technician."""
        next_step = "它是用优盘设置的，不用输入确认码。" if _is_offer(obj) else "请把确认码念给终端旁的技术员输入。"
        self.message_user(request, f"校验码一致，终端已启用。{next_step}", messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @admin.display(description="时间", ordering="at")
    def when(self, row: Pairing) -> str:
        """When the code was given out, in China's time."""
        return at_text(row.at)

    @admin.display(description="经办")
    def by(self, row: Pairing) -> str:
        """The account; or the command line."""
        return row.account or "命令行"

    @admin.display(description="进展")
    def state(self, row: Pairing) -> str:
        """How far it has come, and what is to be done next."""
        if row.used_at is None:
            waits = clock.now() <= row.expires_at
            if waits and _is_offer(row):
                return f"优盘已准备，等终端联系或带回请求，{at_text(row.expires_at)} 前有效"
            return f"等终端输入配对码，{at_text(row.expires_at)} 前有效" if waits else "已过期，没有终端用过；请重新配对"
        if not _is_newest(row):
            return f"终端 {row.terminal_id} 用过，后来又重新配对"
        if _is_to_compare(row):
            what = "是用优盘设置的" if _is_offer(row) else "已输入配对码"
            return f"终端 {row.terminal_id} {what}：请技术员念出校验码，填在下面"
        return f"终端 {row.terminal_id} 已启用"

    @admin.display(description="确认码")
    def code_back(self, row: Pairing) -> str | SafeString:
        """For the technician, for an hour from when the fingerprint was compared."""
        terminal = row.terminal
        if terminal is None or terminal.confirmed_at is None or not _is_newest(row):
            return "核对校验码以后显示"
        if _is_offer(row):
            return "不需要"
        if clock.now() - terminal.confirmed_at > TOLD_FOR:
            return "已过一小时，不再显示"
        return format_html('<span class="large-code">{}</span>', confirmation(terminal.exchange))


def _is_offer(row: Pairing) -> bool:
    """Whether it was written to a stick, for a terminal without network."""
    code = getattr(row, "pairingcode", None)  # one that is typed goes when its time is over
    return code is not None and code.offer is not None


def _is_newest(row: Pairing) -> bool:
    """Whether what its terminal has is from this pairing."""
    newest = Pairing.objects.filter(terminal=row.terminal_id).order_by("-used_at", "-id").values_list("pk", flat=True).first()
    return newest == row.pk


def _is_to_compare(row: Pairing) -> bool:
    return row.terminal is not None and row.terminal.confirmed_at is None and _is_newest(row)
