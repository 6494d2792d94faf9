"""Numbers and their checks: the published examples, and that one wrong character is found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.identifiers import (
    NumberFault,
    citizen_birth,
    citizen_check_character,
    citizen_is_male,
    citizen_number_fault,
    credit_code_fault,
    grouped,
    licence_check_character,
    licence_identifier_fault,
    mask_mobile,
    mask_name,
    mask_number,
    mobile_number_fault,
    normalise_citizen_number,
    organisation_code_fault,
)
from kiosk.domain.people import Sex
from kiosk.domain.sample_people import AREA, SAMPLE_PEOPLE

TODAY = date(2026, 11, 22)
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LICENCES = (
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
)


@st.composite
def citizen_numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1900, 1, 1), TODAY))
    first17 = f"{draw(st.integers(110000, 829999))}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + citizen_check_character(first17)


def with_one_changed(text: str, data: st.DataObject, alphabet: str, at: tuple[int, ...] | None = None) -> str:
    place = data.draw(st.sampled_from(at or range(len(text))))
    other = data.draw(st.sampled_from([c for c in alphabet if c != text[place]]))
    return text[:place] + other + text[place + 1 :]


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "440524188001010014", "932682198501010017", "911124198108030024", *(p.number for p in SAMPLE_PEOPLE)],
)
def test_published_numbers_are_right(number: str) -> None:
    assert citizen_number_fault(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002", NumberFault.LENGTH),
        ("11010519491231002X0", NumberFault.LENGTH),
        ("", NumberFault.LENGTH),
        ("110105194912310020", NumberFault.CHECK_DIGIT),
        ("11010519491231002x", NumberFault.CHARACTERS),
        ("1101051949123100２X", NumberFault.CHARACTERS),
        ("1101051949123100٢X", NumberFault.CHARACTERS),
        ("11010519491331002X", NumberFault.DATE),
        ("110105194902300020", NumberFault.DATE),
        ("110105202702010020", NumberFault.DATE),
        ("11010500001231002X", NumberFault.DATE),
        ("11010519491231002X"[:17] + "\n", NumberFault.CHARACTERS),
    ],
)
def test_what_is_wrong_with_a_number_is_told(number: str, fault: NumberFault) -> None:
    assert citizen_number_fault(number, TODAY) is fault


def test_a_birth_today_is_no_fault_and_one_tomorrow_is() -> None:
    first17 = "31019920261122001"
    number = first17 + citizen_check_character(first17)
    assert citizen_number_fault(number, TODAY) is None
    assert citizen_number_fault(number, date(2026, 11, 21)) is NumberFault.DATE


@given(st.data())
def test_any_one_changed_character_of_a_citizen_number_is_refused(data: st.DataObject) -> None:
    number = data.draw(citizen_numbers())
    wrong = with_one_changed(number, data, "0123456789X")
    assert citizen_number_fault(wrong, TODAY) is not None


@given(st.data())
def test_two_neighbours_changed_about_are_refused(data: st.DataObject) -> None:
    number = data.draw(citizen_numbers())
    at = data.draw(st.integers(0, 16))
    assume(number[at] != number[at + 1])
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert citizen_number_fault(wrong, TODAY) is not None


@given(citizen_numbers())
def test_birth_and_sex_are_read_from_the_number(number: str) -> None:
    birth = citizen_birth(number)
    assert birth is not None
    assert f"{birth:%Y%m%d}" == number[6:14]
    assert citizen_is_male(number) == (number[16] in "13579")


@given(st.text(max_size=24))
def test_no_text_makes_the_checks_raise(text: str) -> None:
    assert citizen_number_fault(text, TODAY) is None or isinstance(citizen_number_fault(text, TODAY), NumberFault)
    for check in (credit_code_fault, organisation_code_fault, licence_identifier_fault, mobile_number_fault):
        assert check(text) is None or isinstance(check(text), NumberFault)


@given(citizen_numbers(), st.data())
def test_a_number_is_understood_as_people_type_it(number: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from((c, c.lower(), chr(ord(c) + 0xFEE0), f"{c} ", f" {c}", f"{c}-", f"{c}\u3000", f"{c}－")))
        for c in number
    )
    assert normalise_citizen_number(typed) == number
    assert normalise_citizen_number(number) == number


def test_sample_people_live_where_nobody_does() -> None:
    assert {person.number[:6] for person in SAMPLE_PEOPLE} == {AREA}
    assert len({person.number for person in SAMPLE_PEOPLE}) == len(SAMPLE_PEOPLE)
    for person in SAMPLE_PEOPLE:
        assert citizen_is_male(person.number) == (person.sex is Sex.MALE), person.key
        assert citizen_birth(person.number) == person.birth


def test_published_codes_are_right() -> None:
    assert credit_code_fault("91350100M000100Y43") is None
    assert organisation_code_fault("D2143569X") is None
    assert [licence_identifier_fault(identifier) for identifier in LICENCES] == [None, None]
    assert licence_check_character("11100000000013338W00911330105002500287C2025052201002") == "0"


@given(st.data())
def test_any_one_changed_character_of_a_credit_code_is_refused(data: st.DataObject) -> None:
    assert credit_code_fault(with_one_changed("91350100M000100Y43", data, CREDIT)) is not None


@pytest.mark.parametrize("letter", "IOSVZ5i")
def test_a_credit_code_has_no_letters_that_look_like_digits(letter: str) -> None:
    fault = credit_code_fault("91350100M000100Y4" + letter)
    assert fault is (NumberFault.CHECK_DIGIT if letter == "5" else NumberFault.CHARACTERS)


@given(st.data())
def test_one_changed_character_of_an_organisation_code_is_refused(data: st.DataObject) -> None:
    """MOD 11 over 36 characters cannot tell two whose values differ by a multiple of 11; all others it does."""
    code = "D2143569X"
    wrong = with_one_changed(code, data, BASE36)
    assume(all((BASE36.index(a) - BASE36.index(b)) % 11 for a, b in zip(code[:8], wrong[:8], strict=True) if a != b))
    assert organisation_code_fault(wrong) is NumberFault.CHECK_DIGIT


@given(st.data(), st.sampled_from(LICENCES))
def test_any_one_changed_character_of_a_licence_identifier_is_refused(data: st.DataObject, identifier: str) -> None:
    own = tuple(i for i, c in enumerate(identifier) if c != "." and i >= len("1.2.156.3005.2."))
    assert licence_identifier_fault(with_one_changed(identifier, data, BASE36, own)) is NumberFault.CHECK_DIGIT


@pytest.mark.parametrize("identifier", [LICENCES[0][2:], LICENCES[0] + ".0", LICENCES[0].replace("3005", "3006"), LICENCES[0][:-1]])
def test_a_licence_identifier_has_ten_parts(identifier: str) -> None:
    assert licence_identifier_fault(identifier) is NumberFault.LENGTH


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("13900000026", None),
        ("19912345678", None),
        ("12345678901", NumberFault.CHARACTERS),
        ("23900000026", NumberFault.CHARACTERS),
        ("1390000002", NumberFault.LENGTH),
        ("1390000002６", NumberFault.CHARACTERS),
        ("1390000002\n", NumberFault.CHARACTERS),
    ],
)
def test_mobile_numbers(number: str, fault: NumberFault | None) -> None:
    assert mobile_number_fault(number) is fault


@given(citizen_numbers())
def test_a_masked_number_shows_three_and_four_and_no_birth_date(number: str) -> None:
    shown = mask_number(number)
    assert shown == number[:3] + "*" * 11 + number[14:]
    assert not any(c.isdigit() for c in shown[6:14])


def test_an_old_number_of_a_foreign_resident_shows_no_day_of_birth() -> None:
    assert mask_number("USA310085120517") == "USA**********17"


@given(st.text("0123456789X", max_size=20))
def test_no_mask_shows_a_whole_number(number: str) -> None:
    assert number == "" or mask_number(number) != number
    assert number == "" or mask_mobile(number) != number
    assert sum(c != "*" for c in mask_number(number)) <= 7
    assert sum(c != "*" for c in mask_mobile(number)) <= 7


@pytest.mark.parametrize("name", [person.name for person in SAMPLE_PEOPLE])
def test_a_masked_name_is_its_first_character_and_tells_no_length(name: str) -> None:
    assert mask_name(name) == name[0] + "*"


def test_a_masked_phone_shows_three_and_four() -> None:
    assert mask_mobile("13912345678") == "139****5678"


@given(st.text("0123456789", min_size=1, max_size=30), st.lists(st.integers(1, 9), max_size=4))
def test_grouping_only_adds_spaces(number: str, sizes: list[int]) -> None:
    assert grouped(number, *sizes).replace(" ", "") == number
    assert grouped("20261122000017", 8, 6) == "20261122 000017"
