"""Pages that tell of persons: found by number without the number in an address, shown with a reason, each look written down."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse

from central_platform.core import clock
from central_platform.core.keys import person_tag
from central_platform.staff import audit
from central_platform.staff.masking import Shown, showing, shown_because
from central_platform.staff.models import LookKind, LookReason
from kiosk.domain.identifiers import normalise_citizen_number

SHOWN_FOR = 30 * 60  # seconds in which the pictures of what was shown can be opened
_NUMBER = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{18}")


def is_number(text: str) -> bool:
    """Whether it may be the number of an identity document, however it was typed."""
    return bool(_NUMBER.fullmatch(normalise_citizen_number(text)))


def holds_number(text: str) -> bool:
    """Whether somebody's number may stand in what staff wrote: eleven digits or more."""
    return bool(re.search(r"[0-9０-９]{11}", text))


class ReasonForm(forms.Form):
    """Why staff must see what is masked."""

    reason = forms.ChoiceField(
        label="为什么要看",
        choices=[("", "请选择理由"), *LookReason.choices],
        error_messages={"required": "请选择理由", "invalid_choice": "请选择理由"},
    )
    explained = forms.CharField(
        label="说明（哪件事、哪位来访）", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """ValidationError for a reason that says nothing, and for one that holds a number of somebody."""
        given = super().clean() or {}
        words = str(given.get("explained", "")).strip()
        if holds_number(words):
            raise forms.ValidationError("说明里请不要写证件号码、手机号码")
        if given.get("reason") not in (None, LookReason.HANDLING.value) and len(words) < 4:
            raise forms.ValidationError("请写明为什么要看")
        return given


class PersonPages(admin.ModelAdmin):
    """What `StaffPage` does for rows that tell of persons.

    Class attributes of a page:
        about_people: its rows tell of persons: `tags_of` says of whom, and each look at one is written down.
        lists_people: its list does, too.
        masks: it masks something, which is shown with a reason.
        by_number: the field with a person's tag; "" where persons are not found here by number.
        only_found: its list is empty until something was searched.
    """

    about_people: ClassVar[bool] = False
    lists_people: ClassVar[bool] = False
    masks: ClassVar[bool] = False
    by_number: ClassVar[str] = ""
    only_found: ClassVar[bool] = False

    def tags_of(self, row: Any) -> Iterable[str]:
        """Tags of the persons that a row tells of; [""] where they are not known."""
        return ()

    def tag_for(self, number: str) -> str:
        """The tag that rows of this page have of whoever has this number."""
        return person_tag(number)

    def note_looks(self, request: HttpRequest, rows: Iterable[Any], kind: LookKind) -> None:
        """Write down that these rows are looked at, before they are."""
        why = shown_because() or Shown("", "")
        looks = [(str(row.pk), tag) for row in rows for tag in sorted(set(self.tags_of(row)) or {""})]
        audit.looked(request, self.opts.label_lower, looks, kind, why.reason, why.explained)

    def note_picture(self, request: HttpRequest, row: Any) -> None:
        """Write down that a picture which belongs to this row is looked at.

        Raises:
            PermissionDenied: this account did not have the row shown to it, with a reason, in the last half hour.
        """
        account = request.user.get_username()
        if not audit.was_shown(account, self.opts.label_lower, str(row.pk), clock.now() - SHOWN_FOR):
            raise PermissionDenied
        self.note_looks(request, [row], LookKind.PICTURE)

    def get_urls(self) -> list[Any]:
        """Besides Django's: ``find/``, and ``<key>/show/`` where something is masked."""
        wrapped, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [path("find/", wrapped(self.find), name=f"{name}_find")]
        if self.masks:
            urls.append(path("<path:object_id>/show/", wrapped(self.show), name=f"{name}_show"))
        return [*urls, *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponse:
        """A search that may be by ID number: that needs a reason, is written down, and answered by the address of the list with the
        tag instead."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.POST.get("q", "").strip()[:200]
        if self.by_number and is_number(term):
            form = ReasonForm(request.POST)
            if not form.is_valid():
                self._say_faults(request, form)
                return HttpResponseRedirect(self._address("changelist"))
            term = self.tag_for(normalise_citizen_number(term))
            why = form.cleaned_data
            audit.looked(request, self.opts.label_lower, [("", term)], LookKind.SEARCHED, why["reason"], why["explained"].strip())
        return HttpResponseRedirect(f"{self._address('changelist')}?{urlencode({'q': term})}")

    def _say_faults(self, request: HttpRequest, form: forms.Form) -> None:
        for fault in (text for texts in form.errors.values() for text in texts):
            self.message_user(request, str(fault), messages.ERROR)

    def show(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The row's page with nothing masked, for this once; only for a reason, which is written down first."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        page, form = self._address("change", quote(row.pk)), ReasonForm(request.POST)
        if not form.is_valid():
            self._say_faults(request, form)
            return HttpResponseRedirect(page)
        asked = copy.copy(request)
        asked.method = "GET"
        with showing(Shown(form.cleaned_data["reason"], form.cleaned_data["explained"].strip())):
            response = self.changeform_view(asked, object_id, page)
            shown: HttpResponse = response.render() if hasattr(response, "render") else response
            return shown

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page of a row; a look at the persons that it tells of."""
        shown = shown_because() is not None
        told: dict[str, Any] = {"shown": shown}
        if self.masks and object_id and not shown:
            key = quote(unquote(object_id))
            told |= {"reason_form": ReasonForm(), "show_address": self._address("show", key)}
        response = super().changeform_view(request, object_id, form_url, {**told, **(extra_context or {})})
        context = getattr(response, "context_data", None) or {}
        if self.about_people and (row := context.get("original")):
            self.note_looks(request, [row], LookKind.SHOWN if shown else LookKind.MASKED)
        return response

    def _address(self, page: str, *key: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=key)
