"""What a terminal measures of its machine and of its own work: some files of the kernel, and a few counts of the ledger."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path("/")


def machine_measures(home: Path, root: Path = ROOT) -> dict[str, int]:
    """Of the machine; what it does not tell is left out. Keys as in `kiosk.domain.measures`.

    Args:
        home: the terminal's folder, whose disk counts.
        root: of the file system; another one in tests.
    """
    found: dict[str, int] = {}
    with suppress(OSError):
        found["disk_free_mb"] = shutil.disk_usage(home).free // 1_000_000
    if (available := _available(root)) is not None:
        found["memory_available_mb"] = available
    if hottest := max(_temperatures(root), default=0):
        found["temperature_c"] = hottest
    return found


def _available(root: Path) -> int | None:
    try:
        lines = (root / "proc" / "meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) // 1024
    return None


def _temperatures(root: Path) -> Iterator[int]:
    """Of each sensor, in whole degrees; some give nonsense while they are off."""
    for zone in (root / "sys" / "class" / "thermal").glob("thermal_zone*/temp"):
        try:
            degrees = int(zone.read_text(encoding="ascii")) // 1000
        except (OSError, ValueError):
            continue
        if 0 < degrees < 150:
            yield degrees


def own_measures(ledger: Any, catalogue_folder: Path, off_by: int, now: int) -> dict[str, int]:
    """Of the terminal's own work.

    Args:
        ledger: a `SqliteLedger`, asked on the thread that has it; None where it cannot be read.
        catalogue_folder: of the terminal.
        off_by: seconds between this clock and the platform's.
        now: the best time known, in seconds since 1970.
    """
    from kiosk.ports.storage import PrintKind
    from offline_cache.catalogue.trust import catalogue_age

    age = catalogue_age(catalogue_folder)
    found = {"clock_off_s": abs(off_by)}
    if age.confirmed_at:
        found["catalogue_age_d"] = max(0, age.days(now))
    if ledger is None:
        return found
    found["receipts_total"], found["receipts_since_roll"] = ledger.printed(PrintKind.RECEIPT)
    found["pages_total"], found["pages_since_tray"] = ledger.printed(PrintKind.COPY)
    found["cards_total"] = ledger.cards_read()
    oldest = ledger.oldest_waiting()
    if oldest is not None:
        found["oldest_waiting_h"] = max(0, (now - oldest) // 3600)
    return found


def start_measures(first_frame_at: float, root: Path = ROOT) -> dict[str, int]:
    """How long this process took to its first frame; nothing where the kernel does not tell.

    Args:
        first_frame_at: monotonic seconds.
        root: of the file system; another one in tests.
    """
    try:
        fields = (root / "proc" / "self" / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        began = int(fields[19]) / os.sysconf("SC_CLK_TCK")  # starttime, in ticks since the machine started (proc_pid_stat(5))
    except (OSError, ValueError, IndexError):
        return {}
    awake = time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    return {"start_ms": max(0, round((first_frame_at + awake - began) * 1000))}


def write_exposition(file: Path, text: str) -> bool:
    """Replace what Prometheus's collector reads, whole or not at all; False where it cannot be written. Not synced: it is worth
    nothing after a power cut.

    Args:
        file: its name ends with ``.prom``.
        text: all of it.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.chmod(0o644)  # node_exporter is another user
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True
