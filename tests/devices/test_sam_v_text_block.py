from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.id_card_reader import sample_cards as cards
from devices.id_card_reader.text_block import BadCard, parse_card, parse_item_lengths
from kiosk.domain.people import CardKind, IdCard, Sex
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.values import replace

TODAY = date(2026, 11, 22)


def parse(key: str) -> IdCard:
    text, photo = cards.card(key)
    return parse_card(text, photo)


@pytest.mark.parametrize("person", SAMPLE_PEOPLE, ids=lambda person: person.key)
def test_a_residents_card_tells_what_is_on_it(person: SamplePerson) -> None:
    card = parse(person.key)
    assert card.kind is CardKind.RESIDENT
    assert (card.name, card.number, card.sex, card.ethnic_group) == (person.name, person.number, person.sex, person.ethnic_group)
    assert (card.birth, card.address, card.authority) == (person.birth, person.address, cards.AUTHORITY)
    assert (card.valid_from, card.valid_until) == (person.valid_from, person.valid_until)
    assert card.block == b"".join(cards.card(person.key))
    assert len(card.block) == 1280


def test_a_residence_permit_has_a_pass_number_and_no_ethnic_group() -> None:
    card = parse("hmt-residence")
    assert card.kind is CardKind.HMT_RESIDENCE
    assert (card.pass_number, card.ethnic_group, card.name) == ("H00000001", "", "陈大文")
    assert card.valid_until == date(2027, 3, 1)


def test_a_foreigners_card_of_2017() -> None:
    card = parse("foreigner-2017")
    assert card.kind is CardKind.FOREIGNER_2017
    assert (card.name, card.english_name, card.nationality) == ("玛丽亚", "SAMPLE, MARIA", "XXX")
    assert (len(card.number), card.birth, card.address) == (15, date(1985, 1, 1), "")


def test_a_foreigners_card_of_2023_has_its_name_in_two_places() -> None:
    card = parse("foreigner-2023")
    assert card.kind is CardKind.FOREIGNER_2023
    assert card.english_name == "SAMPLE, JOHN WITH A RATHER LONG NAME OF HIS"
    assert (card.name, len(card.number), card.authority) == ("约翰", 18, "")


def altered(offset: int, length: int, text: str, key: str = "li") -> tuple[bytes, bytes]:
    block, photo = cards.card(key)
    field = text.encode("utf-16-le", "surrogatepass").ljust(length, b" \0"[:1])[:length]
    padded = field if len(text) * 2 >= length else (text.encode("utf-16-le") + " ".encode("utf-16-le") * 100)[:length]
    return block[:offset] + padded + block[offset + length :], photo


@pytest.mark.parametrize(
    ("offset", "length", "text", "field", "key"),
    [
        (0, 30, "", "name", "li"),
        (0, 30, "李\n娜", "name", "li"),
        (30, 2, "3", "sex", "li"),
        (32, 4, "x1", "ethnic group", "li"),
        (36, 16, "19930230", "birth", "li"),
        (36, 16, "1993070", "birth", "li"),
        (36, 16, "１９９３０７０５", "birth", "li"),
        (122, 36, "310199199307051081", "number", "li"),
        (122, 36, "31019919930705108", "number", "li"),
        (188, 16, "长期", "valid from", "li"),
        (204, 16, "20180101", "valid until", "li"),  # ends before it begins
        (204, 16, "永久", "valid until", "li"),
        (248, 2, "Z", "kind", "li"),
        (220, 18, "1234", "pass number", "hmt-residence"),
        (122, 36, "810000198806150010", "number", "hmt-residence"),
        (122, 30, "XXX31018501019", "number", "foreigner-2017"),
        (152, 6, "x", "nationality", "foreigner-2017"),
        (52, 70, "", "english name", "foreigner-2023"),
    ],
)
def test_bad_content_is_refused_by_field_and_says_nothing_of_it(offset: int, length: int, text: str, field: str, key: str) -> None:
    block, photo = altered(offset, length, text, key)
    if field == "english name":
        block, photo = altered_again(block, photo)
    with pytest.raises(BadCard) as caught:
        parse_card(block, photo)
    assert caught.value.field == field
    assert str(caught.value) == field
    assert caught.value.__context__ is None


def altered_again(block: bytes, photo: bytes) -> tuple[bytes, bytes]:
    return block[:220] + " ".encode("utf-16-le") * 11 + block[242:], photo


@pytest.mark.parametrize("person", SAMPLE_PEOPLE, ids=lambda person: person.key)
def test_a_private_use_character_on_an_id_card_is_placed(person: SamplePerson) -> None:
    text, photo = altered(0, 30, "欧阳\ue863", person.key)
    card = parse_card(text, photo)
    assert card.name == "欧阳䶮"
    assert card.block == text + photo, "what the vault is locked with is what was read"
    text, photo = altered(52, 70, "样板区\ue81e路1号", person.key)
    assert parse_card(text, photo).address == "样板区\u9fb4路1号"


def test_half_a_pair_on_an_id_card_is_one_character_lost() -> None:
    whole = "古丽巴哈尔古丽巴哈尔古丽巴哈𠮷"  # its last character begins in the last two of 30 bytes
    cut = whole.encode("utf-16-le")[:30].decode("utf-16-le", "surrogatepass")
    text, photo = altered(0, 30, cut)
    card = parse_card(text, photo)
    assert card.name == whole[:-1] + "\ufffd"
    assert card.block == text + photo


def test_every_wrong_check_digit_is_refused() -> None:
    number = sample_person("wang").number
    for wrong in set("0123456789X") - {number[-1]}:
        block, photo = altered(122, 36, number[:-1] + wrong, "wang")
        with pytest.raises(BadCard):
            parse_card(block, photo)


@pytest.mark.parametrize("key", ["li", "hmt-residence", "foreigner-2023"])
@pytest.mark.parametrize(("offset", "length", "text", "field"), [(30, 2, None, "sex"), (36, 16, "19000102", "birth")])
def test_a_number_that_says_otherwise_is_refused(key: str, offset: int, length: int, text: str | None, field: str) -> None:
    """Nobody knows then which is true (GB 11643-1999)."""
    other = "1" if parse(key).sex is Sex.FEMALE else "2"
    with pytest.raises(BadCard) as caught:
        parse_card(*altered(offset, length, text or other, key))
    assert caught.value.field == field


def test_a_sex_that_nobody_told_contradicts_nothing() -> None:
    assert parse_card(*altered(30, 2, "0", "li")).sex is Sex.UNKNOWN


def test_a_birth_date_to_come_is_no_fault_of_the_card() -> None:
    person = replace(sample_person("li"), birth=date(2091, 5, 1))
    assert parse_card(cards.resident_block(person), bytes(1024)).birth == person.birth


def test_an_expired_card_is_read() -> None:
    assert parse("zhao").expired(TODAY)


@given(st.binary(min_size=256, max_size=256), st.sampled_from(["", "J", "I", "Y"]))
def test_any_block_is_a_card_or_a_bad_card(block: bytes, kind: str) -> None:
    block = block[:248] + (kind or " ").encode("utf-16-le") + block[250:]
    with pytest.raises(BadCard):
        parse_card(block, bytes(1024))


@given(
    st.sampled_from(["wang", "ouyang", "hmt-residence", "foreigner-2017", "foreigner-2023"]),
    st.integers(0, 255),
    st.integers(0, 255),
)
@example("ouyang", 0, 0)
def test_a_card_with_one_byte_changed_is_a_card_or_a_bad_card(key: str, at: int, byte: int) -> None:
    text, photo = cards.card(key)
    with contextlib.suppress(BadCard):
        assert parse_card(text[:at] + bytes([byte]) + text[at + 1 :], photo).name


names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("䶮𠮷·"), min_size=1, max_size=7)


addresses = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=35)


@given(names, addresses, st.dates(date(1900, 1, 1), TODAY))
def test_what_is_written_is_read(name: str, address: str, birth: date) -> None:
    person = SamplePerson("x", name, sample_person("li").sex, "01", birth, address, 108, "", date(2020, 1, 1), None)
    card = parse_card(cards.resident_block(person), bytes(1024))
    assert (card.name, card.address, card.birth, card.number) == (name, address, birth, person.number)


@given(st.binary(max_size=1400))
def test_lengths_are_believed_only_when_they_are_the_right_ones(data: bytes) -> None:
    with pytest.raises(BadCard):
        parse_item_lengths(data)
