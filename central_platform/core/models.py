"""Running numbers, and the epochs that they belong to."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """Running numbers by name: cases of a day, terminals of an area, copy serials of a terminal."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "records_counter"


class Epoch(models.Model):
    """See `central_platform.core.epochs`. Times are seconds since 1970."""

    code = models.CharField("纪元", max_length=8, unique=True)  # digits; part of numbers that are told
    begun_at = models.BigIntegerField("开始")
    back_to = models.BigIntegerField("数据截至")  # what was confirmed from then on may be lost
    alive_at = models.BigIntegerField("最近运行")

    class Meta:
        db_table = "core_epoch"

    def __str__(self) -> str:
        return self.code
