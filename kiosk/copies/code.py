"""The code on a printed copy: three signed statements, checked by any terminal with no network.

``LC1~<licence statement>~<terminal certificate>~<copy statement>``: the platform says what the licence is and whose key the
terminal has; the terminal says that it printed this copy, under which serial number, for what purpose, on which day. The copy
statement names the hash of the licence statement, so that the parts of two copies cannot be joined.

Licence statement: ``id`` identifier, ``type``, ``name``, ``holder`` (masked), ``until`` (ISO date or ""), ``sha256`` of the PDF.
Terminal certificate: ``terminal`` id, ``key`` public JWK. Copy statement: ``s`` serial, ``p`` purpose, ``d`` day, ``h`` hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.domain.licences import CopyChecked, CopyVerdict
from kiosk.domain.times import day_of
from kiosk.wire.signing import BadSignature, Signer, thumbprint, verified

PREFIX = "LC1"
LONGEST = 4296  # characters: no QR code holds more


def copy_code(statement: str, certificate: str, signer: Signer, serial: str, purpose: str, wall: int) -> str:
    claims = {"s": serial, "p": purpose, "d": day_of(wall).isoformat(), "h": _hash(statement)}
    return "~".join((PREFIX, statement, certificate, signer.sign("licence-copy", claims)))


def check_copy(text: str, platform_keys: Sequence[Mapping[str, Any]], revoked: frozenset[str], wall: int) -> CopyChecked:
    """``revoked``: licence identifiers, copy serial numbers and thumbprints of terminals' keys that no longer count."""
    parts = text.split("~")
    if len(text) > LONGEST or len(parts) != 4 or parts[0] != PREFIX:
        return CopyChecked(CopyVerdict.NOT_OURS)
    _, statement, certificate, copy = parts
    try:
        licence = verified(statement, "licence-statement", platform_keys)
        terminal = verified(certificate, "terminal-certificate", platform_keys)
    except BadSignature:
        return CopyChecked(CopyVerdict.NOT_OURS)
    try:
        printed = verified(copy, "licence-copy", [terminal["key"]])
        if printed["h"] != _hash(statement):
            return CopyChecked(CopyVerdict.ALTERED)
        verdict = CopyVerdict.GENUINE
        if {licence["id"], printed["s"], thumbprint(terminal["key"])} & revoked:
            verdict = CopyVerdict.REVOKED
        elif licence["until"] and licence["until"] < day_of(wall).isoformat():
            verdict = CopyVerdict.EXPIRED
        return CopyChecked(
            verdict,
            licence_name=str(licence["name"]),
            holder=str(licence["holder"]),
            purpose=str(printed["p"]),
            serial=str(printed["s"]),
            printed_on=str(printed["d"]),
            terminal_id=str(terminal["terminal"]),
        )
    except (BadSignature, KeyError, TypeError):
        return CopyChecked(CopyVerdict.ALTERED)


def _hash(statement: str) -> str:
    return hashlib.sha256(statement.encode("ascii", "replace")).hexdigest()[:32]
