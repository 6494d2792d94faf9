"""Acceptance centres."""

from __future__ import annotations

from django.db import models

from central_platform.core.fields import LocalizedTextField


class AcceptanceCentre(models.Model):
    """社区事务受理服务中心: where cases are handled. ``district``: of the district's own centre, which takes what is not handled
    anywhere."""

    key = models.CharField("代码", max_length=40, primary_key=True)
    name = LocalizedTextField("名称", max_length=120)
    district = models.BooleanField("区级", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "受理中心"

    def __str__(self) -> str:
        return self.key
