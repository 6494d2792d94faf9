"""Electronic licences and the copies printed of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

PAPER = "query-paper"  # in place of a licence type: a paper made up of what a department has on record
ID_CARD = "id-card"  # key of the licence type that the card read here is itself


class Licence(Value):
    """A licence of the person at the terminal, of a ``company`` that this person acts for, or of their ``child``. ``usable`` False:
    expired or revoked; it may be shown, not copied."""

    identifier: str
    licence_type: str
    name: LocalizedText
    authority: LocalizedText
    valid_from: date
    valid_until: date | None
    usable: bool
    company: str = ""  # its name
    child: str = ""  # its name: under fourteen, of whom the person at the terminal is a parent


LAST_SERIAL = 999_999
SERIAL_DIGITS = 6


def serial_prefix(terminal_id: str) -> str:
    """With which the serial numbers of this terminal's copies begin."""
    return f"YB{terminal_id[1:]}-"


def is_serial_of(terminal_id: str, serial: str) -> bool:
    """Whether the platform could have leased this number to this terminal."""
    prefix, number = serial[:-SERIAL_DIGITS], serial[-SERIAL_DIGITS:]
    return prefix == serial_prefix(terminal_id) and number.isascii() and number.isdigit() and 1 <= int(number) <= LAST_SERIAL


class CopyPurpose(Enum):
    SELF_SERVICE = "self-service"
    SCHOOL = "school"
    EMPLOYMENT = "employment"
    HOUSING = "housing"
    MEDICAL = "medical"
    BENEFIT = "benefit"
    NOTARY = "notary"
    OTHER = "other"


# On the copy itself it stands in Chinese: it is for the offices that ask for it.
PURPOSES: Mapping[CopyPurpose, LocalizedText] = {
    CopyPurpose.SELF_SERVICE: LocalizedText("自助办事", "To use at a terminal"),
    CopyPurpose.SCHOOL: LocalizedText("入学入园", "School"),
    CopyPurpose.EMPLOYMENT: LocalizedText("就业入职", "Employment"),
    CopyPurpose.HOUSING: LocalizedText("购房租房", "Housing"),
    CopyPurpose.MEDICAL: LocalizedText("就医报销", "Medical"),
    CopyPurpose.BENEFIT: LocalizedText("申领待遇补贴", "A pension or benefit"),
    CopyPurpose.NOTARY: LocalizedText("公证继承", "Notary, inheritance"),
    CopyPurpose.OTHER: LocalizedText("其他用途", "Something else"),
}


class PresentedRefusal(StrEnum):
    """Why a licence that was shown on a phone (亮证) settles nothing."""

    NOT_OURS = "NOT_OURS"  # not signed by this platform, or no such statement
    TOO_OLD = "TOO_OLD"
    USED = "USED"  # it was shown before
    OTHER_HOLDER = "OTHER_HOLDER"  # another person's, or a company's
    NOT_USABLE = "NOT_USABLE"  # expired or revoked since
    NOT_ASKED = "NOT_ASKED"  # no material of this item names this kind of licence (用证清单)


class CopyVerdict(Enum):
    GENUINE = "genuine"
    NOT_OURS = "not-ours"  # no code of a licence copy, or signed by nobody whom this terminal knows
    ALTERED = "altered"
    IMPOSSIBLE = "impossible"  # rightly signed, but no terminal prints that: a date to come, another terminal's number
    EXPIRED = "expired"
    REVOKED = "revoked"


class CopyChecked(Value):
    """What a copy's code states, once both signatures were found good."""

    verdict: CopyVerdict
    licence_name: str = ""
    holder: str = ""  # masked
    purpose: str = ""
    serial: str = ""
    printed_on: str = ""
    terminal_id: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # label and value of what stands on the page; () where its code covers none
