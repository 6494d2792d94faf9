"""Pairings of terminals, and the codes that are good for one."""

from __future__ import annotations

from django.db import models

from central_platform.core.fields import LocalizedTextField


class Pairing(models.Model):
    """A code that staff gave out: who, for where, and which terminal used it. It does not hold the code. ``account``: "" at the
    command line; ``renews``: whose key it renews, None for a new terminal; ``terminal``: who used it."""

    at = models.BigIntegerField("时间")
    account = models.CharField("账号", max_length=150, blank=True)
    site = LocalizedTextField("服务点", max_length=120)
    centre = LocalizedTextField("受理中心", max_length=120)
    renews = models.ForeignKey("terminals.Terminal", models.CASCADE, null=True, related_name="+", verbose_name="更换密钥的终端")
    expires_at = models.BigIntegerField("有效到")
    used_at = models.BigIntegerField("使用时间", null=True)
    terminal = models.ForeignKey("terminals.Terminal", models.CASCADE, null=True, related_name="+", verbose_name="使用的终端")

    class Meta:
        verbose_name = verbose_name_plural = "终端配对"

    def __str__(self) -> str:
        return self.site.zh


class PairingCode(models.Model):
    """``terminal`` set: the code renews that terminal's key; otherwise a new terminal is made, and stands here once it is.
    ``used_by``: thumbprint of the key that it was used with, "" before; with that key alone it may be shown again, where the answer
    was lost. It goes when its time is over. ``offer``: the terms of one that was written to a stick (`kiosk.messages.offers`): its
    terminal has its number already, and it stays; None for a code that is typed."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    pairing = models.OneToOneField(Pairing, models.CASCADE, null=True)
    site = LocalizedTextField(max_length=120)
    centre = LocalizedTextField(max_length=120)
    terminal = models.ForeignKey("terminals.Terminal", models.CASCADE, null=True)
    expires_at = models.BigIntegerField()
    used_by = models.CharField(max_length=64, blank=True)
    offer = models.JSONField(null=True)

    class Meta:
        db_table = "records_pairingcode"
