"""The console's pages of persons, masked, and of who asked about them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Q

from central_platform.core.console import at_text
from central_platform.people import paper_codes
from central_platform.people.models import Lookup, PaperCodeRecord, Person, ShownCode
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import ReadOnly
from central_platform.staff.lists import in_words
from central_platform.staff.masking import Kind, told
from kiosk.domain.identity_codes import PaperEnd, PaperGround, PhoneCodeRefusal

_PROFILE = {
    "mobile": "手机号码",
    "address": "住址",
    "employment": "就业状态",
    "insured_city": "参保地",
    "bank_account_tail": "银行账号末四位",
}


def _stopping(stopped: bool) -> Callable[[Person, int], bool]:
    """Stop somebody's codes on phones, or let them be good again."""

    def do(row: Person, now: int) -> bool:
        return bool(Person.objects.filter(pk=row.pk, codes_stopped=not stopped).update(codes_stopped=stopped))

    return do


@admin.register(Person)
class PersonAdmin(AskingPage):
    list_display = ("name_masked", "number_masked", "sex_told")
    fields = ("name_masked", "number_masked", "sex_told", "address_masked", "profile_keys", "codes_stopped")
    exact = ("tag",)
    by_number = "tag"
    about_people = lists_people = masks = only_found = True
    asked = (
        Asked(
            "stop-codes",
            "停用",
            (
                "这个人手机上的随申码，在自助终端上都不能再用。",
                "身份证、社保卡和纸上的离线码照常可以用。",
                "本人来说明后可以恢复。",
            ),
            Q(codes_stopped=False),
            _stopping(True),
        ),
        Asked(
            "allow-codes",
            "恢复",
            ("这个人手机上的随申码，在自助终端上又可以用。",),
            Q(codes_stopped=True),
            _stopping(False),
        ),
    )

    def asked_about(self, row: Person) -> str:
        """Masked."""
        return f"{self.name_masked(row)}　{self.number_masked(row)}"

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
    "person-code": "随申码",
    "paper-code": "离线码",
    "paper-progress": "离线码查进度",
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


_SHOWN = {
    "ACCEPTED": "可用",
    PhoneCodeRefusal.NOT_OURS.value: "不是本平台的随申码",
    PhoneCodeRefusal.TOO_OLD.value: "码过期",
    PhoneCodeRefusal.USED.value: "码用过",
    PhoneCodeRefusal.REVOKED.value: "随申码已停用",
    PhoneCodeRefusal.LIMIT.value: "超过当天次数",
}
_GROUNDS = {
    PaperGround.SENIOR.value: "60周岁以上",
    PaperGround.MINOR.value: "不满18周岁",
    PaperGround.DISABLED.value: "持有残疾人证",
}
_ENDS = {
    PaperEnd.REPLACED.value: "换了新的",
    PaperEnd.LOST.value: "本人挂失",
    PaperEnd.NOT_PRINTED.value: "没有打印出来",
    PaperEnd.STAFF.value: "工作人员作废",
}


def _shown_words(code: str) -> str:
    return _SHOWN.get(code, code)


def _end_words(code: str) -> str:
    return _ENDS.get(code, code) or "还有效"


@admin.register(ShownCode)
class ShownCodeAdmin(ReadOnly):
    list_display = ("when", "came_of_it", "terminal")
    list_filter = (in_words("outcome", "结果", _shown_words), "terminal")
    exact = ("reference", "person_tag")
    by_number = "person_tag"
    about_people = True
    fields = ("reference", "when", "terminal", "person_tag", "came_of_it")

    @admin.display(description="结果", ordering="outcome")
    def came_of_it(self, row: ShownCode) -> str:
        """In Chinese."""
        return _shown_words(row.outcome)

    def tags_of(self, row: ShownCode) -> tuple[str, ...]:
        """Whose it was, where it was somebody's."""
        return (row.person_tag,) if row.person_tag else ()

    @admin.display(description="时间", ordering="at")
    def when(self, row: ShownCode) -> str:
        """When it was shown, in China's time."""
        return at_text(row.at)


@admin.register(PaperCodeRecord)
class PaperCodeAdmin(AskingPage):
    list_display = ("issued", "why", "until", "ended", "terminal")
    list_filter = (in_words("ended_why", "失效原因", _end_words), "terminal")
    exact = ("reference", "person_tag")
    by_number = "person_tag"
    about_people = True
    fields = ("reference", "person_tag", "why", "issued", "until", "terminal", "ended")
    asked = (
        Asked(
            "revoke",
            "作废",
            ("这张纸上的码马上不能再用。", "作废不能撤销；本人需要的，要刷身份证重新打印一张。"),
            Q(ended_at=None),
            paper_codes.revoke,
            revokes=True,
        ),
    )

    def asked_about(self, row: PaperCodeRecord) -> str:
        """When it was printed, and its number."""
        return f"{self.issued(row)}　{row.pk}"

    @admin.display(description="依据", ordering="ground")
    def why(self, row: PaperCodeRecord) -> str:
        """In Chinese."""
        return _GROUNDS.get(row.ground, row.ground)

    @admin.display(description="失效")
    def ended(self, row: PaperCodeRecord) -> str:
        """Since when it counts no more, and why."""
        return _end_words(row.ended_why) if row.ended_at is None else f"{at_text(row.ended_at)}，{_end_words(row.ended_why)}"

    def tags_of(self, row: PaperCodeRecord) -> tuple[str, ...]:
        """Of whose it is."""
        return (row.person_tag,)

    @admin.display(description="打印时间", ordering="issued_at")
    def issued(self, row: PaperCodeRecord) -> str:
        """In China's time."""
        return at_text(row.issued_at)
