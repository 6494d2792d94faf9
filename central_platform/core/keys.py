"""The platform's keys: what it signs with, what submissions are sealed to, and the secret of its look-up tags.

Each key is one file of PLATFORM_HOME/keys, readable by the owner alone: ``sign-0001.json``, ``seal-0001.json``. The highest
number is in use; the others stay, because what was sealed or signed long ago must still be opened or verified.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from central_platform.core.paths import home_folder, kept_secret
from kiosk.messages.sealing import new_sealing_key, public_half
from kiosk.messages.signing import Signer, new_signing_key


class KeyRing:
    """All keys of one folder; made at the first time. Those that another process made since this one began count at once, but to
    sign with: what is signed with a new key is nothing to a terminal that has not got it yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, list[dict[str, Any]]] = {}
        self._lookup = kept_secret(folder / "lookup-secret", lambda: secrets.token_bytes(32))
        self._all("seal")
        self.signer = Signer(self._all("sign")[-1])

    def _all(self, use: str) -> list[dict[str, Any]]:
        """Private JWKs, oldest first."""
        paths = sorted(self._folder.glob(f"{use}-*.json")) or [make_key(self._folder, use, 1)]
        if len(paths) != len(self._read.get(use, ())):
            self._read[use] = [json.loads(path.read_bytes()) for path in paths]
        return self._read[use]

    @property
    def opening(self) -> list[dict[str, Any]]:
        """Private JWKs, all that anything was ever sealed to."""
        return self._all("seal")

    @property
    def sealing_all(self) -> list[dict[str, str]]:
        """Public JWKs, newest first."""
        return [{key: str(value) for key, value in public_half(jwk).items()} for jwk in reversed(self._all("seal"))]

    @property
    def sealing_public(self) -> dict[str, str]:
        """The public JWK that terminals seal to now."""
        return {key: str(value) for key, value in public_half(self._all("seal")[-1]).items()}

    @property
    def verification(self) -> list[dict[str, str]]:
        """Public JWKs, newest first."""
        return [{key: str(value) for key, value in public_half(jwk).items()} for jwk in reversed(self._all("sign"))]

    def tag(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256, 64 hex digits: finds a person again without an index of numbers. ``purpose`` keeps uses apart."""
        return hmac.new(self._lookup, f"{purpose}:{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def make_key(folder: Path, use: str, number: int) -> Path:
    """Make a key in its file, readable by the owner alone; one that is there already stays.

    Args:
        folder: of all keys.
        use: ``sign`` (Ed25519) or ``seal`` (X25519).
        number: of the file, from 1 on.

    Returns:
        The file.
    """
    path = folder / f"{use}-{number:04d}.json"
    kept_secret(path, lambda: json.dumps(_new_key(use, number)).encode())
    return path


def _new_key(use: str, number: int) -> dict[str, Any]:
    return new_signing_key() if use == "sign" else new_sealing_key(f"{use}-{number}-{secrets.token_hex(4)}")


def rotate(folder: Path, use: str) -> Path:
    """A new key beside the old ones. A running platform tells terminals of it, and signs with it from its next start on."""
    return make_key(folder, use, len(list(folder.glob(f"{use}-*.json"))) + 1)


def keys_folder() -> Path:
    """PLATFORM_HOME/keys."""
    return home_folder() / "keys"


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """The platform's own, read once a process."""
    return KeyRing(keys_folder())


def person_tag(number: str) -> str:
    """By what a person is found: a keyed hash of the number, so that no table holds an index of numbers."""
    return key_ring().tag("person", number.upper())
