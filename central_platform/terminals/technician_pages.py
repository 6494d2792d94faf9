"""The console's page of technicians' codes: one is shown once, as a picture for the scanner and as a text for a stick."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import segno
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.staff.console import StaffPage
from central_platform.terminals.models import IssuedTechnicianCode, Terminal
from central_platform.terminals.technician_codes import NotIssued, check, days, issue
from kiosk.domain.technicians import PIN_LENGTH
from kiosk.messages.technician_code import CODE_FILE


class NewCodeForm(forms.ModelForm):
    """For which terminal and day, and the PIN that the technician will type there."""

    number = forms.CharField(label="终端编号", max_length=16, help_text="写在终端上，待机页的帮助里也有")
    on = forms.ChoiceField(label="哪一天用", help_text="只在这一天有效，用一次")
    pin = forms.CharField(
        label="口令",
        max_length=PIN_LENGTH,
        widget=forms.PasswordInput,
        help_text=f"自己定的{PIN_LENGTH}位数字，到终端上要输入；平台不保存",
    )

    class Meta:
        model = IssuedTechnicianCode
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the days that there are."""
        super().__init__(*args, **options)
        offered = self.fields["on"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [(day.isoformat(), day.isoformat()) for day in days(clock.now())]

    def clean_number(self) -> Terminal:
        """The terminal. ValidationError for one that is not known."""
        terminal = Terminal.objects.filter(pk=str(self.cleaned_data["number"]).strip().upper()).first()
        if terminal is None:
            raise ValidationError("没有这个编号的终端")
        return terminal

    def clean(self) -> Any:
        """What belongs together. ValidationError where there can be no code."""
        given = super().clean()
        if given and {"number", "on", "pin"} <= set(given):
            try:
                check(given["number"], self.instance.account, given["pin"], date.fromisoformat(given["on"]), clock.now())
            except NotIssued as fault:
                raise ValidationError(str(fault)) from None
        return given


@admin.register(IssuedTechnicianCode)
class TechnicianCodeAdmin(StaffPage):
    list_display = ("when", "account", "terminal", "day")
    exact = ("terminal__terminal_id", "account")
    fields = ("when", "account", "terminal", "day")
    readonly_fields = fields
    actions: Any = None
    ordering = ("-at", "-id")
    list_select_related = ("terminal",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was given out was given out."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """What is asked for a new one; its technician is whoever is signed in."""
        if obj is not None:
            return super().get_form(request, obj, change, **options)

        class Own(NewCodeForm):
            def __init__(self, *args: Any, **given: Any) -> None:
                super().__init__(*args, **given)
                self.instance.account = request.user.get_username()

        return Own

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked, or what is known."""
        return self.fields if obj else ("number", "on", "pin")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that is known of one."""
        return self.fields if obj else ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """One button is enough."""
        single = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, {**single, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: IssuedTechnicianCode, form: Any, change: bool) -> None:
        """Make the code."""
        given = form.cleaned_data
        code, made = issue(given["number"], obj.account, given["pin"], date.fromisoformat(given["on"]), clock.now())
        obj.__dict__.update(made.__dict__)
        obj.code = code  # type: ignore[attr-defined] # of this answer alone

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """The code, as a picture and as a text; it is shown once, and kept nowhere."""
        told = {
            **self.admin_site.each_context(request),
            "title": "技术员进入码",
            "picture": SafeString(segno.make(obj.code, error="m", micro=False).svg_inline(scale=5, title="技术员进入码")),
            "code": obj.code,
            "file": CODE_FILE,
            "terminal": obj.terminal_id,
            "day": obj.day,
        }
        return TemplateResponse(request, "console/technician_code.html", told)

    @admin.display(description="时间", ordering="at")
    def when(self, row: IssuedTechnicianCode) -> str:
        """When it was given out, in China's time."""
        return at_text(row.at)
