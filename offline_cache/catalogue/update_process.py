"""`offline_cache.catalogue.update.update` in a process of its own: the terminal's keeps neither what an update imports (25 MB) nor
what it reads, and its frames do not wait for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from kiosk.domain.values import decoded
from kiosk.ports.catalogue_updates import Refusal, Refused, UpdateOutcome
from offline_cache.catalogue.build_process import environment

LIMIT = 2 * 3600.0  # seconds: a whole pack of the largest size over the slowest line that counts as one


def update_apart(url: str, folder: Path, ca: str = "", limit: float = LIMIT, proxy: str = "") -> UpdateOutcome:
    """``url``: of the platform's or a mirror's folder that holds ``metadata/``; ``folder``: the terminal's catalogue folder;
    ``ca``, ``proxy``: as `kiosk.sync.bounded_http.BoundedSession` takes them.

    Blocks the calling thread, which must outlive it: the process ends with the thread that began it.
    """
    command = [sys.executable, "-m", "offline_cache.catalogue.update", "--url", url, "--folder", str(folder), "--ca", ca]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**environment(), "TERMINAL_PROXY": proxy}
    )
    try:
        told, _ = process.communicate(timeout=limit)
        outcome: UpdateOutcome = decoded(told, UpdateOutcome)
    except subprocess.TimeoutExpired:
        return Refused(Refusal.UNREACHABLE, f"not done after {limit:g} s")
    except msgspec.MsgspecError:
        return Refused(Refusal.DAMAGED, "the update's process ended without a word")
    finally:
        process.kill()
        process.communicate()
    return outcome
