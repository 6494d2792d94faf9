"""Pinyin as people type it: syllables, what sounds alike, and readings that are a library's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from offline_cache.catalogue.spelling import heard, pairs, readings, sounding_like, split
from offline_cache.catalogue.typed import runs_of, spellings_of
from tests.campaign import examples


def test_the_readings_are_the_librarys() -> None:
    known = readings()
    assert len(known) >= 6763, "the characters of GB 2312"
    others = {c: syllable for c, syllable in known.items() if lazy_pinyin(c)[0].replace("ü", "v") != syllable}
    assert others == {}


@pytest.mark.parametrize(
    ("run", "syllables"),
    [
        ("jinglaoka", ("jing", "lao", "ka")),
        ("jinglaok", ("jing", "lao")),  # the next one is begun
        ("xian", ("xian",)),  # the fewest
        ("fangan", ("fang", "an")),  # of equally few the one with the longer first
        ("zinv", ("zi", "nv")),
        ("jlk", ()),
        ("pension", ()),
        ("", ()),
    ],
)
def test_a_run_is_split_into_the_fewest_syllables(run: str, syllables: tuple[str, ...]) -> None:
    assert split(run) == syllables


@given(
    st.lists(
        st.sampled_from(["jing", "lao", "ka", "she", "hui", "bao", "zhang", "a", "nv", "xi", "an", "er", "shuang"]),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_pinyin_is_known_as_pinyin(syllables: list[str]) -> None:
    found = split("".join(syllables))
    assert found
    assert len(found) <= len(syllables)
    assert "".join(syllables).startswith("".join(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhi", "zi"), ("chang", "can"), ("shi", "si"), ("nan", "lan"), ("hui", "fui"), ("jing", "jin"), ("feng", "hen")],
)
def test_syllables_that_are_taken_for_each_other_have_one_name(one: str, other: str) -> None:
    assert sounding_like(one) == sounding_like(other)


def test_chinese_and_pinyin_sound_the_same() -> None:
    assert heard(("敬老卡",)) == heard(("jinglaoka",)) == heard(("敬", "lao", "咔"))
    assert heard(("pension",)) == ()
    assert pairs(heard(("敬老卡",))) == ["jin lao", "lao ka"]
    assert pairs(("jin", "", "ka")) == [], "a character of which no sound is known stands between"


@pytest.mark.parametrize("typed", ["lü", "LÜ", "lv", "lu:", "lu\u0308", "lǚ", "ｌｖ"])
def test_u_with_two_dots_is_one_spelling(typed: str) -> None:
    assert runs_of(typed) == ("lv",)


def test_lue_is_looked_for_as_lve_too() -> None:
    assert spellings_of(("zhanlue",)) == (("zhanlue",), ("zhanlve",))
    assert spellings_of(("lao",)) == (("lao",),)


@examples(300)
@given(st.text(max_size=80))
def test_runs_are_of_one_script_and_of_what_was_typed(query: str) -> None:
    for run in runs_of(query):
        assert run
        assert run.isalnum()
        assert len({c.isascii() for c in run}) == 1
        heard((run,))
