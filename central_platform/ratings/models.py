"""Ratings, as terminals bring them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Rating(models.Model):
    """好差评. ``channel`` 5 is a terminal (GB/T 39735). ``case`` is filled in when the submission comes after its rating."""

    class Handling(models.TextChoices):
        SIMPLE = "SIMPLE", "简单"
        ORDINARY = "ORDINARY", "一般"
        HARD = "HARD", "疑难"

    report_id = models.CharField(max_length=36, primary_key=True)
    submission_id = models.CharField("提交编号", max_length=36, db_index=True)
    case = models.ForeignKey("cases.CaseRecord", models.SET_NULL, null=True, verbose_name="办件", related_name="ratings")
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    level = models.IntegerField("评价", choices=[(5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")])
    channel = models.CharField("渠道", max_length=2, default="5")
    rated_at = models.BigIntegerField("评价时间")
    received_at = models.BigIntegerField("收到时间")
    handling = models.CharField("难易", max_length=8, choices=Handling, default=Handling.ORDINARY)
    answer_due = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.BigIntegerField("答复时间", null=True)

    class Meta:
        db_table = "records_rating"
        verbose_name = verbose_name_plural = "好差评"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="rating_once")]

    def __str__(self) -> str:
        return self.report_id


class RatingAnswer(models.Model):
    """What staff answered, and how hard they found it, as it was from then on. ``account``: "" for what was answered before there
    was a history."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="answers")
    at = models.BigIntegerField("时间")
    account = models.CharField("账号", max_length=150, blank=True)
    handling = models.CharField("难易", max_length=8, choices=Rating.Handling)
    answer = models.TextField("答复", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复经过"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.get_handling_display()
