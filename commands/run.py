"""The keeper: starts the terminal's process, and the next one when it ends. Imports almost nothing, holds nothing of anybody.

A session that identified somebody ends with its process (exit code 10): the next person gets memory that has never held the last
one. A process that ends in any other way is replaced too, and says so on the idle page.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

SESSION_OVER = 10
STOPPED = 0
STARTS_TOO_QUICK = 3.0  # seconds of life below which a failing start is followed by a pause
LONGEST_PAUSE = 30.0
# What a process writes for itself (words that the keyboard learns, temporary files) lies in memory, and goes with it.
MEMORY = "/dev/shm"  # noqa: S108 - tmpfs by definition; the folder in it is made for this process alone
SCRATCH = "terminal-"


def keep(home: Path, extra: Sequence[str], rehearsal: int | None) -> int:
    """Run until SIGTERM or SIGINT, or until the window is closed. Returns the exit code of the whole."""
    # A core file would hold what the process knew.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    environment = {
        **os.environ,
        # Freed memory is overwritten at once (glibc, mallopt(3), M_PERTURB).
        "PYTHONMALLOC": "malloc",
        "MALLOC_PERTURB_": "165",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    child: subprocess.Popen[bytes] | None = None
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if child is not None:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    started, pause = "start", 0.0
    while not stopping:
        command = [
            sys.executable,
            str(Path(__file__).parents[1] / "main.py"),
            "terminal",
            "--home",
            str(home),
            "--started",
            started,
        ]
        if rehearsal is not None:
            command += ["--rehearsal", str(rehearsal)]
        began = time.monotonic()
        scratch = tempfile.mkdtemp(prefix=SCRATCH, dir=MEMORY if os.path.isdir(MEMORY) else None)
        try:
            child = subprocess.Popen(
                [*command, *extra],
                env={**environment, "XDG_CONFIG_HOME": scratch, "XDG_DATA_HOME": scratch, "TMPDIR": scratch},
                pass_fds=() if rehearsal is None else (rehearsal,),
                start_new_session=True,
            )
            code = child.wait()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        if code == STOPPED or stopping:
            return 0
        started = "session" if code == SESSION_OVER else "interrupted"
        if code != SESSION_OVER and time.monotonic() - began < STARTS_TOO_QUICK:
            pause = min(LONGEST_PAUSE, pause * 2 or 0.5)
            sys.stderr.write(f"the terminal ended with {code} right after its start; trying again in {pause:g} s\n")
            time.sleep(pause)
        else:
            pause = 0.0
    return 0
