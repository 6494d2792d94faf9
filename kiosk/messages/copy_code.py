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
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from kiosk.domain.clock import TimeKnown
from kiosk.domain.licences import CopyChecked, CopyVerdict, is_serial_of
from kiosk.domain.times import CHINA, day_of
from kiosk.messages.key_times import LEEWAY, KeyTimes, Standing, standing
from kiosk.messages.signing import BadSignature, Signer, thumbprint, verified

PREFIX = "LC1"
LONGEST = 4296  # characters: no QR code holds more


def copy_code(statement: str, certificate: str, signer: Signer, serial: str, purpose: str, wall: int) -> str:
    claims = {"s": serial, "p": purpose, "d": day_of(wall).isoformat(), "h": _hash(statement)}
    return "~".join((PREFIX, statement, certificate, signer.sign("licence-copy", claims)))


def check_copy(
    text: str,
    platform_keys: Sequence[Mapping[str, Any]],
    revoked: frozenset[str],
    now: TimeKnown,
    ended: Mapping[str, int] = MappingProxyType({}),
) -> CopyChecked:
    """``revoked``: licence identifiers, copy serial numbers and thumbprints of terminals' keys that no longer count. ``ended``:
    until when terminals' keys that were replaced were good, by thumbprint."""
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
        key = thumbprint(terminal["key"])
        times = KeyTimes(int(terminal["iat"]), ended.get(key), key in revoked)
        verdict = CopyVerdict.GENUINE
        if {licence["id"], printed["s"]} & revoked or times.revoked:
            verdict = CopyVerdict.REVOKED
        elif not _possible(terminal["terminal"], printed, times, now):
            verdict = CopyVerdict.IMPOSSIBLE
        elif licence["until"] and licence["until"] < day_of(now.wall).isoformat():
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
    except (BadSignature, KeyError, TypeError, ValueError):
        return CopyChecked(CopyVerdict.ALTERED)


def _possible(terminal_id: str, printed: Mapping[str, Any], times: KeyTimes, now: TimeKnown) -> bool:
    """Whether this terminal can have printed that: its own serial number, on a day that has come and on which it had this key."""
    at = int(datetime.combine(date.fromisoformat(printed["d"]), time.min, CHINA).timestamp())
    if not is_serial_of(terminal_id, printed["s"]) or standing(times, at) is not Standing.GOOD:
        return False
    return now.doubtful or at <= now.wall + LEEWAY


def _hash(statement: str) -> str:
    return hashlib.sha256(statement.encode("ascii", "replace")).hexdigest()[:32]
