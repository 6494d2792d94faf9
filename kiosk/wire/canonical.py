"""One way to write a value as bytes, so that a hash or a signature means the same everywhere.

The subset of RFC 8785 (JSON Canonicalization Scheme) that needs no number formatting: objects with sorted keys, arrays, strings,
integers, booleans, null. Floats are refused: nothing on this wire is one.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 JSON, keys sorted by their UTF-16 code units (RFC 8785, 3.2.3), no spaces. TypeError on a float or a foreign type."""
    return _encode(_checked(value)).encode("utf-8")


def _checked(value: Any) -> Any:
    if type(value) in _PLAIN or isinstance(value, (str, int)):
        return value
    if isinstance(value, dict):
        # For ASCII the orders by code point and by UTF-16 unit are one. TypeError on a key that is no string.
        order = None if all(map(str.isascii, value)) else _utf16
        return {key: _checked(value[key]) for key in sorted(value, key=order)}
    if isinstance(value, (list, tuple)):
        return [_checked(part) for part in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
