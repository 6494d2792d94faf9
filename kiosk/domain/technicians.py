"""Who of staff may do what at a terminal, and how long they wait after wrong PINs. Pure."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from kiosk.domain.values import Value

TECHNICIAN = r"^[A-Za-z0-9._-]{1,32}$"  # an account's name, as it may stand in a code and in the audit log
PIN_LENGTH = 8  # digits: the proof in a code may be photographed, and six would be tried out within the code's day
ATTENDANT = "@attendant"  # as whom wrong PINs of the site are counted: no account is called so
ATTENDANT_PIN_LENGTH = 6  # digits, of the site: asked for before the terminal is put out of service
CARD_PIN_LENGTHS = (6, 8)  # digits, at the least and at the most, of a card's PIN (NIST SP 800-73-4 part 2, 2.4.3)
CHALLENGE = 32  # random bytes, used once, of what a card signs
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


class CardRefusal(StrEnum):
    """Why a card leads nowhere. Written into the audit log."""

    OTHER_CARD = "OTHER_CARD"  # no technician's: nothing of it was read
    SOCIAL_CARD = "SOCIAL_CARD"  # a resident's social security card: nothing of it was read
    EMPTY = "EMPTY"  # a card for technicians on which nothing was registered yet
    UNREADABLE = "UNREADABLE"  # it answers nothing, or what no card may answer
    NO_LIST = "NO_LIST"  # this terminal has not been told yet which cards are to be trusted
    UNKNOWN = "UNKNOWN"  # not issued by the platform
    NOT_YET = "NOT_YET"  # its time begins later
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    OTHER_PURPOSE = "OTHER_PURPOSE"  # issued by the platform, and not for this
    OTHER_TERMINAL = "OTHER_TERMINAL"
    BLOCKED = "BLOCKED"  # by too many wrong PINs
    FALSE = "FALSE"  # its signature is not that of the key that was registered
    TAKEN_OUT = "TAKEN_OUT"  # before its PIN was judged
    READER_GONE = "READER_GONE"  # before its PIN was judged


class TechnicianCard(Value):
    """A card that opens this terminal now, once its PIN was right.

    Attributes:
        technician: an account's name.
        serial: of its certificate, in hexadecimal.
        certificate: DER, as it was read.
        ends: seconds since 1970, until which it is good.
    """

    technician: str
    serial: str
    certificate: bytes
    ends: int


class TechnicianCode(Value):
    """A code that opens this terminal today. ``nonce``: by which it is known once it was used; ``proof``: of the PIN."""

    technician: str
    nonce: str
    proof: str


def challenge(nonce: bytes, terminal_id: str) -> bytes:
    """What a card is to sign: SHA-256 over a label, the terminal's number and random bytes (`CHALLENGE`), so that no signature is
    of use twice, or for another terminal."""
    return hashlib.sha256(b"community-terminal technician card\0" + terminal_id.encode() + b"\0" + nonce).digest()


def wait_after(wrong: int) -> int:
    """Seconds that a technician waits after so many wrong PINs in a row."""
    if wrong < FREE_TRIES:
        return 0
    return int(min(FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 30), LONGEST_WAIT))
