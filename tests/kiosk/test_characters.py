"""Text from outside, and the code points that GB 18030 has given up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.characters import FORMER_PRIVATE_USE, LONGEST, REPLACEMENT, fit, is_unknown, placed

# What Python's codec, which has the mapping of 2000, still takes for private, and a later edition has placed.
PLACED_LATER = {
    **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True)),  # 2022
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)),  # 2022
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE831: 0x215D7,
    0xE83B: 0x2298F,
    0xE855: 0x241FE,
    0xE7C7: 0x1E3F,  # 2005
}


def without_a_character_in_gbk() -> Iterator[bytes]:
    """The two-byte codes that GBK left to its users, in the order in which they were given U+E766 to U+E864."""
    rows = [(high, low) for high in range(0xA1, 0xA8) for low in range(0xA1, 0xFF)]
    eighth = [(0xA8, low) for low in (*range(0x96, 0xA1), *range(0xA1, 0xFF))]
    ninth = [(0xA9, low) for low in (*range(0x40, 0x7F), *range(0x80, 0xFF))]
    last = [(0xD7, low) for low in range(0xFA, 0xFF)]
    extension = [(0xFE, low) for low in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
    for code in (*rows, *eighth, *ninth, *last, *extension):
        try:
            bytes(code).decode("gbk")
        except UnicodeDecodeError:
            yield bytes(code)


def test_former_private_use_agrees_with_the_standards_codes() -> None:
    codes = list(without_a_character_in_gbk())
    assert len(codes) == 0xE864 - 0xE766 + 1
    derived = {0xE5E5: 0x3000}
    for former, code in enumerate(codes, 0xE766):
        now = ord(code.decode("gb18030"))
        if not 0xE000 <= now <= 0xF8FF:
            derived[former] = now
        else:
            assert now == former, "what is still private has the code point of its place in the row"
    assert not derived.keys() & PLACED_LATER.keys()
    assert derived | PLACED_LATER == FORMER_PRIVATE_USE


def test_no_two_former_code_points_are_one_character() -> None:
    assert len(set(FORMER_PRIVATE_USE.values())) == len(FORMER_PRIVATE_USE)
    assert all(unicodedata.category(chr(former)) == "Co" for former in FORMER_PRIVATE_USE)
    assert not any(is_unknown(chr(now)) for now in FORMER_PRIVATE_USE.values())
    assert not FORMER_PRIVATE_USE.keys() & set(FORMER_PRIVATE_USE.values())


@given(st.text(st.characters(min_codepoint=0x20) | st.sampled_from([chr(code) for code in FORMER_PRIVATE_USE])))
def test_placed_twice_is_placed_once(text: str) -> None:
    assert placed(placed(text)) == placed(text)
    assert len(placed(text)) == len(text)


def test_what_stays_private_is_left_and_known_to_be_unknown() -> None:
    assert placed("李\ue000") == "李\ue000"
    assert is_unknown("\ue000")
    assert is_unknown("\U000f0000")
    assert not is_unknown("䶮")


@given(st.text(st.characters(exclude_categories=()) | st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF)))
def test_any_text_is_made_fit_for_any_encoder(text: str) -> None:
    fitting = fit(text)
    fitting.encode("utf-8")
    assert len(fitting) == min(len(text), LONGEST)
    assert fit(fitting) == fitting
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in fitting)


def test_half_a_pair_is_marked_and_the_rest_is_kept() -> None:
    assert fit("李\ud867小\x1b明\n") == f"李{REPLACEMENT}小{REPLACEMENT}明\n"
    assert fit("王" * 5, 3) == "王王…"
