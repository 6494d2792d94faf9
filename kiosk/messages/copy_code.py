"""The code on a printed copy: three signed statements, checked by any terminal with no network.

``LC2:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), licence statement, terminal certificate and
copy statement: the platform says what the licence is, all that stands on its page, and whose key the terminal has; the terminal
says that it printed this copy, under which serial number, for what purpose, on which day. The copy statement names the hash of the
licence statement, so that the parts of two copies cannot be joined. Copies of before have the same three as they are,
``LC1~<licence>~<terminal>~<copy>``.

Licence statement: ``id`` identifier, ``type``, ``name``, ``holder`` (masked), ``until`` (ISO date or ""), ``sha256`` of the PDF,
``facts``: (label, value) of each row of the page; copies of before have none.
Terminal certificate: ``terminal`` id, ``key`` public JWK. Copy statement: ``s`` serial, ``p`` purpose, ``d`` day, ``h`` hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from kiosk.domain.clock import TimeKnown
from kiosk.domain.codes import EARLIER_COPY_CODE_PREFIX, copy_code_text
from kiosk.domain.licences import CopyChecked, CopyVerdict, is_serial_of
from kiosk.domain.times import CHINA, day_of
from kiosk.messages.key_times import LEEWAY, KeyTimes, Standing, standing
from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, thumbprint, verified

LONGEST = 4296  # characters: no QR code holds more
MOST_FACTS = 24


def copy_code(statement: str, certificate: str, signer: Signer, serial: str, purpose: str, wall: int) -> str:
    """What is printed on a copy as a code.

    Args:
        statement: the platform's, of the licence.
        certificate: the platform's, of this terminal's key.
        signer: with that key.
        serial: of those leased to this terminal.
        purpose: as it is printed, in Chinese.
        wall: seconds since 1970.
    """
    claims = {"s": serial, "p": purpose, "d": day_of(wall).isoformat(), "h": _hash(statement)}
    return copy_code_text(packed((statement, certificate, signer.sign("licence-copy", claims))))


def check_copy(
    text: str,
    platform_keys: Sequence[Mapping[str, Any]],
    revoked: Container[str],
    now: TimeKnown,
    ended: Mapping[str, int] = MappingProxyType({}),
) -> CopyChecked:
    """``revoked``: licence identifiers, copy serial numbers and thumbprints of terminals' keys that no longer count. ``ended``:
    until when terminals' keys that were replaced were good, by thumbprint."""
    try:
        statement, certificate, copy = _parts(text)
    except ValueError:
        return CopyChecked(CopyVerdict.NOT_OURS)
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
        if licence["id"] in revoked or printed["s"] in revoked or times.revoked:
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
            facts=_facts(licence.get("facts", [])),
        )
    except (BadSignature, KeyError, TypeError, ValueError):
        return CopyChecked(CopyVerdict.ALTERED)


def _parts(text: str) -> tuple[str, str, str]:
    """Licence statement, terminal certificate, copy statement. ValueError."""
    if len(text) > LONGEST:
        raise ValueError("longer than any code")
    if text.startswith(EARLIER_COPY_CODE_PREFIX):
        statement, certificate, copy = text.removeprefix(EARLIER_COPY_CODE_PREFIX).split("~")
    elif text == copy_code_text(inner := text[len(copy_code_text("")) :]):
        statement, certificate, copy = unpacked(inner, 3)
    else:
        raise ValueError("no code of a copy")
    return statement, certificate, copy


def _facts(stated: Any) -> tuple[tuple[str, str], ...]:
    """ValueError, TypeError: these are none."""
    facts = tuple((str(label), str(value)) for label, value in stated)
    if len(facts) > MOST_FACTS:
        raise ValueError("more facts than any page has")
    return facts


def _possible(terminal_id: str, printed: Mapping[str, Any], times: KeyTimes, now: TimeKnown) -> bool:
    """Whether this terminal can have printed that: its own serial number, on a day that has come and on which it had this key."""
    at = int(datetime.combine(date.fromisoformat(printed["d"]), time.min, CHINA).timestamp())
    if not is_serial_of(terminal_id, printed["s"]) or standing(times, at) is not Standing.GOOD:
        return False
    return now.doubtful or at <= now.wall + LEEWAY


def _hash(statement: str) -> str:
    return hashlib.sha256(statement.encode("ascii", "replace")).hexdigest()[:32]
