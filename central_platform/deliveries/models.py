"""Results that go by courier, and what the courier told of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.core.sealed import SealedJson
from kiosk.domain.deliveries import DELIVERY_WORDS, DeliveryState


class DeliveryStates(models.TextChoices):
    WAITING = DeliveryState.WAITING.value, DELIVERY_WORDS[DeliveryState.WAITING].zh
    POSTED = DeliveryState.POSTED.value, DELIVERY_WORDS[DeliveryState.POSTED].zh
    MOVING = DeliveryState.MOVING.value, DELIVERY_WORDS[DeliveryState.MOVING].zh
    OUT = DeliveryState.OUT.value, DELIVERY_WORDS[DeliveryState.OUT].zh
    DELIVERED = DeliveryState.DELIVERED.value, DELIVERY_WORDS[DeliveryState.DELIVERED].zh
    RETURNED = DeliveryState.RETURNED.value, DELIVERY_WORDS[DeliveryState.RETURNED].zh
    REFUSED = DeliveryState.REFUSED.value, DELIVERY_WORDS[DeliveryState.REFUSED].zh
    COLLECT = DeliveryState.COLLECT.value, DELIVERY_WORDS[DeliveryState.COLLECT].zh


class DeliveryRecord(models.Model):
    """寄件: what stands on its label (快递暂行条例第二十二条), and how far it is. ``sender``, ``receiver``: name, address and
    phone; ``asked_at``: when the courier last said something of it."""

    number = models.CharField("寄件编号", max_length=24, unique=True)
    case = models.OneToOneField("cases.CaseRecord", models.PROTECT, related_name="delivery", verbose_name="办件")
    state = models.CharField("状态", max_length=12, choices=DeliveryStates, default=DeliveryStates.WAITING)
    waybill = models.CharField("运单号", max_length=40, blank=True)
    sender = models.JSONField("寄件人", default=dict)
    receiver = SealedJson("收件人", default=dict)
    contents = models.CharField("内件", max_length=120)
    quantity = models.PositiveSmallIntegerField("数量", default=1)
    made_at = models.BigIntegerField("生成时间")
    asked_at = models.BigIntegerField("最近核对", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "寄件"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="deliveries_to_ask")]

    def __str__(self) -> str:
        return self.number


class DeliveryEvent(models.Model):
    """``note``: where it was, as the courier says it; or what staff did."""

    delivery = models.ForeignKey(DeliveryRecord, models.CASCADE, related_name="events")
    at = models.BigIntegerField("时间")
    state = models.CharField("状态", max_length=12, choices=DeliveryStates)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "寄件经过"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.get_state_display()
