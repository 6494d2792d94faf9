"""Running processes, as the kernel tells of them (proc(5))."""

from __future__ import annotations

from pathlib import Path

_GONE = (FileNotFoundError, ProcessLookupError)


def children(pid: int) -> list[int]:
    """Of a process, all generations that still run or were not yet asked how they ended; none where it is gone."""
    try:
        direct = [int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()]
    except _GONE:
        return []
    return [*direct, *(below for child in direct for below in children(child))]


def command_line(pid: int) -> str:
    """Its arguments, a NUL after each; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except _GONE:
        return ""


def is_running(pid: int) -> bool:
    """Not where it is gone, or only waits for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except _GONE:
        return False


def workers(pid: int, role: str) -> list[int]:
    """The processes that answer requests of this role (``api`` or ``console``), of the platform whose first process this is."""
    first = [child for child in children(pid) if f"serving.server\0{role}" in command_line(child)]
    return [child for child in first if not children(child)]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def pss(root: int) -> float:
    """MB, proportional set size of a process and all that descend from it (smaps_rollup)."""
    total = 0
    for pid in [root, *children(root)]:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        total += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1024
