"""Who of staff may do what at a terminal, and how long they wait after wrong PINs. Pure."""

from __future__ import annotations

from enum import StrEnum

from kiosk.domain.values import Value

TECHNICIAN = r"^[A-Za-z0-9._-]{1,32}$"  # an account's name, as it may stand in a code and in the audit log
PIN_LENGTH = 8  # digits: the proof in a code may be photographed, and six would be tried out within the code's day
ATTENDANT = "@attendant"  # as whom wrong PINs of the site are counted: no account is called so
ATTENDANT_PIN_LENGTH = 6  # digits, of the site: asked for before the terminal is put out of service
FREE_TRIES = 3  # wrong PINs before the first wait
FIRST_WAIT = 60  # seconds; doubled with each wrong PIN
LONGEST_WAIT = 86_400  # seconds


class CodeRefusal(StrEnum):
    """Why a code leads nowhere. Written into the audit log."""

    NOT_A_CODE = "NOT_A_CODE"  # anything else that was held up
    FORGED = "FORGED"  # in the form of a code, and not signed by the platform
    OTHER_TERMINAL = "OTHER_TERMINAL"
    OTHER_DAY = "OTHER_DAY"
    USED = "USED"


class TechnicianCode(Value):
    """A code that opens this terminal today. ``nonce``: by which it is known once it was used; ``proof``: of the PIN."""

    technician: str
    nonce: str
    proof: str


def wait_after(wrong: int) -> int:
    """Seconds that a technician waits after so many wrong PINs in a row."""
    if wrong < FREE_TRIES:
        return 0
    return int(min(FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 30), LONGEST_WAIT))
