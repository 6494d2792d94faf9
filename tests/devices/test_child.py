"""A child process, well and unwell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Refusal
from kiosk.domain.device_states import Reason


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child("tests.devices.sample_child", reasons={"empty": Reason.PAPER_OUT})
    yield made
    made.close()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    until = time.monotonic() + 5
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_values_and_bytes_go_both_ways(child: Child) -> None:
    body = bytes(range(256)) * 20_000  # more than a pipe holds
    told = child.ask("echo", 10, body, word="你好\n", number=7)
    assert told.values["values"] == {"word": "你好\n", "number": 7}
    assert told.body == body
    assert child.ask("echo", 5).values["pid"] == told.values["pid"] == child.pid


def test_what_a_library_prints_is_no_answer(child: Child) -> None:
    assert child.ask("print", 5).values == {}


def test_a_failure_is_a_word(child: Child) -> None:
    for word, reason in (("empty", Reason.PAPER_OUT), ("other", Reason.MECHANICAL)):
        with pytest.raises(Refusal) as refusal:
            child.ask("fail", 5, error=word)
        assert (refusal.value.error, refusal.value.reason) == (word, reason)
    assert child.ask("echo", 5).values["pid"] == child.pid


@pytest.mark.parametrize(("ask", "reason"), [("hang", Reason.SILENT), ("crash", Reason.MECHANICAL), ("exit", Reason.MECHANICAL)])
def test_a_child_that_ends_or_hangs_is_replaced(child: Child, ask: str, reason: Reason) -> None:
    first = child.ask("echo", 5).values["pid"]
    with pytest.raises(TransportError) as fault:
        child.ask(ask, 0.5)
    assert fault.value.reason is reason
    assert gone(first)
    assert child.ask("echo", 5).values["pid"] != first


def test_a_child_that_was_killed_between_two_questions_is_replaced_unseen(child: Child) -> None:
    first = child.ask("echo", 5).values["pid"]
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert child.ask("echo", 5).values["pid"] != first


NONSENSE = [b"no json\n", b"[1]\n", b'{"size": -1}\n', b'{"size": "4"}\n', b'{"size": 99999999999}\n', b"\xff\n"]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_a_crash(child: Child, nonsense: bytes) -> None:
    first = child.ask("echo", 5).values["pid"]
    with pytest.raises(TransportError) as fault:
        child.ask("write", 5, bytes=nonsense.hex())
    assert fault.value.reason is Reason.MECHANICAL
    assert gone(first)


def test_a_part_of_an_answer_is_waited_for_no_longer_than_asked(child: Child) -> None:
    began = time.monotonic()
    with pytest.raises(TransportError) as fault:
        child.ask("write", 1.0, bytes=b'{"size": 10}\nabc'.hex())
    assert fault.value.reason is Reason.SILENT
    assert time.monotonic() - began < 3


PARENT = """
import os, sys, threading
from kiosk.child_process.client import Child
child = Child("tests.devices.sample_child")
print(child.ask("echo", 5).values["pid"], flush=True)
threading.Thread(target=lambda: child.ask("hang", 60, mark=sys.argv[1]), daemon=True).start()
sys.stdin.readline()
os._exit(0)  # as the terminal's process ends
"""


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_a_child_that_hangs_goes_with_its_parent(end: str, tmp_path: Path) -> None:
    mark = tmp_path / "hangs"
    command = [sys.executable, "-c", PARENT, str(mark)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert parent.stdin is not None
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    until = time.monotonic() + 5
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert alive(pid)
    if end == "kill":
        parent.kill()
    else:
        parent.stdin.write(b"\n")
        parent.stdin.flush()
    parent.wait(5)
    parent.stdin.close()
    parent.stdout.close()
    assert gone(pid)
