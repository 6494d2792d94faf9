"""Numbers that people and authorities are known by: their checks, and how much of one may be shown.

Every check answers with a `NumberFault` or None; none of them raises, and none keeps or prints the number.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from kiosk.domain.people import Sex


class NumberFault(Enum):
    LENGTH = "length"
    CHARACTERS = "characters"
    DATE = "date"  # the birth date in it is no day of the calendar, or lies in the future
    CHECK_DIGIT = "check-digit"


_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise_citizen_number(text: str) -> str:
    """As people type it: spaces and hyphens dropped, x made X, full-width digits made plain."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return re.sub(r"[\s\-]", "", plain).upper()


def citizen_check_character(first17: str) -> str:
    """GB 11643-1999, clause 5.3: ISO 7064 MOD 11-2 over the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _CITIZEN_WEIGHTS, strict=True))
    return _CITIZEN_CHECKS[total % 11]


def citizen_number_fault(number: str, today: date) -> NumberFault | None:
    """Check an 18-character number (GB 11643-1999; a foreign permanent resident's since 2023-12-01 has the same shape).

    The area is not checked against the birth year: numbers of areas that were renamed since are valid.
    """
    if len(number) != 18:
        return NumberFault.LENGTH
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return NumberFault.CHARACTERS
    birth = citizen_birth(number)
    if birth is None or birth > today:
        return NumberFault.DATE
    if citizen_check_character(number[:17]) != number[17]:
        return NumberFault.CHECK_DIGIT
    return None


def citizen_birth(number: str) -> date | None:
    """The birth date in an 18-character number; None where it is no day of the calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def citizen_is_male(number: str) -> bool:
    """The 17th digit: odd male, even female (GB 11643-1999, clause 5.2)."""
    return int(number[16]) % 2 == 1


def contradicted(number: str, birth: date, sex: Sex) -> str:
    """Which field beside an 18-character number it contradicts: "birth", "sex", or "" (GB 11643-1999, clauses 5.1, 5.2)."""
    if citizen_birth(number) != birth:
        return "birth"
    told = {Sex.MALE: True, Sex.FEMALE: False}.get(sex)
    return "sex" if told is not None and citizen_is_male(number) != told else ""


def credit_code_fault(code: str) -> NumberFault | None:
    """Unified social credit code (GB 32100-2015), 18 characters, and the organisation code in it (GB 11714)."""
    if len(code) != 18:
        return NumberFault.LENGTH
    if any(c not in _CREDIT_ALPHABET for c in code):
        return NumberFault.CHARACTERS
    values = [_CREDIT_ALPHABET.index(c) for c in code]
    total = sum(value * pow(3, i, 31) for i, value in enumerate(values[:17]))
    if values[17] != (31 - total % 31) % 31:
        return NumberFault.CHECK_DIGIT
    return organisation_code_fault(code[8:17])


def organisation_code_fault(code: str) -> NumberFault | None:
    """Organisation code (GB 11714), 8 characters and a check character, without the hyphen."""
    if len(code) != 9:
        return NumberFault.LENGTH
    if any(c not in _BASE36 for c in code):
        return NumberFault.CHARACTERS
    total = sum(_BASE36.index(c) * weight for c, weight in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    expected = "0123456789X0"[11 - total % 11]
    return None if code[8] == expected else NumberFault.CHECK_DIGIT


def licence_check_character(joined: str) -> str:
    """ISO 7064 MOD 37,36 over type, issuer, serial and version of a licence identifier, joined without dots."""
    product = 36
    for character in joined:
        product = (product + _BASE36.index(character)) % 36 or 36
        product = product * 2 % 37
    return _BASE36[(37 - product) % 36]


def licence_identifier_fault(identifier: str) -> NumberFault | None:
    """``1.2.156.3005.2.<type 21>.<issuer>.<serial>.<version 3>.<check>``.

    The issuer is a credit code of 18, but area codes of 6 are in use; the serial's length varies.
    """
    parts = identifier.split(".")
    if len(parts) != 10 or parts[:5] != ["1", "2", "156", "3005", "2"]:
        return NumberFault.LENGTH
    kind, issuer, serial, version, check = parts[5:]
    if (len(kind), len(version), len(check)) != (21, 3, 1) or len(issuer) not in (6, 18) or not 1 <= len(serial) <= 32:
        return NumberFault.LENGTH
    joined = kind + issuer + serial + version
    if any(c not in _BASE36 for c in joined + check):
        return NumberFault.CHARACTERS
    return None if licence_check_character(joined) == check else NumberFault.CHECK_DIGIT


def first_licence_identifier(kind: str, issuer: str, serial: str) -> str:
    """Of the first version of a licence, with its check character.

    Args:
        kind: 21 characters of the licence type.
        issuer: credit code of whoever issues it.
        serial: of the licence with its issuer, at most 32 characters.
    """
    check = licence_check_character(f"{kind}{issuer}{serial}001")
    return f"1.2.156.3005.2.{kind}.{issuer}.{serial}.001.{check}"


def next_licence_identifier(identifier: str) -> str:
    """Of the version after this one, with its check character.

    Raises:
        ValueError: it is no such identifier, or has version 999 or one with letters.
    """
    if licence_identifier_fault(identifier):
        raise ValueError("no identifier of a licence")
    *root, kind, issuer, serial, version, _ = identifier.split(".")
    if not version.isdigit() or version == "999":
        raise ValueError("no version comes after this one")
    newer = f"{int(version) + 1:03d}"
    return ".".join((*root, kind, issuer, serial, newer, licence_check_character(kind + issuer + serial + newer)))


def mobile_number_fault(number: str) -> NumberFault | None:
    """What is wrong with a mobile telephone number of mainland China; None for a good one."""
    if len(number) != 11:
        return NumberFault.LENGTH
    return None if _MOBILE.fullmatch(number) else NumberFault.CHARACTERS


def mask_number(number: str) -> str:
    """First 3 and last 4 of an ID number: no birth date. Of the old 15 characters of foreign residents the last 2: before them
    stands the day of birth."""
    shown = 2 if len(number) == 15 else 4
    return f"{number[:3]}{'*' * (len(number) - 3 - shown)}{number[-shown:]}" if len(number) > 10 else "*" * len(number)


def mask_mobile(number: str) -> str:
    """With its middle hidden."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "*" * len(number)


def mask_name(name: str) -> str:
    """The first character, then a star (一名一星: the length is not told either)."""
    return f"{name[:1]}*"


def grouped(number: str, *sizes: int) -> str:
    """Split for reading aloud and copying: ``grouped("20261122000017", 8, 6)`` is ``20261122 000017``."""
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    parts.append(number[at:])
    return " ".join(part for part in parts if part)


def grouped_case_number(number: str) -> str:
    """A case's number for reading aloud and copying: ``261127 4071 0012``, day, epoch of the platform, and count; of earlier
    platforms ``20261122 000017``."""
    return grouped(number, 8, 6) if len(number) == 14 and number.startswith("20") else grouped(number, 6, 4, 4)
