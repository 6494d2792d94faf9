"""The console's page of what terminals are asked to do from afar, and what they sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.remote.models import Order
from central_platform.remote.services import NotOrdered, check, order
from central_platform.staff.console import StaffPage
from central_platform.staff.person_pages import holds_number
from central_platform.terminals.services import Terminal, find
from kiosk.domain.closings import WORDS, Closing
from kiosk.domain.remote_orders import NAMES, RemoteAction

_PNG = b"\x89PNG\r\n\x1a\n"


class NewOrderForm(forms.ModelForm):
    """Of which terminal what is asked, and why."""

    number = forms.CharField(label="终端编号", max_length=16, help_text="终端上没有人时才做，有人在用就等；一小时内没有做成就作废")
    what = forms.ChoiceField(label="操作", choices=[(one.value, name.zh) for one, name in NAMES.items()])
    said = forms.ChoiceField(
        label="居民看到的话",
        required=False,
        choices=[("", "（只在暂停服务时选）"), *((one.value, words.zh) for one, words in WORDS.items())],
    )
    because = forms.CharField(label="理由", min_length=4, max_length=200, widget=forms.TextInput(attrs={"size": 60}))

    class Meta:
        model = Order
        fields: ClassVar[list[str]] = []

    def clean_number(self) -> Terminal:
        """The terminal. ValidationError for one that is not known."""
        terminal = find(str(self.cleaned_data["number"]).strip().upper())
        if terminal is None:
            raise ValidationError("没有这个编号的终端")
        return terminal

    def clean_because(self) -> str:
        """ValidationError for one that holds a number of somebody."""
        reason = str(self.cleaned_data["because"]).strip()
        if holds_number(reason):
            raise ValidationError("理由里请不要写证件号码、手机号码")
        return reason

    def clean(self) -> Any:
        """What belongs together. ValidationError where it cannot be asked."""
        given = super().clean()
        if given and {"number", "what"} <= set(given):
            try:
                check(given["number"], RemoteAction(given["what"]), _closing(given), clock.now())
            except NotOrdered as fault:
                raise ValidationError(str(fault)) from None
        return given


def _closing(given: Mapping[str, Any]) -> Closing | None:
    return Closing(given["said"]) if given.get("said") else None


@admin.register(Order)
class OrderAdmin(StaffPage):
    list_display = ("when", "terminal", "action", "who", "stands")
    list_filter = ("action", "result")
    exact = ("terminal__terminal_id", "account")
    fields = ("when", "terminal", "action", "closing", "who", "reason", "stands", "answered", "sent")
    readonly_fields = fields
    actions: Any = None
    ordering = ("-at", "-order_id")
    list_select_related = ("terminal",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was asked was asked."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the files, which are asked for one by one."""
        return super().get_queryset(request).defer("file")

    def get_urls(self) -> list[Any]:
        """Besides Django's: the file of an order."""
        return [path("<str:key>/file/", self.admin_site.admin_view(self.file), name="remote_order_file"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """What is asked for a new one; whoever is signed in asks."""
        if obj is not None:
            return super().get_form(request, obj, change, **options)

        class Own(NewOrderForm):
            def __init__(self, *args: Any, **given: Any) -> None:
                super().__init__(*args, **given)
                self.instance.account = request.user.get_username()

        return Own

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked, or what is known."""
        return self.fields if obj else ("number", "what", "said", "because")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that is known of one."""
        return self.fields if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """From the page of a terminal, its number."""
        return {"number": request.GET.get("number", "")[:16]}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """One button is enough."""
        single = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, {**single, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Order, form: Any, change: bool) -> None:
        """Ask it."""
        given = form.cleaned_data
        made = order(given["number"], RemoteAction(given["what"]), _closing(given), obj.account, given["because"], clock.now())
        obj.__dict__.update(made.__dict__)

    def file(self, request: HttpRequest, key: str) -> HttpResponse:
        """A picture to be looked at, or a support bundle to be kept.

        Raises:
            PermissionDenied: whoever asks may not see orders.
            Http404: there is none, or none any more.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Order.objects.filter(pk=key).first()
        if row is None or not row.file:
            raise Http404
        body = bytes(row.file)
        picture = row.action == RemoteAction.PICTURE.value and body.startswith(_PNG)
        name = f"{row.terminal_id}-{row.at}.{'png' if picture else 'zip'}"
        response = HttpResponse(body, content_type="image/png" if picture else "application/zip")
        response["Content-Disposition"] = f'{"inline" if picture else "attachment"}; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response

    @admin.display(description="时间", ordering="at")
    def when(self, row: Order) -> str:
        """When it was asked, in China's time."""
        return at_text(row.at)

    @admin.display(description="谁", ordering="account")
    def who(self, row: Order) -> str:
        """Who asked in the console, or the technician who sent it from the terminal."""
        return f"{row.account}（在终端上）" if row.there else str(row.account)

    @admin.display(description="怎样了")
    def stands(self, row: Order) -> str:
        """What came of it so far."""
        return row.told(clock.now())

    @admin.display(description="答复时间")
    def answered(self, row: Order) -> str:
        """When the terminal told what came of it."""
        return at_text(row.answered_at)

    @admin.display(description="终端送来的")
    def sent(self, row: Order) -> SafeString | str:
        """The picture, or the way to the bundle."""
        if not Order.objects.filter(pk=row.pk).exclude(file=None).exists():
            return "—"
        address = reverse("admin:remote_order_file", args=(row.pk,))
        if row.action == RemoteAction.PICTURE.value:
            return format_html('<a href="{0}"><img class="screen" src="{0}" alt="待机页"></a>', address)
        return format_html('<a href="{}">下载诊断包</a>', address)
