"""The console's pages of shared data."""

from __future__ import annotations

import pytest
from django.test import Client

from central_platform.samples import records as sample_records
from central_platform.shared_data import services
from central_platform.shared_data.models import DataImport, DataUse, Source
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import StandingClock, TerminalApi

PENSION = "113101990000002116431200000E109"


@pytest.fixture
def staff(now: StandingClock) -> Client:
    sample_records.load()
    return signed_in(Role.EDITOR)


def test_every_data_set_has_its_row(staff: Client) -> None:
    page = staff.get("/console/shared_data/source/").content.decode()
    assert "养老金领取情况" in page
    assert "样板区人力资源和社会保障局" in page
    assert Source.objects.count() == len(services.data_sets())
    detail = staff.get("/console/shared_data/source/pension-payments/change/").content.decode()
    assert "发放年月" in detail
    assert "2026年11月22日" in detail or "2026-11-22" in detail


@pytest.mark.parametrize(
    ("url", "taken"),
    [("https://department.example/data", True), ("http://127.0.0.1:8800/data", True), ("http://department.example/data", False)],
)
def test_a_department_is_asked_over_tls_or_on_this_machine(staff: Client, url: str, taken: bool) -> None:
    staff.get("/console/shared_data/source/")
    Source.objects.filter(pk="pension-payments").update(faults=9, open_until=2**40)
    staff.post("/console/shared_data/source/pension-payments/change/", {"url": url})
    row = Source.objects.get(pk="pension-payments")
    assert (row.url, row.faults) == ((url, 0) if taken else ("", 9))


def test_imports_and_uses_are_read_and_hold_nobodys_data(staff: Client, api: TerminalApi, wang: SamplePerson) -> None:
    api.call("/query", {"implementation_code": PENSION, **api.identity(wang)})
    use, brought = DataUse.objects.get(), DataImport.objects.first()
    assert brought
    auditor = signed_in(Role.AUDITOR, name="auditor")
    for page in ("datause/", f"datause/{use.pk}/change/", "dataimport/", f"dataimport/{brought.pk}/change/", "source/"):
        response = (staff if page == "source/" else auditor).get(f"/console/shared_data/{page}")
        assert response.status_code == 200
        text = response.content.decode()
        for secret in (wang.number, wang.name, "4386", "438650"):
            assert secret not in text, page
    for page in ("datause/add/", "dataimport/add/", "source/add/"):
        assert staff.get(f"/console/shared_data/{page}").status_code == 403
