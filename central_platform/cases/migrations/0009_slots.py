"""Appointments: which time a case keeps."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0008_casemessage")]
    operations: ClassVar = [
        migrations.AddField("caserecord", "slot", models.CharField("预约时间", max_length=120, blank=True, default=""), False),
        migrations.AddField("caserecord", "place_zh", models.CharField("预约地点", max_length=120, blank=True, default="")),
        migrations.AddField("caserecord", "place_en", models.CharField("预约地点（英文）", max_length=120, blank=True, default="")),
        migrations.AddIndex(
            "caserecord", models.Index(fields=["slot"], name="cases_of_slot", condition=models.Q(("slot", ""), _negated=True))
        ),
    ]
