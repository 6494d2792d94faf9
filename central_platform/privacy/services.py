"""Retention, disclosure and erasure over all kinds of what is held; each act is written down."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform.core.holdings import Holding, holdings
from central_platform.people.services import tag_of
from central_platform.privacy.models import PrivacyAct
from central_platform.privacy.policy import Rule, read_policy

_DAY = 86_400


def policy() -> Mapping[str, Rule]:
    """The platform's own.

    Raises:
        PolicyFault: it has faults.
    """
    return read_policy(settings.RETENTION, (holding.kind for holding in holdings()))


def retain(now: int) -> dict[str, int]:
    """Delete what was kept long enough.

    Args:
        now: seconds since 1970.

    Returns:
        How many rows of each kind went.

    Raises:
        PolicyFault: nothing was deleted.
    """
    rules = policy()
    gone = {}
    for holding in holdings():
        with transaction.atomic():
            gone[holding.kind] = holding.past(now - rules[holding.kind].days * _DAY)
            if gone[holding.kind]:
                _note(PrivacyAct.Acts.RETAIN, holding, gone[holding.kind], "", now)
    return gone


def disclose(number: str, now: int) -> dict[str, Any]:
    """All that is held of a person, with how long and why (PIPL 第十七条, 第四十五条).

    Args:
        number: of the identity document.
        now: seconds since 1970.
    """
    rules, tag = policy(), tag_of(number)
    told: dict[str, Any] = {}
    for holding in holdings():
        rows = [dict(row) for row in holding.told(tag)]
        _note(PrivacyAct.Acts.DISCLOSE, holding, len(rows), tag, now)
        rule = rules[holding.kind]
        told[holding.kind] = {"what": holding.words, "days": rule.days, "why": rule.why, "rows": rows}
    return told


@dataclass(frozen=True)
class Erased:
    """``gone``: rows by kind; ``kept``: rows by kind, with the reason why they stay."""

    gone: Mapping[str, int]
    kept: Mapping[str, tuple[int, str]]


def erase(number: str, now: int) -> Erased:
    """Delete what may go of a person who wishes it (PIPL 第四十七条); what a law keeps stays, and is told.

    Args:
        number: of the identity document.
        now: seconds since 1970.
    """
    rules, tag = policy(), tag_of(number)
    gone: dict[str, int] = {}
    kept: dict[str, tuple[int, str]] = {}
    with transaction.atomic():
        # The person last: what others hold is found by what is known of them.
        for holding in reversed(holdings()):
            rule = rules[holding.kind]
            if rule.erasable and holding.erased is not None:
                gone[holding.kind] = holding.erased(tag)
                _note(PrivacyAct.Acts.ERASE, holding, gone[holding.kind], tag, now)
            elif rows := len(list(holding.told(tag))):
                kept[holding.kind] = (rows, rule.why)
    return Erased(gone, kept)


def _note(act: str, holding: Holding, rows: int, tag: str, now: int) -> None:
    PrivacyAct.objects.create(at=now, act=act, kind=holding.kind, rows=rows, person_tag=tag, by=getpass.getuser()[:64])
