"""The text block of an identity card: 256 bytes of UTF-16LE in fields of fixed width, in one of four layouts.

The kind letter stands at 248:2 (offset:length in bytes): blank for a resident's card, J for residents of Hong Kong, Macao
and Taiwan, I and Y for foreign permanent residents of 2017 and 2023. Fields are padded with blanks. A rare character may
lie outside the basic plane (two units), and the end of a field may cut it in half; on older cards it may lie where GB 18030
once had it in the private use area. The block itself stays as it was read: the holder's vault is locked with it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kiosk.domain.characters import fit, placed
from kiosk.domain.identifiers import citizen_number_fault, contradicted
from kiosk.domain.people import CardKind, IdCard, Sex

TEXT_LENGTH = 0x0100
PHOTO_LENGTH = 0x0400
ADDRESS_LENGTH = 70

_KINDS = {
    "": CardKind.RESIDENT,
    "J": CardKind.HMT_RESIDENCE,
    "I": CardKind.FOREIGNER_2017,
    "Y": CardKind.FOREIGNER_2023,
}
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "0": Sex.UNKNOWN, "9": Sex.UNKNOWN}  # GB/T 2261.1
_PASS_NUMBER = re.compile(r"[A-Z]?[0-9]{8}")
_NUMBER_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_NATIONALITY = re.compile(r"[A-Z]{3}|[0-9]{3}")
_ETHNIC_GROUP = re.compile(r"[0-9]{2}")


class BadCard(Exception):
    """The block is no valid card. Carries the name of the field and nothing of its content."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def parse_item_lengths(data: bytes) -> tuple[bytes, bytes]:
    """Split the data of a reply to 30 01 into text and photo: two lengths of 2 bytes, then both blocks. `BadCard` if they lie."""
    if data[:4] != bytes.fromhex("01000400") or len(data) != 4 + TEXT_LENGTH + PHOTO_LENGTH:
        raise BadCard("lengths")
    return data[4 : 4 + TEXT_LENGTH], data[4 + TEXT_LENGTH :]


def parse_appended_address(data: bytes) -> str:
    """The address of a reply to 30 03, 70 bytes as the one in the text block; "" for blanks. `BadCard` for anything else."""
    if len(data) != ADDRESS_LENGTH:
        raise BadCard("lengths")
    return _text(data, "appended address", 0, ADDRESS_LENGTH)


def parse_card(text: bytes, photo: bytes) -> IdCard:
    """The card that ``text`` (256 bytes) and ``photo`` (1024 bytes, WLT, not looked into) tell. `BadCard` for anything else.

    An expired card is a valid card here. A birth date may lie in the future: then it is
    this machine's clock that is wrong.
    """
    if len(text) != TEXT_LENGTH or len(photo) != PHOTO_LENGTH:
        raise BadCard("lengths")
    kind = _KINDS.get(_text(text, "kind", 248, 2))
    if kind is None:
        raise BadCard("kind")
    block = text + photo
    if kind is CardKind.FOREIGNER_2017:
        return _foreigner_2017(text, block)
    if kind is CardKind.FOREIGNER_2023:
        return _agreeing(_foreigner_2023(text, block))
    valid_from, valid_until = _validity(text, 188)
    residence = kind is CardKind.HMT_RESIDENCE
    card = IdCard(
        kind=kind,
        name=_required(text, "name", 0, 30),
        sex=_sex(text, 30),
        ethnic_group="" if residence else _matching(text, "ethnic group", 32, 4, _ETHNIC_GROUP),
        birth=_date(text, "birth", 36),
        address=_required(text, "address", 52, 70),
        number=_citizen_number(text, 122),
        authority=_required(text, "authority", 158, 30),
        valid_from=valid_from,
        valid_until=valid_until,
        pass_number=_matching(text, "pass number", 220, 18, _PASS_NUMBER) if residence else "",
        block=block,
    )
    return _agreeing(card)


def _agreeing(card: IdCard) -> IdCard:
    """`BadCard` where the number says another birth date or sex than the fields beside it: then nobody knows which is true."""
    if field := contradicted(card.number, card.birth, card.sex):
        raise BadCard(field)
    return card


def _foreigner_2017(text: bytes, block: bytes) -> IdCard:
    valid_from, valid_until = _validity(text, 188)
    english = _required(text, "english name", 0, 120)
    return IdCard(
        kind=CardKind.FOREIGNER_2017,
        name=_text(text, "name", 158, 30) or english,  # not everyone has a Chinese name on the card
        english_name=english,
        sex=_sex(text, 120),
        number=_matching(text, "number", 122, 30, _NUMBER_2017),
        nationality=_matching(text, "nationality", 152, 6, _NATIONALITY),
        birth=_date(text, "birth", 220),
        authority=_required(text, "authority", 240, 8),
        valid_from=valid_from,
        valid_until=valid_until,
        address="",
        ethnic_group="",
        block=block,
    )


def _foreigner_2023(text: bytes, block: bytes) -> IdCard:
    valid_from, valid_until = _validity(text, 188)
    # The name runs on at 220 where 35 characters are not enough: a blank at the seam belongs to the name.
    english = _text(text[52:122] + text[220:242], "english name", 0, 92)
    if not english:
        raise BadCard("english name")
    return IdCard(
        kind=CardKind.FOREIGNER_2023,
        name=_text(text, "name", 0, 30) or english,
        english_name=english,
        sex=_sex(text, 30),
        number=_citizen_number(text, 122),
        nationality=_matching(text, "nationality", 242, 6, _NATIONALITY),
        birth=_date(text, "birth", 36),
        authority="",
        valid_from=valid_from,
        valid_until=valid_until,
        address="",
        ethnic_group="",
        block=block,
    )


def _text(text: bytes, field: str, offset: int, length: int) -> str:
    """`BadCard` for a control character: these bytes are no text, or not all of it. Half of a pair is one character lost."""
    # Never raises for an even number of bytes: a half stays for `fit` to mark.
    value = text[offset : offset + length].decode("utf-16-le", "surrogatepass").strip(" \0　")
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise BadCard(field)
    return fit(placed(value))


def _required(text: bytes, field: str, offset: int, length: int) -> str:
    value = _text(text, field, offset, length)
    if not value:
        raise BadCard(field)
    return value


def _matching(text: bytes, field: str, offset: int, length: int, pattern: re.Pattern[str]) -> str:
    value = _text(text, field, offset, length)
    if not pattern.fullmatch(value):
        raise BadCard(field)
    return value


def _citizen_number(text: bytes, offset: int) -> str:
    value = _text(text, "number", offset, 36)
    if citizen_number_fault(value, date.max) is not None:
        raise BadCard("number")
    return value


def _sex(text: bytes, offset: int) -> Sex:
    sex = _SEXES.get(_text(text, "sex", offset, 2))
    if sex is None:
        raise BadCard("sex")
    return sex


def _date(text: bytes, field: str, offset: int) -> date:
    digits = _text(text, field, offset, 16)
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise BadCard(field)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        pass
    raise BadCard(field)


def _validity(text: bytes, offset: int) -> tuple[date, date | None]:
    valid_from = _date(text, "valid from", offset)
    if _text(text, "valid until", offset + 16, 16) == "长期":
        return valid_from, None
    valid_until = _date(text, "valid until", offset + 16)
    if valid_until < valid_from:
        raise BadCard("valid until")
    return valid_from, valid_until
