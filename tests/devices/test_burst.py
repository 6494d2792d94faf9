"""Keys of a scanner and of a person, told apart by their times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.burst import Burst, Scan, Told
from devices.code_scanner.codec import MAX_PAYLOAD
from devices.code_scanner.gaps import GAP_MS
from tests.campaign import examples

GAP = GAP_MS / 1000


class Typist:
    """Types on a keyboard; what comes of it is kept in order."""

    def __init__(self, gap: float = GAP) -> None:
        self.burst = Burst(gap)
        self.at = 10.0
        self.told: list[Told] = []

    def waits(self, seconds: float) -> Typist:
        """As the key filter does: what is due is settled in silence."""
        quiet = self.burst.quiet
        if quiet is not None and seconds > quiet:
            self.told += self.burst.settle()
        self.at += seconds
        return self

    def types(self, text: str, *gaps: float) -> Typist:
        """``gaps``: before each key; the last one before all that follow."""
        for number, character in enumerate(text):
            self.waits(gaps[min(number, len(gaps) - 1)])
            self.told += self.burst.key(character, self.at)
        return self

    def numbers(self, *numbers: str) -> Typist:
        for number in numbers:
            for digit in number:
                self.waits(0.005)
                self.told += self.burst.alt_digit(digit, self.at)
            self.burst.alt_end(self.at)
        return self

    @property
    def codes(self) -> list[bytes]:
        self.waits(1.0)
        return [told.data for told in self.told if isinstance(told, Scan)]

    @property
    def typed(self) -> str:
        self.waits(1.0)
        return "".join(told for told in self.told if isinstance(told, str))


@pytest.mark.parametrize("end", ["\r", "\n", "\t", ""])
def test_fast_keys_are_a_code_with_or_without_a_suffix(end: str) -> None:
    typist = Typist().types(f"]Q1CQ1-7K3M{end}", 0.2, 0.01)
    assert (typist.codes, typist.typed) == ([f"]Q1CQ1-7K3M{end}".encode()], "")


def test_a_code_with_line_ends_in_it_stays_one_code() -> None:
    typist = Typist().types("one\rtwo\r\rthree\r", 0.2, 0.02)
    assert (typist.codes, typist.typed) == ([b"one\rtwo\r\rthree\r"], "")


def test_two_codes_one_after_the_other_are_two() -> None:
    typist = Typist().types("first code\r", 0.2, 0.01).types("second code\r", 0.3, 0.01)
    assert typist.codes == [b"first code\r", b"second code\r"]


def test_what_a_person_types_is_handed_on_in_order() -> None:
    typist = Typist().types("hello\rworld", 0.09, 0.12, 0.04, 0.2, 0.07, 0.085, 0.15)
    assert (typist.codes, typist.typed) == ([], "hello\rworld")


def test_a_persons_key_shows_within_a_tenth_of_a_second() -> None:
    typist = Typist().types("a", 0.5)
    assert typist.burst.quiet == pytest.approx(0.1, abs=0.001)
    typist.types("bcd", 0.09)
    assert "".join(str(told) for told in typist.told) == "abc", "whoever types faster does not wait for a pause"


def test_keys_that_fall_together_are_typed() -> None:
    assert Typist().types("abc", 0.2, 0.02).typed == "abc"


def test_a_person_before_a_scan_and_the_scan() -> None:
    typist = Typist().types("xy", 0.15).types("69012345\r", 0.2, 0.005)
    assert (typist.typed, typist.codes) == ("xy", [b"69012345\r"])


@pytest.mark.parametrize("place", range(1, 12))
def test_a_pause_within_a_code_neither_cuts_nor_leaks(place: int) -> None:
    gaps = [0.2, *([0.02] * 11)]
    gaps[place] = 0.09
    typist = Typist().types("CQ1-7K3MABC\r", *gaps)
    assert (typist.codes, typist.typed) == ([b"CQ1-7K3MABC\r"], "")


def test_a_long_pause_in_a_code_that_is_known_leaks_nothing() -> None:
    typist = Typist().types("CQ1-7K3", 0.2, 0.02).types("M\r", 0.4, 0.02)
    assert (typist.codes, typist.typed) == ([b"CQ1-7K3M\r"], "")


def test_a_slow_scanner_is_a_setting() -> None:
    code = "CQ1-7K3M\r"
    assert Typist(0.05).types(code, 0.3, 0.06).typed == code, "what the setting is for"
    typist = Typist(0.09).types(code, 0.3, 0.06)
    assert (typist.codes, typist.typed) == ([code.encode()], "")


def test_characters_that_no_key_writes_come_by_number() -> None:
    typist = Typist().numbers(*(str(int.from_bytes(c.encode("gb18030"), "big")) for c in "中文卡号")).types("\r", 0.005)
    assert (typist.codes, typist.typed) == (["中文卡号".encode("gb18030") + b"\r"], "")


def test_alt_with_thousands_of_digits_is_no_text_and_no_fault() -> None:
    typist = Typist().types("code", 0.2, 0.01).numbers("9" * 10_000, "0", "1114112")
    assert (typist.codes, typist.typed) == ([b"code\0\0\0"], "")


def test_a_key_that_is_held_down_is_a_persons() -> None:
    typist = Typist().types("ab", 0.2)
    typist.told += [told for _ in range(20) for told in typist.burst.repeated("\b")]
    assert (typist.typed, typist.codes) == ("ab" + "\b" * 20, [])
    stuck = Typist().types("CQ1-7", 0.2, 0.01)
    assert stuck.burst.repeated("7") == []


def test_an_endless_code_is_held_in_bounds() -> None:
    typist = Typist().types("a" * MAX_PAYLOAD * 3, 0.001)
    assert len(typist.burst._bytes) <= MAX_PAYLOAD + 6
    assert len(typist.burst._keys) == 1
    arrows = Typist().numbers("1" * 3000)
    assert len(arrows.burst._keys) <= 10


keys = st.sampled_from("abCQ1-~\r\t中\b\x02")
steps = st.one_of(
    st.tuples(st.just("key"), keys, st.floats(0, 0.7)),
    st.tuples(st.just("key"), keys, st.floats(0.001, 0.06)),
    st.tuples(st.just("digit"), st.sampled_from("0123456789"), st.floats(0, 0.2)),
    st.tuples(st.just("alt_end"), st.just(""), st.floats(0, 0.2)),
    st.tuples(st.just("repeated"), st.sampled_from("\b\x02"), st.floats(0, 0.2)),
)


def played(typist: Typist, what: list[tuple[str, str, float]]) -> None:
    for kind, text, gap in what:
        typist.waits(gap)
        if kind == "alt_end":
            typist.burst.alt_end(typist.at)
        elif kind == "repeated":
            typist.told += typist.burst.repeated(text)
        else:
            act = typist.burst.alt_digit if kind == "digit" else typist.burst.key
            typist.told += act(text, typist.at)
        assert len(typist.burst._keys) <= 11


@given(st.lists(steps, max_size=60), st.text("CQ1-~azAZ09中\r", min_size=6, max_size=30), st.data())
@examples(300)
def test_whatever_keys_come_a_scan_reaches_no_field(what: list[tuple[str, str, float]], code: str, data: st.DataObject) -> None:
    """In any keys at any times, a scan: keys at the scanner's pace, with one pause in it."""
    typist = Typist()
    played(typist, what)
    typist.waits(0.6)
    before = typist.typed
    gaps = [0.0, *data.draw(st.lists(st.floats(0, GAP), min_size=len(code) - 1, max_size=len(code) - 1))]
    if data.draw(st.booleans()):
        gaps[data.draw(st.integers(1, len(code) - 1))] = 2 * GAP - 0.001
    typist.types(code, *gaps)
    assert typist.typed == before
    assert typist.codes[-1] == code.encode()
    played(typist, what)


@given(st.lists(steps, max_size=60))
@examples(200)
def test_no_key_is_lost_or_doubled(what: list[tuple[str, str, float]]) -> None:
    keys_only = [step for step in what if step[0] == "key"]
    typist = Typist()
    played(typist, keys_only)
    typist.waits(1.0)
    out = "".join(told if isinstance(told, str) else told.data.decode() for told in typist.told)
    assert out == "".join(text for _, text, _ in keys_only)


@given(st.lists(steps, max_size=80))
@examples(200)
def test_at_a_scanners_pace_no_four_keys_are_typed(what: list[tuple[str, str, float]]) -> None:
    typist = Typist()
    played(typist, [("key", text or "x", min(gap, GAP)) for _, text, gap in what])
    assert len(typist.typed) <= 3
