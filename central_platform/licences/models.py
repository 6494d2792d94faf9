"""Licences, printed copies of them, and the serial numbers that terminals hold for those."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.core.fields import LocalizedTextField
from central_platform.core.sealed import SealedBytes, SealedJson, SealedText


class LicenceRecord(models.Model):
    """``details``: rows of the licence's page beyond the common ones, ``[[label, value], ...]`` in Chinese. A company's licence
    names the company, and its holder is who acts for it."""

    identifier = models.CharField("证照标识", max_length=128, primary_key=True)
    holder = models.ForeignKey("people.Person", models.CASCADE, related_name="licences", verbose_name="持证人（单位的：经办人）")
    company_name = models.CharField("持证单位", max_length=100, blank=True)
    company_number = models.CharField("统一社会信用代码", max_length=18, blank=True)
    licence_type = models.CharField("种类", max_length=40)
    name = LocalizedTextField("名称", max_length=80, max_length_en=120)
    authority = LocalizedTextField("发证机关", max_length=80, max_length_en=120)
    number = SealedText("证号")
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    revoked = models.BooleanField("已注销", default=False)
    details = SealedJson("其他栏目", default=list)
    page = SealedBytes(default=b"", editable=False)  # the PDF, made when it is first asked for
    page_of = models.CharField(max_length=64, blank=True, editable=False)  # hash of everything that the page shows

    class Meta:
        db_table = "records_licencerecord"
        verbose_name = verbose_name_plural = "电子证照"

    def __str__(self) -> str:
        return self.identifier


class IssuedPaper(models.Model):
    """证明: a paper that was made up of what a department has on record. What stood on it is not kept, only what proves it.

    ``holder_tag``: whom it is about; ``sha256``: of the page; ``item``: implementation code of the query.
    """

    identifier = models.CharField("证明编号", max_length=40, primary_key=True)
    title = LocalizedTextField("名称", max_length=80, max_length_en=120)
    authority = LocalizedTextField("出具部门", max_length=80, max_length_en=120)
    item = models.CharField("实施编码", max_length=33)
    holder_tag = models.CharField("对象（散列）", max_length=64, blank=True)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    issued_at = models.BigIntegerField("出具时间")
    sha256 = models.CharField("页面摘要", max_length=64)
    case_number = models.CharField("办件编号", max_length=24, blank=True)  # that it is about
    revoked = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "查询证明"

    def __str__(self) -> str:
        return self.identifier


class Presentation(models.Model):
    """亮证记录: a licence that was shown at a terminal as a code on a phone: who showed it, for which item, when, and what came of
    it. A code is good once: the first row of it has its ``mark``.

    ``holder_tag``: who stood at the terminal; ``licence_identifier``: "" where it is not theirs, or no licence of ours;
    ``outcome``: ACCEPTED, or a `PresentedRefusal`.
    """

    reference = models.CharField("亮证编号", max_length=36, primary_key=True)
    at = models.BigIntegerField("时间")
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    holder_tag = models.CharField("申请人（散列）", max_length=64)
    item = models.CharField("用于事项（实施编码）", max_length=33)
    licence_identifier = models.CharField("证照标识", max_length=128, blank=True)
    licence_type = models.CharField("种类", max_length=40, blank=True)
    outcome = models.CharField("结果", max_length=16)
    mark = models.CharField(max_length=64, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "亮证记录"

    def __str__(self) -> str:
        return self.reference


class CopyRecord(models.Model):
    """证照打印件. ``licence_identifier`` and ``purpose`` are empty where the sealed part could not be opened."""

    report_id = models.CharField(max_length=36, primary_key=True)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    serial = models.CharField("流水号", max_length=40, db_index=True)
    leased = models.BooleanField("号段属于该终端")
    outcome = models.CharField("打印结果", max_length=10)
    printed_at = models.BigIntegerField("打印时间")
    licence_identifier = models.CharField("证照标识", max_length=128, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "records_copyrecord"
        verbose_name = verbose_name_plural = "证照打印件"

    def __str__(self) -> str:
        return self.serial


class SerialLease(models.Model):
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    prefix = models.CharField(max_length=24)
    first = models.IntegerField()
    last = models.IntegerField()
    leased_at = models.BigIntegerField()

    class Meta:
        db_table = "records_seriallease"
        constraints: ClassVar = [models.UniqueConstraint(fields=["prefix", "first"], name="lease_once")]
