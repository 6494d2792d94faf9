"""Rows of the platform's own data sets, where the others are asked, what was imported, and who asked for what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.catalogue.data_sets import Purpose
from central_platform.core.sealed import SealedJson, SealedText
from kiosk.domain.queries import QueryRefusal

ANSWERED = "ANSWERED"


class Purposes(models.TextChoices):
    QUERY = Purpose.QUERY.value, "查询"
    COMPARISON = Purpose.COMPARISON.value, "比对"
    PREFILL = Purpose.PREFILL.value, "预填"


class Outcomes(models.TextChoices):
    """ANSWERED tells no more than that: whether there was anything is the person's own."""

    ANSWERED = ANSWERED, "已答复"
    NO_SUCH_PERSON = QueryRefusal.NO_SUCH_PERSON.value, "查无此人"
    TWO_PERSONS = QueryRefusal.TWO_PERSONS.value, "一号两人"
    NOT_PERMITTED = QueryRefusal.NOT_PERMITTED.value, "无权查询"
    NO_ANSWER = QueryRefusal.NO_ANSWER.value, "部门无应答"
    LATE = QueryRefusal.LATE.value, "应答超时"
    NONSENSE = QueryRefusal.NONSENSE.value, "应答有误"
    SOMEBODY_ELSE = QueryRefusal.SOMEBODY_ELSE.value, "答成他人"
    TOO_MANY = QueryRefusal.TOO_MANY.value, "次数过多"


class Source(models.Model):
    """Where a data set is asked. With an address it is the department's own service, without one the platform's tables.

    ``faults``: failed calls in a row; ``open_until``: no call before that time, once they are too many.
    """

    key = models.CharField("数据集", max_length=64, primary_key=True)
    url = models.URLField("部门接口地址", max_length=300, blank=True)
    faults = models.IntegerField("连续失败次数", default=0, editable=False)
    open_until = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "数据集"

    def __str__(self) -> str:
        return self.key


class DataImport(models.Model):
    """A file that was brought in. ``done``: lines that are in the tables or in the report, so that it can go on after a break."""

    data_set = models.CharField("数据集", max_length=64)
    sha256 = models.CharField("文件摘要", max_length=64)
    as_of = models.BigIntegerField("数据截至")
    begun_at = models.BigIntegerField("开始时间")
    finished_at = models.BigIntegerField("完成时间", null=True, blank=True)
    done = models.IntegerField("已处理行数", default=0)
    taken = models.IntegerField("导入行数", default=0)
    refused = models.IntegerField("退回行数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "数据导入"
        constraints: ClassVar = [models.UniqueConstraint(fields=["data_set", "sha256", "as_of"], name="import_once")]

    def __str__(self) -> str:
        return f"{self.data_set} {self.sha256[:8]}"


class Record(models.Model):
    """One row of a data set. ``subject_tag``: as `subjects.tag_of` makes it, "" for public data; ``name``: whom the department says
    it is about; ``row``: what tells it from the subject's other rows."""

    data_set = models.CharField(max_length=64)
    subject_tag = models.CharField(max_length=64, blank=True)
    name = SealedText(blank=True)
    row = models.CharField(max_length=64)
    data = models.JSONField(null=True)  # of public data
    sealed = SealedJson(null=True)  # of everybody's own
    as_of = models.BigIntegerField()
    brought_by = models.ForeignKey(DataImport, models.CASCADE, related_name="records")

    class Meta:
        verbose_name = verbose_name_plural = "数据记录"
        constraints: ClassVar = [models.UniqueConstraint(fields=["data_set", "subject_tag", "row"], name="record_once")]

    @property
    def cells(self) -> dict[str, str]:
        """What it says, by key of the field."""
        cells = self.sealed if self.subject_tag else self.data
        return {} if cells is None else cells

    def __str__(self) -> str:
        return f"{self.data_set} {self.pk}"  # never a name: the console's own log keeps this text


class DataUse(models.Model):
    """The audit of every look-up: who asked what for which purpose and what came of it, never what was told. ``milliseconds``: that
    it took."""

    at = models.BigIntegerField("时间")
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, null=True, blank=True, verbose_name="终端")
    purpose = models.CharField("用途", max_length=12, choices=Purposes.choices)
    data_set = models.CharField("数据集", max_length=64)
    item = models.CharField("实施编码", max_length=33, blank=True)
    subject_tag = models.CharField("查询对象（散列）", max_length=64, blank=True)
    outcome = models.CharField("结果", max_length=16, choices=Outcomes.choices)
    milliseconds = models.IntegerField("耗时（毫秒）")

    class Meta:
        verbose_name = verbose_name_plural = "数据使用审计"
        indexes: ClassVar = [models.Index(fields=["subject_tag", "at"], name="uses_of_subject")]

    def __str__(self) -> str:
        return f"数据使用 {self.pk}"


class ProvedMaterial(models.Model):
    """A terminal was told that a department's record proves this material of this person, who need not hand it in."""

    subject_tag = models.CharField(max_length=64)
    item = models.CharField(max_length=33)
    material = models.CharField(max_length=64)
    at = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject_tag", "item", "material"], name="proved_once")]
