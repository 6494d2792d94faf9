"""What the service manager is told of a terminal that serves, and of one that hangs."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.watchdog import Watchdog, notify, patience

PATIENCE = 1.2  # seconds


class Asked:
    """In the place of window and storage: answers when a test says so."""

    def __init__(self) -> None:
        self.frames: list[Callable[[], None]] = []
        self.stored: list[Callable[[], None]] = []
        self.later: list[Callable[[], None]] = []

    def redraw(self, then: Callable[[], None]) -> None:
        self.frames.append(then)

    def when_stored(self, then: Callable[[], None]) -> None:
        self.stored.append(then)

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        assert seconds == pytest.approx(PATIENCE / 6)
        self.later.append(work)


def test_only_frame_and_storage_together_are_a_sign_of_life() -> None:
    asked, told = Asked(), list[str]()
    Watchdog(asked, asked, PATIENCE, told.append)
    asked.stored[0]()
    for _ in range(5):
        asked.later.pop()()
    assert told == []
    assert len(asked.frames) == len(asked.stored) == 1, "nothing is asked twice"
    asked.frames[0]()
    assert told == ["WATCHDOG=1"]
    asked.later.pop()()
    asked.frames[1]()
    assert told == ["WATCHDOG=1"]
    asked.stored[1]()
    assert told == ["WATCHDOG=1"] * 2


def test_without_a_service_manager_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    notify("READY=1")
    assert patience() == 0


def _until_silent(manager: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(TimeoutError):
        while True:
            yield manager.recv(100)


def test_a_real_terminal_tells_until_it_hangs(tmp_path: Path, prepared_district: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(20)
        district = ModelDistrict(tmp_path / "district", like=prepared_district)
        told = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(PATIENCE * 1_000_000))}
        terminal = RemoteControl(district.home.path, ["--size", "540x960"], environment=told)
        district.start()
        terminal.start()
        try:
            assert manager.recv(100) == b"READY=1"
            assert [manager.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
            terminal.wait("IdlePage")
            os.kill(terminal.process_id, signal.SIGSTOP)
            manager.settimeout(PATIENCE)
            assert len(list(_until_silent(manager))) < 3, "sent before it stood still"
            os.kill(terminal.process_id, signal.SIGCONT)
            manager.settimeout(20)
            assert manager.recv(100) == b"WATCHDOG=1"
        finally:
            terminal.stop()
            district.stop()
