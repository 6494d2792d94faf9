"""Terminals: how one proves itself, what the platform knows of its health, and how it is given up."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform.core import epochs
from central_platform.core.problems import ProblemCode, Refused
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, UsedUp, forget_past, take
from central_platform.terminals import assertions, history
from central_platform.terminals.events import orders_asked, serials_told
from central_platform.terminals.models import AccessToken, LastHeartbeat, Terminal
from kiosk.domain.characters import fit
from kiosk.messages import models
from kiosk.messages.pairing import confirmation, fingerprint, is_same
from kiosk.messages.signing import claimed

__all__ = [
    "NotConfirmed",
    "Terminal",
    "begin_heartbeats",
    "check_module",
    "confirm",
    "count",
    "find",
    "forget_module",
    "forget_tokens",
    "issue_token",
    "note_heartbeat",
    "release",
    "revoked_terminals",
    "stop",
    "terminal_of",
]

log = logging.getLogger(__name__)
TOKENS_KEPT = 8  # of a terminal: calls that are on their way still bear the one before
CONTRACT = 4  # the newest that this platform understands


def find(terminal_id: str) -> Terminal | None:
    """By its id; None where none is enrolled under it."""
    return Terminal.objects.filter(pk=terminal_id).first()


def revoked_terminals() -> list[str]:
    """Their ids."""
    return list(Terminal.objects.filter(revoked=True).values_list("terminal_id", flat=True))


class NotConfirmed(Exception):
    """The fingerprint is another one: somebody stands in between, or it was mistyped."""


def confirm(terminal_id: str, typed: str, now: int) -> str:
    """Confirm a terminal by the fingerprint that its technician told staff; from now on it is served.

    Args:
        terminal_id: of the terminal.
        typed: the fingerprint.
        now: seconds since 1970.

    Returns:
        The text to tell the technician in return.

    Raises:
        NotConfirmed: it is another fingerprint.
        Terminal.DoesNotExist: there is no such terminal.
    """
    terminal = Terminal.objects.get(pk=terminal_id)
    if not terminal.exchange or not is_same(typed, fingerprint(terminal.exchange)):
        raise NotConfirmed
    Terminal.objects.filter(pk=terminal_id).update(confirmed_at=now)
    return confirmation(terminal.exchange)


def issue_token(assertion: str, now: int) -> models.TokenAnswer:
    """A bearer token for a terminal that signed for it (RFC 7523).

    Args:
        assertion: the client assertion, good once.
        now: seconds since 1970.

    Raises:
        Refused: ASSERTION where it is not this terminal's or not for this platform; CLOCK; REPLAYED; REVOKED; UNCONFIRMED.
    """
    terminal = Terminal.objects.filter(terminal_id=claimed(assertion, "iss")).first()
    if terminal is None:
        raise Refused(ProblemCode.ASSERTION, "no terminal of this name is enrolled here")
    claims = assertions.read_claims(assertion, "client-assertion", terminal, assertions.Assertion, ProblemCode.ASSERTION)
    if claims.sub != claims.iss or claims.aud != settings.PLATFORM_AUDIENCE:
        raise Refused(ProblemCode.ASSERTION, "not for this platform")
    assertions.check_times(claims, now, assertions.ASSERTION_LIFETIME)
    if terminal.revoked:
        raise Refused(ProblemCode.REVOKED, "this terminal is revoked")
    if terminal.confirmed_at is None:
        raise Refused(ProblemCode.UNCONFIRMED, "staff have not confirmed this terminal's fingerprint yet")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        assertions.use_once(claims, "client-assertion", terminal)
        assertions.forget_expired(now)
        forget_past(now)
        AccessToken.objects.filter(expires_at__lt=now).delete()
        AccessToken.objects.create(token_hash=_hash(token), terminal=terminal, expires_at=now + settings.TOKEN_LIFETIME)
        # A terminal signs in anew whenever the line broke: of its tokens the newest few count.
        earlier = AccessToken.objects.filter(terminal=terminal).exclude(pk=_hash(token)).order_by("-expires_at")
        if older := list(earlier.values_list("pk", flat=True)[TOKENS_KEPT - 1 :][:100]):
            AccessToken.objects.filter(pk__in=older).delete()
    return models.TokenAnswer(access_token=token, expires_in=settings.TOKEN_LIFETIME, contract=CONTRACT)


def stop(terminal: Terminal, quota: Quota, now: int) -> None:
    """Tell it nothing more of persons, and decide nothing of it without staff, until they `release` it."""
    Terminal.objects.filter(pk=terminal.pk, stopped_at=None).update(stopped_at=now, stopped_for=quota.value)
    log.error("terminal %s is stopped: %s", terminal.pk, quota.value)


def release(terminal: Terminal) -> None:
    """Staff have looked into it."""
    Terminal.objects.filter(pk=terminal.pk).update(stopped_at=None, stopped_for="")


def count(terminal: Terminal, uses: Sequence[Use], now: int) -> UsedUp | None:
    """`quotas.services.take` for what a terminal does; one that uses up what stops it is stopped."""
    spent = take(uses, now)
    if spent is not None and spent.stops:
        stop(terminal, spent.use.quota, now)
    return spent


def check_module(terminal: Terminal, module: str, now: int) -> bool:
    """Whether this is the module that reads cards at this terminal. The first one that tells its number is, until staff take that
    back; another one stops the terminal.

    Args:
        terminal: whose statement it is.
        module: number that the statement names, "" for none.
        now: seconds since 1970.
    """
    if not terminal.reader_module:
        if module:
            Terminal.objects.filter(pk=terminal.pk, reader_module="").update(reader_module=module[:64])
        return True
    if module == terminal.reader_module:
        return True
    if module:
        count(terminal, [Use(Quota.OTHER_READERS, terminal.pk)], now)
    return False


def forget_module(terminal: Terminal) -> None:
    """A reader was replaced: the next one that tells its number is taken."""
    Terminal.objects.filter(pk=terminal.pk).update(reader_module="")


def forget_tokens(terminal: Terminal) -> None:
    """Those that it has count no more."""
    AccessToken.objects.filter(terminal=terminal).delete()


def terminal_of(token: str, now: int) -> Terminal | None:
    """Whose bearer token this is; None where nobody's, or no more."""
    row = AccessToken.objects.select_related("terminal").filter(token_hash=_hash(token), expires_at__gte=now).first()
    return row.terminal if row else None


def begin_heartbeats(terminal: Terminal) -> None:
    """Whatever a terminal told before, on the key before, stands until it tells something else."""
    LastHeartbeat.objects.get_or_create(terminal=terminal)


def note_heartbeat(terminal: Terminal, beat: models.HeartbeatRequest, now: int) -> models.HeartbeatAnswer:
    """Write down how the terminal is, with lengths and numbers bounded.

    Args:
        terminal: who tells.
        beat: what it tells.
        now: seconds since 1970.

    Returns:
        The platform's time, whether the terminal's audit log does not follow from the head told before (it may be an older disk),
        the platform's epochs, and what staff want done.
    """
    ahead = max(-(10**9), min(beat.sent_at - now, 10**9))
    own = LastHeartbeat.objects.filter(pk=terminal.pk)
    before = own.values("last_seen", "version", "catalogue_version", "devices", "audit_number", "audit_hash").get()
    if beat.serials is not None:
        serials_told.send(Terminal, terminal=terminal, serials=beat.serials, at=now)
    told_now: dict[str, Any] = {
        "last_seen": now,
        "version": fit(beat.version, 64),
        "catalogue_version": fit(beat.catalogue_version, 64),
        "waiting": min(beat.waiting, 10**9),
        "devices": _bounded(beat.devices),
        "details": _bounded(beat.details),
        "measures": {fit(key, 64): max(-(10**12), min(value, 10**12)) for key, value in list(beat.measures.items())[:32]},
        "clock_ahead": ahead,
    }
    if beat.audit is None and told_now["devices"].get("ledger", "").startswith("unavailable"):
        del told_now["waiting"]  # it could not be counted: what was told before stands
    restored = beat.audit is not None and not _follows(beat.audit, before["audit_number"], before["audit_hash"])
    if beat.audit is not None:
        told_now |= {"audit_number": min(beat.audit.number, 10**15), "audit_hash": beat.audit.hash}
    own.update(**told_now)
    if restored:
        Terminal.objects.filter(pk=terminal.pk).update(audit_broken_at=now)
    history.remember(terminal, history.changes(before, told_now, now), now)
    told = [models.Epoch(code=epoch.code, back_to=epoch.back_to) for epoch in epochs.history()]
    orders = [order for _, some in orders_asked.send(Terminal, terminal=terminal, at=now) for order in some or ()]
    return models.HeartbeatAnswer(time=now, restored=restored, epochs=told, next_in=settings.HEARTBEAT, orders=orders)


def _bounded(told: Mapping[str, str]) -> dict[str, str]:
    return {fit(key, 64): fit(value, 128) for key, value in list(told.items())[:32]}


def _follows(head: models.AuditHead, number: int, hashed: str) -> bool:
    """Whether a head of the terminal's audit log follows from the one that was told before. Else an older disk was put back, or the
    log rewritten: staff see when that was, and the head that is now told is the one to go on from."""
    return head.number > number or (head.number == number and head.hash == hashed)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
