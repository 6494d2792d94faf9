"""The console's page of ratings, where staff answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.core.working_days import due_text
from central_platform.ratings.models import Rating, RatingAnswer
from central_platform.ratings.services import answer_due
from central_platform.staff.console import HistoryInline, ReadOnly
from kiosk.domain.times import day_of


class RatingForm(forms.ModelForm):
    """How hard it is, and the answer."""

    def clean(self) -> dict[str, Any]:
        """ValidationError where nothing was changed: nothing is written down then."""
        given = super().clean() or {}
        if not self.has_changed():
            raise forms.ValidationError("没有修改，什么都没有改变")
        return given


class AnswerInline(HistoryInline):
    model = RatingAnswer
    fields = readonly_fields = ("when", "who", "handling", "answer")

    @admin.display(description="时间")
    def when(self, row: RatingAnswer) -> str:
        """In China's time."""
        return at_text(row.at)

    @admin.display(description="答复人")
    def who(self, row: RatingAnswer) -> str:
        """The account; none is known of what was answered before there was a history."""
        return row.account or "（以前没有记录）"


@admin.register(Rating)
class RatingAdmin(ReadOnly):
    list_display = ("rated", "level", "case", "terminal", "handling", "answer_due", "answered")
    list_filter = ("level", "terminal", "handling")
    exact = ("case__case_number",)
    by_number = "case__applicant_tag"
    centres = ("case__centre_zh",)
    about_people = True
    form = RatingForm
    inlines: ClassVar[list[Any]] = [AnswerInline]
    fields = ("rated", "level", "case", "terminal", "handling", "due_told", "answer", "answered")
    readonly_fields = ("rated", "level", "case", "terminal", "due_told", "answered")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it: staff answer ratings here."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    def tags_of(self, row: Rating) -> tuple[str, ...]:
        """Of whom its case is about."""
        return (row.case.applicant_tag,) if row.case else ()

    def save_model(self, request: HttpRequest, obj: Rating, form: Any, change: bool) -> None:
        """Save how hard it is and the answer, with the day on which the first answer was given, and a line of the history; nothing
        else of the rating changes."""
        obj.answer_due = answer_due(obj.level, obj.handling, obj.received_at)
        if obj.answer.strip() and obj.answered_at is None:
            obj.answered_at = clock.now()
        obj.save(update_fields=["handling", "answer_due", "answer", "answered_at"])
        account = request.user.get_username()
        RatingAnswer.objects.create(rating=obj, at=clock.now(), account=account, handling=obj.handling, answer=obj.answer)

    @admin.display(description="答复期限")
    def due_told(self, row: Rating) -> str:
        """With a word where holidays were not known."""
        return due_text(row.answer_due)

    @admin.display(description="评价时间", ordering="rated_at")
    def rated(self, row: Rating) -> str:
        """By the terminal's clock, in China's time."""
        return at_text(row.rated_at)

    @admin.display(description="答复", ordering="answered_at")
    def answered(self, row: Rating) -> str:
        """When it was answered; 已超期 where it should have been by now."""
        late = row.answer_due and not row.answered_at and row.answer_due < day_of(clock.now())
        return "已超期" if late else at_text(row.answered_at)
