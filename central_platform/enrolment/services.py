"""Enrolment: a pairing code that staff gave out is exchanged for a terminal's name and the platform's keys."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64decode

from django.conf import settings
from django.db import transaction

from central_platform.core import epochs
from central_platform.core.keys import key_ring
from central_platform.core.models import Counter
from central_platform.core.numbers import next_numbers
from central_platform.core.problems import ProblemCode, Refused
from central_platform.distribution import repositories
from central_platform.enrolment.models import Pairing, PairingCode
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, give_back, take
from central_platform.terminals.keys import begin_key, is_known
from central_platform.terminals.services import Terminal, begin_heartbeats, forget_tokens
from kiosk.domain.text import LocalizedText
from kiosk.messages import models
from kiosk.messages.algorithms import SIGNATURE_CURVE
from kiosk.messages.offers import Offer, exchange_of
from kiosk.messages.pairing import exchange_digest
from kiosk.messages.signing import Signer, thumbprint

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that is mistaken for a digit
_CODE_LENGTH = 8
_OFFER_LENGTH = 26  # letters of an offer's code: nobody types it
_LONG_AWAY = 120  # seconds: four of the times at which a platform says that it lives
_LEFT_OUT = 100  # more terminals than are enrolled between two backups
_P = 2**255 - 19
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)


def new_pairing_code(site: LocalizedText, centre: LocalizedText, now: int, terminal: Terminal | None = None) -> str:
    """As `pair`, at the command line."""
    return pair(site, centre, now, terminal)[0]


def pair(
    site: LocalizedText, centre: LocalizedText, now: int, terminal: Terminal | None = None, account: str = ""
) -> tuple[str, Pairing]:
    """A code for the technician to type, like ``K7M2-9PQX``; good once, for `settings.PAIRING_LIFETIME` seconds.

    Args:
        site: where the terminal stands.
        centre: which acceptance centre takes its cases.
        now: seconds since 1970.
        terminal: the one that gets a new key; None for a new terminal.
        account: user name of whoever gives it out; "" at the command line.

    Returns:
        The code, which is kept nowhere, and what is known of it.
    """
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    until = now + settings.PAIRING_LIFETIME
    pairing = Pairing(at=now, account=account, renews=terminal, expires_at=until)
    code = PairingCode(code_hash=_hash(body), pairing=pairing, terminal=terminal, expires_at=until)
    pairing.site = code.site = site
    pairing.centre = code.centre = centre
    with transaction.atomic():
        PairingCode.objects.filter(expires_at__lt=now, offer__isnull=True).delete()
        pairing.save(force_insert=True)
        code.save(force_insert=True)
    return f"{body[:4]}-{body[4:]}", pairing


def offer(site: LocalizedText, centre: LocalizedText, url: str, lasts: int, now: int) -> Offer:
    """An offer for a stick: the terminal that takes it has a number from now on, and is served once staff have compared its key.

    Args:
        site, centre: as of `pair`.
        url: of this platform, as the terminal will reach it.
        lasts: seconds until it is good no more.
        now: seconds since 1970.

    Returns:
        The offer, whose code is kept nowhere here.
    """
    online, offline = repositories.roots(now)
    made = Offer(
        code="".join(secrets.choice(_ALPHABET) for _ in range(_OFFER_LENGTH)),
        url=url,
        terminal_id=_new_terminal_id(now),
        site=site,
        hotline=settings.PLATFORM_HOTLINE,
        audience=settings.PLATFORM_AUDIENCE,
        sealing_key=key_ring().sealing_public,
        verification_keys=key_ring().verification,
        catalogue_root=online,
        catalogue_offline_root=offline,
        expires_at=now + lasts,
    )
    pairing = Pairing(at=now, account="", expires_at=made.expires_at)
    code = PairingCode(code_hash=_hash(made.code), pairing=pairing, expires_at=made.expires_at, offer=made.terms)
    pairing.site = code.site = site
    pairing.centre = code.centre = centre
    with transaction.atomic():
        pairing.save(force_insert=True)
        code.save(force_insert=True)
    return made


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _typed(code: str) -> str:
    """As people type it."""
    return code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")


def enrol(request: models.EnrolRequest, address: str, now: int) -> models.EnrolAnswer:
    """Exchange a pairing code for a terminal's name, its certificate and the platform's keys.

    From now on the terminal has this key and no other, but gets no token until staff have compared its fingerprint.

    Args:
        request: the code as it was typed, and the terminal's new public key (JWK, RFC 8037).
        address: from which it came; tries that fail count against it, and nobody else.
        now: seconds since 1970.

    Raises:
        Refused: PAIRING where there is no such code, it is too old, or was used with another key; NOT_UNDERSTOOD where the key is
            none, private, weak, or was used before; TOO_MANY failed tries from there in this minute.
    """
    failed = [Use(Quota.ENROLMENTS, address[:64])]
    # Counted before it is known, so that a hundred at the same moment are not all looked at.
    if take(failed, now):
        raise Refused(ProblemCode.TOO_MANY, "too many tries that failed; wait a minute")
    public_key = _checked_key(request.public_key)
    with transaction.atomic():
        code = PairingCode.objects.select_for_update().filter(code_hash=_hash(_typed(request.pairing_code))).first()
        again = code is not None and code.used_by == thumbprint(public_key)
        over = code is None or (code.expires_at < now and not (again and code.offer))
        if code is None or over or not (again or code.used_by == ""):
            raise Refused(ProblemCode.PAIRING, "no such pairing code, or it is too old, or was used; ask for a new one")
        # The answer to the same code with the same key was lost, where the code was used: it is given again until staff confirm it.
        terminal = _enrolled_before(code) if again else _enrolled(code, public_key, now)
    give_back(failed, now)
    online, offline = repositories.roots(now)
    answer = models.EnrolAnswer(
        terminal_id=terminal.terminal_id,
        site=terminal.site,
        hotline=terminal.hotline,
        audience=settings.PLATFORM_AUDIENCE,
        certificate=terminal.certificate,
        sealing_key=key_ring().sealing_public,
        verification_keys=key_ring().verification,
        catalogue_root=online,
        catalogue_offline_root=offline,
    )
    exchange = exchange_of(public_key, code.offer) if code.offer else exchange_digest(public_key, answer.model_dump(mode="json"))
    if terminal.exchange != exchange:  # else it was given before, by the stick of its offer, and staff may have compared it since
        Terminal.objects.filter(pk=terminal.pk).update(exchange=exchange, confirmed_at=None)
    return answer


def _enrolled_before(code: PairingCode) -> Terminal:
    terminal = code.terminal
    renewed = terminal is None or thumbprint(terminal.public_key) != code.used_by
    if terminal is None or renewed or (terminal.confirmed_at is not None and not code.offer):
        raise Refused(ProblemCode.PAIRING, "this pairing code was used; ask for a new one")
    return terminal


def _enrolled(code: PairingCode, public_key: dict[str, str], now: int) -> Terminal:
    """A new terminal, or the one whose key is renewed, with this key. Within the transaction that holds the code."""
    if is_known(public_key):
        raise Refused(ProblemCode.NOT_UNDERSTOOD, "public_key: a new key for each enrolment")
    number = str(code.offer["terminal_id"]) if code.offer else ""
    terminal = code.terminal or Terminal(terminal_id=number or _new_terminal_id(now), hotline=settings.PLATFORM_HOTLINE)
    terminal.site, terminal.centre = code.site, code.centre
    terminal.public_key, terminal.enrolled_at, terminal.revoked, terminal.confirmed_at = public_key, now, False, None
    claims = {"terminal": terminal.terminal_id, "key": public_key, "iat": now}
    terminal.certificate = key_ring().signer.sign("terminal-certificate", claims)
    terminal.save()
    begin_heartbeats(terminal)
    # By a stick's offer a terminal may have served since it was written: what it signed then was with this key.
    begin_key(terminal, public_key, code.pairing.at if code.offer and code.pairing else now)
    forget_tokens(terminal)  # of the key before this one
    if code.pairing is not None:  # None: given out before pairings were kept
        Pairing.objects.filter(pk=code.pairing.pk).update(used_at=now, terminal=terminal)
    code.terminal, code.used_by = terminal, thumbprint(public_key)
    code.save(update_fields=["terminal", "used_by"])
    return terminal


def _new_terminal_id(now: int) -> str:
    """The next one. Where the platform was away for a while, a backup may have been put back, and terminals that were enrolled
    after it are not known here: numbers that they may have are left out."""
    name = f"terminal {settings.PLATFORM_AREA}"
    epoch = epochs.current(now)
    left_out = f"{name} {epoch.code}"
    skip = 0
    if epoch.begun_at - epoch.back_to >= _LONG_AWAY and not Counter.objects.filter(name=left_out).exists():
        next_numbers(left_out)
        skip = _LEFT_OUT
    return f"T{settings.PLATFORM_AREA}{next_numbers(name, skip + 1)[-1]:03d}"


def _checked_key(jwk: dict[str, str]) -> dict[str, str]:
    """Only what a public key needs; a private key that was sent by mistake is refused, not kept."""
    fault = Refused(ProblemCode.NOT_UNDERSTOOD, "public_key: a public JWK with kty OKP, crv Ed25519 and x")
    if "d" in jwk or jwk.get("kty") != "OKP" or jwk.get("crv") != SIGNATURE_CURVE:
        raise fault
    key = {name: jwk.get(name, "") for name in ("kty", "crv", "x")}
    try:
        Signer(key)  # parses it
        encoded = urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))
    except Exception:  # noqa: BLE001 - whatever the library makes of it: it is no key
        raise fault from None
    if _is_weak(encoded):
        raise fault
    return key


def _is_weak(encoded: bytes) -> bool:
    """Whether a public key is of small order, so that one signature fits many messages, or is not in its one canonical form.

    Source: RFC 8032, 5.1.3 and 5.1.7; the points of small order as libsodium lists them, without the sign of x.
    """
    y = int.from_bytes(encoded, "little") & ((1 << 255) - 1)
    return y >= _P or y in _SMALL_ORDER
