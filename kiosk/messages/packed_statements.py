"""Several signed statements as one short text, for a code on paper.

A compact JWS is base64 three times over, which nothing shortens. Here headers and claims are plain bytes, compressed together, the
signatures stand behind them, and all of it is base 45 (RFC 9285), which a QR code holds in its alphanumeric mode at 5.5 bits a
character. What comes out is the same JWS, byte for byte: a signature that was good still is.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SIGNATURE = 64  # bytes of Ed25519 (RFC 8032, 5.1.6)
_LARGEST = 16_384  # bytes of all headers and claims: what is compressed may claim to be anything


def base45(data: bytes) -> str:
    """RFC 9285, 4."""
    text = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            number, value = divmod(number, 45)
            text.append(ALPHABET[value])
    return "".join(text)


def from_base45(text: str) -> bytes:
    """The other way. ValueError: it is none."""
    data = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        if len(group) == 1 or not all(character in _VALUES for character in group):
            raise ValueError("no base 45")
        number = sum(_VALUES[character] * 45**place for place, character in enumerate(group))
        size = len(group) - 1
        if number >= 256**size:
            raise ValueError("no base 45")
        data += number.to_bytes(size, "big")
    return bytes(data)


def packed(statements: Sequence[str]) -> str:
    """Some compact JWS (RFC 7515, 7.1) of Ed25519 as one text of `ALPHABET`.

    Raises:
        ValueError: one of them is no such JWS, or its header or claims have a line end.
    """
    texts, signatures = [], []
    for statement in statements:
        header, claims, signature = (_decoded(part) for part in statement.split("."))
        if len(signature) != _SIGNATURE or b"\n" in header + claims:
            raise ValueError("no statement that can be packed")
        texts += [header, claims]
        signatures.append(signature)
    return base45(b"".join(signatures) + zlib.compress(b"\n".join(texts), 9))


def unpacked(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` statements of `packed`.

    Raises:
        ValueError: it is no such text. Nothing is said of what the statements are worth.
    """
    data = from_base45(text)
    signatures, compressed = data[: _SIGNATURE * count], data[_SIGNATURE * count :]
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(compressed, _LARGEST)
    except zlib.error:
        raise ValueError("no packed statements") from None
    texts = plain.split(b"\n")
    if not reader.eof or reader.unused_data or len(texts) != 2 * count:
        raise ValueError("no packed statements")
    parts = [(texts[2 * at], texts[2 * at + 1], signatures[_SIGNATURE * at : _SIGNATURE * (at + 1)]) for at in range(count)]
    return tuple(".".join(map(_encoded, three)) for three in parts)


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode("ascii")
