"""Running numbers."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """Running numbers by name: cases of a day, terminals of an area, copy serials of a terminal."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "records_counter"
