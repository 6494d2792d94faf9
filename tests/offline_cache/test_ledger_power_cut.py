"""The power is cut at every moment: what was said to be stored is, what was not is wholly there or not at all, and it goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from kiosk.ports.storage import StorageError
from tests import campaign
from tests.disk.ledger_work import look
from tests.disk.watch import MEMORY, Watched, missing, power_cuts, write

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
    pytest.mark.timeout(0 if campaign.SOAK else 120),
]
ROOT = Path(__file__).parents[2]
LEDGER = "ledger.db"


def work(watched: Watched, *arguments: object) -> list[list[Any]]:
    """What it promised, each with the time."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.disk.ledger_work", *map(str, arguments)],
        env={**os.environ, **watched.environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_power_is_cut_after_each_change(tmp_path: Path) -> None:
    root, scratch = tmp_path / "terminal", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    watched = Watched(root, scratch)
    promised = work(watched, "work", root / LEDGER, 12 if campaign.SOAK else 5)
    cuts = 0
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for change, found in power_cuts(watched, seed=1, times=20 if campaign.SOAK else 1):
            write(found, Path(folder, "found"))
            look(Path(folder, "found", LEDGER), [promise for promise in promised if promise[0] < change.seconds])
            cuts += 1
    assert cuts > 300
    assert any(promise[1] == "case" for promise in promised)


def test_killed_before_each_change(tmp_path: Path) -> None:
    """With SIGKILL, while it stores, prints, sends: nothing that was promised is lost, and the next one goes on with the file."""
    root, scratch = tmp_path / "terminal", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    watched = Watched(root, scratch)
    kills = 2000 if campaign.SOAK else 100
    (outcome,) = work(watched, "killed", root, scratch, f"{watched.log}.killed", kills)
    assert outcome[1:3] == ["killed", kills]
    assert outcome[3] < kills / 10, "rounds have many changes"


def test_what_sync_makes_sure_is_what_these_tests_rest_on(tmp_path: Path) -> None:
    """The same ledger without its syncs does not pass."""
    root, scratch, found_at = tmp_path / "terminal", tmp_path / "scratch", tmp_path / "found"
    root.mkdir()
    scratch.mkdir()
    watched = Watched(root, scratch)
    promised = work(watched, "work", root / LEDGER, 2)
    kept = [change for change in watched.changes() if change.kind != "S"]
    watched.changes = lambda: kept  # type: ignore[method-assign]

    def all_is_kept() -> None:
        for change, found in power_cuts(watched, seed=1, times=1):
            write(found, found_at)
            look(found_at / LEDGER, [promise for promise in promised if promise[0] < change.seconds])

    with pytest.raises((AssertionError, StorageError)):
        all_is_kept()
