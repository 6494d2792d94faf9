"""What differs between the databases, on PostgreSQL, in every run: the same tests, in a process of their own.

All of tests/central_platform runs there with ``PLATFORM_TESTS_ON=postgresql``, as ``make soak`` does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.bench.postgresql import programs
from tests.central_platform import databases

ROOT = Path(__file__).parents[2]
# Intake and its races, limits, texts with halves of pairs and NUL, triggers, migrations from nothing: what is soonest wrong.
CHOSEN = (
    "intake/test_intake.py",
    "intake/test_messages.py",
    "licences/test_presented.py",
    "people/test_phone_codes.py",
    "people/test_paper_codes.py",
    "shared_data/test_business_codes.py",
    "shared_data/test_limits.py",
    "shared_data/test_same_rows.py",
    "cases/test_attachments.py",
    "cases/test_counter_at_once.py",
    "console/test_written_once.py",
    "test_odd_texts.py",
)


@pytest.mark.skipif(databases.is_postgresql(), reason="all of it is on PostgreSQL already")
@pytest.mark.timeout(600)
def test_what_differs_between_databases_holds_on_both() -> None:
    assert programs(), "PostgreSQL is missing: packaging/bootstrap test"
    files = [f"tests/central_platform/{name}" for name in CHOSEN]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PLATFORM_", "PYTEST_", "SOAK"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *files],
        cwd=ROOT,
        env={**environment, databases.SWITCH: "postgresql"},
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert done.returncode == 0, done.stdout[-6000:]
