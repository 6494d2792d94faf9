"""What is told of a code scanner by a code that is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.check_code import CHECK_CODE
from devices.code_scanner.burst import Burst, Scan
from devices.code_scanner.check import Heard, judge
from devices.code_scanner.gaps import GAP_MS, GAPS_MS
from kiosk.domain.submissions import TOKEN_PREFIX
from kiosk.technician.readiness import Line, Verdict

# A French and a German keyboard's signs where a scanner for the United States presses its keys, by their own drawings.
PRESSED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~."
FRENCH = "QBCDEFGHIJKL?NOPARSTUVZXYWqbcdefghijkl,noparstuvzxywà&é\"'(-è_ç)°:"  # ~ gives nothing
GERMAN = "ABCDEFGHIJKLMNOPQRSTUVWXZYabcdefghijklmnopqrstuvwxzy0123456789ß?°."


def lines(text: str, gaps: tuple[int, ...] = (), driver: str = "keyboard", gap_ms: int = GAP_MS) -> dict[str, Line]:
    return {line.key: line for line in judge(Heard(text, gaps), driver, gap_ms)}


def test_the_check_code_has_every_character_of_our_codes() -> None:
    assert set(TOKEN_PREFIX + "LC1~aZ09-_.") <= set(CHECK_CODE) == set(PRESSED)
    assert len(CHECK_CODE) == len(set(CHECK_CODE))


def test_a_scanner_that_is_well_set_is_good() -> None:
    told = lines(f"]Q1{CHECK_CODE}\r", (10,) * 69)
    assert {key: line.verdict for key, line in told.items()} == dict.fromkeys(("scan", "scan_suffix", "scan_pace"), Verdict.GOOD)


@pytest.mark.parametrize(
    ("came", "verdict", "said"),
    [
        (FRENCH, Verdict.BAD, "AZERTY"),
        (GERMAN, Verdict.BAD, "QWERTZ"),
        (CHECK_CODE.swapcase(), Verdict.NOTICE, "Caps Lock"),
        (CHECK_CODE.upper(), Verdict.BAD, "upper or all lower"),
        (CHECK_CODE.lower(), Verdict.BAD, "upper or all lower"),
        (CHECK_CODE.replace("-", "ß"), Verdict.BAD, "Some characters are wrong"),
        (CHECK_CODE.replace("kl", ""), Verdict.BAD, "lost"),
        ("https://example.org/whatever-it-is", Verdict.BAD, "Another code"),
        ("", Verdict.BAD, "Another code"),
    ],
)
def test_what_is_wrong_with_the_characters_is_named(came: str, verdict: Verdict, said: str) -> None:
    line = lines(came + "\r")["scan"]
    assert (line.verdict, said in line.state.en) == (verdict, True), line.state
    assert line.todo


def test_nothing_of_another_code_is_shown() -> None:
    line = lines("310199194606150028 王建国\r")["scan"]
    assert "3101" not in line.detail + line.state.zh
    assert line.detail == ""


@pytest.mark.parametrize(
    ("suffix", "verdict"), [("\r", "good"), ("\n", "good"), ("\r\n", "good"), ("\t", "good"), ("", "notice"), ("\r\r", "notice")]
)
def test_the_suffix_is_told_and_which_to_set(suffix: str, verdict: str) -> None:
    line = lines(CHECK_CODE + suffix, driver="serial")["scan_suffix"]
    assert line.verdict.value == verdict
    assert verdict == "good" or "CR" in line.todo.en  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("gap", "said"), [(10, ""), (38, ""), (39, "gap_ms = 60"), (60, "gap_ms = 80"), (150, "gap_ms = 200"), (160, "to 0")]
)
def test_a_slow_scanner_is_told_its_setting(gap: int, said: str) -> None:
    line = lines(f"{CHECK_CODE}\r", (gap,) * 67)["scan_pace"]
    assert (line.verdict is Verdict.GOOD) is (said == "")
    assert said == "" or said in line.todo.en  # type: ignore[union-attr]


def test_one_pause_within_a_code_asks_for_no_setting() -> None:
    assert lines(f"{CHECK_CODE}\r", (*(10,) * 66, 90))["scan_pace"].verdict is Verdict.GOOD


@given(st.lists(st.integers(1, 150), min_size=66, max_size=66))
def test_the_setting_that_is_advised_is_one_that_serves(gaps: list[int]) -> None:
    """The same scan again, by a terminal that is set so, is a code."""
    line = lines(f"{CHECK_CODE}\r", tuple(gaps))["scan_pace"]
    gap_ms = GAP_MS if line.verdict is Verdict.GOOD else int(line.todo.en.partition("gap_ms = ")[2].split()[0])  # type: ignore[union-attr]
    assert GAPS_MS[0] <= gap_ms <= GAPS_MS[1]
    burst, at = Burst(gap_ms / 1000), 0.0
    told = []
    pauses = sorted(gaps)
    pauses[-1] = min(pauses[-1], 2 * gap_ms)
    for character, gap in zip(f"{CHECK_CODE}\r", [0, *pauses], strict=True):
        at += gap / 1000
        told += burst.key(character, at)
    assert [scan.data for scan in (*told, *burst.settle()) if isinstance(scan, Scan)] == [f"{CHECK_CODE}\r".encode()]


@pytest.mark.parametrize("driver", ["keyboard", "serial", "camera"])
def test_nothing_that_came_is_told_with_what_to_do(driver: str) -> None:
    (line,) = judge(None, driver)
    assert (line.verdict, bool(line.todo)) == (Verdict.BAD, True)


@given(
    st.text(max_size=80), st.sampled_from(["keyboard", "serial", "camera"]), st.lists(st.integers(0, 10**6), max_size=80).map(tuple)
)
def test_whatever_came_is_judged(text: str, driver: str, gaps: tuple[int, ...]) -> None:
    assert judge(Heard(text, gaps), driver, GAP_MS)
