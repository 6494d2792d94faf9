"""Crockford's base 32 (crockford.com/base32): no letter that is mistaken for a digit, or for another when it is read out."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def base32(number: int, length: int) -> str:
    """The lowest ``5 * length`` bits of a number, lowest first."""
    return "".join(ALPHABET[number >> 5 * i & 31] for i in range(length))
