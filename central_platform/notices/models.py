"""Text messages, written with what they tell of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from central_platform.core.sealed import SealedText


class TextMessageStates(models.TextChoices):
    WAITING = "WAITING", "待发送"
    TAKEN = "TAKEN", "已发送"
    REFUSED = "REFUSED", "发不出"


class TextMessage(models.Model):
    """短信: to the resident, about a case, or (``case`` None) that a terminal asked about them. ``fault``: why it was not taken,
    for `services.explained`."""

    case = models.ForeignKey("cases.CaseRecord", models.CASCADE, null=True, related_name="text_messages", verbose_name="办件")
    name = models.UUIDField(default=uuid.uuid4, editable=False)  # to the gateway (`services.tell`)
    to = SealedText("手机号码")
    to_tag = models.CharField(max_length=64, default="")
    text = SealedText("内容")
    state = models.CharField("状态", max_length=8, choices=TextMessageStates, default=TextMessageStates.WAITING)
    made_at = models.BigIntegerField("生成时间")
    sent_at = models.BigIntegerField("发送时间", null=True)
    due_at = models.BigIntegerField()
    tries = models.IntegerField("次数", default=0)
    fault = models.CharField("原因", max_length=120, blank=True)

    class Meta:
        db_table = "records_textmessage"
        verbose_name = verbose_name_plural = "短信"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="text_messages_due"),
            models.Index(fields=["to_tag", "sent_at"], name="text_messages_to"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
