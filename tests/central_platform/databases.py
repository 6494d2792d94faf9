"""On which database the platform's tests run: SQLite, or PostgreSQL where the environment says so."""

from __future__ import annotations

import os
from functools import cache

from commands.bench.postgresql import Cluster

SWITCH = "PLATFORM_TESTS_ON"  # "postgresql"


def is_postgresql() -> bool:
    """Whether this run of the tests is on PostgreSQL."""
    return os.environ.get(SWITCH) == "postgresql"


def new_database() -> dict[str, str]:
    """What the environment of one more platform must have, so that its tables are its own: nothing where they lie in its home."""
    return {"PLATFORM_DATABASE": _cluster().new_database()} if is_postgresql() else {}


def stop() -> None:
    """The tests are over."""
    if is_postgresql():
        _cluster().stop()


@cache
def _cluster() -> Cluster:
    return Cluster()
