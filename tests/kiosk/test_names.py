"""One person's name, as cards, keyboards and registers write it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.characters import FORMER_PRIVATE_USE
from kiosk.domain.names import comparable, same_name, unknown_characters

DOTS = ("·", "•", "‧", "・", "･", "．", ".", "﹒", "", "∙", "⋅", "●", "ㆍ", " ", "　", " · ")


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(DOTS, 2)))
def test_any_dot_between_the_parts_is_one_name(one: str, other: str) -> None:
    assert same_name(f"古丽{one}阿依", f"古丽{other}阿依")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SAMPLE, MARIA", "Sample Maria"),
        ("ＳＡＭＰＬＥ　ＭＡＲＩＡ", "sample maria"),
        ("STRASSE", "Straße"),
        ("José", "JOSE\u0301"),
        ("欧阳\ue863", "欧阳䶮"),
        ("\ue816明", "\U00020087明"),
        ("李　娜", "李娜"),
        ("葛\U000e0100城", "葛城"),
        ("\uf9e1娜", "李娜"),
    ],
)
def test_one_person_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("李娜", "李那"), ("", ""), ("·", "•"), ("李\ufffd", "李\ufffd"), ("陈𠮷", "陈吉"), ("李\ue000", "李\ue001"), ("李", "李娜")],
)
def test_other_names_and_lost_characters_are_never_the_same(one: str, other: str) -> None:
    assert not same_name(one, other)


LONG = "买买提吐尔逊·阿卜杜热合曼·阿卜杜克里木"


@pytest.mark.parametrize("whole", [LONG, LONG.replace("·", "•"), LONG.replace("·", "")])
def test_a_name_that_fills_the_chip_may_go_on_elsewhere(whole: str) -> None:
    on_chip = LONG[:15]
    assert same_name(on_chip, whole)
    assert same_name(whole, on_chip)


@pytest.mark.parametrize("other", [LONG[:14], LONG[:16], LONG[:14] + "明"])
def test_a_name_that_does_not_fill_it_or_differs_within_is_another(other: str) -> None:
    assert not same_name(other, LONG)


def test_characters_of_four_bytes_fill_it_sooner() -> None:
    name = "𠮷" * 7 + "明"
    assert same_name(name, name + "娜")
    assert not same_name("𠮷" * 7, name)


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"])))
def test_comparable_is_its_own_comparable(name: str) -> None:
    assert comparable(comparable(name)) == comparable(name)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1), st.sampled_from(DOTS), st.integers(0, 9))
def test_a_dot_anywhere_makes_no_other_person(name: str, dot: str, at: int) -> None:
    assert same_name(name[:at] + dot + name[at:], name)


def test_unknown_characters_are_told_once_each() -> None:
    assert unknown_characters("李\ue000\ufffd\ue000娜") == ("\ue000", "\ufffd")
    assert not unknown_characters("".join(map(chr, FORMER_PRIVATE_USE.values())))
