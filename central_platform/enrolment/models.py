"""Pairing codes that were given out."""

from __future__ import annotations

from django.db import models

from central_platform.core.fields import LocalizedTextField


class PairingCode(models.Model):
    """``terminal`` set: the code renews that terminal's key; otherwise a new terminal is made."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    site = LocalizedTextField(max_length=120)
    centre = LocalizedTextField(max_length=120)
    terminal = models.ForeignKey("terminals.Terminal", models.CASCADE, null=True)
    expires_at = models.BigIntegerField()

    class Meta:
        db_table = "records_pairingcode"
