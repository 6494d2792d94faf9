"""The updater's whole way on a machine, in a process of its own, to be watched or killed: ``python -m
tests.offline_cache.program_work ROOT good|bad``. What the terminal does between two steps, this does."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from offline_cache.program.judging import DEVICE_GRACE
from tests.offline_cache.installed_versions import Installed


def play(machine: Installed, good: bool) -> None:
    """From what was fetched to the end of the trial."""
    while machine.work():
        version = machine.links[0]
        if machine.seen.health.lives[-1:] and machine.seen.health.lives[-1].version == version:
            machine.time_passes(800 + DEVICE_GRACE, **({} if good or version == "0.1.0" else {"devices": {}}))
        else:
            machine.now += 10
            machine.serves(version, began=machine.now)
    if machine.links[0] != machine.seen.health.lives[-1].version:  # returned from: the next life, and what is left is cleared away
        machine.now += 10
        machine.serves(machine.links[0], began=machine.now)
        machine.work()


def main() -> None:
    root, how = Path(sys.argv[1]), sys.argv[2]
    machine = Installed.found(root)
    machine.boot = "first"
    machine.places.runtime.mkdir(parents=True, exist_ok=True)
    machine.serves("0.1.0", began=1.0)
    machine.time_passes(60)
    play(machine, how == "good")
    shutil.rmtree(machine.places.runtime)


if __name__ == "__main__":
    main()
