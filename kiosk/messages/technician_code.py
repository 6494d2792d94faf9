"""The code by which a technician gets to their page: signed by the platform for one terminal, day and technician, and good once.

``JS1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement: ``t`` the terminal, ``n`` the
technician, ``d`` the day in China, ``p`` what proves the PIN, ``jti`` random, ``iat`` seconds since 1970. It is checked with the
keys that the terminal trusts anyway, so no network is needed.

The PIN is not in it. ``p`` is Argon2id over the PIN with ``jti`` as salt, with the parameters of RFC 9106, 4 (the second
recommendation): whoever photographs a code tries PINs at a tenth of a second and 64 MiB each, and the code ends with its day.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.technicians import PIN_LENGTH, TECHNICIAN, CodeRefusal, TechnicianCode
from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, verified

PREFIX = "JS1:"
LONGEST = 800  # characters
CODE_FILE = "technician-code.txt"  # on a stick, where no scanner works
_TYP = "technician-code"
_PROOF = 16  # bytes


class _Stated(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    t: Annotated[str, Field(min_length=1, max_length=16)]
    n: Annotated[str, Field(pattern=TECHNICIAN)]
    d: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    p: Annotated[str, Field(min_length=22, max_length=22)]
    jti: Annotated[str, Field(min_length=16, max_length=64)]


def is_pin(typed: str) -> bool:
    """Whether this can be a PIN: `PIN_LENGTH` digits, neither all the same nor each one more, or one less, than the one before."""
    if len(typed) != PIN_LENGTH or not (typed.isascii() and typed.isdigit()):
        return False
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(typed)}
    return not (len(steps) == 1 and steps <= {0, 1, 9})


def technician_code(signer: Signer, terminal_id: str, technician: str, day: date, pin: str, jti: str, now: int) -> str:
    """What the console shows, as a QR code and as a file.

    Args:
        signer: the platform's.
        terminal_id: the one terminal that it opens.
        technician: account name, of letters, digits, ``.``, ``_`` and ``-``.
        day: in China, on which it is good.
        pin: that the technician will type; it is not kept, and not in the code.
        jti: never the same twice.
        now: seconds since 1970.

    Returns:
        Text of QR's alphanumeric mode (ISO/IEC 18004, 7.3.4).
    """
    claims = {"t": terminal_id, "n": technician, "d": day.isoformat(), "p": _proof(pin, jti), "jti": jti, "iat": now}
    body = packed((signer.sign(_TYP, claims),))
    return f"{PREFIX}{len(body):04d}{body}"


def read_code(
    text: str, platform_keys: Sequence[Mapping[str, Any]], terminal_id: str, today: date, doubtful: bool
) -> TechnicianCode | CodeRefusal:
    """What was shown, if it opens this terminal now; whether it was used before is for the caller to know.

    Args:
        text: as it was read; anything.
        platform_keys: public JWKs that are trusted.
        terminal_id: of this terminal.
        today: the day here.
        doubtful: the clock cannot be right, and it is today or later: then a code of a later day counts, too.
    """
    line = next((line.strip() for line in text[: 2 * LONGEST].splitlines() if line.strip()), "").upper()
    body = line[len(PREFIX) + 4 :]
    if len(line) > LONGEST or line != f"{PREFIX}{len(body):04d}{body}":
        return CodeRefusal.NOT_A_CODE
    try:
        (statement,) = unpacked(body, 1)
        stated = _Stated.model_validate(verified(statement, _TYP, platform_keys))
        day = date.fromisoformat(stated.d)
    except (BadSignature, ValueError, ValidationError):
        return CodeRefusal.FORGED
    if stated.t != terminal_id:
        return CodeRefusal.OTHER_TERMINAL
    if day < today or (day > today and not doubtful):
        return CodeRefusal.OTHER_DAY
    return TechnicianCode(stated.n, stated.jti, stated.p)


def is_right_pin(code: TechnicianCode, pin: str) -> bool:
    """Whether this is the PIN that its technician chose. Takes a tenth of a second and 64 MiB."""
    return hmac.compare_digest(_proof(pin, code.nonce), code.proof)


def _proof(pin: str, jti: str) -> str:
    key = Argon2id(salt=jti.encode(), length=_PROOF, iterations=3, lanes=4, memory_cost=64 * 1024).derive(pin.encode())
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()
