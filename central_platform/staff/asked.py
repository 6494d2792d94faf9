"""What is not to happen by accident, or twice: a page of its own that says what follows, asks for a reason and for the word itself,
and writes down who did it and why."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from central_platform.core import clock
from central_platform.staff.console import ReadOnly
from central_platform.staff.models import ActKind, LookKind
from central_platform.staff.person_pages import holds_number
from central_platform.staff.roles import CHANGE

MOST = 25  # rows at a time: as many as a list shows


@dataclass(frozen=True)
class Asked:
    """Something that is done to a row.

    Attributes:
        name: in addresses.
        verb: what it is called in Chinese, and what is typed to confirm it.
        follows: what follows, a sentence each.
        open_to: the rows that it can be done to now.
        do: does it to a row at a time in seconds since 1970; whether it was done: False where somebody was faster.
        revokes: it is written down as revoking, not as a change.
        tells: ``do`` takes the reason and the user name as well: the reason is told to the resident.
    """

    name: str
    verb: str
    follows: tuple[str, ...]
    open_to: Q
    do: Callable[..., bool]
    revokes: bool = False
    tells: bool = False


class AskedForm(forms.Form):
    """The reason, and the word that confirms it."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        min_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 60}),
        error_messages={"required": "请写明理由", "min_length": "请写明理由，至少 4 个字"},
    )
    word = forms.CharField(max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "size": 12}))

    def __init__(self, verb: str, *args: Any, **options: Any) -> None:
        """``verb``: what is typed to confirm it."""
        super().__init__(*args, **options)
        self._verb = verb
        self.fields["word"].label = f"请输入“{verb}”确认"

    def clean_reason(self) -> str:
        """ValidationError for one that holds a number of somebody."""
        reason = str(self.cleaned_data["reason"]).strip()
        if holds_number(reason):
            raise forms.ValidationError("理由里请不要写证件号码、手机号码")
        return reason

    def clean_word(self) -> str:
        """ValidationError for any other."""
        if str(self.cleaned_data["word"]).strip() != self._verb:
            raise forms.ValidationError(f"请输入“{self._verb}”两个字，确认要这样做")
        return self._verb


class AskingPage(ReadOnly):
    """A page whose rows have something done to them by whoever may change them.

    Class attributes of a page:
        asked: what.
    """

    asked: ClassVar[tuple[Asked, ...]] = ()
    actions: Any = ()

    def asked_about(self, row: Any) -> str:
        """The row, as the page that asks names it."""
        return str(row)

    def get_actions(self, request: HttpRequest) -> Any:
        """Besides Django's: each leads to the page that asks, about the rows that were chosen."""
        actions: dict[str, Any] = dict(super().get_actions(request))
        if self._granted(request, CHANGE):
            for one in self.asked:
                actions[one.name] = (_leads_to(one), one.name, f"{one.verb}所选的{self.opts.verbose_name}…")
        return actions

    def get_urls(self) -> list[Any]:
        """Besides Django's: a page for each thing that may be done."""
        wrapped, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        asking = [
            path(f"{one.name}/", wrapped(functools.partial(self.ask, one=one)), name=f"{name}_{one.name}") for one in self.asked
        ]
        return [*asking, *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page of a row, with what can be done to it now."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        context = getattr(response, "context_data", None) or {}
        if (row := context.get("original")) and self._granted(request, CHANGE, row):
            rows = type(row)._base_manager.filter(pk=row.pk)
            context["asked"] = [
                (self.address_of(one, [row.pk]), one.verb) for one in self.asked if rows.filter(one.open_to).exists()
            ]
        return response

    def address_of(self, one: Asked, keys: Iterable[Any]) -> str:
        """Of the page that asks about these rows."""
        return f"{self._address(one.name)}?{urlencode([('key', key) for key in keys])}"

    def ask(self, request: HttpRequest, one: Asked) -> HttpResponse:
        """Say what follows, and do it once the reason and the word are there.

        Raises:
            PermissionDenied: whoever asks may not change these rows.
        """
        if not self._granted(request, CHANGE):
            raise PermissionDenied
        keys = (request.POST if request.method == "POST" else request.GET).getlist("key")[:MOST]
        rows = list(self.get_queryset(request).filter(one.open_to, pk__in=keys))
        if not all(self.has_view_permission(request, row) for row in rows):
            raise PermissionDenied
        if not rows:
            return self._left(request, f"没有可以{one.verb}的记录：可能已经有人做过，请看列表。", messages.ERROR)
        form = AskedForm(one.verb, request.POST if request.method == "POST" else None)
        if form.is_valid():
            done = self._do(request, one, rows, form.cleaned_data["reason"])
            return self._left(request, f"{one.verb}了 {done} 条，已记入操作记录。", messages.SUCCESS)
        if self.about_people:
            self.note_looks(request, rows, LookKind.MASKED)
        told = {
            **self.admin_site.each_context(request),
            "title": f"{one.verb}{self.opts.verbose_name}",
            "opts": self.opts,
            "one": one,
            "rows": [(row.pk, self.asked_about(row)) for row in rows],
            "form": form,
            "back": self._address("changelist"),
        }
        return TemplateResponse(request, "console/asked.html", told)

    def _do(self, request: HttpRequest, one: Asked, rows: Iterable[Any], reason: str) -> int:
        done = 0
        with transaction.atomic():
            for row in rows:
                told = (reason, request.user.get_username()) if one.tells else ()
                if one.do(row, clock.now(), *told):
                    done += 1
                    words = f"{one.verb}：{reason}"
                    self._wrote(ActKind.REVOKED if one.revokes else ActKind.CHANGED, request, row, words)
                    admin.ModelAdmin.log_change(self, request, row, words)
        return done

    def _left(self, request: HttpRequest, words: str, level: int) -> HttpResponse:
        self.message_user(request, words, level)
        return HttpResponseRedirect(self._address("changelist"))


def _leads_to(one: Asked) -> Callable[[Any, HttpRequest, Any], HttpResponse]:
    def lead(page: AskingPage, request: HttpRequest, queryset: Any) -> HttpResponse:
        """The rows that were ticked, not all that the list would show."""
        return HttpResponseRedirect(page.address_of(one, request.POST.getlist("_selected_action")[:MOST]))

    return lead
