"""The console's pages of data sets, of what was imported into them, and of who asked for what. None shows what is on record."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from central_platform.catalogue.data_sets import DataSet, DataSubject
from central_platform.core import clock
from central_platform.core.console import at_text
from central_platform.shared_data import breaker
from central_platform.shared_data.models import DataImport, DataUse, Record, Source
from central_platform.shared_data.services import data_sets
from central_platform.shared_data.subjects import tag_of
from central_platform.staff.console import ReadOnly, table
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.parties import Citizen, Company

_SUBJECTS = {DataSubject.PERSON: "个人", DataSubject.COMPANY: "企业", DataSubject.NONE: "公开"}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SourceForm(forms.ModelForm):
    """The address of the department's service. Personal data go there, so it is https, or this machine."""

    url = forms.URLField(label="部门接口地址", required=False, max_length=300, assume_scheme="https")

    def clean_url(self) -> str:
        """ValidationError for an address that is neither."""
        url = str(self.cleaned_data["url"])
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise forms.ValidationError("地址须以 https:// 开头")
        return url


@admin.register(Source)
class SourceAdmin(ReadOnly):
    form = SourceForm
    list_display = ("key", "name", "department", "about", "where", "rows", "newest", "state")
    exact = ("key",)
    list_per_page = 200
    fields = ("key", "name", "department", "about", "truth", "url", "rows", "newest", "state", "named")
    readonly_fields = ("key", "name", "department", "about", "truth", "rows", "newest", "state", "named")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the table of roles has it: staff enter here where a department's service is."""
        return super(ReadOnly, self).has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        """A row for each data set of the content, asked before or not."""
        Source.objects.bulk_create([Source(key=key) for key in data_sets()], ignore_conflicts=True)
        return super().get_queryset(request).filter(key__in=data_sets())

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Save the address; what failed at another one counts no more."""
        obj.faults, obj.open_until = 0, 0
        super().save_model(request, obj, form, change)

    @admin.display(description="名称")
    def name(self, row: Source) -> str:
        """In Chinese."""
        return _of(row).name.zh

    @admin.display(description="提供部门")
    def department(self, row: Source) -> str:
        """In Chinese."""
        return _of(row).department.zh

    @admin.display(description="数据主体")
    def about(self, row: Source) -> str:
        """Whom a row is about."""
        return _SUBJECTS[_of(row).subject]

    @admin.display(description="数据来源")
    def truth(self, row: Source) -> str:
        """The register that the rows come from."""
        return _of(row).truth.zh

    @admin.display(description="取数方式")
    def where(self, row: Source) -> str:
        """The department's service, or the platform's tables."""
        return "部门接口" if row.url else "平台数据表"

    @admin.display(description="记录数")
    def rows(self, row: Source) -> int:
        """In the platform's tables."""
        return Record.objects.filter(data_set=row.key).count()

    @admin.display(description="数据截至")
    def newest(self, row: Source) -> str:
        """Of the newest import."""
        newest = DataImport.objects.filter(data_set=row.key).order_by("-as_of").first()
        return at_text(newest.as_of if newest else None)

    @admin.display(description="接口状态")
    def state(self, row: Source) -> str:
        """As `breaker.state_of` says it; ``—`` of the tables."""
        return breaker.state_of(row, clock.now()) if row.url else "—"

    @admin.display(description="字段")
    def named(self, row: Source) -> str:
        """Key and label of each field."""
        return table((field.key, field.label.zh) for field in _of(row).fields)


def _of(row: Source) -> DataSet:
    return data_sets()[row.key]


@admin.register(DataImport)
class DataImportAdmin(ReadOnly):
    list_display = ("data_set", "state_at", "begun", "finished", "done", "taken", "refused")
    list_filter = ("data_set",)
    fields = ("data_set", "sha256", "state_at", "begun", "finished", "done", "taken", "refused")

    @admin.display(description="数据截至", ordering="as_of")
    def state_at(self, row: DataImport) -> str:
        """The time that the file tells of."""
        return at_text(row.as_of)

    @admin.display(description="开始时间", ordering="begun_at")
    def begun(self, row: DataImport) -> str:
        """In China's time."""
        return at_text(row.begun_at)

    @admin.display(description="完成时间", ordering="finished_at")
    def finished(self, row: DataImport) -> str:
        """``—`` where it broke off."""
        return at_text(row.finished_at)


@admin.register(DataUse)
class DataUseAdmin(ReadOnly):
    list_display = ("when", "terminal", "purpose", "data_set", "outcome", "milliseconds")
    list_filter = ("purpose", "outcome", "data_set", "terminal")
    exact = ("subject_tag", "item")
    by_number = "subject_tag"
    about_people = True
    fields = ("when", "terminal", "purpose", "data_set", "item", "subject_tag", "outcome", "milliseconds")

    @admin.display(description="时间", ordering="at")
    def when(self, row: DataUse) -> str:
        """When it was asked, in China's time."""
        return at_text(row.at)

    def tag_for(self, number: str) -> str:
        """A company's rows have a tag of another kind."""
        return tag_of(Citizen("", number) if credit_code_fault(number) else Company("", number))

    def tags_of(self, row: DataUse) -> tuple[str, ...]:
        """Of whom was asked."""
        return (row.subject_tag,)
