"""The camera as a code scanner: a real child, a folder that plays as the camera."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from devices.camera.frame_source import CameraLost, open_source, present
from devices.camera.newest_frame import NewestFrame
from devices.code_scanner.camera import CameraScanner
from devices.simulation.process import SimulatorError, SimulatorProcess
from kiosk.child_process.client import Child, Told
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CodeNotText, CodeOutcome, CodeScanned, NoCode, ScannerUnavailable

PATIENCE = 15.0  # seconds; things take a small part of it


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("camera", "--folder", str(tmp_path_factory.mktemp("camera") / "camera")) as made:
        yield made


@pytest.fixture(scope="module")
def one_scanner(simulator: SimulatorProcess) -> Iterator[CameraScanner]:
    made = CameraScanner(simulator.address)
    yield made
    made.close()


@pytest.fixture
def scanner(simulator: SimulatorProcess, one_scanner: CameraScanner) -> CameraScanner:
    for command in ("replug", "resume", "clear"):
        simulator.command(command)
    until(lambda: one_scanner.status().kind, StatusKind.READY)
    one_scanner.arm()
    return one_scanner


def until(ask: Callable[[], Any], wanted: object) -> None:
    end = time.monotonic() + PATIENCE
    while (found := ask()) != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.02)


def scanned(scanner: CameraScanner) -> CodeOutcome:
    """The first outcome other than NoCode, in slices as the hub asks."""
    end = time.monotonic() + PATIENCE
    while (outcome := scanner.scan(0.3)) == NoCode():
        assert time.monotonic() < end
    return outcome


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_code_is_scanned(simulator: SimulatorProcess, scanner: CameraScanner, encoding: str) -> None:
    assert scanner.scan(0.2) == NoCode()
    simulator.command("show", text="健康码 䶮𠮷", encoding=encoding, tilt=15, lean=20)
    assert scanned(scanner) == CodeScanned("健康码 䶮𠮷", "Q1")


def test_bar_codes_and_codes_that_are_no_text(simulator: SimulatorProcess, scanner: CameraScanner) -> None:
    simulator.command("show", text="6901234567892", kind="EAN13", size=300)
    assert scanned(scanner) == CodeScanned("6901234567892", "E0")
    simulator.command("show", hex="611b62")
    end = time.monotonic() + PATIENCE
    while (outcome := scanned(scanner)) != CodeNotText():
        assert time.monotonic() < end, outcome


def test_a_code_that_is_gone_when_it_is_asked_for_is_dropped(simulator: SimulatorProcess, scanner: CameraScanner) -> None:
    simulator.command("show", text="old")
    assert scanned(scanner) == CodeScanned("old", "Q1")
    simulator.command("clear")
    until(lambda: scanner.scan(0.0), NoCode())
    until(lambda: scanner.scan(0.3), NoCode())
    simulator.command("show", text="unasked")  # the camera sees it, nobody looks
    simulator.command("clear")
    scanner.arm()
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        assert scanner.scan(0.3) == NoCode()


def test_a_code_that_stays_counts_once_it_is_asked_for(simulator: SimulatorProcess, scanner: CameraScanner) -> None:
    simulator.command("show", text="stays")
    assert scanned(scanner) == CodeScanned("stays", "Q1")
    scanner.arm()
    assert scanned(scanner) == CodeScanned("stays", "Q1")


def test_a_code_that_was_read_too_long_ago_is_dropped(scanner: CameraScanner, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    answers = [{"text": text, "symbology": "Q1", "taken": now - age} for text, age in (("stale", 5.1), ("fresh", 1.0))]
    monkeypatch.setattr(Child, "ask", lambda *_, **__: Told(answers.pop(0)))
    assert scanner.scan(5.0) == CodeScanned("fresh", "Q1")
    answers.append({"text": "stale", "symbology": "Q1", "taken": now - 5.1})
    assert scanner.scan(0.0) == NoCode()


def test_unplugged_and_plugged_in_again(simulator: SimulatorProcess, scanner: CameraScanner) -> None:
    simulator.command("unplug")
    assert scanned(scanner) == ScannerUnavailable(Reason.NOT_FOUND)
    status = scanner.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.NOT_FOUND)
    assert scanner.pid is None
    simulator.command("show", text="again")
    simulator.command("replug")
    scanner.arm()
    assert scanned(scanner) == CodeScanned("again", "Q1")


@pytest.mark.parametrize(("fault", "reason"), [("freeze", Reason.SILENT), ("stop", Reason.SILENT), ("garbage", Reason.GARBLED)])
def test_a_camera_that_fails_is_noticed_and_comes_back(
    simulator: SimulatorProcess, scanner: CameraScanner, fault: str, reason: Reason
) -> None:
    pid = scanner.pid
    assert pid is not None
    simulator.command(fault)
    assert scanned(scanner) == ScannerUnavailable(reason)
    assert not alive(pid)  # a thread of it may hang
    if fault == "stop":
        status = scanner.status()
        assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, reason)
    simulator.command("resume")
    simulator.command("show", text="again")
    until(lambda: scanner.status().kind, StatusKind.READY)
    assert scanned(scanner) == CodeScanned("again", "Q1")


def test_a_child_that_is_killed_comes_back(simulator: SimulatorProcess, scanner: CameraScanner) -> None:
    assert scanner.scan(0.3) == NoCode()
    first = scanner.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: alive(first), False)
    simulator.command("show", text="after")
    assert scanned(scanner) == CodeScanned("after", "Q1")
    assert scanner.pid != first


def test_a_child_that_dies_while_it_looks_is_told(scanner: CameraScanner) -> None:
    assert scanner.scan(0.3) == NoCode()
    pid = scanner.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # it cannot answer before it dies
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    assert scanner.scan(0.5) == ScannerUnavailable(Reason.MECHANICAL)
    killer.join()
    assert scanner.scan(0.0) == NoCode()


def test_a_child_that_hangs_is_killed(scanner: CameraScanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.code_scanner.camera.ANSWER_TIMEOUT", 0.3)
    pid = scanner.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert scanner.scan(0.1) == ScannerUnavailable(Reason.SILENT)
    assert not alive(pid)


def test_the_child_is_ended_when_nobody_asks(scanner: CameraScanner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scanner.pid is not None
    monkeypatch.setattr("devices.camera.camera_process._REST", 0.0)
    assert scanner.status().kind is StatusKind.READY
    assert scanner.pid is None
    assert scanner.status().kind is StatusKind.READY  # and is not started for that
    assert scanner.pid is None


def test_the_simulator_refuses_what_it_cannot_show(simulator: SimulatorProcess) -> None:
    for command, arguments in (("show", {"kind": "OTHER", "text": "x"}), ("show", {"kind": "EAN13", "text": "x"}), ("dance", {})):
        with pytest.raises(SimulatorError):
            simulator.command(command, **arguments)


def test_a_device_that_is_not_there_is_not_started_for(tmp_path: Path) -> None:
    for address in ("97", "/dev/video97", f"folder:{tmp_path}/none"):
        scanner = CameraScanner(address)
        assert scanner.status().reason is Reason.NOT_FOUND
        scanner.arm()
        assert scanner.scan(0.0) == ScannerUnavailable(Reason.NOT_FOUND)
        assert scanner.pid is None
        scanner.close()


def test_opencv_reads_frames_to_the_end_of_a_video(tmp_path: Path) -> None:
    path = tmp_path / "short.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (320, 240))
    for level in range(5):
        writer.write(np.full((240, 320, 3), 40 * level, np.uint8))
    writer.release()
    source = open_source(str(path), 320, 240)
    assert [getattr(source.read(), "shape", None) for _ in range(5)] == [(240, 320, 3)] * 5
    assert [source.read(), source.read()] == [None, None]  # spoiled frames, for all that is known
    with pytest.raises(CameraLost) as lost:
        source.read()
    assert lost.value.word == "silent"
    source.close()


def test_what_is_no_camera_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "camera"
    path.write_bytes(b"no video")
    assert present(str(path))
    with pytest.raises(CameraLost) as lost:
        open_source(str(path), 320, 240)
    assert lost.value.word == "silent"


class Played:
    """A camera of the test's own."""

    def __init__(self) -> None:
        self.closed = False
        self.random = np.random.default_rng(0)

    def read(self) -> Any:
        time.sleep(0.005)
        return self.random.integers(0, 255, (48, 64, 3)).astype(np.uint8)

    def close(self) -> None:
        self.closed = True


def test_the_camera_is_switched_off_when_nobody_asks_and_on_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.camera.newest_frame._IDLE", 0.1)
    opened: list[Played] = []

    def open_one() -> Played:
        opened.append(Played())
        return opened[-1]

    newest = NewestFrame(open_one)
    for count in (1, 2, 3):
        asked = time.monotonic()
        seen = newest.newest(asked, asked + PATIENCE)
        assert seen is not None
        assert seen[1] > asked
        assert len(opened) == count
        until(partial(getattr, opened[-1], "closed"), True)
        until(lambda: newest._thread, None)
        assert newest._frame is None
