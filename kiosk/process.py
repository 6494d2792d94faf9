"""What each process of the terminal asks of the kernel for itself (prctl(2))."""

from __future__ import annotations

import ctypes
import os
import signal

TRACEABLE = "TERMINAL_TRACEABLE"  # set by tests that look into the memory of a terminal's processes
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def hide() -> None:
    """No core file, and no other process of the same user reads this one's memory."""
    if not os.environ.get(TRACEABLE):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """Be killed when the thread that started this process ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
