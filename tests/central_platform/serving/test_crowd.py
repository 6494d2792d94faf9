"""A hundred terminals before two processes: back at once nothing is lost or doubled, also where one process is killed, and nobody
waits past their deadline; in peace each keeps its connection."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from commands.bench.crowd import CALL_TIMEOUT, CUT, PlayedTerminal, drain, keep
from commands.bench.processes import workers
from tests.central_platform.databases import new_database
from tests.central_platform.served_platform import NO_CONSOLE, platform_served

ROOT = Path(__file__).parents[3]
NUMBER, EACH = 100, 2


class Crowd(NamedTuple):
    """Terminals that may come, at which platform, and how many cases it has."""

    port: int
    pid: int
    terminals: list[PlayedTerminal]
    cases: Callable[[], int]


@contextmanager
def crowd(tmp_path: Path, like: Path, number: int, each: int) -> Iterator[Crowd]:
    tables = new_database()
    with platform_served(tmp_path / "home", like, "--processes", "2", *NO_CONSOLE, settings=tables) as served:
        environment = {**os.environ, **tables, "PLATFORM_HOME": str(tmp_path / "home")}
        made = tmp_path / "made"

        def done(what: str) -> str:
            command = [sys.executable, "-m", "commands.bench.crowd_platform", what, str(number), str(each), str(made)]
            return subprocess.run(
                command, cwd=ROOT, env=environment, check=True, timeout=60, stdout=subprocess.PIPE, text=True
            ).stdout

        done("make")
        yield Crowd(served["port"], served["pid"], pickle.loads(made.read_bytes()), lambda: int(done("cases")))


def nothing_is_lost_or_doubled(back: Crowd) -> None:
    numbers = [number for one in back.terminals for number in one.cases.values()]
    assert len(numbers) == NUMBER * EACH
    assert len(set(numbers)) == NUMBER * EACH
    assert back.cases() == NUMBER * EACH


def test_a_hundred_back_at_once_lose_nothing(tmp_path: Path, prepared_platform: Path) -> None:
    with crowd(tmp_path, prepared_platform, NUMBER, EACH) as back:
        drained = asyncio.run(drain(back.port, back.terminals, within=0.2))
        nothing_is_lost_or_doubled(back)
    assert len(drained.acknowledged) == NUMBER * EACH
    assert drained.longest < CALL_TIMEOUT
    assert set(drained.told) <= {"200", "503"}


def test_a_hundred_back_at_once_lose_nothing_with_a_process(tmp_path: Path, prepared_platform: Path) -> None:
    with crowd(tmp_path, prepared_platform, NUMBER, EACH) as back:
        victim = workers(back.pid, "api")[0]
        drained = asyncio.run(drain(back.port, back.terminals, within=0.2, at_half=lambda: os.kill(victim, signal.SIGKILL)))
        assert victim not in workers(back.pid, "api")
        nothing_is_lost_or_doubled(back)
    assert drained.longest < CALL_TIMEOUT
    assert set(drained.told) <= {"200", "503", CUT}


def test_terminals_in_peace_keep_their_one_connection(tmp_path: Path, prepared_platform: Path) -> None:
    with crowd(tmp_path, prepared_platform, NUMBER, 1) as back:
        kept = asyncio.run(keep(back.port, back.terminals, every=1.0, beats=2))
    assert set(kept.told) <= {"200", "503"}, "whoever is sent away is told so, on the same connection"
    assert kept.opened == NUMBER
    assert kept.answered == NUMBER * 2
