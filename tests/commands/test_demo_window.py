"""The demo to be touched, as a process: what it says, and that nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

MAIN = Path(__file__).parents[2] / "main.py"


def left_of(session: int, home: Path) -> list[str]:
    """Command lines of what still runs in the session, or at the demo's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(home) in command or os.getsid(int(process.name)) == session:
                found.append(command)
        except OSError:
            continue  # it has just ended
    return found


def test_it_says_what_to_do_and_an_interrupt_ends_all_of_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    demo = subprocess.Popen(
        [sys.executable, str(MAIN), "demo", "--home", str(home)],
        env={**os.environ, "DISPLAY": ":offscreen", "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    with demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            said.append(line)
            if line.startswith("Ctrl+C"):
                break
        assert len(left_of(demo.pid, home)) > 5  # the demo, the platform, four simulators, the keeper
        demo.send_signal(signal.SIGINT)
        said += demo.stdout.readlines()
    assert demo.returncode == 0, said
    assert "Two windows are open.\n" in said
    assert not any("Traceback" in line or "warning" in line.lower() for line in said), said
    assert left_of(demo.pid, home) == []
