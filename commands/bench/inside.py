"""A measure in a process with the terminal's environment, where freed memory is overwritten and nothing is cached by malloc: what
the terminal does, it does there."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from commands.bench.figure import Figure
from kiosk.domain.values import asdict

# commands/keeper, commands.terminal.overwrite_freed_memory and offline_cache/catalogue/meaning_child.py. With more threads than one
# the model's wait for each other where something else runs, and a query takes 350 ms instead of 15.
ENVIRONMENT = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=2",
    "MALLOC_PERTURB_": "165",
    "OMP_NUM_THREADS": "1",
}


def inside_terminal(module: str, folder: Path) -> list[Figure]:
    """The figures of a module that calls `tell`. CalledProcessError where it fails."""
    told = subprocess.run(
        [sys.executable, "-m", module, str(folder)], env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, check=True
    )
    return [Figure(**values) for values in json.loads(told.stdout)]


def tell(measure: Callable[[Path], list[Figure]]) -> None:
    """To be called by such a module as the main one."""
    print(json.dumps([asdict(figure) for figure in measure(Path(sys.argv[1]))]))


def settle_memory() -> None:
    """As the terminal does after its first frame: what stands is not looked through again by the garbage collector."""
    gc.collect()
    gc.freeze()
