"""Cases, their history, and the pictures that belong to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models

from central_platform.core.fields import LocalizedTextField
from central_platform.core.sealed import SealedText
from kiosk.domain.cases import OPEN, SERVED_WORDS, Case, CaseState, Defect, DefectKind, ServedBy
from kiosk.domain.characters import all_fit
from kiosk.domain.text import LocalizedText
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial, PromiseState

PLATFORM = "平台"  # who acts, in the history of a case, where no person does


class CaseStates(models.TextChoices):
    RECEIVED = CaseState.RECEIVED.value, "已收件"
    ACCEPTED = CaseState.ACCEPTED.value, "已受理"
    CORRECTION = CaseState.CORRECTION.value, "待补正"
    APPROVED = CaseState.APPROVED.value, "已办结"
    REFUSED = CaseState.REFUSED.value, "不予办理"
    WITHDRAWN = CaseState.WITHDRAWN.value, "已撤回"


NOT_ACCEPTED, REVOKED = "不予受理", "已撤销"  # the two other words of CaseStates.REFUSED


class CaseRecord(models.Model):
    """办件: a submission that could be opened. ``record``: its content as JSON text, for staff; ``sealed``: the bytes that came."""

    case_number = models.CharField("办件编号", max_length=24, unique=True)
    submission_id = models.CharField("提交编号", max_length=36)
    part = models.PositiveSmallIntegerField("序号", default=0)  # of the cases that one submission opened
    sealed_sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    state = models.CharField("状态", max_length=12, choices=CaseStates)
    implementation_code = models.CharField("实施编码", max_length=33, db_index=True)
    item = LocalizedTextField("事项", max_length=120, max_length_en=200)
    bundle = LocalizedTextField("一件事", max_length=120, max_length_en=200, blank=True)  # that it was applied for with
    received_at = models.BigIntegerField("收件时间")
    committed_at = models.BigIntegerField("提交时间")
    returned_at = models.BigIntegerField("恢复后送回", null=True)  # when a terminal offered it again: the database was put back
    due = models.DateField("办理期限", null=True)
    next = LocalizedTextField("下一步")
    centre = LocalizedTextField("受理中心", max_length=120)
    receipt_number = models.CharField("回执编号", max_length=40)
    receipt_token_sha256 = models.CharField(max_length=64, db_index=True)
    applicant_tag = models.CharField(max_length=64)
    defects = models.JSONField("需补正", default=list)
    owed = models.JSONField("还要补交", default=list)  # as `owing` has it, with whether the applicant was reminded
    owed_by = models.DateField("补交期限", null=True)  # the earliest of them
    promised = models.BooleanField("有告知承诺", default=False)  # with rows of `Verification`
    revoked = models.BooleanField("已撤销", default=False)  # it was granted, and a promise was not kept
    not_accepted = models.BooleanField("不予受理", default=False)  # staff refused it before it was accepted
    automatic = models.BooleanField("无人干预", default=False)
    rules = models.CharField("规则版本", max_length=20, blank=True)  # that decided it on the day it came
    facts = SealedText("核对的事实", default="{}")  # JSON: what they were told beside what stands in the application
    slot = models.CharField("预约时间", max_length=120, blank=True)  # `Slot.key` of an appointment
    place = LocalizedTextField("预约地点", max_length=120, blank=True)
    licence = models.CharField("证照标识", max_length=128, blank=True)  # that the decision issued
    record = SealedText()

    class Meta:
        db_table = "records_caserecord"
        verbose_name = verbose_name_plural = "办件"
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission_id", "part"], name="case_once")]
        # Lists of staff, of all centres and of one: a row is 5 KB, so none is read that is not shown.
        indexes: ClassVar = [
            models.Index(fields=["applicant_tag", "implementation_code"], name="cases_of_applicant"),
            models.Index(fields=["received_at"], name="cases_by_time"),
            models.Index(fields=["state", "received_at"], name="cases_by_state"),
            models.Index(fields=["due"], name="cases_by_due"),
            models.Index(fields=["centre_zh", "received_at"], name="cases_of_centre"),
            models.Index(fields=["centre_zh", "state", "received_at"], name="cases_of_centre_by_state"),
            models.Index(fields=["centre_zh", "due"], name="cases_of_centre_by_due"),
            models.Index(fields=["implementation_code", "received_at"], name="cases_of_item"),
            models.Index(fields=["receipt_number"], name="cases_by_receipt"),
            models.Index(fields=["slot"], name="cases_of_slot", condition=~models.Q(slot="")),
            models.Index(fields=["returned_at"], name="cases_returned", condition=models.Q(returned_at__isnull=False)),
            models.Index(fields=["owed_by"], name="cases_owing", condition=models.Q(owed_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.case_number

    @property
    def word(self) -> str:
        """Of its state, in Chinese."""
        return self.word_of(self.state)

    def word_of(self, state: str) -> str:
        """Of a state in which it is or was, in Chinese: of the three that are one refusal, which it is."""
        if state == CaseStates.REFUSED and self.revoked:
            return REVOKED
        return NOT_ACCEPTED if state == CaseStates.REFUSED and self.not_accepted else str(CaseStates(state).label)

    @property
    def siblings(self) -> models.QuerySet[CaseRecord]:
        """The other cases that the same submission opened, in their order."""
        return CaseRecord.objects.filter(submission_id=self.submission_id).exclude(pk=self.pk).order_by("part")

    @property
    def content(self) -> dict[str, Any]:
        """As it may be shown and compared; ``record`` keeps what came, halves of surrogate pairs too."""
        value = all_fit(json.loads(self.record))
        return value if isinstance(value, dict) else {}

    @property
    def lacking(self) -> tuple[Defect, ...]:
        """What is to be mended, as `kiosk.domain.cases.Defect`; set whole."""
        return tuple(map(_defect, self.defects))

    @lacking.setter
    def lacking(self, defects: Iterable[Defect]) -> None:
        self.defects = [{"kind": d.kind.value, "key": d.key, "zh": d.text.zh, "en": d.text.en} for d in defects]

    @property
    def owing(self) -> tuple[OwedMaterial, ...]:
        """What the applicant may still bring, each with its last day; set whole."""
        return tuple(
            OwedMaterial(one["key"], LocalizedText(one["zh"], one["en"]), date.fromisoformat(one["by"])) for one in self.owed
        )

    @owing.setter
    def owing(self, owed: Iterable[OwedMaterial]) -> None:
        reminded = {one["key"] for one in self.owed if one["reminded"]}
        self.owed = [
            {"key": o.key, "zh": o.name.zh, "en": o.name.en, "by": o.by.isoformat(), "reminded": o.key in reminded} for o in owed
        ]
        self.owed_by = min((one.by for one in self.owing), default=None)

    def _promised(self) -> tuple[PromisedMaterial, ...]:
        if not self.promised:  # which few are
            return ()
        return tuple(PromisedMaterial(o.material_key, o.name, PromiseState(o.state), o.due) for o in self.verifications.all())

    def as_case(self) -> Case:
        """What may be told of it to whoever made it."""
        return Case(
            case_number=self.case_number,
            state=CaseState(self.state),
            implementation_code=self.implementation_code,
            item_name=self.item,
            received_at=self.received_at,
            due=None if self.slot and self.state == CaseState.ACCEPTED.value else self.due,
            next_step=self.next,
            acceptance_centre=self.place if self.place.zh else self.centre,
            defects=self.lacking if self.state == CaseState.CORRECTION.value else (),
            licence=self.licence,
            bundle=self.bundle if self.bundle.zh else None,
            receipt_number=self.receipt_number if self.bundle.zh else "",
            booked=bool(self.slot),
            owed=self.owing if CaseState(self.state) in OPEN else (),
            promised=self._promised(),
            revoked=self.revoked,
            not_accepted=self.not_accepted,
        )


def _defect(kept: Any) -> Defect:
    """As a row has it; those of earlier versions are plain texts in Chinese."""
    if not isinstance(kept, dict):
        return Defect(DefectKind.OTHER, "", LocalizedText(str(kept), str(kept)))
    return Defect(DefectKind(kept["kind"]), kept["key"], LocalizedText(kept["zh"], kept["en"]))


class CaseEvent(models.Model):
    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="events")
    at = models.BigIntegerField("时间")
    actor = models.CharField("经办", max_length=150)
    state = models.CharField("状态", max_length=12, choices=CaseStates)
    note = models.TextField("说明", blank=True)

    class Meta:
        db_table = "records_caseevent"
        verbose_name = verbose_name_plural = "办理经过"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.case.word_of(self.state)


class ServedHow(models.TextChoices):
    TERMINAL = ServedBy.TERMINAL.value, SERVED_WORDS[ServedBy.TERMINAL].zh
    COURIER = ServedBy.COURIER.value, SERVED_WORDS[ServedBy.COURIER].zh
    COUNTER = ServedBy.COUNTER.value, SERVED_WORDS[ServedBy.COUNTER].zh


class ServedDocument(models.Model):
    """送达: a document of a case that reached whoever applied. ``number``: that stands on it, or the courier's; ``receiver``: who
    took it; ``actor``: who handed it over, where a member of staff did."""

    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="served", verbose_name="办件")
    document = LocalizedTextField("送达文书", max_length=120, max_length_en=200)
    number = models.CharField("文书编号", max_length=40, blank=True)
    how = models.CharField("送达方式", max_length=10, choices=ServedHow)
    receiver = SealedText("受送达人")
    at = models.BigIntegerField("送达时间")
    actor = models.CharField("经办", max_length=150, default=PLATFORM)

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "how", "number"], name="served_once")]

    def __str__(self) -> str:
        return self.get_how_display()


class CaseMessageKinds(models.TextChoices):
    CORRECTION = "correction", "补正"
    WITHDRAWAL = "withdrawal", "撤回"


class Outcomes(models.TextChoices):
    """What became of something that a resident sent about a case."""

    DONE = "DONE", "已采用"
    TOO_LATE = "TOO_LATE", "办件现在不能补正、补交或撤回，没有采用"
    OTHERS = "OTHERS", "不是这个办件的申请人，没有采用"
    OTHER_CARD = "OTHER_CARD", "出示的证件和登记的不一致，没有采用"
    OTHER_ITEM = "OTHER_ITEM", "是另一个事项的内容，没有采用"
    NOT_OWED = "NOT_OWED", "送来的不是还要补交的材料，没有采用"


class CaseMessage(models.Model):
    """居民后来交的: a correction or a withdrawal. ``record``: its content as JSON text; ``replaced``: the case's content that it
    took the place of, "{}" where it took none; ``sealed``: the bytes that came."""

    message_id = models.CharField("提交编号", max_length=36, unique=True)
    kind = models.CharField("种类", max_length=12, choices=CaseMessageKinds)
    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="messages", verbose_name="办件")
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    received_at = models.BigIntegerField("收到时间")
    outcome = models.CharField("处理", max_length=12, choices=Outcomes)
    receipt_token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sealed_sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    record = SealedText()
    replaced = SealedText(default="{}")

    class Meta:
        verbose_name = verbose_name_plural = "居民后来交的"
        ordering: ClassVar = ["received_at", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def content(self) -> dict[str, Any]:
        """As `CaseRecord.content`."""
        value = all_fit(json.loads(self.record))
        return value if isinstance(value, dict) else {}


class PromiseStates(models.TextChoices):
    TO_CHECK = PromiseState.TO_CHECK.value, "待核查"
    MET = PromiseState.MET.value, "属实"
    MENDING = PromiseState.MENDING.value, "限期整改"
    MENDED = PromiseState.MENDED.value, "已整改"
    REVOKED = PromiseState.REVOKED.value, "未整改，已撤销"
    ENDED = PromiseState.ENDED.value, "不再核查"


class Verification(models.Model):
    """告知承诺的核查: a promise in place of a material, as it was signed, and what was found of it. ``text``: its paragraphs as a
    JSON list, as they were shown; ``due``: the day until which it is looked into, or put right."""

    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="verifications", verbose_name="办件")
    material_key = models.CharField("材料代号", max_length=64)
    name = LocalizedTextField("材料", max_length=120, max_length_en=200)
    version = models.CharField("承诺书版本", max_length=20)
    mend_days = models.PositiveSmallIntegerField("整改工作日")
    state = models.CharField("核查", max_length=12, choices=PromiseStates, default=PromiseStates.TO_CHECK)
    due = models.DateField("期限", null=True)
    agreed_at = models.BigIntegerField("承诺时间")
    text = SealedText()
    signature = SealedText()
    changed_at = models.BigIntegerField("核查时间", null=True)
    actor = models.CharField("核查人", max_length=150, blank=True)
    reason = models.TextField("核查情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺核查"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "material_key"], name="promise_once")]
        indexes: ClassVar = [models.Index(fields=["state", "due"], name="promises_by_due")]

    def __str__(self) -> str:
        return self.name.zh

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What was promised, word for word."""
        return tuple(map(str, json.loads(self.text)))


class BadRecord(models.Model):
    """失信记录: somebody's promise that was not kept. Until it ends nothing is taken on their word."""

    person_tag = models.CharField(max_length=64, db_index=True)
    case = models.ForeignKey(CaseRecord, models.SET_NULL, null=True, related_name="bad_records", verbose_name="办件")
    item = LocalizedTextField("事项", max_length=120, max_length_en=200)
    reason = models.TextField("情况")
    since = models.DateField("记录日期")
    until = models.DateField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "失信记录"
        ordering: ClassVar = ["-since", "-id"]
        indexes: ClassVar = [models.Index(fields=["until"], name="bad_records_by_end")]

    def __str__(self) -> str:
        return f"{self.item.zh} {self.since}"


class Attachment(models.Model):
    """材料照片: a sealed picture that a submission names. ``received``: bytes that are here, in its parts until it is whole;
    ``stored``: it lies in the storage of pictures (`central_platform.cases.picture_store`), and ``sealed`` is empty."""

    sha256 = models.CharField("散列", max_length=64, unique=True)  # of the sealed picture
    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="attachments", verbose_name="办件")
    material_key = models.CharField("材料", max_length=64)
    received = models.IntegerField("已收到", default=0)
    complete = models.BooleanField("完整", default=False)
    sealed = models.BinaryField(default=b"")
    stored = models.BooleanField(default=False)

    class Meta:
        db_table = "records_attachment"
        verbose_name = verbose_name_plural = "材料照片"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material_key} {self.pk}"


class AttachmentPart(models.Model):
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="parts")
    offset = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "records_attachmentpart"
        constraints: ClassVar = [models.UniqueConstraint(fields=["attachment", "offset"], name="part_once")]
