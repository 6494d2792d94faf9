"""Bills of cases, and what the payment service told of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kiosk.domain.payments import PaymentState


class PaymentStates(models.TextChoices):
    DUE = PaymentState.DUE.value, "待缴费"
    PAYING = PaymentState.PAYING.value, "缴费中"
    PAID = PaymentState.PAID.value, "已缴费"
    FAILED = PaymentState.FAILED.value, "缴费没有成功"
    EXPIRED = PaymentState.EXPIRED.value, "缴款码已失效"
    REFUNDING = PaymentState.REFUNDING.value, "退款中"
    REFUNDED = PaymentState.REFUNDED.value, "已退款"
    WAIVED = PaymentState.WAIVED.value, "免收"


class PaymentRecord(models.Model):
    """缴费: a bill of a case. ``code``: what a phone reads, "" until the service has given it; ``wanted``: it is still to be paid;
    ``waived``: staff saw that the applicant is exempt; ``asked_at``: when the service last said something of it."""

    number = models.CharField("缴款码", max_length=24, unique=True)
    case = models.ForeignKey("cases.CaseRecord", models.PROTECT, related_name="payments", verbose_name="办件")
    fen = models.PositiveIntegerField("应缴（分）")
    title = models.CharField("名目", max_length=120)
    state = models.CharField("状态", max_length=12, choices=PaymentStates, default=PaymentStates.DUE)
    wanted = models.BooleanField("应缴", default=True)
    waived = models.BooleanField("免收", default=False)
    returned = models.BooleanField("有退款", default=False)
    code = models.CharField(max_length=512, blank=True)
    made_at = models.BigIntegerField("生成时间")
    expires_at = models.BigIntegerField("有效期至")
    asked_at = models.BigIntegerField("最近核对", default=0)
    paid_at = models.BigIntegerField("缴费时间", default=0)
    reference = models.CharField("交易号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="payments_to_ask")]
        constraints: ClassVar = [
            # Of a case one bill is to be paid, whoever asks at the same moment.
            models.UniqueConstraint(fields=["case"], condition=models.Q(wanted=True), name="payment_wanted_once")
        ]

    def __str__(self) -> str:
        return self.number


class PaymentEvent(models.Model):
    """``reference``: of the transfer that it is about, "" where it is about the bill."""

    payment = models.ForeignKey(PaymentRecord, models.CASCADE, related_name="events")
    at = models.BigIntegerField("时间")
    state = models.CharField("状态", max_length=12, choices=PaymentStates)
    note = models.CharField("说明", max_length=200, blank=True)
    reference = models.CharField("交易号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缴费经过"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.get_state_display()
