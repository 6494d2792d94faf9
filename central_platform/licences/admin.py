"""The console's pages of licences and their copies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from central_platform.catalogue.published import current
from central_platform.catalogue.waived_share import waived_share
from central_platform.core.console import at_text
from central_platform.licences.models import CopyRecord, IssuedPaper, LicenceRecord, Presentation
from central_platform.staff.asked import Asked, AskingPage
from central_platform.staff.console import ReadOnly
from central_platform.staff.lists import in_words
from central_platform.staff.masking import Kind, told
from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.mandates import BusinessCodeRefusal


def _revoke(row: LicenceRecord | IssuedPaper, now: int) -> bool:
    return bool(type(row)._base_manager.filter(pk=row.pk, revoked=False).update(revoked=True))


def _revocable(*follows: str) -> tuple[Asked, ...]:
    """Revoking is all that staff do to them."""
    return (Asked("revoke", "作废", follows, Q(revoked=False), _revoke, revokes=True),)


@admin.register(LicenceRecord)
class LicenceAdmin(AskingPage):
    list_display = ("name_zh", "holder_masked", "authority_zh", "valid_from", "valid_until", "revoked")
    list_filter = ("name_zh", "revoked")
    exact = ("identifier",)
    by_number = "holder"
    about_people = lists_people = masks = True
    fields = (
        "identifier",
        "name_zh",
        "holder_masked",
        "company_masked",
        "authority_zh",
        "number_masked",
        "valid_from",
        "valid_until",
        "revoked",
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Above the licences, how many materials they make unnecessary in the catalogue that is published."""
        told = waived_share(current().items.values()).in_chinese()
        return super().changelist_view(request, {"title": told, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the drawn pages, which no page of the console shows."""
        return super().get_queryset(request).defer("page").select_related("holder")

    asked = _revocable(
        "不能再打印它的复印件，也不能再在手机上出示、代替材料。",
        "已经打印的复印件，在收到下一次目录更新的终端上会查出已作废。",
        "已经用它办成的事项不变，需要的请逐件处理。",
        "作废不能撤销；发证机关重新登记的，是一份新的证照。",
    )

    def asked_about(self, row: LicenceRecord) -> str:
        """What it is, and its mark; whose it is, masked."""
        return f"{row.name.zh}　{self.holder_masked(row)}　{row.pk}"

    @admin.display(description="持证人")
    def holder_masked(self, row: LicenceRecord) -> str:
        """The company's name, or the holder's, masked."""
        return row.company_name or told(Kind.NAME, row.holder.name)

    @admin.display(description="统一社会信用代码")
    def company_masked(self, row: LicenceRecord) -> str:
        """Masked: that of somebody's own business tells who they are."""
        return told(Kind.NUMBER, row.company_number) or "—"

    @admin.display(description="证号")
    def number_masked(self, row: LicenceRecord) -> str:
        """Masked: that of an identity card is its holder's number."""
        return told(Kind.NUMBER, row.number)

    def tags_of(self, row: LicenceRecord) -> tuple[str, ...]:
        """Its holder's."""
        return (row.holder_id,)


@admin.register(IssuedPaper)
class PaperAdmin(AskingPage):
    list_display = ("identifier", "title_zh", "authority_zh", "terminal", "issued", "revoked")
    list_filter = ("title_zh", "terminal", "revoked")
    exact = ("identifier",)
    by_number = "holder_tag"
    about_people = True
    fields = ("identifier", "title_zh", "authority_zh", "item", "terminal", "issued", "sha256", "revoked")

    asked = _revocable(
        "这份证明在收到下一次目录更新的终端上会查出已作废。",
        "本人需要的，要重新查询、重新打印一份。",
        "作废不能撤销。",
    )

    def asked_about(self, row: IssuedPaper) -> str:
        """What it is, and its number."""
        return f"{row.title.zh}　{row.pk}"

    def tags_of(self, row: IssuedPaper) -> tuple[str, ...]:
        """Of whom it is about."""
        return (row.holder_tag,)

    @admin.display(description="出具时间", ordering="issued_at")
    def issued(self, row: IssuedPaper) -> str:
        """In China's time."""
        return at_text(row.issued_at)


_SHOWN = {
    "ACCEPTED": "可用",
    PresentedRefusal.NOT_OURS.value: "不是本平台的亮证码",
    PresentedRefusal.TOO_OLD.value: "亮证码过期",
    PresentedRefusal.USED.value: "亮证码用过",
    PresentedRefusal.OTHER_HOLDER.value: "不是本人的证照",
    PresentedRefusal.NOT_USABLE.value: "证照已失效",
    PresentedRefusal.NOT_ASKED.value: "这个事项不用这种证照",
    BusinessCodeRefusal.OTHER_PERSON.value: "不是本人的电子营业执照码",
    BusinessCodeRefusal.EXPIRED.value: "授权已到期或收回",
    BusinessCodeRefusal.OUT_OF_SCOPE.value: "授权不包括这个事项",
}
_PRINTED = {"CONFIRMED": "已打印", "SENT": "已送打印机", "UNCERTAIN": "不确定", "VOIDED": "未打成，已作废"}


def _shown_words(code: str) -> str:
    return _SHOWN.get(code, code)


def _printed_words(code: str) -> str:
    return _PRINTED.get(code, code)


def _type_words(key: str) -> str:
    kind = current().licence_types.get(key)
    return kind.name.zh if kind else key


@admin.register(Presentation)
class PresentationAdmin(ReadOnly):
    list_display = ("when", "kind", "item", "came_of_it", "terminal")
    list_filter = (in_words("outcome", "结果", _shown_words), in_words("licence_type", "种类", _type_words), "terminal")
    exact = ("reference", "holder_tag")
    by_number = "holder_tag"
    about_people = True
    fields = ("reference", "when", "terminal", "holder_tag", "item", "licence_identifier", "kind", "came_of_it")

    @admin.display(description="种类", ordering="licence_type")
    def kind(self, row: Presentation) -> str:
        """Of the licence, in Chinese."""
        return _type_words(row.licence_type) or "—"

    @admin.display(description="结果", ordering="outcome")
    def came_of_it(self, row: Presentation) -> str:
        """In Chinese."""
        return _shown_words(row.outcome)

    def tags_of(self, row: Presentation) -> tuple[str, ...]:
        """Of who showed it."""
        return (row.holder_tag,)

    @admin.display(description="时间", ordering="at")
    def when(self, row: Presentation) -> str:
        """When it was shown, in China's time."""
        return at_text(row.at)


@admin.register(CopyRecord)
class CopyAdmin(ReadOnly):
    list_display = ("serial", "came_of_it", "terminal", "printed", "leased")
    list_filter = (in_words("outcome", "打印结果", _printed_words), "terminal", "leased")
    exact = ("serial",)
    about_people = masks = True
    fields = ("serial", "licence_identifier", "purpose_masked", "came_of_it", "terminal", "printed", "leased")

    @admin.display(description="打印结果", ordering="outcome")
    def came_of_it(self, row: CopyRecord) -> str:
        """In Chinese."""
        return _printed_words(row.outcome)

    def tags_of(self, row: CopyRecord) -> tuple[str, ...]:
        """Of the holder of the licence that it is of."""
        return tuple(LicenceRecord.objects.filter(pk=row.licence_identifier).values_list("holder_id", flat=True))

    @admin.display(description="用途")
    def purpose_masked(self, row: CopyRecord) -> str:
        """Masked: it may be in the resident's own words."""
        return told(Kind.TEXT, row.purpose)

    @admin.display(description="打印时间", ordering="printed_at")
    def printed(self, row: CopyRecord) -> str:
        """By the terminal's clock, in China's time."""
        return at_text(row.printed_at)
