"""Materials that departments' records prove: yes or no and nothing else, of the applicant alone, asked again for a case."""

from __future__ import annotations

import pytest

from central_platform.cases.models import CaseRecord
from central_platform.catalogue.data_sets import record_problems
from central_platform.catalogue.published import current
from central_platform.licences.models import LicenceRecord
from central_platform.people.models import Lookup
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.samples.department import Department, Mood
from central_platform.shared_data.comparing import KEPT_DAYS
from central_platform.shared_data.models import DataUse, ProvedMaterial, Record, Source
from central_platform.shared_data.services import data_sets
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.service_items import RecordRequirement, ServiceItem
from kiosk.domain.values import replace
from tests.central_platform.terminal_api import StandingClock, TerminalApi

CODES = {item.name.zh: code for code, item in current().items.items()}
BIRTH, SUBSIDY = CODES["生育登记"], CODES["困难残疾人生活补贴和重度残疾人护理补贴申请"]
MARRIED, DISABLED = "marriage-archive", "disability-certificate"
LI, OUYANG, CHEN = sample_person("li"), sample_person("ouyang"), sample_person("chen")


@pytest.fixture(autouse=True)
def _rows(now: object) -> None:
    sample_records.load((MARRIED, DISABLED, "low-income-status"))
    LicenceRecord.objects.all().delete()


def proved(api: TerminalApi, person: SamplePerson, code: str, *materials: str) -> dict[str, bool]:
    body = {**api.identity(person), "implementation_code": code, "materials": list(materials)}
    return dict(api.call("/comparison", body)["proved"])


def test_a_record_proves_a_material(api: TerminalApi) -> None:
    assert proved(api, LI, BIRTH, "marriage") == {"marriage": True}
    assert proved(api, OUYANG, BIRTH, "marriage") == {"marriage": False}
    assert proved(api, CHEN, SUBSIDY, "disability_certificate", "minimum_certificate") == {
        "disability_certificate": True,
        "minimum_certificate": True,
    }


def test_a_comparison_is_written_down_and_counted(api: TerminalApi) -> None:
    proved(api, LI, BIRTH, "marriage")
    (use,) = DataUse.objects.all()
    assert (use.purpose, use.data_set, use.item, use.outcome) == ("comparison", MARRIED, BIRTH, "ANSWERED")
    assert use.terminal_id == api.terminal_id
    assert Lookup.objects.filter(what="comparison", person_tag=tag_of(LI.number)).count() == 1


def test_who_was_divorced_is_looked_at_by_a_person(api: TerminalApi) -> None:
    row = Record.objects.get(data_set=MARRIED, subject_tag=tag_of(LI.number))
    row.pk, row.row, row.sealed = None, "0" * 64, {**row.cells, "kind": "离婚登记"}
    row.save()
    assert proved(api, LI, BIRTH, "marriage") == {"marriage": False}


def test_only_what_was_asked_for_is_compared(api: TerminalApi) -> None:
    assert proved(api, CHEN, SUBSIDY, "disability_certificate") == {"disability_certificate": True}
    assert proved(api, LI, BIRTH, "id_card", "no such material") == {}
    assert set(DataUse.objects.values_list("data_set", flat=True)) == {DISABLED}


def test_another_name_on_the_number_is_compared_with_nothing(api: TerminalApi) -> None:
    class Other:
        name, number = "别人", LI.number

    assert proved(api, Other(), BIRTH, "marriage") == {}  # type: ignore[arg-type]
    assert not DataUse.objects.exists()


@pytest.mark.parametrize("mood", [Mood.NONSENSE, Mood.SOMEBODY_ELSE, Mood.BROKEN])
def test_of_a_department_that_fails_nothing_is_said(api: TerminalApi, department: Department, mood: Mood) -> None:
    Source.objects.create(key=MARRIED, url=department.url)
    department.mood = mood
    assert proved(api, LI, BIRTH, "marriage") == {}
    assert not ProvedMaterial.objects.exists()


def test_an_item_that_is_not_published_is_not_found(api: TerminalApi) -> None:
    body = {**api.identity(LI), "implementation_code": "9" * 31, "materials": []}
    assert api.call("/comparison", body, 404)["code"] == "NOT_FOUND"


ANSWERS = {"stage": "pregnant", "expected_on": "2027-03-01", "child_order": "first", "married": "yes", "mobile": LI.mobile}


def case_of(api: TerminalApi) -> CaseRecord:
    content = api.content(LI, implementation_code=BIRTH, answers=ANSWERS)
    (verdict,) = api.submit(api.seal(content))
    assert verdict["verdict"] == "ACCEPTED"
    return CaseRecord.objects.get(submission_id=content["submission_id"])


def to_bring(row: CaseRecord) -> bool:
    return "结婚证" in row.next.zh


def test_a_case_is_compared_where_no_terminal_could(api: TerminalApi) -> None:
    """What the message says of its materials counts for nothing."""
    row = case_of(api)
    assert not row.lacking, [one.text.zh for one in row.lacking]
    assert not to_bring(row)
    assert DataUse.objects.get().terminal is None, "asked by the platform, for the case"
    CaseRecord.objects.all().delete()
    Record.objects.filter(data_set=MARRIED, subject_tag=tag_of(LI.number)).delete()
    assert to_bring(case_of(api))


def test_what_a_terminal_was_told_stands(api: TerminalApi, now: StandingClock) -> None:
    proved(api, LI, BIRTH, "marriage")
    Record.objects.filter(data_set=MARRIED, subject_tag=tag_of(LI.number)).delete()
    now.at += 20 * 86400
    api.get_token()
    assert not to_bring(case_of(api)), "it waited on a terminal without network"
    CaseRecord.objects.all().delete()
    now.at += KEPT_DAYS * 86400
    api.get_token()
    assert to_bring(case_of(api))


@pytest.mark.parametrize(
    ("requirement", "told"),
    [
        (RecordRequirement("no-such-set", "true"), "no such data set"),
        (RecordRequirement("marriage-offices", "true"), "subject PERSON"),
        (RecordRequirement("senior-allowance", "size(rows) > 0"), "purpose comparison"),
        (RecordRequirement(MARRIED, "rows.exists(row, row.colour == 'red')"), "cannot be evaluated"),
        (RecordRequirement(MARRIED, "size(rows) >= 0"), "nothing on record"),
        (RecordRequirement(MARRIED, "size(rows)"), "true or false"),
    ],
)
def test_publishing_refuses_a_record_that_proves_nothing(requirement: RecordRequirement, told: str) -> None:
    (problem,) = record_problems([_with_record(current().items[BIRTH], requirement)], data_sets())
    assert told in problem
    assert not list(record_problems(current().items.values(), data_sets()))


def _with_record(item: ServiceItem, requirement: RecordRequirement) -> ServiceItem:
    material = replace(item.guide.materials[1], records=(requirement,))
    return replace(item, guide=replace(item.guide, materials=(material,)))
