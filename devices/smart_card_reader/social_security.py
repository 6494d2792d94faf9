"""The records of a social security card (LD/T 32): tag, length, value; one or more in a record.

EF05, of the issuer (tag: bytes)

- 01: 16, the card's identification; the first 6 hexadecimal digits are the region
- 05: 4, issued; 06: 4, valid until; both BCD YYYYMMDD
- 07: 9, the number printed on the card

EF06, of the holder

- 08: 18, social security number
- 09: 30, name in GBK; 4E: 20, what of a long name did not fit into 09
- 0A: 1, sex, ``1`` male, ``2`` female (GB/T 2261.1)
- 0D: 4, birth, BCD YYYYMMDD

The issuers agree on the tags, not on the order of the records. A value is filled up on its right: text with 00 (blanks, too,
are met), BCD with F. Other tags are passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from kiosk.domain.characters import fit, placed
from kiosk.domain.identifiers import citizen_number_fault, contradicted
from kiosk.domain.people import Sex, SocialSecurityCard

APPLICATION = b"sx1.sh." + "社会保障".encode("gbk")
ISSUER_FILE, HOLDER_FILE = 0x05, 0x06  # short identifiers; the files are EF05 and EF06

_LARGEST_FILE = 4096  # bytes of all its records; the true ones have some 70
_SEXES = {b"1": Sex.MALE, b"2": Sex.FEMALE, b"0": Sex.UNKNOWN, b"9": Sex.UNKNOWN}
_FILLING = b"\x00\xff"
_NO_DATE = (b"", bytes(4), b"\xff" * 4, b"\x99" * 4)


class BadCard(Exception):
    """The records are no valid card. Carries the name of the field and nothing of its content."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def parse_card(issuer: Sequence[bytes], holder: Sequence[bytes]) -> SocialSecurityCard:
    """The card that the records of EF05 (``issuer``) and of EF06 (``holder``) tell. `BadCard` for anything else.

    An expired card is a valid card here. A birth date may lie in the future: then it
    is this machine's clock that is wrong. A number
    that is no citizen's (foreigners' from before 2023-12-01) is refused: nothing in it can be checked. One that says another birth
    date or sex than the fields beside it is refused, too: nobody knows which is true.
    """
    of_issuer, of_holder = _values(issuer), _values(holder)
    card = SocialSecurityCard(
        name=_name(of_holder),
        number=_number(of_holder),
        sex=_sex(of_holder),
        birth=_required_date(of_holder, 0x0D, "birth"),
        card_number=_matching(of_issuer, 0x07, "card number", re.compile(r"[0-9A-Z]{1,9}")),
        region=_region(of_issuer),
        issued=_date(of_issuer, 0x05, "issued"),
        valid_until=_date(of_issuer, 0x06, "valid until"),
    )
    if field := contradicted(card.number, card.birth, card.sex):
        raise BadCard(field)
    return card


def _values(records: Sequence[bytes]) -> dict[int, bytes]:
    """By tag. What follows a record's last value may be filled up with 00 or FF, which are no tags (ISO 7816-4, 5.2.1)."""
    if sum(map(len, records)) > _LARGEST_FILE:
        raise BadCard("records")
    values: dict[int, bytes] = {}
    for record in records:
        at = 0
        while record[at:].strip(_FILLING):
            tag, length = record[at], record[at + 1] if at + 1 < len(record) else 256
            value = record[at + 2 : at + 2 + length]
            if tag in _FILLING or len(value) != length or values.setdefault(tag, value) != value:
                raise BadCard("records")
            at += 2 + length
    return values


def _text(values: dict[int, bytes], tag: int, field: str) -> str:
    try:
        return values.get(tag, b"").rstrip(_FILLING + b" ").decode("ascii")
    except UnicodeDecodeError:
        pass
    raise BadCard(field)  # outside of the handler: the decoder's own exception carries the bytes


def _matching(values: dict[int, bytes], tag: int, field: str, pattern: re.Pattern[str]) -> str:
    value = _text(values, tag, field)
    if not pattern.fullmatch(value):
        raise BadCard(field)
    return value


def _name(values: dict[int, bytes]) -> str:
    first, more = (values.get(tag, b"").rstrip(_FILLING) for tag in (0x09, 0x4E))
    try:
        # Joined before it is decoded: the seam may lie within a character.
        name = placed((first + more).decode("gb18030")).strip(" \u3000")
    except UnicodeDecodeError:
        name = ""
    if not name or any(unicodedata.category(c) == "Cc" for c in name):
        raise BadCard("name")
    return fit(name)  # four bytes of GB 18030 can tell half of a surrogate pair


def _number(values: dict[int, bytes]) -> str:
    number = _text(values, 0x08, "number").upper()  # some issuers write x
    if citizen_number_fault(number, date.max) is not None:
        raise BadCard("number")
    return number


def _sex(values: dict[int, bytes]) -> Sex:
    sex = _SEXES.get(values.get(0x0A, b""))
    if sex is None:
        raise BadCard("sex")
    return sex


def _region(values: dict[int, bytes]) -> str:
    digits = values.get(0x01, b"")[:3].hex()
    if len(digits) != 6 or not digits.isdecimal():
        raise BadCard("region")
    return digits


def _required_date(values: dict[int, bytes], tag: int, field: str) -> date:
    day = _date(values, tag, field)
    if day is None:
        raise BadCard(field)
    return day


def _date(values: dict[int, bytes], tag: int, field: str) -> date | None:
    """None where the card holds no date."""
    value = values.get(tag, b"")
    if value in _NO_DATE:
        return None
    digits = value.hex()
    if len(digits) == 8 and digits.isdecimal():
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            pass
    raise BadCard(field)
