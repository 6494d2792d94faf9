"""The console's pages of persons, masked, and of who asked about them."""

from __future__ import annotations

from django.contrib import admin

from central_platform.core.console import at_text
from central_platform.people.models import Lookup, Person
from central_platform.staff.console import ReadOnly
from central_platform.staff.lists import in_words
from central_platform.staff.masking import Kind, told

_PROFILE = {
    "mobile": "手机号码",
    "address": "住址",
    "employment": "就业状态",
    "insured_city": "参保地",
    "bank_account_tail": "银行账号末四位",
}


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("name_masked", "number_masked", "sex_told")
    fields = ("name_masked", "number_masked", "sex_told", "address_masked", "profile_keys")
    exact = ("tag",)
    by_number = "tag"
    about_people = lists_people = masks = only_found = True

    def tags_of(self, row: Person) -> tuple[str, ...]:
        """Their own."""
        return (row.tag,)

    @admin.display(description="姓名")
    def name_masked(self, row: Person) -> str:
        """Masked."""
        return told(Kind.NAME, row.name)

    @admin.display(description="证件号码")
    def number_masked(self, row: Person) -> str:
        """Masked."""
        return told(Kind.NUMBER, row.number)

    @admin.display(description="住址")
    def address_masked(self, row: Person) -> str:
        """Masked."""
        return told(Kind.ADDRESS, row.address)

    @admin.display(description="已有档案")
    def profile_keys(self, row: Person) -> str:
        """Which entries of the profile there are, without what they say."""
        return "、".join(_PROFILE.get(key, key) for key in sorted(row.profile))

    @admin.display(description="性别")
    def sex_told(self, row: Person) -> str:
        """In Chinese."""
        return {"male": "男", "female": "女"}.get(row.sex, "—")


_WHAT = {
    "profile": "一人一档",
    "licences": "证照",
    "licence-file": "证照页面",
    "cases": "办件",
    "query": "查询",
    "prefill": "预填",
    "comparison": "比对",
    "presented": "亮证",
    "relation": "代办关系",
    "companies": "可代表的单位",
    "company": "单位资料",
    "company-code": "电子营业执照码",
}


def _what_words(code: str) -> str:
    return _WHAT.get(code, code)


@admin.register(Lookup)
class LookupAdmin(ReadOnly):
    list_display = ("when", "terminal", "asked_for", "person_tag")
    list_filter = (in_words("what", "查询", _what_words), "terminal")
    exact = ("person_tag",)
    by_number = "person_tag"
    about_people = True
    fields = ("when", "terminal", "asked_for", "person_tag")

    @admin.display(description="查询", ordering="what")
    def asked_for(self, row: Lookup) -> str:
        """In Chinese."""
        return _what_words(row.what)

    def tags_of(self, row: Lookup) -> tuple[str, ...]:
        """Of whom was asked."""
        return (row.person_tag,)

    @admin.display(description="时间", ordering="at")
    def when(self, row: Lookup) -> str:
        """When a terminal asked, in China's time."""
        return at_text(row.at)
