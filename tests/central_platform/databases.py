"""On which database the platform's tests run: SQLite, or PostgreSQL where the environment says so."""

from __future__ import annotations

import os

SWITCH = "PLATFORM_TESTS_ON"  # "postgresql"


def is_postgresql() -> bool:
    """Whether this run of the tests is on PostgreSQL."""
    return os.environ.get(SWITCH) == "postgresql"
