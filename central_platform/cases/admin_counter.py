"""The console's page on which a clerk takes in a form that was filled in at a terminal (填表)."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from central_platform.cases import counter_forms
from central_platform.cases.counter_forms import CounterForm, NotAForm
from central_platform.cases.forms import TAKE_IN
from central_platform.cases.models import CaseRecord
from central_platform.core import clock
from central_platform.people.services import tag_of
from central_platform.staff import audit
from central_platform.staff.audit import LookKind, LookReason
from central_platform.staff.console import StaffPage, table
from central_platform.staff.roles import roles_of
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import citizen_number_fault
from kiosk.domain.times import clock_text, day_of
from kiosk.messages.filled_forms import LONGEST

_NEW, _KNOWN = "已收件", "这张表已经收过件"
_YES_NO = {"yes": "是", "no": "否"}


class ScanForm(forms.Form):
    """The form's code, and whose ID card the clerk has in hand."""

    code = forms.CharField(
        label="表上的码",
        max_length=LONGEST,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "size": 60}),
        help_text="光标放在这里，用扫码枪扫；也可以先填下面两项",
    )
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    number = forms.CharField(label="身份证号码", max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_code(self) -> str:
        """As it was printed: a scanner that types, typing while Caps Lock is on, has every letter in the other case."""
        return str(self.cleaned_data["code"]).strip("\r\n\t").upper()

    def clean_number(self) -> str:
        """ValidationError for one that no citizen can have."""
        number = str(self.cleaned_data["number"]).strip().upper()
        if citizen_number_fault(number, day_of(clock.now())):
            raise ValidationError("身份证号码不对，请核对")
        return number


class TakeInForm(ScanForm):
    """Once it was read: what the clerk has in hand, and that the card is the applicant's."""

    seen = forms.MultipleChoiceField(label="收到的材料", required=False, widget=forms.CheckboxSelectMultiple)
    card = forms.BooleanField(label="核对了身份证原件，是本人", error_messages={"required": "请先核对身份证原件"})

    def __init__(self, read: CounterForm, *args: Any, **options: Any) -> None:
        """Offer the materials that the answers want."""
        super().__init__(*args, **options)
        for name in ("code", "name", "number"):
            self.fields[name].widget = forms.HiddenInput()
        seen = self.fields["seen"]
        assert isinstance(seen, forms.MultipleChoiceField)
        seen.choices = [(one.key, one.name.zh) for one in read.materials]


class CounterForms(StaffPage):
    """The part of the page of cases that leads there."""

    def get_urls(self) -> list[Any]:
        """Besides Django's: ``form/``."""
        form = self.admin_site.admin_view(functools.partial(take_in, self))
        return [path("form/", form, name="case_form"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, and for whoever takes in what is brought to the counter, the way to what was filled in."""
        takes_in = roles_of(request.user) & TAKE_IN
        tool = ("窗口收件：扫填好的表", reverse("admin:case_form")) if takes_in else None
        return super().changelist_view(request, {"tool": tool, **(extra_context or {})})


def take_in(page: StaffPage, request: HttpRequest) -> HttpResponse:
    """First the code and the card, then what the form says; then its cases are open. Everything is posted: nothing of a person
    stands in an address.

    Args:
        page: of cases.
        request: of a clerk, or who leads a centre.

    Raises:
        PermissionDenied: of anybody else.
    """
    if not roles_of(request.user) & TAKE_IN:
        raise PermissionDenied
    scan = ScanForm(request.POST or None)
    if request.method != "POST" or not scan.is_valid():
        return _page(page, request, scan, None)
    given, now = scan.cleaned_data, clock.now()
    try:
        read = counter_forms.read(given["code"], given["name"], given["number"], now)
    except NotAForm as fault:
        scan.add_error("code", str(fault))
        return _page(page, request, scan, None)
    if known := counter_forms.cases_of(read.form):
        page.message_user(request, _told(_KNOWN, known), messages.WARNING)
        return HttpResponseRedirect(request.path)
    confirmed = "confirm" in request.POST
    form = TakeInForm(read, request.POST if confirmed else None, initial=given)
    if not confirmed or not form.is_valid():
        whose = [(read.form.id, tag_of(read.number))]
        audit.looked(request, page.opts.label_lower, whose, LookKind.SHOWN, LookReason.HANDLING, "填好的表")
        return _page(page, request, form, read)
    rows, new = counter_forms.open_cases(read, given["code"], form.cleaned_data["seen"], request.user.get_username(), now)
    for row in rows if new else ():
        page.log_addition(request, row, "窗口收件")
    page.message_user(request, _told(_NEW if new else _KNOWN, rows), messages.SUCCESS if new else messages.WARNING)
    return HttpResponseRedirect(request.path)


def _told(words: str, rows: list[CaseRecord]) -> str:
    """``words``, then each case with the way to it: from there its notices are printed."""
    case = "admin:cases_caserecord_change"
    links = ((reverse(case, args=(row.pk,)), row.item.zh, row.case_number, row.word) for row in rows)
    return format_html("{}：{}", words, format_html_join("、", '<a href="{}">{} {}</a>（{}）', links))


def _page(page: StaffPage, request: HttpRequest, form: ScanForm, read: CounterForm | None) -> HttpResponse:
    answers = [(one.check.zh, _answer(one, read.form.answers.get(one.key))) for one in read.questions] if read else []
    context = {
        **page.admin_site.each_context(request),
        "title": "窗口收件：填好的表",
        "opts": page.opts,
        "form": form,
        "read": read,
        "rows": table(answers),
        "filled_at": clock_text(read.form.filled_at) if read else "",
        "back": reverse("admin:cases_caserecord_changelist"),
    }
    response = TemplateResponse(request, "console/counter_form.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _answer(question: Question, value: Any) -> str:
    if value is None:
        return "（没有填）"
    options = {key: words.zh for key, words in question.options}
    return options.get(str(value), _YES_NO.get(str(value), str(value)) if question.widget == "yes-no" else str(value))
