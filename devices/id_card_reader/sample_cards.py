"""Text blocks of cards that do not exist: the sample people's, and one of each other layout."""

from __future__ import annotations

import hashlib
from datetime import date

from kiosk.domain.identifiers import citizen_check_character
from kiosk.domain.people import CardKind, Sex
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson

_SEX = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNKNOWN: "9"}
AUTHORITY = "样板市公安局样板分局"


def text_block(fields: dict[tuple[int, int], str]) -> bytes:
    """256 bytes of blanks with each text at its (offset, length) in bytes. ValueError if one does not fit."""
    block = bytearray(" ".encode("utf-16-le") * 128)
    for (offset, length), text in fields.items():
        encoded = text.encode("utf-16-le")
        if len(encoded) > length:
            raise ValueError("a field is longer than its place")
        block[offset : offset + len(encoded)] = encoded
    return bytes(block)


def photo_block(key: str) -> bytes:
    """1024 bytes that stand for a photograph, always the same for one card."""
    return hashlib.shake_256(key.encode()).digest(1024)


def _day(day: date | None) -> str:
    return "长期" if day is None else f"{day:%Y%m%d}"


def resident_block(person: SamplePerson) -> bytes:
    """The text block of this person's resident identity card, 256 bytes."""
    return text_block(
        {
            (0, 30): person.name,
            (30, 2): _SEX[person.sex],
            (32, 4): person.ethnic_group,
            (36, 16): _day(person.birth),
            (52, 70): person.address,
            (122, 36): person.number,
            (158, 30): AUTHORITY,
            (188, 16): _day(person.valid_from),
            (204, 16): _day(person.valid_until),
        }
    )


def address_item(address: str) -> bytes:
    """An appended address as the module tells it: 70 bytes. ValueError if it does not fit."""
    return text_block({(0, 70): address})[:70]


def _checked(first17: str) -> str:
    return first17 + citizen_check_character(first17)


_OTHERS = {
    CardKind.HMT_RESIDENCE: {
        (0, 30): "陈大文",
        (30, 2): "1",
        (36, 16): "19880615",
        (52, 70): "样板区梧桐街道桂花路1号",
        (122, 36): _checked("81000019880615001"),
        (158, 30): AUTHORITY,
        (188, 16): "20220301",
        (204, 16): "20270301",
        (220, 18): "H00000001",
        (238, 4): "01",
        (248, 2): "J",
    },
    CardKind.FOREIGNER_2017: {
        (0, 120): "SAMPLE, MARIA",
        (120, 2): "2",
        (122, 30): "XXX310185010199",
        (152, 6): "XXX",
        (158, 30): "玛丽亚",
        (188, 16): "20180101",
        (204, 16): "20280101",
        (220, 16): "19850101",
        (236, 4): "01",
        (240, 8): "1500",
        (248, 2): "I",
    },
    CardKind.FOREIGNER_2023: {
        (0, 30): "约翰",
        (30, 2): "1",
        (32, 4): "00",
        (36, 16): "19790412",
        (52, 70): "SAMPLE, JOHN WITH A RATHER LONG NAM",
        (122, 36): _checked("93100019790412001"),
        (188, 16): "20240105",
        (204, 16): "20340105",
        (220, 22): "E OF HIS",
        (242, 6): "XXX",
        (248, 2): "Y",
    },
}


def with_name(blocks: tuple[bytes, bytes], name: str) -> tuple[bytes, bytes]:
    """A resident's card with another name: any UTF-16, halves of pairs too, cut off after its 30 bytes as issuers do."""
    text, photo = blocks
    field = (name.encode("utf-16-le", "surrogatepass") + " ".encode("utf-16-le") * 15)[:30]
    return field + text[30:], photo


def appended_address(key: str) -> str:
    """What was appended to a sample person's card, "" for nothing."""
    return next((person.appended_address for person in SAMPLE_PEOPLE if person.key == key), "")


def card(key: str) -> tuple[bytes, bytes]:
    """Text and photo of a sample person's card, or of ``hmt-residence``, ``foreigner-2017``, ``foreigner-2023``. KeyError."""
    for person in SAMPLE_PEOPLE:
        if person.key == key:
            return resident_block(person), photo_block(key)
    others = {kind.value: fields for kind, fields in _OTHERS.items()}
    return text_block(others[key]), photo_block(key)
