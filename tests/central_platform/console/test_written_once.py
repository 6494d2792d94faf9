"""The database refuses to change what was written down, also to whoever goes past the program's own classes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from central_platform.staff import written_once
from central_platform.staff.models import StaffAct, StaffLook
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.staff import listed, signed_in


@pytest.fixture
def _protected() -> Iterator[None]:
    """The tests' own database is without triggers, so that each test can begin with empty tables."""
    written_once.protect(connection)
    yield
    written_once.lift(connection)


@pytest.mark.usefixtures("_protected")
@pytest.mark.parametrize("table", written_once.TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET account = 'x'", "DELETE FROM {}"])
def test_no_statement_changes_a_row(wang: SamplePerson, table: str, act: str) -> None:
    client = signed_in(Role.SUPERVISOR)
    client.get("/console/licences/licencerecord/")
    client.get("/console/auth/user/")
    before = list(StaffAct.objects.values_list()), list(StaffLook.objects.values_list())
    assert all(before), "there is something to change"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
    assert (list(StaffAct.objects.values_list()), list(StaffLook.objects.values_list())) == before


@pytest.mark.usefixtures("_protected")
def test_rows_are_added_all_the_same() -> None:
    client = signed_in(Role.SUPERVISOR)
    assert len(listed(client, "licences/licencerecord")) == StaffLook.objects.count() > 0
