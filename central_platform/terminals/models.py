"""Terminals and their keys. Times are whole seconds since 1970-01-01 UTC, as on the wire; days are dates in China."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from central_platform.core.fields import LocalizedTextField


class Terminal(models.Model):
    terminal_id = models.CharField("终端编号", max_length=16, primary_key=True)
    site = LocalizedTextField("服务点", max_length=120)
    centre = LocalizedTextField("受理中心", max_length=120)
    hotline = models.CharField("服务电话", max_length=32)
    public_key = models.JSONField("公钥")
    certificate = models.TextField("终端证书")
    enrolled_at = models.BigIntegerField("登记时间")
    exchange = models.CharField(max_length=64, blank=True)  # digest of what enrolment exchanged (`kiosk.messages.pairing`)
    confirmed_at = models.BigIntegerField("确认时间", null=True)  # None: staff have not compared it; it gets nothing
    revoked = models.BooleanField("已吊销", default=False)
    # It asked for too much: it is told nothing of persons, and nothing of it is decided without staff, until they release it.
    stopped_at = models.BigIntegerField("停止查询时间", null=True)
    stopped_for = models.CharField("停止原因", max_length=24, blank=True)
    reader_module = models.CharField("读卡模块编号", max_length=64, blank=True)  # "": none has told its number yet
    audit_broken_at = models.BigIntegerField("审计链断开时间", null=True)

    class Meta:
        db_table = "records_terminal"
        verbose_name = verbose_name_plural = "自助终端"

    def __str__(self) -> str:
        return self.terminal_id


class LastHeartbeat(models.Model):
    """What a terminal told of itself last. A table of its own, because it is written at each heartbeat, and nothing else is."""

    terminal = models.OneToOneField(Terminal, models.CASCADE, primary_key=True, related_name="heartbeat", verbose_name="终端")
    last_seen = models.BigIntegerField("最近联系", null=True)
    version = models.CharField("程序版本", max_length=64, blank=True)
    catalogue_version = models.CharField("目录版本", max_length=64, blank=True)
    waiting = models.IntegerField("待传件数", default=0)
    devices = models.JSONField("设备状态", default=dict)
    details = models.JSONField("设备说明", default=dict)
    measures = models.JSONField("测量值", default=dict)
    clock_ahead = models.IntegerField("时钟快（秒）", default=0)
    audit_number = models.BigIntegerField("审计条数", default=0)
    audit_hash = models.CharField("审计链头", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "最近心跳"

    def __str__(self) -> str:
        return str(self.terminal_id)


class TerminalEvent(models.Model):
    """Something about a terminal that is another than its heartbeat before told: a device, its version, or that it was away.
    ``what`` names it, ``before`` and ``after`` are as the heartbeats told them."""

    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="history")
    at = models.BigIntegerField("时间")
    what = models.CharField("什么", max_length=64)
    before = models.CharField("原来", max_length=128, blank=True)
    after = models.CharField("现在", max_length=128, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端经过"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["terminal", "-id"], name="history_of_terminal")]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.what}"


class TerminalKey(models.Model):
    """Each public key that a terminal has or had, by its thumbprint (RFC 7638)."""

    thumbprint = models.CharField(max_length=64, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="keys")
    public_key = models.JSONField("公钥")
    since = models.BigIntegerField("启用")
    until = models.BigIntegerField("用到", null=True)  # None: in use
    revoked_at = models.BigIntegerField("吊销时间", null=True)

    class Meta:
        db_table = "records_terminalkey"
        verbose_name = verbose_name_plural = "终端密钥"

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.thumbprint[:12]}"


class AccessToken(models.Model):
    token_hash = models.CharField(max_length=64, primary_key=True)
    terminal = models.ForeignKey(Terminal, models.CASCADE)
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "records_accesstoken"


class UsedOnce(models.Model):
    """Ids of signed statements that are good once; a row may go when its statement has expired anyway."""

    mark = models.CharField(max_length=64, primary_key=True)
    expires_at = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "records_usedonce"


class IssuedTechnicianCode(models.Model):
    """That a code for the technician's page was given out: to whom, for which terminal and day. It holds neither code nor PIN."""

    at = models.BigIntegerField("时间")
    account = models.CharField("账号", max_length=150)
    terminal = models.ForeignKey(Terminal, models.CASCADE, related_name="+", verbose_name="终端")
    day = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "技术员进入码"

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.day}"


class TechnicianCard(models.Model):
    """A card that opens terminals' pages for technicians. Of the key on it there is the public half alone."""

    serial = models.CharField("证书编号", max_length=40, primary_key=True)  # hexadecimal
    account = models.CharField("技术员", max_length=32)
    registered_by = models.CharField("登记人", max_length=150)
    registered_at = models.BigIntegerField("登记时间")
    ends = models.BigIntegerField("有效期到")
    terminals = models.CharField("只开这些终端", max_length=600, blank=True)  # "": all
    key = models.CharField(max_length=64, db_index=True)  # SHA-256 of the public key
    certificate = models.TextField("证书")
    revoked_at = models.BigIntegerField("吊销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "技术员卡"

    def __str__(self) -> str:
        return f"{self.account} {self.serial[:12]}"
