"""Staff revoke a licence or a paper in the console; nobody else does, and it is known who did."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from central_platform.licences.models import IssuedPaper, LicenceRecord
from central_platform.licences.services import revoked_licences
from central_platform.people.services import tag_of
from central_platform.staff.roles import Role
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi


def revoke(client: Client, page: str, identifier: str) -> None:
    asked = {"key": identifier, "reason": "发证机关来函", "word": "作废"}
    client.post(f"/console/licences/{page}/revoke/", asked)


def test_a_revoked_licence_is_copied_no_more(api: TerminalApi, wang: SamplePerson) -> None:
    row = LicenceRecord.objects.filter(holder__tag=tag_of(wang.number), revoked=False).first()
    assert row
    revoke(signed_in(Role.SUPERVISOR), "licencerecord", row.identifier)
    assert row.identifier in revoked_licences()
    asked = {**api.identity(wang), "identifier": row.identifier}
    assert api.call("/licences/file", asked, 409)["code"] == "NOT_USABLE"
    assert LogEntry.objects.get().object_id == row.identifier


def test_a_revoked_paper_is_listed_with_the_licences(api: TerminalApi) -> None:
    terminal = Terminal.objects.get(pk=api.terminal_id)
    row = IssuedPaper(identifier="ZM310199-20261122-00001", item="1", terminal=terminal, issued_at=NOW, sha256="0" * 64)
    row.save(force_insert=True)
    before = revoked_licences()
    revoke(signed_in(Role.SUPERVISOR), "issuedpaper", row.identifier)
    assert revoked_licences() == [*before, row.identifier]


@pytest.mark.parametrize("roles", [(), (Role.LEAD,), (Role.AUDITOR,)])
def test_who_may_not_change_licences_revokes_nothing(api: TerminalApi, wang: SamplePerson, roles: tuple[Role, ...]) -> None:
    row = LicenceRecord.objects.filter(holder__tag=tag_of(wang.number), revoked=False).first()
    assert row
    before = revoked_licences()
    revoke(signed_in(*roles), "licencerecord", row.identifier)
    assert revoked_licences() == before
    assert not LogEntry.objects.exists()
