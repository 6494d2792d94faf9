"""Signatures: who a terminal is, what card it read, and what a printed copy states. Compact JWS throughout (RFC 7515 7.1)."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from kiosk.wire.algorithms import SIGNATURE, SIGNATURE_CURVE
from kiosk.wire.canonical import canonical_bytes, sha256_hex

IDENTITY_LIFETIME = 60  # seconds that a signed card reading is good for
ASSERTION_LIFETIME = 60  # seconds that a request for a token is good for


class BadSignature(Exception):
    """Not signed by any of these keys, expired, or not what it claims to be."""


def new_signing_key(kid: str) -> dict[str, Any]:
    """A private JWK (Ed25519)."""
    return dict(OKPKey.generate_key(SIGNATURE_CURVE, {"kid": kid, "use": "sig"}, private=True).as_dict(private=True))


class Signer:
    def __init__(self, private_jwk: Mapping[str, Any]) -> None:
        self.kid = str(private_jwk["kid"])
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


def mark_holds(statement: Mapping[str, Any], mark: bytes, public_jwks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of the keys made this `Signer.mark`."""
    signed = canonical_bytes(dict(statement))
    for jwk in public_jwks:
        key = OKPKey.import_key(dict(jwk)).public_key
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(mark, signed)
                return True
        except InvalidSignature:
            continue
    return False


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
    keys = {str(jwk["kid"]): jwk for jwk in public_jwks}

    def by_kid(obj: Any) -> OKPKey:
        kid = obj.headers().get("kid")
        if kid not in keys:
            raise BadSignature("signed with a key that is not known here")
        return OKPKey.import_key(dict(keys[kid]))

    try:
        opened = jws.deserialize_compact(signed, by_kid, algorithms=[SIGNATURE])
        claims = json.loads(opened.payload)
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise BadSignature("damaged, or not a signed statement") from fault
    if opened.headers().get("typ") != typ or not isinstance(claims, dict):
        raise BadSignature("a statement of another kind")
    return claims


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Of a public key, 64 hex digits (RFC 7638 with RFC 8037, A.3): the same however the rest of it is written. KeyError."""
    return sha256_hex(canonical_bytes({name: str(jwk[name]) for name in ("crv", "kty", "x")}))


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


def identity_claim(signer: Signer, terminal_id: str, name: str, number: str, now: int) -> str:
    """The terminal's word that a card with this name and number was read here now; good once, for a minute."""
    claims = {
        "terminal": terminal_id,
        "name": name,
        "number": number,
        "assurance": "CARD",
        "iat": now,
        "exp": now + IDENTITY_LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    return signer.sign("identity", claims)
