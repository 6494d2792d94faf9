"""Persons. One is found by ``tag``: an HMAC of the ID number, so that no index and no audit row holds the number itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.core.sealed import SealedJson, SealedText


class Person(models.Model):
    """一人一档. ``profile``: what forms may be filled from, by the keys of the wire (mobile, address, ...)."""

    tag = models.CharField(max_length=64, primary_key=True)
    name = SealedText("姓名")
    number = SealedText("证件号码")
    sex = models.CharField("性别", max_length=8)
    birth = models.DateField("出生日期")
    ethnic_group = models.CharField("民族", max_length=2, blank=True)
    address = SealedText("住址", blank=True)
    profile = SealedJson("档案", default=dict)
    codes_stopped = models.BooleanField("随申码已停用", default=False)

    class Meta:
        db_table = "records_person"
        verbose_name = verbose_name_plural = "一人一档"

    def __str__(self) -> str:
        return self.tag[:8]  # never a name: the console's own log keeps this text


class PersonCard(models.Model):
    """A card that the register says this person has: with it a terminal proves that it has read one. ``valid_until``: None without
    an end; ``mark``: SHA-256 of all that it gave when it was read here first, "" before."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    kind = models.CharField("证件", max_length=24)
    issued = models.DateField("起始日期")
    valid_until = models.DateField("截止日期", null=True)
    mark = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记的证件"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind", "issued"], name="card_once")]

    def __str__(self) -> str:
        return self.kind


class ShownCode(models.Model):
    """随申码出示记录: a code on a phone that was shown at a terminal: whose it was, where and when, and what came of it. A code
    is good once: the first row of it has its ``mark``. The ``reference`` of an accepted one is what proves, for a while and at
    that terminal alone, who stood there.

    ``person_tag``: "" where it is nobody's; ``outcome``: ACCEPTED, or a `PhoneCodeRefusal`.
    """

    reference = models.CharField("出示编号", max_length=36, primary_key=True)
    at = models.BigIntegerField("时间", db_index=True)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    person_tag = models.CharField("出示人（散列）", max_length=64, blank=True, db_index=True)
    outcome = models.CharField("结果", max_length=16)
    mark = models.CharField(max_length=64, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "随申码出示记录"

    def __str__(self) -> str:
        return self.reference


class PaperCodeRecord(models.Model):
    """离线码: a code on paper. What stands on the paper is not kept, only its hash.

    ``ground``: a `PaperGround`; ``ended_at``: None while it counts; ``ended_why``: a `PaperEnd`, "" while it counts. One person has
    one that counts.
    """

    reference = models.CharField("离线码编号", max_length=36, primary_key=True)
    person_tag = models.CharField("本人（散列）", max_length=64, db_index=True)
    code_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    ground = models.CharField("依据", max_length=12)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="打印的终端")
    issued_at = models.BigIntegerField("打印时间")
    until = models.DateField("有效期至")
    ended_at = models.BigIntegerField("失效时间", null=True)
    ended_why = models.CharField("失效原因", max_length=12, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "离线码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_tag"], condition=models.Q(ended_at=None), name="one_paper_counts")
        ]

    def __str__(self) -> str:
        return self.reference


class KeptDraft(models.Model):
    """没填完的表: what somebody filled in and took along, locked with their ID card. The platform cannot open it, and the tags say
    neither whose it is nor of which service (`kiosk.messages.kept_drafts`). ``until``: the last day on which it is told."""

    holder = models.CharField("持证人（散列）", max_length=32)
    item = models.CharField("事项（散列）", max_length=32)
    sealed = models.TextField(editable=False)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="存入的终端")
    kept_at = models.BigIntegerField("存入时间")
    until = models.DateField("保存到", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "没填完的表"
        constraints: ClassVar = [models.UniqueConstraint(fields=["holder", "item"], name="draft_once")]

    def __str__(self) -> str:
        return f"没填完的表 {self.pk}"


class Lookup(models.Model):
    """The audit of every question about a person."""

    at = models.BigIntegerField("时间")
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    what = models.CharField("查询", max_length=16)
    person_tag = models.CharField("查询对象（散列）", max_length=64)

    class Meta:
        db_table = "records_lookup"
        verbose_name = verbose_name_plural = "查询审计"
        indexes: ClassVar = [models.Index(fields=["terminal", "at"], name="lookups_of_terminal")]

    def __str__(self) -> str:
        return f"查询 {self.pk}"
