"""Working days: weekends, public holidays and the days worked for them, as far as the State Council's notices are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.cases.models import CaseRecord
from central_platform.core.working_days import due_text, promised
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.terms import TimeLimit
from kiosk.domain.working_days import KNOWN_UNTIL, is_working_day, working_day
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import TerminalApi


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-11-22", 5, "2026-11-27"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-09-30", 1, "2026-10-08"),  # National Day
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),  # Spring Festival
        ("2025-12-31", 1, "2026-01-04"),
    ],
)
def test_a_limit_ends_on_a_day_that_is_worked(start: str, days: int, end: str) -> None:
    """国务院办公厅关于2026年部分节假日安排的通知."""
    assert working_day(day(start), days) == day(end)


@given(start=st.dates(date(2004, 1, 1), date(2030, 12, 31)), days=st.integers(1, 40))
def test_so_many_days_are_worked_until_then(start: date, days: int) -> None:
    end = working_day(start, days)
    between = [date.fromordinal(number) for number in range(start.toordinal() + 1, end.toordinal() + 1)]
    assert sum(map(is_working_day, between)) == days
    assert is_working_day(end)


def test_beyond_what_is_known_weekends_count_alone() -> None:
    new_year = date(KNOWN_UNTIL + 1, 1, 1)
    assert is_working_day(new_year) == (new_year.weekday() < 5)
    assert KNOWN_UNTIL >= 2026
    assert due_text(date(KNOWN_UNTIL, 12, 31)) == f"{KNOWN_UNTIL}-12-31"
    assert "放假安排还没有收录" in due_text(new_year)
    assert due_text(None) == "—"


def test_days_of_the_calendar_are_not_worked_days() -> None:
    assert promised(day("2026-09-30"), TimeLimit(days=3, calendar=True)) == day("2026-10-03")


def test_the_console_says_what_was_not_known(api: TerminalApi, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang)))
    page, clerk = f"/console/cases/caserecord/{CaseRecord.objects.get().pk}/change/", signed_in(Role.CLERK)
    assert "还没有收录" not in clerk.get(page).content.decode()
    CaseRecord.objects.update(due=date(KNOWN_UNTIL + 1, 1, 4))
    assert f"{KNOWN_UNTIL + 1} 年起的放假安排还没有收录" in clerk.get(page).content.decode()
