"""What the console knows of staff beyond Django's users, and what it wrote down of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from central_platform.core.sealed import SealedText


class NeverChanged(Exception):
    """A row of what was written down is neither changed nor deleted."""


class StaffProfile(models.Model):
    """``centres``: whose cases a centre's staff see. ``session``: key of the only session that counts. ``password_given``: the
    password is one that somebody else chose, and is to be changed first."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_profile", primary_key=True)
    centres: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "centres.AcceptanceCentre", through="StaffCentre", blank=True, verbose_name="受理中心"
    )
    session = models.CharField(max_length=64, blank=True)
    password_given = models.BooleanField(default=False)


class StaffCentre(models.Model):
    """Whose staff somebody is."""

    profile = models.ForeignKey(StaffProfile, models.CASCADE)
    centre = models.ForeignKey("centres.AcceptanceCentre", models.CASCADE)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "centre"], name="staff_of_centre_once")]


class CodeDevice(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """The generator of time-based codes (RFC 6238) that somebody bound: django-otp's `TOTPDevice`, but for its secret, which is
    sealed, and for what is the same for all (six digits, half a minute), which is no column.

    ``key``: the secret, 40 hex digits; ``drift``: steps of half a minute that the generator's clock is off; ``last_t``: step of the
    newest code that was taken, so that none is good twice.
    """

    key = SealedText(default=default_key)
    drift: Any = models.SmallIntegerField(default=0)
    last_t: Any = models.BigIntegerField(default=-1)
    step, t0, digits, tolerance = 30, 0, 6, 1  # seconds, since 1970, digits of a code, steps before and after

    bin_key, config_url = TOTPDevice.bin_key, TOTPDevice.config_url
    verify_token, get_throttle_factor = TOTPDevice.verify_token, TOTPDevice.get_throttle_factor
    _read_str_from_settings = TOTPDevice._read_str_from_settings


class SignInTries(models.Model):
    """How often somebody tried to sign in, by account and address, by account, and by address. ``until``: when that is over."""

    key = models.CharField(max_length=64, primary_key=True)
    used = models.IntegerField(default=0)
    until = models.BigIntegerField(db_index=True)


class _WrittenRows(models.QuerySet[Any]):
    def update(self, **values: Any) -> int:
        """Never."""
        raise NeverChanged

    def delete(self) -> Any:
        """Never."""
        raise NeverChanged

    def bulk_update(self, *args: Any, **options: Any) -> int:
        """Never."""
        raise NeverChanged


class _Written(models.Model):
    """A row that is written once. ``address``: from which the request came."""

    at = models.BigIntegerField("时间", db_index=True)
    account = models.CharField("账号", max_length=150)
    address = models.CharField("来源地址", max_length=45)

    objects = _WrittenRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """NeverChanged for a row that is there already."""
        if self.pk is not None:
            raise NeverChanged
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        """Never."""
        raise NeverChanged


class LookReason(models.TextChoices):
    HANDLING = "HANDLING", "办理此件"
    ASKED = "ASKED", "本人要求查询"
    COMPLAINT = "COMPLAINT", "处理投诉"
    SUPERVISION = "SUPERVISION", "监督检查"
    OTHER = "OTHER", "其他"


class LookKind(models.TextChoices):
    LISTED = "LISTED", "列表（遮盖）"
    SEARCHED = "SEARCHED", "按证件号码查找"
    MASKED = "MASKED", "详情（遮盖）"
    SHOWN = "SHOWN", "显示原文"
    PICTURE = "PICTURE", "查看材料照片"


class StaffLook(_Written):
    """Somebody of staff looked at a person: a row for each person. ``person_tag``: as `central_platform.people` has it; "" where
    it is not known whom the page is about."""

    page = models.CharField("页面", max_length=64)  # app.model
    key = models.CharField("记录", max_length=128)
    person_tag = models.CharField("对象（散列）", max_length=64, db_index=True, blank=True)
    kind = models.CharField("方式", max_length=8, choices=LookKind)
    reason = models.CharField("理由", max_length=12, choices=LookReason, blank=True)
    explained = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ActKind(models.TextChoices):
    SIGNED_IN = "SIGNED_IN", "登录"
    SIGN_IN_FAILED = "FAILED", "登录失败"
    LOCKED = "LOCKED", "尝试过多，暂停登录"
    CODE_FAILED = "CODE_FAILED", "动态口令不对"
    RECOVERED = "RECOVERED", "用恢复码登录"
    ENROLLED = "ENROLLED", "绑定动态口令"
    SIGNED_OUT = "SIGNED_OUT", "退出"
    EXPIRED = "EXPIRED", "登录到期"
    PASSWORD = "PASSWORD", "修改密码"
    RESET = "RESET", "重设账号"
    ADDED = "ADDED", "新增"
    CHANGED = "CHANGED", "修改"
    REMOVED = "REMOVED", "删除"
    REVOKED = "REVOKED", "吊销、作废"
    REFUSED = "REFUSED", "无权访问"


class StaffAct(_Written):
    """Something that staff did, or somebody who would be. ``detail`` names what was done, and holds nobody's data."""

    kind = models.CharField("事件", max_length=12, choices=ActKind)
    page = models.CharField("页面", max_length=64, blank=True)
    key = models.CharField("记录", max_length=128, blank=True)
    detail = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Forgetting(models.Model):
    """That what was written down of staff before a time may go: the database lets nothing else go, and these rows never."""

    at = models.BigIntegerField()
    name = models.CharField(max_length=32)  # of the table
    before = models.BigIntegerField()

    objects = _WrittenRows.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "before"], name="forgetting_bound")]
