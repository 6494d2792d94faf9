"""What two people compare when a terminal is enrolled, so that nobody can stand in between.

Terminal and platform each make one text of all that was exchanged: the terminal's key and every field of the platform's answer.
From it come two short texts. The technician reads the first to the platform's staff, whose platform compares it with its own and
only then tells the second, which staff read back and the terminal compares. Whoever changed anything on the way (a key, a telephone
number) would need another exchange with the same texts: a second preimage of 80 and 40 bits within the life of a pairing code, and
with three tries at the second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from kiosk.domain.base32 import base32
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.signing import thumbprint

_MISTAKEN = str.maketrans("OIL", "011")


def exchange_digest(public_key: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """In hex. ``public_key``: that the terminal sent; ``answer``: the platform's, as plain JSON values."""
    exchanged = {"key": thumbprint(public_key), "answer": dict(answer)}
    return hashlib.sha256(canonical_bytes(exchanged)).hexdigest()


def fingerprint(digest: str) -> str:
    """That the terminal shows and staff enter: 80 bits, in four groups of four."""
    return _text(f"fingerprint {digest}", 16)


def confirmation(digest: str) -> str:
    """That the platform tells once the fingerprint is right, and the technician enters: 40 bits, in two groups of four."""
    return _text(f"confirmation {digest}", 8)


def is_same(one: str, other: str) -> bool:
    """As people type them."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(text.upper().translate(_MISTAKEN).split()).replace("-", "")


def _text(text: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    letters = base32(number, length)
    return "-".join(letters[at : at + 4] for at in range(0, length, 4))
