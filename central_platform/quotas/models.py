"""What was counted, and what was too much."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.quotas.limits import LIMITS


class Counted(models.Model):
    """How much of something there was in one minute or on one day. ``until``: when that is over."""

    key = models.CharField(max_length=160, primary_key=True)
    used = models.BigIntegerField(default=0)
    until = models.BigIntegerField(db_index=True)


class Alarm(models.Model):
    """Something was used up: once for each of them, of whom it was, and window. ``whose``: a terminal's id, a keyed hash of a
    person's number, or an address."""

    quota = models.CharField("限额", max_length=24, choices=[(quota.value, limit.words) for quota, limit in LIMITS.items()])
    whose = models.CharField("终端、人员（散列）或地址", max_length=80)
    window = models.BigIntegerField()
    at = models.BigIntegerField("时间")
    seen = models.BooleanField("已处理", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "限额告警"
        constraints: ClassVar = [models.UniqueConstraint(fields=["quota", "whose", "window"], name="alarm_once")]
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_quota_display()}　{self.whose[:16]}"
