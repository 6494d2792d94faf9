from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_scanner.codec import MAX_PAYLOAD, ScanParser, decode
from devices.code_scanner.scanner import SerialScanner
from devices.simulation.process import SimulatorProcess
from devices.transports.serial_port import SerialTransport
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, NoCode, ScannerUnavailable

GARBLED = CodeUnreadable(Reason.GARBLED)
NOT_TEXT = CodeNotText()

text = st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf"), max_codepoint=0x2FFFF)
payloads = st.text(text, min_size=1, max_size=200).filter(lambda text: not text.startswith("]"))


def fed(parser: ScanParser, *pieces: bytes) -> list[object]:
    """All codes, the last one by the silence that follows."""
    codes: list[object] = [code for piece in pieces for code in parser.feed(piece)]
    last = parser.take() if parser.quiet is not None else None
    return [*codes, last] if last is not None else codes


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=80).map(lambda text: f"办事{text}。"),
    st.sampled_from(["", "Q1", "C1", "E0", "d2"]),
    st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b""]),
    st.integers(1, 50),
)
def test_a_code_comes_out_however_it_is_cut(text: str, symbology: str, suffix: bytes, size: int) -> None:
    data = (f"]{symbology}" if symbology else "").encode() + text.encode() + suffix
    parser = ScanParser()
    assert fed(parser, *(data[at : at + size] for at in range(0, len(data), size))) == [CodeScanned(text, symbology)]
    assert parser.quiet is None


@given(
    st.lists(st.text("ab中。", min_size=1, max_size=5), min_size=1, max_size=4),
    st.sampled_from(["\r", "\n", "\r\n"]),
    st.integers(1, 9),
)
def test_a_code_with_line_ends_in_it_is_one_code(lines: list[str], end: str, size: int) -> None:
    data = end.join(lines).encode() + b"\r"
    assert fed(ScanParser(), *(data[at : at + size] for at in range(0, len(data), size))) == [CodeScanned("\n".join(lines))]


def test_two_codes_with_a_prefix_each_are_two_codes() -> None:
    data = b"]Q1one\r]E06901\r\n]Q1two\nlines\r"
    expected = [CodeScanned("one", "Q1"), CodeScanned("6901", "E0"), CodeScanned("two\nlines", "Q1")]
    for size in (1, 2, 3, 5, 100):
        assert fed(ScanParser(), *(data[at : at + size] for at in range(0, len(data), size))) == expected


def _gb2312(first: int, last: int) -> list[str]:
    codes = (bytes((row, cell)) for row in range(first, last + 1) for cell in range(0xA1, 0xFF))
    return [character for code in codes if (character := code.decode("gb2312", "ignore"))]


COMMON = _gb2312(0xB0, 0xD7)  # GB 2312's level 1


@pytest.mark.parametrize("name", ["谭韦", "李娜", "卫武", "欧阳", "䶮𠮷", "阿依·买买提", "王 René", "20 °C", "привет"])
def test_the_likelier_reading_of_bytes_wins(name: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert decode(name.encode(encoding)) == CodeScanned(name)


def test_two_common_characters_are_read_right_in_either_code() -> None:
    """3.3 % of these were not, in GB 18030."""
    draw = random.Random(1)
    names = ["".join(draw.choices(COMMON, k=2)) for _ in range(3000)]
    for encoding, allowed in (("utf-8", 0), ("gb18030", 3)):
        wrong = [name for name in names if decode(name.encode(encoding)) != CodeScanned(name)]
        assert len(wrong) <= allowed, wrong


@given(st.text(COMMON, min_size=3, max_size=50), st.sampled_from(["utf-8", "gb18030"]))
def test_longer_chinese_text_is_read_right_in_either_code(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == CodeScanned(text)


@given(payloads)
def test_whatever_is_read_is_one_of_its_readings(text: str) -> None:
    raw = text.encode()
    try:
        other = raw.decode("gb18030")
    except UnicodeDecodeError:
        other = text
    assert decode(raw) in [CodeScanned(reading) for reading in (text, other)]


@given(st.lists(st.binary(max_size=5000), max_size=6))
def test_any_bytes_give_codes_or_what_is_wrong_with_them(pieces: list[bytes]) -> None:
    for code in fed(ScanParser(), *pieces):
        assert code in (GARBLED, NOT_TEXT) or isinstance(code, CodeScanned)
        if isinstance(code, CodeScanned):
            assert code.text
            assert len(code.text.encode()) <= 2 * MAX_PAYLOAD


@pytest.mark.parametrize("raw", [b"a\x1bb", b"\x00", b"a\x7f", b"\xff\xfe\xff", b"]Q1", b"", b"]d2010690\x1d10"])
def test_what_is_no_text_is_told_as_such(raw: bytes) -> None:
    assert decode(raw) == NOT_TEXT


def test_the_longest_code_passes_and_a_longer_one_does_not_fill_the_memory() -> None:
    assert fed(ScanParser(), b"]Q1" + b"x" * MAX_PAYLOAD + b"\r\n") == [CodeScanned("x" * MAX_PAYLOAD, "Q1")]
    assert decode(b"x" * (MAX_PAYLOAD + 1)) == GARBLED
    parser = ScanParser()
    for _ in range(100):
        assert parser.feed(b"y" * 4096) == []
    assert fed(parser, b"\r]Q1next\r") == [GARBLED, CodeScanned("next", "Q1")]
    for _ in range(100):
        parser.feed(b"y" * 4096)
    assert fed(parser) == [GARBLED]


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


def test_a_scanner_without_a_suffix_is_understood(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    for text in ("CQ1-whole", "another one"):
        code_simulator.command("show", text=text, suffix="none")
        assert scanner.scan(3.0) == CodeScanned(text, "Q1")


def test_a_code_with_lines_comes_whole_from_the_line(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("show", text="第一行\r\n第二行\n第三行", symbology="", suffix="crlf", pieces=3, gap=0.03)
    assert scanner.scan(3.0) == CodeScanned("第一行\n第二行\n第三行")


class Held(SerialTransport):
    """A thread that comes late: after the first piece it does not look at the line for a while."""

    late = 0.0

    def read(self, max_bytes: int, timeout: float) -> bytes:
        data = super().read(max_bytes, timeout)
        if data:
            time.sleep(self.late)  # the lateness itself is what is tried
        return data


def test_a_late_thread_does_not_cut_a_code(code_simulator: SimulatorProcess) -> None:
    def late() -> Held:
        transport = Held(code_simulator.address, 9600)
        transport.late = 0.7
        return transport

    scanner = SerialScanner(late)
    scanner.arm()
    code_simulator.command("show", text="0123456789" * 3, suffix="none", pieces=3, gap=0.1)
    assert scanner.scan(4.0) == CodeScanned("0123456789" * 3, "Q1")
    scanner.close()


def test_unplugged_and_plugged_in_again(code_simulator: SimulatorProcess, scanner: SerialScanner) -> None:
    code_simulator.command("unplug")
    assert scanner.scan(1.0) == ScannerUnavailable(Reason.NOT_FOUND)
    status = scanner.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    code_simulator.command("replug")
    scanner.arm()
    code_simulator.command("show", text="again")
    assert scanner.scan(2.0) == CodeScanned("again", "Q1")
