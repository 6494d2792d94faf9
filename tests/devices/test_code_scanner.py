from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.codec import MAX_PAYLOAD, ScanParser, decode
from devices.code_scanner.scanner import SerialScanner
from devices.simulated.process import SimulatorProcess
from devices.transports import SerialTransport
from kiosk.ports.devices import CodeScanned, CodeUnreadable, NoCode, Reason, ScannerUnavailable, StatusKind

GARBLED = CodeUnreadable(Reason.GARBLED)

payloads = st.text(st.characters(exclude_categories=("Cc", "Cs"), max_codepoint=0x2FFFF), min_size=1, max_size=200).filter(
    lambda text: not text.startswith("]")
)


@given(payloads, st.sampled_from(["", "Q1", "C1", "E0", "d2"]), st.sampled_from([b"\r", b"\n", b"\r\n", b"\t"]), st.integers(1, 50))
def test_a_code_comes_out_however_it_is_cut(text: str, symbology: str, suffix: bytes, size: int) -> None:
    data = (f"]{symbology}" if symbology else "").encode() + text.encode() + suffix
    parser = ScanParser()
    got = [code for at in range(0, len(data), size) for code in parser.feed(data[at : at + size])]
    assert got == [CodeScanned(text, symbology)]
    assert not parser.pending


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=50))
def test_gb18030_is_understood_where_it_is_no_utf_8(text: str) -> None:
    raw = text.encode("gb18030")
    try:
        expected = raw.decode("utf-8")
    except UnicodeDecodeError:
        expected = text
    assert decode(raw) == CodeScanned(expected)


@given(st.lists(st.binary(max_size=5000), max_size=6))
def test_any_bytes_give_codes_or_unreadable_ones(pieces: list[bytes]) -> None:
    parser = ScanParser()
    for piece in pieces:
        for code in parser.feed(piece):
            assert code == GARBLED or isinstance(code, CodeScanned)
            if isinstance(code, CodeScanned):
                assert code.text
                assert len(code.text.encode()) <= 2 * MAX_PAYLOAD


@pytest.mark.parametrize(
    "raw", [b"a\x1bb", b"\x00", b"a\x7f", b"\xff\xfe\xff", b"]Q1", b"x" * (MAX_PAYLOAD + 1), "a\u0085b".encode()]
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    assert decode(raw) == GARBLED


def test_the_longest_code_passes_and_a_longer_one_does_not_fill_the_memory() -> None:
    assert ScanParser().feed(b"]Q1" + b"x" * MAX_PAYLOAD + b"\r") == [CodeScanned("x" * MAX_PAYLOAD, "Q1")]
    parser = ScanParser()
    for _ in range(100):
        assert parser.feed(b"y" * 4096) == []
    assert parser.feed(b"\rnext\r") == [GARBLED, CodeScanned("next")]


@pytest.fixture
def scanner(code_simulator: SimulatorProcess) -> Iterator[SerialScanner]:
    made = SerialScanner(lambda: SerialTransport(code_simulator.address, 9600))
    assert made.status().kind is StatusKind.READY
    made.arm()
    yield made
    made.close()


@pytest.mark.parametrize("suffix", ["cr", "crlf", "lf", "tab"])
def test_a_code_is_scanned(code_simulator: SimulatorProcess, scanner: SerialScanner, suffix: str) -> None:
    code_simulator.command("show", text="健康码 䶮𠮷", suffix=suffix)
    assert scanner.scan(2.0) == CodeScanned("健康码 䶮𠮷", "Q1")
    assert scanner.scan(0.0) == NoCode()
    code_simulator.command("show", text="第二", suffix=suffix, encoding="gb18030", symbology="")
    assert scanner.scan(2.0) == CodeScanned("第二", "")


def test_a_code_in_pieces_is_one_code(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="0123456789" * 20, pieces=5, gap=0.02)
    assert scanner.scan(3.0) == CodeScanned("0123456789" * 20, "Q1")


def test_a_code_in_pieces_outlasts_the_slices_of_waiting(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="0123456789" * 20, pieces=5, gap=0.02)
    until = time.monotonic() + 3
    while (outcome := scanner.scan(0.005)) == NoCode() and time.monotonic() < until:
        pass
    assert outcome == CodeScanned("0123456789" * 20, "Q1")


def test_a_code_from_before_arming_is_dropped(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="old")
    code_simulator.wait_for("shown")
    scanner.arm()
    assert scanner.scan(0.1) == NoCode()


def test_a_code_that_began_before_arming_is_dropped_to_its_end(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="old-and-", suffix="none")
    code_simulator.wait_for("shown")
    scanner.arm()
    code_simulator.command("show", text="its-end", symbology="")
    code_simulator.command("show", text="new")
    assert scanner.scan(2.0) == CodeScanned("new", "Q1")


def test_a_code_broken_off_is_unreadable(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="half", suffix="none")
    assert scanner.scan(3.0) == GARBLED
    code_simulator.command("show", text="whole")
    assert scanner.scan(2.0) == CodeScanned("whole", "Q1")


def test_unplugged_and_plugged_in_again(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("unplug")
    assert scanner.scan(1.0) == ScannerUnavailable(Reason.NOT_FOUND)
    status = scanner.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    code_simulator.command("replug")
    scanner.arm()
    code_simulator.command("show", text="again")
    assert scanner.scan(2.0) == CodeScanned("again", "Q1")
