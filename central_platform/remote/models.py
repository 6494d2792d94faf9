"""Orders to terminals, and what they sent back. Times are whole seconds since 1970-01-01 UTC."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.terminals.services import Terminal
from kiosk.domain.closings import WORDS, Closing
from kiosk.domain.remote_orders import LIFETIME, NAMES, OrderResult, RemoteAction


class Order(models.Model):
    """``order_id``: that of the terminal's report, too. ``account``: who asked for it in the console; of a support bundle that a
    technician sent from the terminal itself the name in their code, with ``there``."""

    order_id = models.CharField(max_length=36, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="+", verbose_name="终端")
    action = models.CharField("操作", max_length=16, choices=[(one.value, name.zh) for one, name in NAMES.items()])
    closing = models.CharField(
        "居民看到的话", max_length=16, blank=True, choices=[(one.value, words.zh) for one, words in WORDS.items()]
    )
    account = models.CharField("谁", max_length=150)
    there = models.BooleanField("在终端上", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    at = models.BigIntegerField("时间", db_index=True)
    result = models.CharField("结果", max_length=8, blank=True, choices=[("DONE", "做了"), ("FAILED", "没有做成")])
    answered_at = models.BigIntegerField("答复时间", null=True)
    file = models.BinaryField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "远程操作"
        ordering: ClassVar = ["-at", "-order_id"]
        indexes: ClassVar = [models.Index(fields=["terminal", "-at"], name="orders_of_terminal")]

    def __str__(self) -> str:
        return f"{self.terminal_id} {NAMES[self.what].zh}"

    @property
    def what(self) -> RemoteAction:
        """The action."""
        return RemoteAction(self.action)

    @property
    def why(self) -> Closing | None:
        """Why it goes out of service."""
        return Closing(self.closing) if self.closing else None

    @property
    def until(self) -> int:
        """When it expires, where nothing came of it."""
        return int(self.at) + LIFETIME

    def told(self, now: int) -> str:
        """How it stands, in Chinese."""
        if self.result:
            return "做了" if self.result == OrderResult.DONE.value else "没有做成"
        return "等终端来做（有人在用时会等）" if now < self.until else "过时没有做：终端没有联系，或一直有人在用"
