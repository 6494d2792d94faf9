"""Terminals: how one is enrolled, how it proves itself, and what the platform knows of its health."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import deque
from typing import Any

from django.conf import settings
from django.db import transaction

from central_platform import statements
from central_platform.keys import key_ring
from central_platform.problems import ProblemCode, Refused
from central_platform.records.models import AccessToken, PairingCode, SerialLease, Terminal, TerminalKey
from central_platform.records.numbers import draw
from central_platform.terminal_keys import begin_key
from central_platform.tuf_repository import house
from kiosk.domain.licences import LAST_SERIAL, serial_prefix
from kiosk.domain.text import LocalizedText
from kiosk.messages import models
from kiosk.messages.algorithms import SIGNATURE_CURVE
from kiosk.messages.pairing import confirmation, exchange_digest, fingerprint, is_same
from kiosk.messages.signing import Signer, claimed, thumbprint

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that is mistaken for a digit
_CODE_LENGTH = 8


# --- pairing ---------------------------------------------------------------------------------------------------------


def new_pairing_code(site: LocalizedText, centre: LocalizedText, now: int, terminal: Terminal | None = None) -> str:
    """A code for the technician to type, like ``K7M2-9PQX``; good once, for `settings.PAIRING_LIFETIME` seconds."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    PairingCode.objects.filter(expires_at__lt=now).delete()
    PairingCode.objects.create(
        code_hash=_hash(body),
        site_zh=site.zh,
        site_en=site.en,
        centre_zh=centre.zh,
        centre_en=centre.en,
        terminal=terminal,
        expires_at=now + settings.PAIRING_LIFETIME,
    )
    return f"{body[:4]}-{body[4:]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _typed(code: str) -> str:
    """As people type it."""
    return code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")


class _Tries:
    """At most so many tries a minute in this process, whoever makes them: nobody can guess through the codes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: deque[float] = deque()

    def take(self, limit: int) -> None:
        with self._lock:
            now = time.monotonic()
            while self._at and now - self._at[0] > 60:
                self._at.popleft()
            if len(self._at) >= limit:
                raise Refused(ProblemCode.TOO_MANY, "too many tries; wait a minute")
            self._at.append(now)


_tries = _Tries()


def enrol(request: models.EnrolRequest, now: int) -> models.EnrolAnswer:
    """Refused(PAIRING, NOT_UNDERSTOOD, TOO_MANY)."""
    _tries.take(settings.ENROLMENTS_A_MINUTE)
    public_key = _checked_key(request.public_key)
    with transaction.atomic():
        code = PairingCode.objects.select_for_update().filter(code_hash=_hash(_typed(request.pairing_code))).first()
        if code is None or code.expires_at < now:
            raise Refused(ProblemCode.PAIRING, "no such pairing code, or it is too old; ask for a new one")
        terminal = code.terminal or Terminal(
            terminal_id=f"T{settings.PLATFORM_AREA}{draw(f'terminal {settings.PLATFORM_AREA}'):03d}",
            hotline=settings.PLATFORM_HOTLINE,
        )
        terminal.site_zh, terminal.site_en = code.site_zh, code.site_en
        terminal.centre_zh, terminal.centre_en = code.centre_zh, code.centre_en
        if TerminalKey.objects.filter(pk=thumbprint(public_key)).exists():
            raise Refused(ProblemCode.NOT_UNDERSTOOD, "public_key: a new key for each enrolment")
        terminal.public_key, terminal.enrolled_at, terminal.revoked = public_key, now, False
        claims = {"terminal": terminal.terminal_id, "key": public_key, "iat": now}
        terminal.certificate = key_ring().signer.sign("terminal-certificate", claims)
        terminal.save()
        begin_key(terminal, public_key, now)
        AccessToken.objects.filter(terminal=terminal).delete()  # of the key before this one
        code.delete()
    online, offline = house.roots(now)
    answer = models.EnrolAnswer(
        terminal_id=terminal.terminal_id,
        site=LocalizedText(terminal.site_zh, terminal.site_en),
        hotline=terminal.hotline,
        audience=settings.PLATFORM_AUDIENCE,
        certificate=terminal.certificate,
        sealing_key=key_ring().sealing_public,
        verification_keys=key_ring().verification,
        catalogue_root=online,
        catalogue_offline_root=offline,
    )
    exchange = exchange_digest(public_key, answer.model_dump(mode="json"))
    Terminal.objects.filter(pk=terminal.pk).update(exchange=exchange, confirmed_at=None)
    return answer


class NotConfirmed(Exception):
    """The fingerprint is another one: somebody stands in between, or it was mistyped."""


def confirm(terminal_id: str, typed: str, now: int) -> str:
    """Staff were told this fingerprint by the technician at the terminal. The text to tell them in return; from now on the terminal
    is served. NotConfirmed, Terminal.DoesNotExist."""
    terminal = Terminal.objects.get(pk=terminal_id)
    if not terminal.exchange or not is_same(typed, fingerprint(terminal.exchange)):
        raise NotConfirmed
    Terminal.objects.filter(pk=terminal_id).update(confirmed_at=now)
    return confirmation(terminal.exchange)


def _checked_key(jwk: dict[str, str]) -> dict[str, str]:
    """Only what a public key needs; a private key that was sent by mistake is refused, not kept."""
    fault = Refused(ProblemCode.NOT_UNDERSTOOD, "public_key: a public JWK with kty OKP, crv Ed25519 and x")
    if "d" in jwk or jwk.get("kty") != "OKP" or jwk.get("crv") != SIGNATURE_CURVE:
        raise fault
    key = {name: jwk.get(name, "") for name in ("kty", "crv", "x")}
    try:
        Signer(key)  # parses it
    except Exception:  # noqa: BLE001 - whatever the library makes of it: it is no key
        raise fault from None
    return key


# --- tokens ------------------------------------------------------------------------------------------------------------


def issue_token(assertion: str, now: int) -> models.TokenAnswer:
    """Refused(ASSERTION, CLOCK, REPLAYED, REVOKED)."""
    terminal = Terminal.objects.filter(terminal_id=claimed(assertion, "iss")).first()
    if terminal is None:
        raise Refused(ProblemCode.ASSERTION, "no terminal of this name is enrolled here")
    claims = statements.read_claims(assertion, "client-assertion", terminal, statements.Assertion, ProblemCode.ASSERTION)
    if claims.sub != claims.iss or claims.aud != settings.PLATFORM_AUDIENCE:
        raise Refused(ProblemCode.ASSERTION, "not for this platform")
    statements.check_times(claims, now, statements.ASSERTION_LIFETIME)
    if terminal.revoked:
        raise Refused(ProblemCode.REVOKED, "this terminal is revoked")
    if terminal.confirmed_at is None:
        raise Refused(ProblemCode.UNCONFIRMED, "staff have not confirmed this terminal's fingerprint yet")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        statements.use_once(claims, "client-assertion", terminal)
        statements.forget_expired(now)
        AccessToken.objects.filter(expires_at__lt=now).delete()
        AccessToken.objects.create(token_hash=_hash(token), terminal=terminal, expires_at=now + settings.TOKEN_LIFETIME)
    return models.TokenAnswer(access_token=token, expires_in=settings.TOKEN_LIFETIME)


def terminal_of(token: str, now: int) -> Terminal | None:
    row = AccessToken.objects.select_related("terminal").filter(token_hash=_hash(token), expires_at__gte=now).first()
    return row.terminal if row else None


# --- health and serial numbers -------------------------------------------------------------------------------------------


def note_heartbeat(terminal: Terminal, beat: models.HeartbeatRequest, now: int) -> models.HeartbeatAnswer:
    ahead = max(-(10**9), min(beat.sent_at - now, 10**9))
    restored = _audit_head(terminal, beat.audit, now)
    Terminal.objects.filter(pk=terminal.pk).update(
        last_seen=now,
        version=beat.version[:64],
        catalogue_version=beat.catalogue_version[:64],
        waiting=min(beat.waiting, 10**9),
        devices={key[:64]: value[:128] for key, value in list(beat.devices.items())[:32]},
        clock_ahead=ahead,
    )
    return models.HeartbeatAnswer(time=now, restored=restored)


def _audit_head(terminal: Terminal, head: models.AuditHead | None, now: int) -> bool:
    """Keep the newest head of the terminal's audit log. True where it does not follow from the one before: an older disk was put
    back, or the log rewritten. Staff see when that was; the head that is now told is the one to go on from."""
    if head is None:
        return False
    known = Terminal.objects.values_list("audit_number", "audit_hash").get(pk=terminal.pk)
    broken = head.number < known[0] or (head.number == known[0] and head.hash != known[1])
    changed: dict[str, Any] = {"audit_number": min(head.number, 10**15), "audit_hash": head.hash}
    if broken:
        changed["audit_broken_at"] = now
    Terminal.objects.filter(pk=terminal.pk).update(**changed)
    return broken


def lease_serials(terminal: Terminal, now: int) -> models.SerialLeaseAnswer:
    """The next numbers of this terminal; no two leases ever overlap. Refused(EXHAUSTED) after 999,999."""
    prefix = serial_prefix(terminal.terminal_id)
    with transaction.atomic():
        last = draw(f"serial {terminal.terminal_id}", settings.SERIALS_A_LEASE)
        if last > LAST_SERIAL:
            raise Refused(ProblemCode.EXHAUSTED, "all serial numbers of this terminal are given out")
        first = last - settings.SERIALS_A_LEASE + 1
        SerialLease.objects.create(terminal=terminal, prefix=prefix, first=first, last=last, leased_at=now)
    return models.SerialLeaseAnswer(prefix=prefix, first=first, last=last)


def holds_serial(terminal: Terminal, serial: str) -> bool:
    prefix, number = serial[:-6], serial[-6:]
    if not (number.isascii() and number.isdigit()):
        return False
    return SerialLease.objects.filter(terminal=terminal, prefix=prefix, first__lte=int(number), last__gte=int(number)).exists()
