"""The simulators themselves: strict where a real device would print rubbish, and clear about what they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.receipt_printer.simulated_paper import Paper
from devices.receipt_printer.strict_decoder import Command, Decoder, Error, LineFeed, Raster, Text
from devices.simulation.process import SimulatorError, SimulatorProcess


def decode(data: bytes) -> list[Command]:
    return [command for command, _ in Decoder().feed(data)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bz",
        b"\x1d\x00",
        b"\x1cX",
        b"\x00",
        b"\x7f",
        b"\x1ba\x09",
        b"\x10\x04\x09",
        b"\x10\x99",
        b"\x1dV\x77",
        b"\x1d(k" + bytes(8),
    ],
)
def test_a_command_that_is_none_is_an_error(data: bytes) -> None:
    assert isinstance(decode(data)[0], Error)


def test_a_stream_that_ends_within_a_command_is_an_error() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1dv0\x00\x01\x00\x02\x00\xff") == []
    assert isinstance(decoder.finish(), Error)


def test_chinese_needs_its_mode() -> None:
    assert isinstance(decode("中".encode("gb18030"))[0], Error)
    assert decode(b"\x1c&" + "中\n".encode("gb18030"))[1:] == [Text("中", wide=True), LineFeed()]
    assert decode(b"\x1c&" + "䶮".encode("gb18030"))[1:] == [Text("䶮", wide=True)]  # a code of four bytes
    assert isinstance(decode(b"\x1c&" + "中".encode("gb18030") + b"\x1b@" + "中".encode("gb18030"))[3], Error)


def test_an_image_is_taken_by_its_length() -> None:
    assert decode(b"\x1dv0\x00\x02\x00\x02\x00\x1b@\x10\x04A") == [Raster(2, 2, b"\x1b@\x10\x04"), Text("A")]


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_are_decoded_alike_however_they_are_cut(data: bytes, size: int) -> None:
    whole, pieces = Decoder(), Decoder()
    once = whole.feed(data)
    cut = [one for at in range(0, len(data), size) for one in pieces.feed(data[at : at + size])]
    assert cut == once
    assert sum(length for _, length in once) <= len(data)


def test_paper_complains_of_what_a_printer_would_spoil() -> None:
    paper = Paper(384)
    for command in decode(b"\x1c&" + "䶮".encode("gb18030") + b"x" * 40 + b"\x1dv0\x00\x01\x00\x01\x00\xff"):
        paper.execute(command)
    assert paper.errors == ["a character that the font lacks", "a line wider than the paper", "an image within a line"]


def test_a_refused_command_says_why(card_simulator: SimulatorProcess) -> None:
    with pytest.raises(SimulatorError, match="no such command"):
        card_simulator.command("dance")
    with pytest.raises(SimulatorError, match="KeyError"):
        card_simulator.command("lay", card="nobody")
    with pytest.raises(SimulatorError, match="silent"):
        card_simulator.command("fault", kind="earthquake")


def test_a_simulator_ends_with_its_input_and_can_be_started_again(tmp_path: object) -> None:
    simulator = SimulatorProcess("receipt_printer", "--paper-dir", str(tmp_path)).start()
    port = simulator.address.rsplit(":", 1)[1]
    simulator.stop()
    with pytest.raises(SimulatorError):
        simulator.command("clear")
    with SimulatorProcess("receipt_printer", "--paper-dir", str(tmp_path), "--port", port) as again:
        assert again.address == simulator.address


def test_a_file_of_lines_is_a_script() -> None:
    script = [
        {"command": "wait", "seconds": 0.2},
        {"command": "show", "text": "first"},
        {"command": "wait", "event": "shown"},
        {"command": "show", "text": "second"},
        {"command": "wait", "event": "shown"},
        {"command": "dance"},
    ]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "main.py", "simulate", "code_scanner"],
        cwd=Path(__file__).parents[2],
        input="".join(json.dumps(line) + "\n" for line in script),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert time.monotonic() - began >= 0.2
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event.get("event", "ready") for event in told] == ["ready", "done", "shown", "done", "shown", "refused"]
