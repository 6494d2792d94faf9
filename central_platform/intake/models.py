"""What came and became nothing yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptItem(models.Model):
    """Bytes for which no case was opened: kept, flagged, for a person to look into."""

    submission_id = models.CharField("提交编号", max_length=36)
    sha256 = models.CharField("散列", max_length=64)  # of the bytes as they came
    sealed = models.BinaryField()
    reason = models.CharField("原因", max_length=12)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    received_at = models.BigIntegerField("收到时间")
    looked_into = models.BooleanField("已处理", default=False)

    class Meta:
        db_table = "records_keptitem"
        verbose_name = verbose_name_plural = "未能立案的提交"
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission_id", "sha256", "reason"], name="kept_once")]

    def __str__(self) -> str:
        return self.submission_id
