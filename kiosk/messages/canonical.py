"""One way to write a value as bytes, so that a hash or a signature means the same everywhere.

The subset of RFC 8785 (JSON Canonicalization Scheme) that needs no number formatting: objects with sorted keys, arrays, strings,
integers, booleans, null. Floats are refused: nothing on this wire is one. So are keys beyond ASCII, for which msgspec's order (by
code point) and that of RFC 8785, 3.2.3 (by UTF-16 unit) differ.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(order="sorted").encode
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces. TypeError on a float, a foreign type, a key that is not of ASCII."""
    _check(value)
    return _encode(value)


def _check(value: Any) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is dict:
        for key, part in value.items():
            if type(key) is not str or not key.isascii():
                raise TypeError("no canonical form for such a key")
            _check(part)
    elif kind is list or kind is tuple:
        for part in value:
            _check(part)
    else:
        raise TypeError(f"no canonical form for {kind.__name__}")


def sha256_hex(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
