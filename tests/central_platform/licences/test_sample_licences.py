"""Sample licences of many kinds: whose they are, what their pages show, and what a terminal is given of them."""

from __future__ import annotations

import base64
import io
import time
from datetime import date

import pypdfium2
import pytest

from central_platform.catalogue.published import current
from central_platform.core.keys import key_ring
from central_platform.licences import services
from central_platform.licences.models import LicenceRecord
from central_platform.people.services import tag_of
from central_platform.samples import licences as sample_licences
from central_platform.samples.licences import COMPANIES
from kiosk.domain.identifiers import credit_code_fault, licence_identifier_fault
from kiosk.domain.sample_people import sample_person
from kiosk.messages.signing import verified
from tests.central_platform.terminal_api import TerminalApi


@pytest.fixture(autouse=True)
def _loaded() -> None:
    sample_licences.load()


def test_there_are_licences_of_many_kinds_and_none_is_real() -> None:
    rows = list(LicenceRecord.objects.defer("page").select_related("holder"))
    assert len({row.licence_type for row in rows}) >= 120
    assert {row.licence_type for row in rows} <= set(current().licence_types)
    assert {licence_identifier_fault(row.identifier) for row in rows} == {None}
    for row in rows:
        assert row.identifier.split(".")[6] == "310199"
        assert row.number.startswith("310199")
    assert {row.company_number for row in rows} == {"", *COMPANIES}
    assert {credit_code_fault(number) for number in COMPANIES} == {None}
    assert {number[2:8] for number in COMPANIES} == {"310199"}


def test_loading_again_changes_nothing_and_takes_no_time() -> None:
    before = LicenceRecord.objects.count()
    began = time.perf_counter()
    sample_licences.load()
    assert time.perf_counter() - began < 1
    assert LicenceRecord.objects.count() == before


def test_every_page_can_be_drawn() -> None:
    for row in LicenceRecord.objects.defer("page").select_related("holder"):
        assert not services._page(row).undrawable(), row.identifier
        shown = services._page(row).rows
        assert len(shown) <= 9, row.licence_type
        assert all(label and value for label, value in shown), row.licence_type


def test_who_issued_it_is_of_the_district_or_of_the_country() -> None:
    issued = dict(LicenceRecord.objects.values_list("licence_type", "authority_zh"))
    assert issued["patent-certificate"] == "国家知识产权局"
    assert issued["tobacco-retail-licence"] == "样板区烟草专卖行政主管部门"
    assert issued["real-estate-registration-certificate"] == "样板区不动产登记机构"
    assert issued["seafarer-competency-certificate"] == "海事管理机构"


def test_a_companys_licence_names_the_company_and_is_given_to_whoever_acts_for_it(api: TerminalApi) -> None:
    li = sample_person("li")
    licences = api.call("/licences", api.identity(li))["licences"]
    assert {licence["company"] for licence in licences} == {"", "样板区某某餐饮管理有限公司"}
    held = {licence["licence_type"]: licence["identifier"] for licence in licences}
    answer = api.call("/licences/file", {**api.identity(li), "identifier": held["business-licence"]})
    claims = verified(answer["statement"], "licence-statement", key_ring().verification)
    assert claims["holder"] == "样板区某某餐饮管理有限公司"
    document = pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(answer["pdf"])))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "913101990000300156" in text
    assert li.number not in text
    LicenceRecord.objects.filter(identifier=held["business-licence"]).update(company_name="样" * 100)
    answer = api.call("/licences/file", {**api.identity(li), "identifier": held["business-licence"]})
    claims = verified(answer["statement"], "licence-statement", key_ring().verification)
    assert claims["holder"] == "样" * 20, "or the code on the copy would be too fine to be read"
    assert services.held_by([tag_of(li.number)], date(2026, 11, 26))[tag_of(li.number)].count(("李娜", "business-licence")) == 0
    wang = api.call("/licences", api.identity(sample_person("wang")))["licences"]
    assert "business-licence" not in {licence["licence_type"] for licence in wang}
