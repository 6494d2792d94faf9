"""A scanner that types, from the time stamps of its keys to the driver."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.codec import MAX_PAYLOAD
from devices.code_scanner.wedge import KeyClock, Wedge, WedgeScanner
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, NoCode, ScannerUnavailable
from tests.campaign import examples

KEYBOARD = 'I: Bus=0003 Vendor=0c2e\nN: Name="Honeywell Scanner"\nH: Handlers=sysrq kbd event5 \n'
BUTTON = 'I: Bus=0019\nN: Name="Power Button"\nH: Handlers=kbd event0 \n'
STAMP = 4_000_000  # ms


def scanned(wedge: Wedge, text: str, first: int = STAMP, now: float | None = None, every: int = 5) -> str:
    """Keys ``every`` ms from ``first`` on, all of which the window's thread comes to at ``now``; then silence."""
    now = time.monotonic() if now is None else now
    typed = "".join(wedge.key(character, first + every * number, now) for number, character in enumerate(text))
    return typed + wedge.silence()


def keyboards(folder: Path, text: str) -> Path:
    path = folder / "devices"
    path.write_text(text)
    return path


@pytest.fixture
def wedge() -> Wedge:
    return Wedge()


@pytest.fixture
def scanner(wedge: Wedge, tmp_path: Path) -> WedgeScanner:
    return WedgeScanner(wedge, keyboards(tmp_path, KEYBOARD))


def test_time_between_keys_is_the_events_own_not_ours(wedge: Wedge, scanner: WedgeScanner) -> None:
    """All keys of a code, and a person's, after the thread was busy: how late they were come to says nothing."""
    assert scanned(wedge, "]Q1CQ1-7K3M\r") == ""
    assert scanner.scan(0.0) == CodeScanned("CQ1-7K3M", "Q1")
    assert scanned(wedge, "hello", STAMP + 1000, every=150) == "hello"
    now = time.monotonic()  # each key of a scanner come to late
    assert "".join(wedge.key(c, STAMP + 9000 + 5 * n, now + 0.2 * n) for n, c in enumerate("CQ1-7K3M\r")) == ""
    assert wedge.silence() == ""
    assert wedge.codes.get_nowait()[2] == CodeScanned("CQ1-7K3M")


def test_a_busy_thread_makes_no_old_code_a_new_one(wedge: Wedge, scanner: WedgeScanner) -> None:
    """Scanned before a page asked for it, and come to afterwards."""
    now = time.monotonic()
    wedge.key("x", STAMP, now - 2)  # when the thread was free: the two clocks
    wedge.silence()
    scanner.arm()
    scanned(wedge, "OLD-CODE\r", STAMP + 1900, now + 0.01)
    assert scanner.scan(0.0) == NoCode()


def test_only_what_was_asked_for_counts(wedge: Wedge, scanner: WedgeScanner) -> None:
    assert scanner.status().kind is StatusKind.READY
    assert scanner.status().detail == "Honeywell Scanner"
    scanned(wedge, "OLD-CODE\r")
    scanner.arm()
    assert scanner.scan(0.0) == NoCode()
    scanned(wedge, "]Q1NEW-CODE\r", STAMP + 5000, time.monotonic() + 0.07)
    assert scanner.scan(0.0) == CodeScanned("NEW-CODE", "Q1")


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        ("line one\rline two\r", CodeScanned("line one\nline two")),
        ("no suffix", CodeScanned("no suffix")),
        ("back\bspace\r", CodeNotText()),
        ("a" * (MAX_PAYLOAD * 2) + "\r", CodeUnreadable(Reason.GARBLED)),
    ],
)
def test_a_code_that_is_typed_is_as_any_other(wedge: Wedge, scanner: WedgeScanner, keys: str, outcome: object) -> None:
    assert scanned(wedge, keys, every=1) == ""
    assert wedge.codes.get_nowait()[2] == outcome


def test_codes_that_nobody_asks_for_do_not_gather(wedge: Wedge, scanner: WedgeScanner) -> None:
    for number in range(50):
        scanned(wedge, f"CODE-{number:02d}\r", STAMP + 1000 * number)
    assert wedge.codes.qsize() == 4
    last = [wedge.codes.get_nowait()[2] for _ in range(4)][-1]
    assert last == CodeScanned("CODE-49")


@pytest.mark.parametrize("first", [2**32 - 20, 2**32 - 1, 1])
def test_the_clock_of_keys_may_wrap(wedge: Wedge, first: int) -> None:
    """An X server's after 49.7 days."""
    now = time.monotonic()
    for number, character in enumerate("CQ1-7K3M\r"):
        assert wedge.key(character, (first + 5 * number) % 2**32 or 1, now) == ""
    wedge.silence()
    assert wedge.codes.get_nowait()[2] == CodeScanned("CQ1-7K3M")


def test_without_time_stamps_our_own_clock_serves(wedge: Wedge) -> None:
    now = time.monotonic()
    assert "".join(wedge.key(c, 0, now + 0.2 * n) for n, c in enumerate("hello")) + wedge.silence() == "hello"


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.floats(0, 1e6)), max_size=30))
@examples(100)
def test_any_time_stamps_give_times_that_never_go_back(keys: list[tuple[int, float]]) -> None:
    clock, wedge, now, last = KeyClock(), Wedge(), 0.0, 0.0
    for stamp, passed in keys:
        now += passed
        at = clock.at(stamp, now)
        assert at >= last
        assert clock.ours(at) <= now + 1e-3 + at * 1e-9
        last = at
        wedge.key("a", stamp, now)
        wedge.alt_digit("1", stamp, now)
        wedge.alt_end(stamp, now)
    wedge.silence()


@pytest.mark.parametrize("text", ["", BUTTON])
def test_without_a_keyboard_there_is_no_scanner(tmp_path: Path, text: str) -> None:
    scanner = WedgeScanner(Wedge(), keyboards(tmp_path, text))
    assert scanner.status().reason is Reason.NOT_FOUND
    assert scanner.scan(0.0) == ScannerUnavailable(Reason.NOT_FOUND)
