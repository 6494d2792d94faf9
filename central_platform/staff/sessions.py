"""Until when a session counts: eight hours from signing in, twenty minutes from the last page, one for each account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from central_platform.core import clock
from central_platform.staff import audit, throttle
from central_platform.staff.models import ActKind, StaffProfile

BEGAN, SEEN, SECOND = "began", "seen", "second_factor"  # keys of a session


def begin(request: HttpRequest, user: Any) -> None:
    """Sign somebody in whose two factors were right; any other session of the account ends with that."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    mark(request.session, user)


def mark(session: Any, user: Any) -> None:
    """Make this session the account's only one, begun now."""
    session[BEGAN] = session[SEEN] = clock.now()
    session[SECOND] = True
    session.save()
    StaffProfile.objects.update_or_create(user=user, defaults={"session": session.session_key})


def is_good(request: HttpRequest) -> bool:
    """Whether the request's session counts; one that no longer does is ended, and that is written down."""
    user = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    now, session = clock.now(), request.session
    profile = profile_of(user)
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    late = now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE
    if late or not session.get(SECOND) or profile is None or profile.session != session.session_key:
        audit.wrote(ActKind.EXPIRED, request, user.get_username())
        logout(request)
        return False
    if now - seen >= 30:  # not with each picture of a page
        session[SEEN] = now
    return True


def profile_of(user: Any) -> StaffProfile | None:
    """What the console knows of somebody; None of whom it knows nothing."""
    return getattr(user, "staff_profile", None)


def must_change_password(request: HttpRequest) -> bool:
    """Whether the password is one that somebody else chose."""
    profile = profile_of(request.user)
    return profile is not None and profile.password_given


def may_try_old_password(request: HttpRequest) -> bool:
    """Count a try to change the password; where there were too many the session ends: whoever sits there may be
    somebody else."""
    account = request.user.get_username()
    if throttle.may_try(f"change {account}", audit.address_of(request)):
        return True
    audit.wrote(ActKind.LOCKED, request, account, detail="修改密码")
    logout(request)
    return False


def changed_password(user: Any) -> None:
    """The password is the account's own now, and none of its sessions counts."""
    StaffProfile.objects.filter(user=user).update(password_given=False, session="")
