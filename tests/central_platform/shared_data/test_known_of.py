"""What a form need not ask: told of the applicant alone, only what the form names, and written down."""

from __future__ import annotations

import pytest

from central_platform.catalogue.published import current
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Lookup
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data.models import DataUse, Record
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import SENIOR_CARD, TerminalApi

CODES = {item.name.zh: code for code, item in current().items.items()}
UNEMPLOYED, DISABLED = CODES["失业登记"], CODES["残疾人证申领"]
LEFT, KIND = "data.employment-record.until", "licence.disability-certificate.残疾类别"
OUYANG, CHEN = sample_person("ouyang"), sample_person("chen")


@pytest.fixture(autouse=True)
def _rows(now: object) -> None:
    sample_records.load(("employment-record",))


def known(api: TerminalApi, person: SamplePerson, code: str) -> dict[str, str]:
    return dict(api.call("/prefill", {**api.identity(person), "implementation_code": code})["known"])


def test_a_departments_record_is_told_and_its_use_written_down(api: TerminalApi) -> None:
    assert known(api, OUYANG, UNEMPLOYED) == {LEFT: "2023-08-15"}
    (use,) = DataUse.objects.filter(purpose="prefill")
    assert use.data_set == "employment-record"
    assert Lookup.objects.filter(what="prefill", person_tag=tag_of(OUYANG.number)).count() == 1


def test_a_licence_is_told_while_it_counts(api: TerminalApi) -> None:
    assert known(api, CHEN, DISABLED) == {KIND: "肢体"}
    LicenceRecord.objects.filter(licence_type="disability-certificate", holder=tag_of(CHEN.number)).update(revoked=True)
    assert known(api, CHEN, DISABLED) == {}


def test_nothing_is_told_that_the_form_does_not_name(api: TerminalApi) -> None:
    assert known(api, OUYANG, SENIOR_CARD) == {}
    assert known(api, OUYANG, DISABLED) == {}
    assert not DataUse.objects.filter(purpose="prefill").exists()


def test_of_two_records_nobody_knows_which_is_meant(api: TerminalApi) -> None:
    row = Record.objects.get(data_set="employment-record")
    row.pk, row.row = None, "0" * 64
    row.save()
    assert known(api, OUYANG, UNEMPLOYED) == {}


def test_another_name_on_the_number_is_told_nothing(api: TerminalApi) -> None:
    class Other:
        name, number = "别人", OUYANG.number

    assert known(api, Other(), UNEMPLOYED) == {}  # type: ignore[arg-type]


def test_an_item_that_is_not_published_is_not_found(api: TerminalApi) -> None:
    body = {**api.identity(OUYANG), "implementation_code": "9" * 31}
    assert api.call("/prefill", body, 404)["code"] == "NOT_FOUND"
