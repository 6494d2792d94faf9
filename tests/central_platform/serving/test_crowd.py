"""A hundred terminals before two processes: back at once nothing is lost or doubled, and nobody waits past their deadline; in
peace each keeps its connection."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.bench.crowd import CALL_TIMEOUT, PlayedTerminal, drain, keep
from tests.central_platform.databases import new_database
from tests.central_platform.served_platform import NO_CONSOLE, platform_served

ROOT = Path(__file__).parents[3]
NUMBER, EACH = 100, 2


@contextmanager
def crowd(tmp_path: Path, like: Path, number: int, each: int) -> Iterator[tuple[int, list[PlayedTerminal]]]:
    tables = new_database()
    with platform_served(tmp_path / "home", like, "--processes", "2", *NO_CONSOLE, settings=tables) as served:
        environment = {**os.environ, **tables, "PLATFORM_HOME": str(tmp_path / "home")}
        made = tmp_path / "made"
        command = [sys.executable, "-m", "commands.bench.crowd_platform", "make", str(number), str(each), str(made)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
        yield served["port"], pickle.loads(made.read_bytes())


def test_a_hundred_back_at_once_lose_nothing(tmp_path: Path, prepared_platform: Path) -> None:
    with crowd(tmp_path, prepared_platform, NUMBER, EACH) as (port, terminals):
        drained = asyncio.run(drain(port, terminals, within=0.2))
    numbers = [number for one in terminals for number in one.cases.values()]
    assert len(numbers) == NUMBER * EACH
    assert len(set(numbers)) == NUMBER * EACH
    assert drained.longest < CALL_TIMEOUT
    assert set(drained.told) <= {"200", "503"}


def test_terminals_in_peace_keep_their_one_connection(tmp_path: Path, prepared_platform: Path) -> None:
    with crowd(tmp_path, prepared_platform, NUMBER, 1) as (port, terminals):
        kept = asyncio.run(keep(port, terminals, every=1.0, beats=2))
    assert set(kept.told) <= {"200", "503"}, "whoever is sent away is told so, on the same connection"
    assert kept.opened == NUMBER
    assert kept.answered == NUMBER * 2
