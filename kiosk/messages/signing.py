"""Signatures: who a terminal is, what card it read, and what a printed copy states. Compact JWS throughout (RFC 7515 7.1)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from kiosk.domain.parties import Company, Evidence, Subject, assurance_of
from kiosk.domain.times import day_of
from kiosk.messages.algorithms import SIGNATURE, SIGNATURE_CURVE
from kiosk.messages.canonical import canonical_bytes

IDENTITY_LIFETIME = 60  # seconds that a signed card reading is good for
ASSERTION_LIFETIME = 60  # seconds that a request for a token is good for


class BadSignature(Exception):
    """Not signed by any of these keys, expired, or not what it claims to be."""


def new_signing_key() -> dict[str, Any]:
    """A private JWK (Ed25519), called by its thumbprint."""
    jwk = dict(OKPKey.generate_key(SIGNATURE_CURVE, {"use": "sig"}, private=True).as_dict(private=True))
    return {**jwk, "kid": thumbprint(jwk)}


class Signer:
    """Signs under the key's thumbprint, whatever its JWK calls it: a name of one's own is another's, too."""

    def __init__(self, private_jwk: Mapping[str, Any]) -> None:
        self.kid = thumbprint(private_jwk)
        self._key = OKPKey.import_key(dict(private_jwk))

    def sign(self, typ: str, claims: Mapping[str, Any]) -> str:
        """``typ`` says what the statement is, so that one kind can never pass for another (RFC 8725 3.11)."""
        header = {"alg": SIGNATURE, "kid": self.kid, "typ": typ}
        return jws.serialize_compact(header, canonical_bytes(dict(claims)), self._key, algorithms=[SIGNATURE])

    def mark(self, statement: Mapping[str, Any]) -> bytes:
        """64 bytes of plain Ed25519 (RFC 8032) over canonical bytes, for paper; ``typ`` in the statement says what it is."""
        key = self._key.private_key
        assert isinstance(key, Ed25519PrivateKey)
        return key.sign(canonical_bytes(dict(statement)))


def marked_by(statement: Mapping[str, Any], mark: bytes, public_jwks: Sequence[Mapping[str, Any]]) -> str:
    """Thumbprint of the key that made this `Signer.mark`, "" where none of them did."""
    signed = canonical_bytes(dict(statement))
    for jwk in public_jwks:
        key = OKPKey.import_key(dict(jwk)).public_key
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(mark, signed)
                return thumbprint(jwk)
        except InvalidSignature:
            continue
    return ""


def claimed(signed: str, name: str) -> str:
    """One claim before anything of it is believed: it says whose key to verify with. "" where there is no such text of letters and
    digits, 16 at most."""
    try:
        part = signed.split(".")[1]
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))[name]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""
    return value if isinstance(value, str) and len(value) <= 16 and value.isalnum() else ""


def verified(signed: str, typ: str, public_jwks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The claims, if one of the keys signed them as this ``typ``. Times are for the caller to judge. BadSignature otherwise."""
    return signed_by(signed, typ, public_jwks)[0]


def signed_by(signed: str, typ: str, public_jwks: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], str]:
    """As `verified`, with the thumbprint of the key that it was."""
    kid = _header(signed).get("kid")
    # Terminals that were enrolled by an earlier version of this program all called their keys "terminal".
    named = [jwk for jwk in public_jwks if kid and kid in (thumbprint(jwk), jwk.get("kid"))]
    if not named:
        raise BadSignature("signed with a key that is not known here")
    for jwk in named:
        try:
            opened = jws.deserialize_compact(signed, OKPKey.import_key(dict(jwk)), algorithms=[SIGNATURE])
            claims = json.loads(opened.payload)
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if opened.headers().get("typ") != typ or not isinstance(claims, dict):
            raise BadSignature("a statement of another kind")
        return claims, thumbprint(jwk)
    raise BadSignature("damaged, or not a signed statement")


def _header(signed: str) -> dict[str, Any]:
    """Before anything of it is believed."""
    try:
        part = signed.partition(".")[0]
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        raise BadSignature("damaged, or not a signed statement") from None
    return header if isinstance(header, dict) else {}


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Of a public key (RFC 7638 with RFC 8037, A.3), base64url: the same however the rest of it is written. KeyError."""
    digest = hashlib.sha256(canonical_bytes({name: str(jwk[name]) for name in ("crv", "kty", "x")})).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def client_assertion(signer: Signer, terminal_id: str, audience: str, now: int) -> str:
    """private_key_jwt (RFC 7523): the terminal asks for a short-lived token."""
    claims = {
        "iss": terminal_id,
        "sub": terminal_id,
        "aud": audience,
        "iat": now,
        "exp": now + ASSERTION_LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    return signer.sign("client-assertion", claims)


def identity_claim(signer: Signer, terminal_id: str, subject: Subject, evidence: Evidence, now: int) -> str:
    """The terminal's word for what was shown here now, and whom it is about; good once, for a minute.

    ``name``, ``number`` and ``assurance`` stand for themselves, too: platforms of contract 1 read nothing else.
    """
    claims = {
        "terminal": terminal_id,
        "name": subject.name,
        "number": subject.number,
        "assurance": assurance_of([evidence], day_of(now)).value,
        "subject": "COMPANY" if isinstance(subject, Company) else "CITIZEN",
        "shown": evidence.shown.value,
        "reader": evidence.reader,
        "read_at": evidence.read_at,
        "valid_until": evidence.valid_until.isoformat() if evidence.valid_until else "",
        "issued": evidence.issued.isoformat() if evidence.issued else "",
        "mark": evidence.mark,
        "module": evidence.module,
        **({"reference": evidence.reference} if evidence.reference else {}),
        "iat": now,
        "exp": now + IDENTITY_LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    return signer.sign("identity", claims)
