"""A scanner that types, told from a person."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from campaign import examples
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.codec import MAX_PAYLOAD
from devices.code_scanner.wedge import GAP, Burst, Wedge, WedgeScanner
from kiosk.ports.devices import CodeScanned, CodeUnreadable, NoCode, Reason, ScannerUnavailable, StatusKind

KEYBOARD = 'I: Bus=0003 Vendor=0c2e\nN: Name="Honeywell Scanner"\nH: Handlers=sysrq kbd event5 \n'
BUTTON = 'I: Bus=0019\nN: Name="Power Button"\nH: Handlers=kbd event0 \n'


def feed(burst: Burst, text: str, gap: float, at: float = 10.0) -> tuple[list[bytes], str, float]:
    codes, typed = [], ""
    for character in text:
        at += gap
        code, keys = burst.key(character, at)
        codes += [code] if code is not None else []
        typed += keys
    return codes, typed, at


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_fast_keys_with_an_end_are_a_code(end: str) -> None:
    assert feed(Burst(), f"]Q1CQ1-7K3M{end}", 0.01)[:2] == ([b"]Q1CQ1-7K3M"], "")


def test_without_an_end_a_pause_ends_it() -> None:
    burst = Burst()
    codes, typed, at = feed(burst, "CQ1-7K3M", 0.01)
    assert (codes, typed, burst.pause(at + 0.02)) == ([], "", (None, ""))
    assert burst.pause(at + GAP + 0.01) == (b"CQ1-7K3M", "")


def test_what_a_person_types_is_handed_on_in_order() -> None:
    burst = Burst()
    codes, typed, at = feed(burst, "hello\r", 0.12)
    code, rest = burst.pause(at + 1)
    assert (codes, code, typed + rest) == ([], None, "hello\r")


def test_two_keys_that_fall_together_are_typed() -> None:
    burst = Burst()
    _, typed, at = feed(burst, "ab", 0.02)
    assert typed + burst.pause(at + 1)[1] == "ab"


def test_a_person_before_a_scan_and_the_scan() -> None:
    burst = Burst()
    _, before, at = feed(burst, "x", 0.1)
    codes, typed, _ = feed(burst, "69012345\r", 0.005, at + 0.2)
    assert (before + typed, codes) == ("x", [b"69012345"])


def test_characters_that_no_key_writes_come_by_number() -> None:
    burst, at = Burst(), 1.0
    for character in "中文卡号":
        for digit in str(int.from_bytes(character.encode("gb18030"), "big")):
            at += 0.005
            burst.alt_digit(digit, at)
        burst.alt_end(at)
    code, typed = burst.key("\r", at + 0.005)
    assert (code, typed) == ("中文卡号".encode("gb18030"), "")


@given(st.lists(st.tuples(st.sampled_from("ab1-\r\t中"), st.floats(0.001, 0.3)), max_size=60))
@examples(100)
def test_no_key_is_lost_or_doubled(keys: list[tuple[str, float]]) -> None:
    burst, at, out = Burst(), 0.0, ""
    for character, gap in keys:
        at += gap
        code, typed = burst.key(character, at)
        out += typed + (code.decode() + character if code else "")
    code, typed = burst.pause(at + 1)
    out += typed + (code.decode() if code else "")
    assert out == "".join(character for character, _ in keys)


def test_an_endless_code_is_held_in_bounds_and_refused(tmp_path: Path) -> None:
    wedge, at = Wedge(), time.monotonic() - 2
    for number in range(MAX_PAYLOAD * 3):
        wedge.key("a", at + number * 1e-4)
    wedge.key("\r", at + MAX_PAYLOAD * 3e-4)
    scanner = WedgeScanner(wedge, keyboards(tmp_path, KEYBOARD))
    assert scanner.scan(0.0) == CodeUnreadable(Reason.GARBLED)


def keyboards(folder: Path, text: str) -> Path:
    path = folder / "devices"
    path.write_text(text)
    return path


def test_only_what_was_asked_for_counts(tmp_path: Path) -> None:
    wedge = Wedge()
    scanner = WedgeScanner(wedge, keyboards(tmp_path, KEYBOARD))
    assert scanner.status().kind is StatusKind.READY
    assert scanner.status().detail == "Honeywell Scanner"
    now = time.monotonic()
    for character in "OLD-CODE\r":
        wedge.key(character, now)
    scanner.arm()
    assert scanner.scan(0.0) == NoCode()
    now = time.monotonic()
    for character in "]Q1NEW-CODE\r":
        wedge.key(character, now)
    assert scanner.scan(0.0) == CodeScanned("NEW-CODE", "Q1")


@pytest.mark.parametrize("text", ["", BUTTON])
def test_without_a_keyboard_there_is_no_scanner(tmp_path: Path, text: str) -> None:
    scanner = WedgeScanner(Wedge(), keyboards(tmp_path, text))
    assert scanner.status().reason is Reason.NOT_FOUND
    assert scanner.scan(0.0) == ScannerUnavailable(Reason.NOT_FOUND)
