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
