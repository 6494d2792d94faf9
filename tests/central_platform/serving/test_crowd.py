"""A hundred terminals back at once, before two processes: nothing is lost or doubled, and nobody waits past their deadline."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
from pathlib import Path

from commands.bench.crowd import CALL_TIMEOUT, drain
from tests.central_platform.databases import new_database
from tests.central_platform.served_platform import NO_CONSOLE, platform_served

ROOT = Path(__file__).parents[3]
NUMBER, EACH = 100, 2


def test_a_hundred_back_at_once_lose_nothing(tmp_path: Path, prepared_platform: Path) -> None:
    tables = new_database()
    with platform_served(tmp_path / "home", prepared_platform, "--processes", "2", *NO_CONSOLE, settings=tables) as served:
        environment = {**os.environ, **tables, "PLATFORM_HOME": str(tmp_path / "home")}
        made = tmp_path / "made"
        command = [sys.executable, "-m", "commands.bench.crowd_platform", "make", str(NUMBER), str(EACH), str(made)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
        terminals = pickle.loads(made.read_bytes())
        drained = asyncio.run(drain(served["port"], terminals, within=0.2))
    numbers = [number for one in terminals for number in one.cases.values()]
    assert len(numbers) == NUMBER * EACH
    assert len(set(numbers)) == NUMBER * EACH
    assert drained.longest < CALL_TIMEOUT
    assert set(drained.told) <= {"200", "503"}
