"""What the ledger keeps of technicians and of staff: codes that were used, wrong PINs, notes. All of it outlives the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.technicians import FIRST_WAIT, FREE_TRIES, wait_after
from offline_cache.ledger.ledger import SqliteLedger
from tests.kiosk.session_samples import WALL

Opened = Callable[[], SqliteLedger]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """The ledger as the next process finds it."""
    ledgers: list[SqliteLedger] = []

    def open_anew() -> SqliteLedger:
        ledgers.append(SqliteLedger(tmp_path / "ledger.db", "T0001"))
        return ledgers[-1]

    yield open_anew
    for ledger in ledgers:
        ledger.close()


def test_a_code_is_good_once_in_any_process(opened: Opened) -> None:
    assert not opened().code_used("nonce")
    assert opened().admit("nonce", "chen", WALL)
    assert opened().code_used("nonce")
    assert not opened().admit("nonce", "chen", WALL)
    assert not opened().admit("nonce", "other", WALL + 400 * 86_400)
    assert opened().admit("another", "chen", WALL)


def test_wrong_pins_are_counted_across_processes_and_days(opened: Opened) -> None:
    assert [opened().begin_try("chen", WALL) for _ in range(FREE_TRIES)] == [0] * FREE_TRIES
    assert opened().waits_for("chen", WALL) == FIRST_WAIT
    assert opened().begin_try("chen", WALL + 1) == FIRST_WAIT - 1
    assert opened().begin_try("chen", WALL + 1) == FIRST_WAIT - 1, "what was not tried is not counted"
    assert opened().begin_try("other", WALL + 1) == 0, "nobody else waits for it"
    assert opened().begin_try("chen", WALL + FIRST_WAIT) == 0
    assert opened().waits_for("chen", WALL + FIRST_WAIT) == 2 * FIRST_WAIT
    assert opened().begin_try("chen", WALL + 86_400) == 0
    assert opened().waits_for("chen", WALL + 86_400) == 4 * FIRST_WAIT, "no day makes it less"


def test_the_right_pin_ends_the_count(opened: Opened) -> None:
    for _ in range(FREE_TRIES):
        opened().begin_try("chen", WALL)
    assert opened().admit("nonce", "chen", WALL + FIRST_WAIT)
    assert opened().waits_for("chen", WALL + FIRST_WAIT) == 0


def test_a_clock_that_is_put_back_makes_nobody_wait_longer(opened: Opened) -> None:
    for _ in range(FREE_TRIES):
        opened().begin_try("chen", WALL)
    assert opened().begin_try("chen", WALL - 10 * 86_400) == FIRST_WAIT


@given(st.lists(st.integers(0, 4000), max_size=60))
def test_no_pace_of_trying_finds_more_than_a_few(tmp_path_factory: pytest.TempPathFactory, pauses: list[int]) -> None:
    ledger = SqliteLedger(tmp_path_factory.mktemp("tries") / "ledger.db", "T0001")
    at, tried = WALL, 0
    for pause in pauses:
        at += pause
        tried += ledger.begin_try("chen", at) == 0
    ledger.close()
    assert sum(map(wait_after, range(tried))) <= at - WALL, "each try was waited for"


def test_what_staff_said_is_there_after_a_restart(opened: Opened) -> None:
    opened().note_of_staff("service", "repair", WALL)
    opened().note_of_staff("help", "called", WALL)
    assert opened().notes_of_staff() == {"service": "repair", "help": "called"}
    opened().note_of_staff("service", "", WALL)
    assert opened().notes_of_staff() == {"help": "called"}
