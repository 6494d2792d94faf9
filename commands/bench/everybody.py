"""Everybody back at once after an outage, beside the same work done by one process with nothing but the database.

On SQLite, and on PostgreSQL where it is installed; two processes serve, and one of them is killed when half of all is acknowledged.
The player of the terminals shares the processor with them. The peer is measured before and after, for these machines are noisy.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commands.bench.crowd import CALL_TIMEOUT, CUT, LATE, Drained, PlayedTerminal, drain, keep
from commands.bench.figure import Figure
from commands.bench.postgresql import Cluster, programs
from commands.bench.processes import workers

ROOT = Path(__file__).parents[2]
CROWDS = (1000, 6000)
EACH = 2  # submissions that wait at each
PROCESSES = "2"
MOST = 2.0  # times what the processor alone needs
HELD, BEATS, EVERY = 300, 7, 10.0  # terminals that hold their connections, heartbeats of each, seconds between two: a minute
PART, SOON = 0.99, 60.0  # of what is sent, acknowledged within so many seconds; asked of the first of `CROWDS`
BUSY = 0.75  # of the processor's time from which on it is what everybody waits for


def measure_everybody(folder: Path, crowds: tuple[int, ...] = CROWDS) -> list[Figure]:
    """Of each database and crowd, how long until everything is taken in; raises where anything was lost or doubled."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    figures = []
    for number in crowds:
        figures.append(_measured(folder / f"sqlite-{number}", number, "SQLite", dict))
        if programs():
            cluster = Cluster(durable=True)

            def of_its_own(cluster: Cluster = cluster) -> dict[str, str]:
                return {"PLATFORM_DATABASE": cluster.new_database()}

            try:
                figures.append(_measured(folder / f"postgresql-{number}", number, "PostgreSQL", of_its_own))
            finally:
                cluster.stop()
    return figures


def measure_peace(folder: Path) -> list[Figure]:
    """`HELD` terminals, each with its own connection for a minute: whether all are answered, and how soon."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    home = folder / "peace"
    made = home.with_suffix(".made")
    with _platform(home, {}) as served:
        _in_process(home, {}, "make", HELD, made)
        terminals: list[PlayedTerminal] = pickle.loads(made.read_bytes())  # noqa: S301 - our own, of this run
        kept = asyncio.run(keep(served["port"], terminals, EVERY, BEATS))
    failed = sum(count for told, count in kept.told.items() if told != "200")
    waits = sorted(kept.waits)
    met = failed == 0 and kept.opened == HELD
    return [
        Figure(
            f"{HELD} terminals for a minute, a heartbeat each {EVERY:g} s on {kept.opened} connections: {kept.answered:,} answered,"
            f" {failed} not; p99",
            round(waits[int(len(waits) * 0.99)] * 1000, 1),
            "ms",
            "median",
            round(statistics.median(waits) * 1000, 1),
            budget="none fails, none is closed",
            met=met,
        )
    ]


def _measured(folder: Path, number: int, database: str, tables: Callable[[], dict[str, str]]) -> Figure:
    """``tables``: settings of a database with nothing in it."""
    folder.mkdir(parents=True)
    before = _alone(folder / "before", number, tables())
    drained, busy = _drained(folder / "served", number, tables())
    bare = (before + _alone(folder / "after", number, tables())) / 2
    ratio = drained.seconds / bare
    slowest = "the processor" if busy >= BUSY else "the database's one writer"
    soon = drained.within(SOON)
    asked = number == CROWDS[0]
    return Figure(
        f"{number:,} terminals back at once, {database}, a process killed at half, until all is taken in: {soon:.1%} in {SOON:g} s,"
        f" {drained.told['503']:,} sent away, {drained.told[CUT]:,} cut off, {drained.told[LATE]:,} late, longest call"
        f" {drained.longest:.1f} s; waited for: {slowest}, processor {busy:.0%} busy",
        round(drained.seconds, 1),
        "s",
        "one process and the database alone",
        round(bare, 1),
        round(ratio, 2),
        f"at most {MOST:g} times the peer, no call beyond {CALL_TIMEOUT:g} s" + (f", {PART:.0%} in {SOON:g} s" if asked else ""),
        ratio <= MOST and drained.longest <= CALL_TIMEOUT and (soon >= PART or not asked),
    )


def _alone(home: Path, number: int, settings: dict[str, str]) -> float:
    made = home.with_suffix(".made")
    with _platform(home, settings):
        pass  # tables, keys and catalogue
    _in_process(home, settings, "make", number, made)
    return float(_in_process(home, settings, "alone", number, made))


def _drained(home: Path, number: int, settings: dict[str, str]) -> tuple[Drained, float]:
    """What became of them, and which part of all processors' time was used meanwhile, by whomever."""
    made = home.with_suffix(".made")
    with _platform(home, settings) as served:
        _in_process(home, settings, "make", number, made)
        terminals: list[PlayedTerminal] = pickle.loads(made.read_bytes())  # noqa: S301 - our own, of this run
        victim = workers(served["pid"], "api")[0]
        idle, began = _idle(), time.monotonic()
        drained = asyncio.run(drain(served["port"], terminals, at_half=lambda: os.kill(victim, signal.SIGKILL)))
        busy = 1 - (_idle() - idle) / (time.monotonic() - began) / (os.cpu_count() or 1)
    numbers = [case for one in terminals for case in one.cases.values()]
    assert len(set(numbers)) == number * EACH, "lost"
    assert int(_in_process(home, settings, "cases", number, made)) == number * EACH, "doubled"
    return drained, max(0.0, busy)


def _idle() -> float:
    """Seconds that processors have had nothing to do, or waited for a disk, since the machine started (proc(5), /proc/stat)."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _platform(home: Path, settings: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What it says when it is ready: its ``port``, and ``pid``, the id of its first process."""
    command = [sys.executable, "-m", "central_platform.serve", "--home", str(home), "--port", "0", "--processes", PROCESSES]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


def _in_process(home: Path, settings: dict[str, str], what: str, number: int, file: Path) -> str:
    command = [sys.executable, "-m", "commands.bench.crowd_platform", what, str(number), str(EACH), str(file)]
    environment = {**os.environ, **settings, "PLATFORM_HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=900).stdout


if __name__ == "__main__":
    import tempfile

    from commands.bench.run import show

    with tempfile.TemporaryDirectory() as scratch:
        show(measure_everybody(Path(scratch), tuple(map(int, sys.argv[1:])) or CROWDS))
