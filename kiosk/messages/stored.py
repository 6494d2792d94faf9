"""The proof on a STORED receipt: the terminal's signature over what it stored, and when.

It stands behind the receipt's token in the code on the paper, ``CQ1-...~<receipt number>~<time>~<hash>~<signature>``, and proves
the day of an application even if the terminal's disk is lost; whoever has the sealed submission finds the same hash.

A plain Ed25519 signature (RFC 8032) over canonical bytes: a JWS would make the code half as large again.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kiosk.domain.values import Value
from kiosk.messages.signing import BadSignature, Signer, marked_by

_FORM = re.compile(r"(?:CQ1-[0-9A-Z]{26}~)?([A-Z0-9-]{1,40})~([0-9]{1,12})~([A-Za-z0-9_-]{43})~([A-Za-z0-9_-]{86})")


class Stored(Value):
    """``sealed_sha256`` in hex; ``committed_at`` in seconds since 1970 UTC, 0 where the terminal's clock could not be right."""

    receipt_number: str
    committed_at: int
    sealed_sha256: str

    @property
    def terminal_id(self) -> str:
        """Whose receipt it is, as its number says; what it says is proven by `read_proof` alone."""
        return self.receipt_number.partition("-")[0]


def stored_proof(signer: Signer, stored: Stored) -> str:
    """The proof as it stands in the code, ``<receipt number>~<time>~<hash>~<signature>``, without the token before it."""
    digest = _text(bytes.fromhex(stored.sealed_sha256))
    return "~".join((stored.receipt_number, str(stored.committed_at), digest, _text(signer.mark(_statement(stored)))))


def read_proof(text: str, keys_of: Callable[[str], Sequence[Mapping[str, Any]]]) -> tuple[Stored, str]:
    """What is proven, and the thumbprint of the key that signed it. ``text``: as it was scanned, with or without the token before
    it. ``keys_of``: the public JWKs that a terminal has, and had. BadSignature."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise BadSignature("not the code of a receipt that says STORED")
    number, at, digest, signature = match.groups()
    stored = Stored(number, int(at), _bytes(digest).hex())
    key = marked_by(_statement(stored), _bytes(signature), keys_of(stored.terminal_id))
    if not key:
        raise BadSignature("not signed by this terminal")
    return stored, key


def _statement(stored: Stored) -> dict[str, Any]:
    return {"typ": "stored", "number": stored.receipt_number, "at": stored.committed_at, "sha256": stored.sealed_sha256}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as fault:
        raise BadSignature("damaged") from fault
