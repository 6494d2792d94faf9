"""The tables. Times are whole seconds since 1970-01-01 UTC, as on the wire; days are dates in China.

A person is found by ``tag``: an HMAC of the ID number, so that no index and no audit row holds the number itself.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, ClassVar

from django.db import models

from kiosk.domain.cases import CaseState
from kiosk.domain.characters import all_fit


class CaseStates(models.TextChoices):
    RECEIVED = CaseState.RECEIVED.value, "已收件"
    ACCEPTED = CaseState.ACCEPTED.value, "已受理"
    CORRECTION = CaseState.CORRECTION.value, "待补正"
    APPROVED = CaseState.APPROVED.value, "已办结"
    REFUSED = CaseState.REFUSED.value, "不予办理"
    WITHDRAWN = CaseState.WITHDRAWN.value, "已撤回"


class Counter(models.Model):
    """Running numbers by name: cases of a day, terminals of an area, copy serials of a terminal."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField(default=0)


# --- terminals ---------------------------------------------------------------------------------------------------


class Terminal(models.Model):
    terminal_id = models.CharField("终端编号", max_length=16, primary_key=True)
    site_zh = models.CharField("服务点", max_length=120)
    site_en = models.CharField("服务点（英文）", max_length=120)
    centre_zh = models.CharField("受理中心", max_length=120)
    centre_en = models.CharField("受理中心（英文）", max_length=120)
    hotline = models.CharField("服务电话", max_length=32)
    public_key = models.JSONField("公钥")
    certificate = models.TextField("终端证书")
    enrolled_at = models.BigIntegerField("登记时间")
    exchange = models.CharField(max_length=64, blank=True)  # digest of what enrolment exchanged (`kiosk.messages.pairing`)
    confirmed_at = models.BigIntegerField("确认时间", null=True)  # None: staff have not compared it; it gets nothing
    revoked = models.BooleanField("已吊销", default=False)
    last_seen = models.BigIntegerField("最近联系", null=True)
    version = models.CharField("程序版本", max_length=64, blank=True)
    catalogue_version = models.CharField("目录版本", max_length=64, blank=True)
    waiting = models.IntegerField("待传件数", default=0)
    devices = models.JSONField("设备状态", default=dict)
    clock_ahead = models.IntegerField("时钟快（秒）", default=0)
    audit_number = models.BigIntegerField("审计条数", default=0)
    audit_hash = models.CharField("审计链头", max_length=64, blank=True)
    audit_broken_at = models.BigIntegerField("审计链断开时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "自助终端"

    def __str__(self) -> str:
        return self.terminal_id


class TerminalKey(models.Model):
    """Each public key that a terminal has or had, by its thumbprint (RFC 7638)."""

    thumbprint = models.CharField(max_length=64, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="keys")
    public_key = models.JSONField("公钥")
    since = models.BigIntegerField("启用")
    until = models.BigIntegerField("用到", null=True)  # None: in use
    revoked_at = models.BigIntegerField("吊销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端密钥"

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.thumbprint[:12]}"


class PairingCode(models.Model):
    """``terminal`` set: the code renews that terminal's key; otherwise a new terminal is made."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    site_zh = models.CharField(max_length=120)
    site_en = models.CharField(max_length=120)
    centre_zh = models.CharField(max_length=120)
    centre_en = models.CharField(max_length=120)
    terminal = models.ForeignKey(Terminal, models.CASCADE, null=True)
    expires_at = models.BigIntegerField()


class AccessToken(models.Model):
    token_hash = models.CharField(max_length=64, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE)
    expires_at = models.BigIntegerField(db_index=True)


class UsedOnce(models.Model):
    """Ids of signed statements that are good once; a row may go when its statement has expired anyway."""

    mark = models.CharField(max_length=64, primary_key=True)
    expires_at = models.BigIntegerField(db_index=True)


class SerialLease(models.Model):
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    prefix = models.CharField(max_length=24)
    first = models.IntegerField()
    last = models.IntegerField()
    leased_at = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["prefix", "first"], name="lease_once")]


# --- persons and licences ------------------------------------------------------------------------------------------


class Person(models.Model):
    """一人一档. ``profile``: what forms may be filled from, by the keys of the wire (mobile, address, ...)."""

    tag = models.CharField(max_length=64, primary_key=True)
    name = models.CharField("姓名", max_length=60)
    number = models.CharField("证件号码", max_length=18)
    sex = models.CharField("性别", max_length=8)
    birth = models.DateField("出生日期")
    ethnic_group = models.CharField("民族", max_length=2, blank=True)
    address = models.CharField("住址", max_length=200, blank=True)
    profile = models.JSONField("档案", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "一人一档"

    def __str__(self) -> str:
        return self.tag[:8]  # never a name: the console's own log keeps this text


class LicenceRecord(models.Model):
    """``details``: rows of the licence's page beyond the common ones, ``[[label, value], ...]`` in Chinese."""

    identifier = models.CharField("证照标识", max_length=128, primary_key=True)
    holder = models.ForeignKey(Person, models.CASCADE, related_name="licences", verbose_name="持证人")
    licence_type = models.CharField("种类", max_length=40)
    name_zh = models.CharField("名称", max_length=80)
    name_en = models.CharField("名称（英文）", max_length=120)
    authority_zh = models.CharField("发证机关", max_length=80)
    authority_en = models.CharField("发证机关（英文）", max_length=120)
    number = models.CharField("证号", max_length=40)
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    revoked = models.BooleanField("已注销", default=False)
    details = models.JSONField("其他栏目", default=list)
    page = models.BinaryField(default=b"", editable=False)  # the PDF, made when it is first asked for
    page_of = models.CharField(max_length=64, blank=True, editable=False)  # hash of everything that the page shows

    class Meta:
        verbose_name = verbose_name_plural = "电子证照"

    def __str__(self) -> str:
        return self.identifier


class Lookup(models.Model):
    """The audit of every question about a person."""

    at = models.BigIntegerField("时间")
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    what = models.CharField("查询", max_length=16)
    person_tag = models.CharField("查询对象（散列）", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "查询审计"
        indexes: ClassVar = [models.Index(fields=["terminal", "at"], name="lookups_of_terminal")]


# --- cases -----------------------------------------------------------------------------------------------------------


class CaseRecord(models.Model):
    """办件: a submission that could be opened. ``record``: its content as JSON text, for staff; ``sealed``: the bytes that came."""

    case_number = models.CharField("办件编号", max_length=14, unique=True)
    submission_id = models.CharField("提交编号", max_length=36, unique=True)
    sealed_sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    state = models.CharField("状态", max_length=12, choices=CaseStates)
    implementation_code = models.CharField("实施编码", max_length=33, db_index=True)
    item_zh = models.CharField("事项", max_length=120)
    item_en = models.CharField("事项（英文）", max_length=200)
    received_at = models.BigIntegerField("收件时间")
    committed_at = models.BigIntegerField("提交时间")
    due = models.DateField("办理期限", null=True)
    next_zh = models.TextField("下一步")
    next_en = models.TextField("下一步（英文）")
    centre_zh = models.CharField("受理中心", max_length=120)
    centre_en = models.CharField("受理中心（英文）", max_length=120)
    receipt_number = models.CharField("回执编号", max_length=40)
    receipt_token_sha256 = models.CharField(max_length=64, db_index=True)
    applicant_tag = models.CharField(max_length=64)
    defects = models.JSONField("需补正", default=list)
    automatic = models.BooleanField("无人干预", default=False)
    record = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        indexes: ClassVar = [models.Index(fields=["applicant_tag", "implementation_code"], name="cases_of_applicant")]

    def __str__(self) -> str:
        return self.case_number

    @property
    def content(self) -> dict[str, Any]:
        """As it may be shown and compared; ``record`` keeps what came, halves of surrogate pairs too."""
        value = all_fit(json.loads(self.record))
        return value if isinstance(value, dict) else {}


class CaseEvent(models.Model):
    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="events")
    at = models.BigIntegerField("时间")
    actor = models.CharField("经办", max_length=150)
    state = models.CharField("状态", max_length=12, choices=CaseStates)
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.get_state_display()


class TextMessageStates(models.TextChoices):
    WAITING = "WAITING", "待发送"
    TAKEN = "TAKEN", "已发送"
    REFUSED = "REFUSED", "发不出"


class TextMessage(models.Model):
    """短信: to the resident, about a case. ``fault``: why it was not taken, for `text_messages.explained`."""

    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="text_messages", verbose_name="办件")
    name = models.UUIDField(default=uuid.uuid4, editable=False)  # to the gateway; another one after a database was put back
    to = models.CharField("手机号码", max_length=11)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=8, choices=TextMessageStates, default=TextMessageStates.WAITING)
    made_at = models.BigIntegerField("生成时间")
    sent_at = models.BigIntegerField("发送时间", null=True)
    due_at = models.BigIntegerField()
    tries = models.IntegerField("次数", default=0)
    fault = models.CharField("原因", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="text_messages_due"),
            models.Index(fields=["to", "sent_at"], name="text_messages_to"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class Attachment(models.Model):
    """材料照片: a sealed picture that a submission names. ``received``: bytes that are here, in its parts until it is whole."""

    sha256 = models.CharField("散列", max_length=64, unique=True)  # of the sealed picture
    case = models.ForeignKey(CaseRecord, models.CASCADE, related_name="attachments", verbose_name="办件")
    material_key = models.CharField("材料", max_length=64)
    received = models.IntegerField("已收到", default=0)
    complete = models.BooleanField("完整", default=False)
    sealed = models.BinaryField(default=b"")

    class Meta:
        verbose_name = verbose_name_plural = "材料照片"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material_key} {self.pk}"


class AttachmentPart(models.Model):
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="parts")
    offset = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["attachment", "offset"], name="part_once")]


class KeptItem(models.Model):
    """Bytes for which no case was opened: kept, flagged, for a person to look into."""

    submission_id = models.CharField("提交编号", max_length=36)
    sha256 = models.CharField("散列", max_length=64)  # of the bytes as they came
    sealed = models.BinaryField()
    reason = models.CharField("原因", max_length=12)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    received_at = models.BigIntegerField("收到时间")
    looked_into = models.BooleanField("已处理", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "未能立案的提交"
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission_id", "sha256", "reason"], name="kept_once")]

    def __str__(self) -> str:
        return self.submission_id


# --- reports -----------------------------------------------------------------------------------------------------------


class Rating(models.Model):
    """好差评. ``channel`` 5 is a terminal (GB/T 39735). ``case`` is filled in when the submission comes after its rating."""

    class Handling(models.TextChoices):
        SIMPLE = "SIMPLE", "简单"
        ORDINARY = "ORDINARY", "一般"
        HARD = "HARD", "疑难"

    report_id = models.CharField(max_length=36, primary_key=True)
    submission_id = models.CharField("提交编号", max_length=36, db_index=True)
    case = models.ForeignKey(CaseRecord, models.SET_NULL, null=True, verbose_name="办件", related_name="ratings")
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    level = models.IntegerField("评价", choices=[(5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")])
    channel = models.CharField("渠道", max_length=2, default="5")
    rated_at = models.BigIntegerField("评价时间")
    received_at = models.BigIntegerField("收到时间")
    handling = models.CharField("难易", max_length=8, choices=Handling, default=Handling.ORDINARY)
    answer_due = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.BigIntegerField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "好差评"

    def __str__(self) -> str:
        return self.report_id


class CopyRecord(models.Model):
    """证照打印件. ``licence_identifier`` and ``purpose`` are empty where the sealed part could not be opened."""

    report_id = models.CharField(max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.PROTECT, verbose_name="终端")
    serial = models.CharField("流水号", max_length=40, db_index=True)
    leased = models.BooleanField("号段属于该终端")
    outcome = models.CharField("打印结果", max_length=10)
    printed_at = models.BigIntegerField("打印时间")
    licence_identifier = models.CharField("证照标识", max_length=128, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "证照打印件"

    def __str__(self) -> str:
        return self.serial
