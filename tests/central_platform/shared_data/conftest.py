"""What the tests of shared data have in common: a terminal's questions, and a department's service on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from central_platform.samples.department import Department, Mood, sample_rows
from central_platform.shared_data.models import Source
from tests.central_platform.terminal_api import NOW


@pytest.fixture(scope="module")
def _department() -> Iterator[Department]:
    made = Department(sample_rows(), lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def department(_department: Department) -> Department:
    """Well, and asked for pensions."""
    _department.mood, _department.moods, _department.asked, _department.bearers = Mood.FULL, [], [], []
    Source.objects.create(key="pension-payments", url=_department.url)
    return _department
