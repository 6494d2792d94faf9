"""Accounts of staff: made, given roles and centres, and reset."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from central_platform.staff import sign_in
from central_platform.staff.models import StaffProfile
from central_platform.staff.roles import Role, clash


class CannotHold(Exception):
    """The message names two roles that one person may not hold together, in Chinese."""


def check(roles: Iterable[Role]) -> None:
    """CannotHold for roles that must be apart."""
    if pair := clash(roles):
        raise CannotHold(f"“{pair[0].value}”和“{pair[1].value}”不能是同一个人")


def make(user: Any, password: str) -> str:
    """Save a new account of staff, and return its password.

    Args:
        user: not saved yet.
        password: "" to draw one, which must be changed first.
    """
    drawn = password or secrets.token_urlsafe(12)
    user.is_staff = True
    user.set_password(drawn)
    with transaction.atomic():
        user.save()
        StaffProfile.objects.create(user=user, password_given=not password)
    return drawn


def give(user: Any, roles: frozenset[Role], centres: Iterable[Any]) -> None:
    """These roles and centres, and no others. CannotHold for roles that must be apart."""
    check(roles)
    with transaction.atomic():
        user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
        profile, _ = StaffProfile.objects.get_or_create(user=user)
        profile.centres.set(centres)


def reset(user: Any) -> str:
    """A new password, which must be changed first; no second factor, and no session. Returns the password."""
    drawn = secrets.token_urlsafe(12)
    with transaction.atomic():
        user.set_password(drawn)
        user.save(update_fields=["password"])
        StaffProfile.objects.update_or_create(user=user, defaults={"password_given": True, "session": ""})
        sign_in.forget_codes(user)
    return drawn


def find(name: str) -> Any:
    """The account of this name; None where there is none."""
    return get_user_model().objects.filter(username=name).first()
