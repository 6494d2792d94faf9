"""The database refuses to change what was written down, or to delete it early, also to whoever goes past the program's classes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from central_platform.core import clock
from central_platform.privacy.models import PrivacyAct
from central_platform.privacy.services import retain
from central_platform.staff import written_once
from central_platform.staff.models import ActKind, Forgetting, LookKind, NeverChanged, StaffAct, StaffLook
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.staff import listed, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock

DAY = 86_400
LONG_AGO = NOW - 3000 * DAY
BOUND = "INSERT INTO staff_forgetting (at, name, before) VALUES (0, '{}', {})"


@pytest.fixture
def _protected() -> Iterator[None]:
    """The tests' own database is without triggers, so that each test can begin with empty tables."""
    written_once.protect(connection)
    yield
    written_once.lift(connection)


def written(at: int) -> None:
    """A row of each kind."""
    StaffAct.objects.create(at=at, account="a", address="", kind=ActKind.SIGNED_IN)
    StaffLook.objects.create(at=at, account="a", address="", page="people.person", key="k", kind=LookKind.MASKED)


def done(statement: str) -> bool:
    """Whether the database does it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def times(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT at FROM {table} ORDER BY at")
        return [at for (at,) in cursor.fetchall()]


@pytest.mark.usefixtures("_protected")
@pytest.mark.parametrize("table", written_once.TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET account = 'x'", "DELETE FROM {}", "DELETE FROM {} WHERE at < 10000000000"])
def test_no_statement_changes_a_row(wang: SamplePerson, table: str, act: str) -> None:
    client = signed_in(Role.SUPERVISOR)
    client.get("/console/licences/licencerecord/")
    client.get("/console/auth/user/")
    before = list(StaffAct.objects.values_list()), list(StaffLook.objects.values_list())
    assert all(before), "there is something to change"
    assert not done(act.format(table))
    assert (list(StaffAct.objects.values_list()), list(StaffLook.objects.values_list())) == before


@pytest.mark.usefixtures("_protected")
def test_rows_are_added_all_the_same() -> None:
    client = signed_in(Role.SUPERVISOR)
    assert len(listed(client, "licences/licencerecord")) == StaffLook.objects.count() > 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows no REPLACE")
@pytest.mark.usefixtures("_protected")
def test_no_row_takes_the_place_of_another() -> None:
    written(NOW)
    pk = StaffAct.objects.get().pk
    columns = "(id, at, account, address, kind, page, key, detail)"
    assert not done(f"REPLACE INTO staff_staffact {columns} VALUES ({pk}, 1, 'x', '', 'FAILED', '', '', '')")
    assert done(f"REPLACE INTO staff_staffact {columns} VALUES ({pk + 1}, 1, 'x', '', 'FAILED', '', '', '')")
    assert StaffAct.objects.get(pk=pk).account == "a"


@pytest.mark.usefixtures("_protected")
def test_retain_forgets_what_is_old_and_writes_it_down(now: StandingClock) -> None:
    written(LONG_AGO)
    written(NOW - 1000 * DAY)
    gone = retain(clock.now())
    assert (gone["staff-looks"], gone["staff-acts"]) == (1, 1)
    assert [times(table) for table in written_once.TABLES] == [[NOW - 1000 * DAY]] * 2
    lines = PrivacyAct.objects.filter(act="RETAIN", kind__in=("staff-looks", "staff-acts"))
    assert sorted(lines.values_list("kind", "rows")) == [("staff-acts", 1), ("staff-looks", 1)]
    bounds = Forgetting.objects.values_list("name", "before", "at")
    assert sorted(bounds) == [(table, NOW - 1096 * DAY, NOW) for table in written_once.TABLES]
    retain(clock.now())
    assert Forgetting.objects.count() == 2, "where nothing goes nothing is written"


@pytest.mark.usefixtures("_protected")
@pytest.mark.parametrize("table", written_once.TABLES)
def test_old_rows_go_only_before_a_bound_that_stays(table: str) -> None:
    written(LONG_AGO)
    written(LONG_AGO + DAY)
    assert not done(f"DELETE FROM {table} WHERE at = {LONG_AGO}")
    assert done(BOUND.format(table, LONG_AGO + 1))
    assert done(f"DELETE FROM {table} WHERE at = {LONG_AGO}")
    assert not done(f"DELETE FROM {table}")
    assert times(table) == [LONG_AGO + DAY]
    for act in ("UPDATE {} SET before = 0", "DELETE FROM {}"):
        assert not done(act.format(written_once.BOUNDS))
    for change in (Forgetting.objects.all().delete, lambda: Forgetting.objects.update(before=0)):
        with pytest.raises(NeverChanged):
            change()
    assert Forgetting.objects.count() == 1
    other = next(name for name in written_once.TABLES if name != table)
    assert not done(f"DELETE FROM {other} WHERE at = {LONG_AGO}"), "the bound is of one table"


@pytest.mark.usefixtures("_protected")
def test_no_bound_reaches_into_the_last_six_months() -> None:
    """By the database's own clock."""
    with connection.cursor() as cursor:
        seconds = "extract(epoch FROM now())::bigint" if connection.vendor == "postgresql" else "strftime('%s', 'now')"
        cursor.execute(f"SELECT {seconds}")
        today = int(cursor.fetchone()[0])
    assert not done(BOUND.format("staff_staffact", today))
    assert not done(BOUND.format("staff_staffact", today - (written_once.NEVER_WITHIN - 1) * DAY))
    assert done(BOUND.format("staff_staffact", today - (written_once.NEVER_WITHIN + 1) * DAY))
