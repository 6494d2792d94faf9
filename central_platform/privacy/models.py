"""What was deleted, told and erased: when, of which kind, how much; never what it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PrivacyAct(models.Model):
    """``act``: RETAIN (what was kept long enough went), DISCLOSE, ERASE. ``person_tag``: whom it was about, "" for all; ``by``: the
    account of the operating system that did it."""

    class Acts(models.TextChoices):
        RETAIN = "RETAIN", "到期删除"
        DISCLOSE = "DISCLOSE", "告知本人"
        ERASE = "ERASE", "应本人要求删除"

    at = models.BigIntegerField("时间")
    act = models.CharField("事由", max_length=8, choices=Acts.choices)
    kind = models.CharField("种类", max_length=32)
    rows = models.IntegerField("条数")
    person_tag = models.CharField("本人（散列）", max_length=64, blank=True)
    by = models.CharField("操作账号", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息处理记录"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.pk}"
