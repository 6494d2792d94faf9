"""The keys that each terminal has and had, and what counts of what was signed with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from central_platform.terminals.models import AccessToken, Terminal, TerminalKey
from kiosk.messages.key_times import KeyTimes, Standing, standing
from kiosk.messages.signing import thumbprint


def keys_of(terminal_id: str) -> list[dict[str, str]]:
    """The public keys that a terminal has, and had; none where there is no such terminal."""
    return list(TerminalKey.objects.filter(terminal_id=terminal_id).values_list("public_key", flat=True))


def key_standing(terminal_id: str, key: str, at: int | None) -> Standing:
    """Of what was signed with the key of this thumbprint, and says that it was ``at`` (None: it does not say)."""
    row = TerminalKey.objects.get(pk=key, terminal_id=terminal_id)
    return standing(KeyTimes(row.since, row.until, row.revoked_at is not None), at)


def is_known(public_key: Mapping[str, Any]) -> bool:
    """Whether any terminal has, or had, this key."""
    return TerminalKey.objects.filter(pk=thumbprint(public_key)).exists()


def begin_key(terminal: Terminal, public_key: Mapping[str, Any], now: int) -> None:
    """From now on this is the terminal's key, and the one before it is none."""
    TerminalKey.objects.filter(terminal=terminal, until=None).update(until=now)
    TerminalKey.objects.create(thumbprint=thumbprint(public_key), terminal=terminal, public_key=dict(public_key), since=now)


def revoke(terminal: Terminal, revoked: bool, now: int) -> bool:
    """The terminal and its key in use, or no longer; earlier keys stay as they are (`revoke_keys`). False where they were so."""
    with transaction.atomic():
        if not Terminal.objects.filter(pk=terminal.pk, revoked=not revoked).update(revoked=revoked):
            return False
        TerminalKey.objects.filter(terminal=terminal, until=None).update(revoked_at=now if revoked else None)
        if revoked:
            AccessToken.objects.filter(terminal=terminal).delete()
    return True


def revoke_key(key: TerminalKey, now: int) -> bool:
    """A key that may be in somebody's hands: of a terminal or disk that was stolen. One that is in use takes its terminal with it.
    False where it was revoked already."""
    if key.until is None:
        return revoke(key.terminal, True, now)
    return bool(TerminalKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now))


def revoke_keys(keys: QuerySet[TerminalKey], now: int) -> None:
    """`revoke_key` for each of them."""
    for key in keys.select_related("terminal"):
        revoke_key(key, now)


def revoke_keys_of(terminal: Terminal, now: int) -> None:
    """All that it has and had."""
    revoke_keys(TerminalKey.objects.filter(terminal=terminal), now)


def ended_keys() -> dict[str, int]:
    """Thumbprints of keys that were replaced, and until when each was good; without those that were revoked."""
    ended = TerminalKey.objects.filter(revoked_at=None).exclude(until=None)
    return {name: until for name, until in ended.values_list("thumbprint", "until") if until is not None}


def revoked_keys() -> list[str]:
    """Thumbprints of the keys under which nothing counts."""
    return list(TerminalKey.objects.exclude(revoked_at=None).values_list("thumbprint", flat=True))
