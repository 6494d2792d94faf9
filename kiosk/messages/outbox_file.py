"""The file by which a terminal's outbox travels on a USB stick: for a terminal that has no network, or never will again.

Lines of ASCII. Each but the last is a compact JWE to the platform of one thing as canonical JSON, ``{"kind": "message" |
"submission" | "attachment" | "report", ...}``: whoever finds the stick learns how many there are, and nothing else. The last is the
terminal's statement (typ outbox-export) of its id, the time, the number of lines and the SHA-256 of them all: a file that was cut
short or changed has none that holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kiosk.domain.values import Value
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.sealing import CannotOpen, Sealer, open_sealed
from kiosk.messages.signing import BadSignature, Signer, claimed, signed_by

LONGEST_LINE = 5_000_000  # bytes


class BadExport(Exception):
    """Cut short, changed, or not from the terminal that it names. The message says which."""


class Export(Value):
    """``key``: thumbprint of the terminal's key that signed it."""

    terminal_id: str
    exported_at: int
    count: int
    key: str


def submission(submission_id: str, sealed: str, sealed_sha256: str) -> dict[str, Any]:
    """A submission as a platform of contract 1 knows it. ``sealed``: JWE compact; ``sealed_sha256``: of it, in hex."""
    return {"kind": "submission", "submission_id": submission_id, "sealed": sealed, "sealed_sha256": sealed_sha256}


def message(
    message_id: str,
    kind: str,
    schema: int,
    sealed: str,
    sha256: str,
    attachments: Sequence[str] = (),
    told: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """A message (`kiosk.messages.models.Message`); what a platform of contract 1 can read is written as that knows it.

    Args:
        message_id: its id.
        kind: as the envelope names it.
        schema: of its content.
        sealed: the content.
        sha256: of ``sealed``, in hex.
        attachments: hashes of its pictures.
        told: number and time of receipt (seconds since 1970) of each case that it opened before.
    """
    if schema == 1 and kind == "submission" and not told:
        return submission(message_id, sealed, sha256)
    if schema == 1 and kind in ("rating", "copy"):
        return report(sealed)
    envelope = {"message_id": message_id, "kind": kind, "schema": schema, "sealed": sealed, "sha256": sha256}
    cases = {"told": [{"case_number": number, "received_at": at} for number, at in told]} if told else {}
    return {"kind": "message", "message": {**envelope, "attachments": list(attachments), **cases}}


def attachment(submission_id: str, sha256: str, sealed: str) -> dict[str, Any]:
    """What belongs to a submission and travels apart from it. ``sha256``: of ``sealed`` (JWE compact), in hex."""
    return {"kind": "attachment", "submission_id": submission_id, "sha256": sha256, "sealed": sealed}


def report(body: str) -> dict[str, Any]:
    """A rating or a printed copy as a platform of contract 1 knows it. ``body``: its JSON text, not sealed by itself."""
    return {"kind": "report", "body": body}


def written(messages: Iterable[Mapping[str, Any]], sealer: Sealer, signer: Signer, terminal_id: str, at: int) -> Iterator[bytes]:
    """The lines of the file, each with its end."""
    digest, count = hashlib.sha256(), 0
    for message in messages:
        line = sealer.seal(canonical_bytes(dict(message))).encode() + b"\n"
        digest.update(line)
        count += 1
        yield line
    claims = {"terminal": terminal_id, "at": at, "count": count, "sha256": digest.hexdigest()}
    yield signer.sign("outbox-export", claims).encode() + b"\n"


def checked(lines: Iterable[bytes], keys_of: Callable[[str], Sequence[Mapping[str, Any]]]) -> Export:
    """Read the whole file once, before anything of it is believed. ``keys_of``: the public JWKs that a terminal has, and had.
    BadExport."""
    digest, count, last = hashlib.sha256(), 0, b""
    for line in lines:
        if last:
            digest.update(last)
            count += 1
        last = line
    text = last.decode("ascii", "replace").strip()
    try:
        claims, key = signed_by(text, "outbox-export", keys_of(claimed(text, "terminal")))
        export = Export(str(claims["terminal"]), int(claims["at"]), int(claims["count"]), key)
    except (BadSignature, KeyError, TypeError, ValueError) as fault:
        raise BadExport("cut short, or not signed by the terminal that it names") from fault
    if (export.count, claims.get("sha256")) != (count, digest.hexdigest()):
        raise BadExport("changed since the terminal wrote it")
    return export


def opened(line: bytes, private_jwks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One message. BadExport where it cannot be opened."""
    try:
        message = json.loads(open_sealed(line.decode("ascii").strip(), private_jwks))
    except (CannotOpen, ValueError, RecursionError) as fault:
        raise BadExport("a line that cannot be opened with the keys here") from fault
    if not isinstance(message, dict):
        raise BadExport("a line that is no message")
    return message
