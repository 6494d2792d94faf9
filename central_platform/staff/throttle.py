"""How often one may try to sign in. Counted before the password is looked at, so that tries at one moment count, too.

A library (django-axes) has one limit for accounts and addresses alike, and counts after: with it a centre, whose staff share an
address, would be locked out as soon as a single account may be.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from central_platform.core import clock
from central_platform.core.keys import key_ring
from central_platform.staff.models import SignInTries

WINDOW = 15 * 60  # seconds from the first try
ACCOUNT_AT_ADDRESS, ACCOUNT, ADDRESS = 5, 20, 60  # tries in it: of an account from one address, from anywhere, of an address


def may_try(account: str, address: str) -> bool:
    """Count a try; False where there were too many, whether there is such an account or not."""
    now = clock.now()
    allowed = True
    with transaction.atomic():
        SignInTries.objects.filter(until__lte=now).delete()
        for key, most in _limits(account, address):
            SignInTries.objects.get_or_create(key=key, defaults={"until": now + WINDOW})
            SignInTries.objects.filter(key=key).update(used=F("used") + 1)
            allowed &= SignInTries.objects.get(key=key).used <= most
    return allowed


def forgive(account: str, address: str) -> None:
    """The try was right: those of the account are forgotten, and this one of the address."""
    (pair, _), (whole, _), (place, _) = _limits(account, address)
    SignInTries.objects.filter(key__in=(pair, whole)).delete()
    SignInTries.objects.filter(key=place, used__gt=0).update(used=F("used") - 1)


def _limits(account: str, address: str) -> tuple[tuple[str, int], ...]:
    """Keys and how many tries each has; hashed, for what was typed as an account may be a password."""
    name = account.strip().lower()
    texts = ((f"{name}@{address}", ACCOUNT_AT_ADDRESS), (name, ACCOUNT), (f"@{address}", ADDRESS))
    return tuple((key_ring().tag("sign-in", text), most) for text, most in texts)
