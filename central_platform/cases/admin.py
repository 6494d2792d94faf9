"""The console's page of cases, where staff decide. What was promised is looked into on pages of its own (`admin_promises`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

import central_platform.cases.admin_promises  # noqa: F401 - registers its pages
from central_platform.cases import attachments, services
from central_platform.cases.admin_counter import CounterForms
from central_platform.cases.content import KNOWN_KEYS
from central_platform.cases.content_values import pages_of, presented_of
from central_platform.cases.filters import Centre, Item, Overdue, Returned, Waiting, Word, codes_named
from central_platform.cases.forms import TAKE_IN, DecisionForm
from central_platform.cases.handing_in import take_at_counter
from central_platform.cases.inlines import EventInline, MessageInline, ServedInline
from central_platform.cases.models import Attachment, CaseRecord
from central_platform.cases.served import at_counter, may_hand_over
from central_platform.catalogue.published import item_of
from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.core.working_days import due_text
from central_platform.licences.presenting import accepted
from central_platform.people.services import tag_of
from central_platform.staff.console import HistoryInline, ReadOnly, table
from central_platform.staff.lists import OneWayChangeList
from central_platform.staff.masking import HIDDEN, Kind, shown_because, told
from central_platform.staff.roles import roles_of
from kiosk.domain.agency import AUTHORITY, GUARDIANSHIP, PRINCIPALS_CARD
from kiosk.domain.cases import CaseState
from kiosk.domain.forms import questions_of
from kiosk.domain.people import CardKind


def _material_names(row: CaseRecord) -> Mapping[str, str]:
    """In Chinese, by key, as they stood when it was applied for."""
    item = item_of(row.implementation_code, str(row.content.get("catalogue_version", "")))
    agents = {material.key: material.name.zh for material in (AUTHORITY, GUARDIANSHIP, PRINCIPALS_CARD)}
    return agents | ({material.key: material.name.zh for material in item.guide.materials} if item else {})


def _link(row: Attachment, case: CaseRecord) -> SafeString:
    if not row.complete:
        return format_html("还在传送，收到 {} KB", row.received // 1024)
    if not shown_because():
        return SafeString(HIDDEN)
    address = reverse("admin:case_picture", args=[row.pk])
    return format_html('<a href="{}?case={}" target="_blank" rel="noopener">看照片</a>', address, case.pk)


_DECIDE = "作出决定"
_HAND_OVER = "交付结果"
_BUNDLE = "一件事"
_CARDS = {
    CardKind.RESIDENT.value: "居民身份证",
    CardKind.HMT_RESIDENCE.value: "港澳台居民居住证",
    CardKind.FOREIGNER_2017.value: "外国人永久居留身份证",
    CardKind.FOREIGNER_2023.value: "外国人永久居留身份证",
    CardKind.SOCIAL_SECURITY.value: "社会保障卡",
    CardKind.PHONE_CODE.value: "随申码",
}


# Key in the content, label, and how it is masked (None: not at all).
_CARD_ROWS: tuple[tuple[str, str, Kind | None], ...] = (
    ("name", "姓名", Kind.NAME),
    ("card_kind", "出示的证件", None),
    ("number", "证件号码", Kind.NUMBER),
    ("sex", "性别", None),
    ("birth", "出生日期", Kind.TEXT),
    ("address", "住址", Kind.ADDRESS),
)


def _of_person(kind: Kind | None, value: object) -> str:
    return told(kind, value) if kind else str(value)


@admin.register(CaseRecord)
class CaseAdmin(CounterForms, ReadOnly):
    form = DecisionForm
    list_display = ("case_number", "item_zh", "word_told", "due_told", "received", "centre_zh", "at_terminal", "automatic")
    list_filter = (Waiting, Overdue, Word, Centre, "automatic", Returned, Item)
    sortable_by = ("word_told", "due_told", "received", "centre_zh")
    order_tail: ClassVar[Mapping[str, tuple[str, ...]]] = {"state": ("received_at",), "centre_zh": ("received_at",)}
    exact = ("case_number", "receipt_number", "submission_id")
    by_number = "applicant_tag"
    centres = ("centre_zh",)
    about_people = masks = True
    ordering = ("-received_at", "-id")
    # Other apps add what they know of a case (`show_with_cases`).
    inlines: ClassVar[list[Any]] = [EventInline, MessageInline, ServedInline]
    readonly_fields = (
        *("case_number", "word_told", "item_zh", "implementation_code", "received", "committed", "due_told", "automatic"),
        *("terminal", "returned", "rules", "known_facts", "licence"),
        *("centre_zh", "next_zh", "missing", "owing", "parties", "applicant", "answers", "not_understood", "pictures", "presented"),
        *("receipt_number", "submission_id", "bundle_zh", "siblings"),
    )
    fieldsets = (
        ("办件", {"fields": ("case_number", "word_told", "item_zh", "due_told", "next_zh", "missing", "owing")}),
        (_DECIDE, {"fields": ("handed_in", "to", "lacking", "reason")}),
        (_HAND_OVER, {"fields": ("collected_by",)}),
        (_BUNDLE, {"fields": ("bundle_zh", "siblings")}),
        ("申请", {"fields": ("parties", "applicant", "answers", "not_understood", "pictures", "presented")}),
        (
            "收件",
            {
                "fields": (
                    *("received", "returned", "committed", "terminal", "centre_zh", "automatic", "receipt_number"),
                    *("submission_id", "implementation_code", "rules", "known_facts", "licence"),
                )
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it: on this page staff decide, where others are only read."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """With the decisions that this member of staff may take."""
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"roles": roles_of(request.user), "actor": request.user.get_username()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without what decides, where nothing is open to them; without what is handed in, of a case that owes nothing; without its
        siblings, of one that came alone."""
        left_out = set() if self._may_decide(request, obj) else {_DECIDE}
        if not self._may_hand_over(request, obj):
            left_out.add(_HAND_OVER)
        if obj is None or not obj.bundle_zh:
            left_out.add(_BUNDLE)
        idle = set() if obj is not None and obj.owing else {"handed_in"}
        shown = [part for part in super().get_fieldsets(request, obj) if part[0] not in left_out]
        return [(name, {**part, "fields": [one for one in part["fields"] if one not in idle]}) for name, part in shown]

    def _may_decide(self, request: HttpRequest, row: CaseRecord | None) -> bool:
        if row is None or not self.has_change_permission(request, row):
            return False
        return bool(services.moves(CaseState(row.state), roles_of(request.user)))

    def _may_hand_over(self, request: HttpRequest, row: CaseRecord | None) -> bool:
        if row is None or not self.has_change_permission(request, row):
            return False
        return bool(roles_of(request.user) & TAKE_IN) and may_hand_over(row)

    def tags_of(self, row: CaseRecord) -> set[str]:
        """The applicant's, the agent's, and the card holder's."""
        content = row.content
        told_of = content.get("parties")
        parties = told_of if isinstance(told_of, dict) else {}
        people = (content.get("applicant"), parties.get("applicant"), parties.get("agent"))
        numbers = [who.get("number") for who in people if isinstance(who, dict)]
        return {row.applicant_tag, *(tag_of(number) for number in numbers if isinstance(number, str) and number)} - {""}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without what came, sealed and opened, which a list does not show."""
        return super().get_queryset(request).defer("sealed", "record")

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[OneWayChangeList]:
        """One whose orders have indexes."""
        return OneWayChangeList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By what an item is called, too: its name is nobody's secret, so a part of it will do."""
        if codes := codes_named(search_term.strip()):
            return queryset.filter(implementation_code__in=codes), False
        return super().get_search_results(request, queryset, search_term)

    def _search_labels(self, request: HttpRequest) -> list[str]:
        return [*super()._search_labels(request), "事项名称（几个字即可）"]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page of a case; nothing to save where nothing can be decided. Somebody else may have decided between the form's look
        at the case and the lock: then this, too, is refused whole."""
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except services.CannotDecide as fault:
            self.message_user(request, str(fault), messages.ERROR)
            return HttpResponseRedirect(request.path)
        context = getattr(response, "context_data", None) or {}
        row = context.get("original")
        may_save = self._may_decide(request, row) or self._may_hand_over(request, row)
        context.update(show_save=may_save, show_save_and_continue=False)
        return response

    def save_model(self, request: HttpRequest, obj: CaseRecord, form: DecisionForm, change: bool) -> None:
        """Take the decision where the rules are: nothing of the form is saved as such. CannotDecide undoes all of the request."""
        given = form.cleaned_data
        actor, to = request.user.get_username(), given["to"]
        if given.get("handed_in"):
            take_at_counter(obj.case_number, given["handed_in"], actor, clock.now())
        if given.get("collected_by"):
            if not self._may_hand_over(request, obj):
                raise services.CannotDecide("这个办件没有可以在窗口交付的结果，或者已经交付过，请刷新后再看")
            at_counter(obj.case_number, given["collected_by"], actor, clock.now())
        if to:
            services.decide(obj.case_number, CaseState(to), given["reason"], actor, clock.now(), given.get("defects", ()))

    def response_change(self, request: HttpRequest, obj: CaseRecord) -> HttpResponse:
        """What was decided, and the next case that waits for the same roles; that there is none is said."""
        to = request.POST.get("to", "")
        handed_over = "已登记窗口送达" if request.POST.get("collected_by") else "收到补交的材料，已记入办理经过"
        decided = CaseRecord.objects.get(pk=obj.pk).word
        done = f"办件 {obj.case_number}：{f'{decided}，已记入办理经过' if to else handed_over}。"
        rows = services.waiting(self.get_queryset(request), roles_of(request.user), request.user.get_username())
        following = rows.values_list("pk", flat=True).first()
        if following is None:
            self.message_user(request, f"{done}没有等您处理的办件了。", messages.SUCCESS)
            return HttpResponseRedirect(self._address("changelist"))
        self.message_user(request, f"{done}下面是下一件等您处理的办件。", messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", str(following)))

    @admin.display(description="状态", ordering="state")
    def word_told(self, row: CaseRecord) -> str:
        """What it is called."""
        return row.word

    @admin.display(description="终端")
    def at_terminal(self, row: CaseRecord) -> str:
        """Its number, which the case itself has."""
        return str(row.terminal_id)

    @admin.display(description="收件时间", ordering="received_at")
    def received(self, row: CaseRecord) -> str:
        """When the platform had it, in China's time."""
        return at_text(row.received_at)

    @admin.display(description="规则核对的事实")
    def known_facts(self, row: CaseRecord) -> str:
        """What the rules were told, as JSON; ``—`` where they decided nothing."""
        return told(Kind.TEXT, row.facts) if row.rules else "—"

    @admin.display(description="恢复后送回")
    def returned(self, row: CaseRecord) -> str:
        """When its terminal offered it again, because the database had been put back."""
        return at_text(row.returned_at)

    @admin.display(description="办理期限", ordering="due")
    def due_told(self, row: CaseRecord) -> str:
        """With a word where holidays were not known."""
        return due_text(row.due)

    @admin.display(description="居民提交时间")
    def committed(self, row: CaseRecord) -> str:
        """When the resident finished it at the terminal, in China's time; ``—`` where its clock was wrong."""
        return at_text(row.committed_at)

    @admin.display(description="需补正")
    def missing(self, row: CaseRecord) -> str:
        """What is to be mended, in Chinese, or ``—``."""
        return "；".join(defect.text.zh for defect in row.lacking) or "—"

    @admin.display(description="还要补交")
    def owing(self, row: CaseRecord) -> str:
        """What may still be brought, each with its last day; ``—`` for nothing."""
        return "；".join(f"{one.name.zh}，最晚{one.by.isoformat()}" for one in row.owing) or "—"

    @admin.display(description="当事人")
    def parties(self, row: CaseRecord) -> SafeString:
        """As the submission tells them (schema 2); where it does not, the card's holder applies."""
        parties = row.content.get("parties")
        rows: list[tuple[str, Any]] = []
        for key, label in (("applicant", "申请人"), ("agent", "代办人")):
            who = parties.get(key) if isinstance(parties, dict) else None
            if isinstance(who, dict):
                rows.append((label, f"{told(Kind.NAME, who.get('name', ''))}　{told(Kind.NUMBER, who.get('number', ''))}"))
        if isinstance(parties, dict) and parties.get("relation"):
            rows.append(("关系", parties["relation"]))
        return table(rows)

    @admin.display(description="证件持有人")
    def applicant(self, row: CaseRecord) -> SafeString:
        """What was read off the card, as the terminal tells it: name, kind of card, number, sex, birth, address."""
        person = row.content.get("applicant")
        if isinstance(person, dict):
            person = {
                **person,
                "sex": {"male": "男", "female": "女"}.get(str(person.get("sex")), ""),
                "card_kind": _CARDS.get(str(person.get("card_kind")), ""),
            }
        if not isinstance(person, dict):
            return table(())
        return table((label, _of_person(kind, person.get(key, ""))) for key, label, kind in _CARD_ROWS)

    @admin.display(description="本平台不认识的内容")
    def not_understood(self, row: CaseRecord) -> SafeString:
        """What a newer program wrote, as it came."""
        rest = {key: value for key, value in row.content.items() if key not in KNOWN_KEYS}
        return table((key[:40], told(Kind.TEXT, str(value)[:2000])) for key, value in rest.items())

    def get_urls(self) -> list[Any]:
        """Besides Django's: ``picture/<number>/``, by which a page of a material is opened."""
        show = self.admin_site.admin_view(self.show_picture)
        return [path("picture/<int:number>/", show, name="case_picture"), *super().get_urls()]

    def show_picture(self, request: HttpRequest, number: int) -> HttpResponse:
        """The JPEG of one page of a material, for whoever may see its case: opened for this answer, and kept nowhere on the way.

        Args:
            number: primary key of the `Attachment`.

        Raises:
            PermissionDenied: this member of staff may not see the case, or did not have it shown with a reason just now.
            Http404: there is no such page, it is not whole yet, or it cannot be opened.
        """
        row = get_object_or_404(Attachment, pk=number)
        case = row.case
        if (named := request.GET.get("case", "")).isdecimal() and int(named) != case.pk:
            # Of a bundle: it came with another case, and this one needs it, too.
            case = get_object_or_404(CaseRecord, pk=int(named), submission_id=case.submission_id)
            if row.sha256 not in {sha256 for _, sha256 in pages_of(case.content)}:
                raise Http404
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        self.note_picture(request, case)
        jpeg = attachments.picture(row)
        if jpeg is None:
            raise Http404
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)

    @admin.display(description="材料照片")
    def pictures(self, row: CaseRecord) -> SafeString:
        """A link to each page, by the name that its material had when it was applied for."""
        names = _material_names(row)
        named = {sha256: key for key, sha256 in pages_of(row.content)}
        own = Q(case=row) | Q(case__submission_id=row.submission_id, sha256__in=named)
        shown = Attachment.objects.filter(own).defer("sealed").order_by("id")
        keys = ((named.get(one.sha256, one.material_key), one) for one in shown)
        return table((names.get(key, key), _link(one, row)) for key, one in keys)

    @admin.display(description="同时申请的")
    def siblings(self, row: CaseRecord) -> SafeString:
        """Of a bundle: the other cases of the same submission, each decided by itself."""
        rows = row.siblings.defer("sealed", "record")
        return table((f"{one.item.zh}（{one.word}）", one.case_number) for one in rows)

    @admin.display(description="手机亮证")
    def presented(self, row: CaseRecord) -> SafeString:
        """The material that each licence settles which was shown on a phone, with the platform's reference; whether it has one."""
        names = _material_names(row)
        shown = presented_of(row.content)
        known = accepted([reference for _, reference in shown])
        return table((names.get(key, key), one if one in known else f"{one}（查无此亮证）") for key, one in shown)

    @admin.display(description="填写内容")
    def answers(self, row: CaseRecord) -> SafeString:
        """What was answered, beside the questions as the applicant saw them; keys that the form lacks are shown as they came."""
        content = row.content
        given = content.get("answers")
        item = item_of(row.implementation_code, str(content.get("catalogue_version", "")))
        questions = {question.key: question for question in questions_of(item.form)} if item and item.form else {}
        rows = []
        for key, value in given.items() if isinstance(given, dict) else ():
            question = questions.get(key)
            label = question.check.zh if question else key
            options = {name: words.zh for name, words in question.options} if question else {}
            words = options.get(str(value), {"yes": "是", "no": "否"}.get(str(value), value))
            rows.append((label, told(Kind.TEXT, words)))
        return table(rows)


def show_with_cases(inline: type[HistoryInline]) -> None:
    """Show rows of another app on each case's page. To be called in that app's ``admin`` module."""
    CaseAdmin.inlines.append(inline)
