"""Sealing: what is sealed here can be opened by the platform alone, not by the terminal that sealed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from kiosk.messages.algorithms import SEAL_CONTENT, SEAL_CURVE, SEAL_KEY_AGREEMENT

LARGEST = 4_000_000  # characters of a sealed message, as on the wire

_ALGORITHMS = [SEAL_KEY_AGREEMENT, SEAL_CONTENT]
# The library opens nothing above 64 KiB unless told: a submission with a long signature would be taken in and never be opened.
_REGISTRY = jwe.JWERegistry(algorithms=_ALGORITHMS)
_REGISTRY.max_ciphertext_length = LARGEST


class CannotOpen(Exception):
    """Not sealed to any of these keys, or damaged on the way."""


def new_sealing_key(kid: str) -> dict[str, Any]:
    """A private JWK; its public half is what terminals get."""
    return dict(OKPKey.generate_key(SEAL_CURVE, {"kid": kid, "use": "enc"}, private=True).as_dict(private=True))


def public_half(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """The JWK without its private part (RFC 8037, ``d``)."""
    return {key: value for key, value in jwk.items() if key != "d"}


class Sealer:
    """Holds the platform's public key, parsed once: sealing is on the path of a commit."""

    def __init__(self, public_jwk: Mapping[str, Any]) -> None:
        self.kid = str(public_jwk["kid"])
        self._key = OKPKey.import_key(dict(public_jwk))

    def seal(self, plain: bytes) -> str:
        """JWE compact serialisation (RFC 7516 7.1), a new ephemeral key each time."""
        header = {"alg": SEAL_KEY_AGREEMENT, "enc": SEAL_CONTENT, "kid": self.kid}
        return jwe.encrypt_compact(header, plain, self._key, registry=_REGISTRY)


def open_sealed(sealed: str, private_jwks: Sequence[Mapping[str, Any]]) -> bytes:
    """Open with the key that the header names; old keys are kept for what was sealed long ago. CannotOpen otherwise."""
    keys = {str(jwk["kid"]): jwk for jwk in private_jwks}

    def by_kid(recipient: Any) -> OKPKey:
        kid = recipient.headers().get("kid")
        if kid not in keys:
            raise CannotOpen("sealed to a key that is not here")
        return OKPKey.import_key(dict(keys[kid]))

    try:
        opened = jwe.decrypt_compact(sealed, by_kid, registry=_REGISTRY)
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise CannotOpen("damaged or not a sealed message") from fault
    return opened.plaintext or b""
