"""Signing in: a password, then a time-based code (RFC 6238) or a recovery code. Who has no code yet is given one first."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import django_otp
import segno
from django.contrib.auth import authenticate, get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from central_platform.core import clock
from central_platform.core.keys import key_ring
from central_platform.staff import audit, sessions, throttle
from central_platform.staff.models import ActKind, CodeDevice

PENDING = "pending"  # in the session: whose password was right, since when, where they were going, and what is being bound
STEP_LIFETIME = 10 * 60  # seconds between the two steps
RECOVERY_CODES = 10

WRONG = "账号或密码不对。"
LOCKED = "尝试次数太多，请 15 分钟后再试。"  # said whether there is such an account or not
WRONG_CODE = "动态口令不对，或者已经用过。请等下一个口令再试。"


@csrf_protect
def password(request: HttpRequest) -> HttpResponse:
    """The first step."""
    if request.method != "POST":
        if sessions.is_good(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return _page(request, "console/sign_in.html", {"next": request.GET.get("next", "")})
    name, address = request.POST.get("username", "")[:150], audit.address_of(request)
    known = get_user_model().objects.filter(username=name).exists()
    account = name if known else audit.NOBODY
    told = {"username": name, "next": request.POST.get("next", "")}
    if not throttle.may_try(name, address):
        audit.wrote(ActKind.LOCKED, request, account)
        return _page(request, "console/sign_in.html", {**told, "fault": LOCKED}, 429)
    user = authenticate(request, username=name, password=request.POST.get("password", "")[:4096])
    if user is None or not user.is_staff:
        audit.wrote(ActKind.SIGN_IN_FAILED, request, account)
        return _page(request, "console/sign_in.html", {**told, "fault": WRONG})
    request.session.flush()
    request.session[PENDING] = {"user": user.pk, "at": clock.now(), "next": told["next"]}
    return HttpResponseRedirect(reverse("admin:second_factor"))


@csrf_protect
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step, for whoever's password was right a moment ago."""
    pending = request.session.get(PENDING) or {}
    user = _pending_user(pending)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    device = CodeDevice.objects.filter(user=user, confirmed=True).first()
    if device is None:
        return _bind(request, user, pending)
    if request.method != "POST":
        return _page(request, "console/second_factor.html")
    if not throttle.may_try(user.get_username(), audit.address_of(request)):
        audit.wrote(ActKind.LOCKED, request, user.get_username())
        request.session.flush()
        return _page(request, "console/sign_in.html", {"fault": LOCKED}, 429)
    code = request.POST.get("code", "").replace(" ", "")[:16]
    if django_otp.verify_token(user, device.persistent_id, code):
        return _enter(request, user, pending, ActKind.SIGNED_IN)
    recovery = StaticDevice.objects.filter(user=user, confirmed=True).first()
    if recovery and not code.isdigit() and django_otp.verify_token(user, recovery.persistent_id, kept_recovery_code(user.pk, code)):
        return _enter(request, user, pending, ActKind.RECOVERED)
    audit.wrote(ActKind.CODE_FAILED, request, user.get_username())
    return _page(request, "console/second_factor.html", {"fault": WRONG_CODE})


def _pending_user(pending: dict[str, Any]) -> Any:
    if not pending or clock.now() - pending["at"] > STEP_LIFETIME:
        return None
    return get_user_model().objects.filter(pk=pending["user"], is_active=True, is_staff=True).first()


def _bind(request: HttpRequest, user: Any, pending: dict[str, Any]) -> HttpResponse:
    """Show a new secret and ask for its first code: a secret counts for the session alone that it was shown in."""
    device = CodeDevice.objects.filter(pk=pending.get("device", 0), user=user, confirmed=False).first()
    if device is None:
        device = CodeDevice.objects.create(user=user, name="console", confirmed=False)
        request.session[PENDING] = {**pending, "device": device.pk}
    fault = ""
    if request.method == "POST":
        if not throttle.may_try(user.get_username(), audit.address_of(request)):
            audit.wrote(ActKind.LOCKED, request, user.get_username())
            request.session.flush()
            return _page(request, "console/sign_in.html", {"fault": LOCKED}, 429)
        if django_otp.verify_token(user, device.persistent_id, request.POST.get("code", "").replace(" ", "")[:16]):
            codes = _bound(device)
            audit.wrote(ActKind.ENROLLED, request, user.get_username())
            _enter(request, user, pending, ActKind.SIGNED_IN)
            return _page(request, "console/recovery_codes.html", {"codes": codes, "go_on": _where(request, pending)})
        audit.wrote(ActKind.CODE_FAILED, request, user.get_username())
        fault = WRONG_CODE
    picture = SafeString(segno.make(device.config_url, error="m").svg_inline(scale=5, title="动态口令二维码"))
    told = {"picture": picture, "secret": b32encode(device.bin_key).decode(), "fault": fault}
    return _page(request, "console/bind_code.html", told)


def _bound(device: Any) -> list[str]:
    """Make the device the user's only one, and return their new recovery codes."""
    with transaction.atomic():
        CodeDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
        CodeDevice.objects.filter(pk=device.pk).update(confirmed=True)
        StaticDevice.objects.filter(user=device.user).delete()
        recovery = StaticDevice.objects.create(user=device.user, name="recovery")
        codes = [StaticToken.random_token() + StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(
            StaticToken(device=recovery, token=kept_recovery_code(device.user_id, code)) for code in codes
        )
    return codes


def kept_recovery_code(user: int, code: str) -> str:
    """What the database holds of a recovery code: the beginning of a keyed hash, for 16 characters fit in the library's column.

    Args:
        user: primary key of whose code it is.
        code: as it was shown or typed.
    """
    return key_ring().tag("recovery-code", f"{user}:{code.lower()}")[:16]


def forget_codes(user: Any) -> None:
    """Without a second factor: the next time that they sign in they are given a new one."""
    CodeDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _enter(request: HttpRequest, user: Any, pending: dict[str, Any], kind: ActKind) -> HttpResponse:
    throttle.forgive(user.get_username(), audit.address_of(request))
    request.session.pop(PENDING, None)
    sessions.begin(request, user)
    audit.wrote(kind, request, user.get_username())
    return HttpResponseRedirect(_where(request, pending))


def _where(request: HttpRequest, pending: dict[str, Any]) -> str:
    wanted = str(pending.get("next", ""))
    ours = wanted.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if ours else reverse("admin:index")


def _page(request: HttpRequest, template: str, told: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    context = {"site_header": "社区事务受理平台", "site_title": "社区事务受理平台", **(told or {})}
    return TemplateResponse(request, template, context, status=status)
