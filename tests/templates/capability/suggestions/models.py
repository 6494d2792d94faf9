"""Suggestions of residents: the smallest capability, by which `tests/test_additions.py` shows what a capability takes."""

from __future__ import annotations

from django.db import models


class Suggestion(models.Model):
    message_id = models.CharField(max_length=36, primary_key=True)
    terminal = models.ForeignKey("terminals.Terminal", models.PROTECT, verbose_name="终端")
    sha256 = models.CharField(max_length=64)
    text = models.TextField("意见")

    class Meta:
        verbose_name = verbose_name_plural = "意见"

    def __str__(self) -> str:
        return self.message_id
