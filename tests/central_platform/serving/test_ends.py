"""How a platform ends: when it is told to, and when its first process is killed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from commands.bench.processes import children, is_running
from tests.central_platform.served_platform import platform_served
from tests.central_platform.serving.held_connections import connections, head


def test_it_ends_in_time_whatever_is_half_sent(tmp_path: Path, prepared_platform: Path) -> None:
    with platform_served(tmp_path, prepared_platform) as served:
        below = children(served["pid"])
        with connections(served["port"], 50, head("/api/v1/token", 1000) + b"{"):
            began = time.monotonic()
            os.kill(served["pid"], signal.SIGTERM)
            while is_running(served["pid"]):
                time.sleep(0.02)
    assert time.monotonic() - began < 10
    assert len(below) == 4
    assert not any(map(is_running, below))


def test_killed_it_leaves_no_process_behind(tmp_path: Path, prepared_platform: Path) -> None:
    with platform_served(tmp_path, prepared_platform, ends=-signal.SIGKILL) as served:
        below = children(served["pid"])
        os.kill(served["pid"], signal.SIGKILL)
    until = time.monotonic() + 10
    while any(map(is_running, below)):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert len(below) == 4
