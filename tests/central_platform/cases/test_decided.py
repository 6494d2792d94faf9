"""What is decided of a submission once it is opened: by the rules, by a person, or back to the resident."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin import site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.admin import CaseAdmin
from central_platform.cases.content import parse_submission
from central_platform.cases.models import CaseRecord
from central_platform.catalogue import published as catalogue
from central_platform.licences.models import LicenceRecord
from central_platform.licences.presenting import present
from central_platform.people.services import tag_of
from central_platform.staff.masking import Shown, showing
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.times import day_of
from tests.campaign import one_of_each
from tests.central_platform.staff import show, signed_in
from tests.central_platform.terminal_api import NOW, SENIOR_CARD, SITE, TerminalApi, moment

SENIORS = {"wang", "zhuge", "chen"}


def _changed(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**content, **changes}


DEFECTS: dict[str, Any] = {
    "unknown item": lambda c: _changed(c, implementation_code="X" * 31),
    "another id inside": lambda c: _changed(c, submission_id=moment().new_id()),
    "another terminal inside": lambda c: _changed(c, terminal_id="T999999999"),
    "bad citizen number": lambda c: _changed(c, applicant={**c["applicant"], "number": "310199194803120261"}),
    "an answer of the wrong kind": lambda c: _changed(c, answers={**c["answers"], "household_here": ["yes"]}),
    "a huge number": lambda c: _changed(c, answers={**c["answers"], "household_here": 10**4000}),
    "a missing answer": lambda c: _changed(c, answers={"household_here": "yes"}),
    "born tomorrow": lambda c: _changed(c, applicant={**c["applicant"], "birth": "2200-01-01"}),
    "no applicant": lambda c: {key: value for key, value in c.items() if key != "applicant"},
    "a NUL": lambda c: _changed(c, receipt_number="\0\0"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_makes_a_correction_with_reasons(api: TerminalApi, wang: SamplePerson, defect: str) -> None:
    content = api.content(wang)
    (verdict,) = api.submit(api.seal(DEFECTS[defect](content), content["submission_id"]))
    assert verdict["verdict"] == "ACCEPTED"
    if defect == "a NUL":
        return
    case = verdict["case"]
    assert case["state"] == "CORRECTION"
    row = CaseRecord.objects.get()
    assert row.lacking
    assert row.lacking[0].text.zh in case["next_step"]["zh"]
    assert [told["kind"] for told in case["defects"]] == [defect.kind.value for defect in row.lacking]
    assert SITE.zh in case["next_step"]["zh"]


@pytest.mark.parametrize(
    "plain",
    [b"", b"\xff\xfe", b"null", b"[1]", b"{", b"NaN", b'{"answers": NaN}', b"[" * 40_000, b'{"applicant": 7}', b"9" * 5000],
)
def test_whatever_opens_becomes_a_case(api: TerminalApi, plain: bytes) -> None:
    (verdict,) = api.submit(api.seal(plain, moment().new_id()))
    assert verdict["case"]["state"] == "CORRECTION"
    assert verdict["case"]["item_name"]["zh"] == "待核对的事项"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    changes=st.dictionaries(st.sampled_from(["applicant", "answers", "materials", "committed_at", "language"]), _json, min_size=1)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_stops_intake(api: TerminalApi, wang: SamplePerson, changes: dict[str, Any]) -> None:
    content = api.content(wang)
    plain = json.dumps({**content, **changes}).encode()
    (verdict,) = api.submit(api.seal(plain, content["submission_id"]))
    assert verdict["verdict"] == "ACCEPTED"


@given(plain=st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode()))
def test_reading_content_never_raises(plain: bytes) -> None:
    opened = parse_submission(plain, "x", "T", day_of(NOW))
    assert opened.defects
    json.loads(opened.record)


@pytest.mark.parametrize("person", SAMPLE_PEOPLE, ids=lambda person: person.key)
def test_the_senior_card_is_accepted_at_once_where_all_rules_hold(api: TerminalApi, person: SamplePerson) -> None:
    (verdict,) = api.submit(api.seal(api.content(person)))
    case = verdict["case"]
    if person.key in SENIORS:
        assert case["state"] == "ACCEPTED"
        assert case["due"] == "2026-12-11"  # fifteen working days after a Sunday
        assert "制卡完成后短信通知您" in case["next_step"]["zh"]
        assert "领取" in case["next_step"]["zh"]
        assert CaseRecord.objects.get().automatic
    else:
        assert case["state"] == "RECEIVED"
        assert case["due"] == "2026-11-27"
        assert "11月27日前查看您的申请" in case["next_step"]["zh"]


@pytest.mark.parametrize("person", [sample_person(key) for key in sorted(SENIORS)], ids=lambda person: person.key)
@pytest.mark.parametrize("lost", ["missing", "revoked", "expired"])
def test_without_the_licence_a_person_decides_whatever_the_terminal_says(api: TerminalApi, person: SamplePerson, lost: str) -> None:
    rows = LicenceRecord.objects.filter(holder=tag_of(person.number), licence_type="household-register")
    match lost:
        case "missing":
            rows.delete()
        case "revoked":
            rows.update(revoked=True)
        case "expired":
            rows.update(valid_until="2026-11-21")
    claimed = [{"key": "household_register", "state": "WAIVED", "licence_type": "household-register"}]
    (verdict,) = api.submit(api.seal(api.content(person, materials=claimed)))
    assert verdict["case"]["state"] == "RECEIVED"
    assert "请把居民户口簿带到" in verdict["case"]["next_step"]["zh"]
    assert "Household register" in verdict["case"]["next_step"]["en"]


def test_another_name_on_the_number_gets_nobodys_licences(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["applicant"]["name"] = "别人"
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "RECEIVED"


def test_a_social_security_card_is_decided_as_an_id_card_is(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["applicant"] |= {"card_kind": "social-security", "address": "", "card_valid_until": None}
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "ACCEPTED"
    row = CaseRecord.objects.get(submission_id=content["submission_id"])
    with showing(Shown("HANDLING", "")):
        shown = str(CaseAdmin(CaseRecord, site).applicant(row))
    assert "社会保障卡" in shown
    assert wang.number in shown


def test_by_courier_says_so(api: TerminalApi, wang: SamplePerson) -> None:
    answers = {"household_here": "yes", "mobile": wang.mobile, "delivery": "courier", "courier_address": wang.address}
    (verdict,) = api.submit(api.seal(api.content(wang, answers={**answers, "photo_choice": "card"})))
    assert verdict["case"]["state"] == "ACCEPTED"
    assert "快递" in verdict["case"]["next_step"]["zh"]


def test_a_second_application_is_a_case_that_names_the_first(api: TerminalApi, wang: SamplePerson) -> None:
    (first,) = api.submit(api.seal(api.content(wang)))
    (second,) = api.submit(api.seal(api.content(wang)))
    assert second["case"]["state"] == "RECEIVED"
    assert second["case"]["case_number"] != first["case"]["case_number"]
    for language in ("zh", "en"):
        assert first["case"]["case_number"] in second["case"]["next_step"][language]


def what_differs(item: ServiceItem) -> tuple[object, ...]:
    """To intake each item with a form is one of its own; of the others all of a kind are alike."""
    return (item.implementation_code,) if item.form else (item.kind, item.assurance)


def test_each_item_that_is_decided_with_no_person_can_be_taken_in(api: TerminalApi, wang: SamplePerson) -> None:
    """No item of the catalogue, with no answers at all, stops intake."""
    for item in one_of_each(list(catalogue.current().items.values()), what_differs):
        (verdict,) = api.submit(api.seal(api.content(wang, implementation_code=item.implementation_code, answers={})))
        names = {item.name.zh, *(child.name.zh for child in item.children)}
        assert verdict["case"]["item_name"]["zh"] in names


def test_half_a_pair_in_an_application_ends_no_page_of_staff(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["applicant"]["name"] = "王\ud867"
    content["answers"]["household_here\udc00"] = "李\ud867"
    (verdict,) = api.submit(api.seal(json.dumps(content).encode(), content["submission_id"]))
    assert verdict["verdict"] == "ACCEPTED"
    staff = signed_in(Role.CLERK)
    row = CaseRecord.objects.get()
    assert "\\ud867" in row.record, "kept as it came"
    assert staff.get(f"/console/cases/caserecord/{row.pk}/change/").status_code == 200
    assert "王\ufffd" in show(staff, f"cases/caserecord/{row.pk}")
    assert api.call("/cases", api.identity(wang))["cases"] == [], "with a character lost it is nobody's name"


class TestPresented:
    """A licence that was shown on a phone settles its material, by the platform's own record of that."""

    @pytest.fixture
    def shown(self, api: TerminalApi, wang: SamplePerson) -> dict[str, Any]:
        """What the terminal then writes of the material. The licence expires before the submission arrives."""
        code = present(wang.number, "household-register", NOW)
        body = {**api.identity(wang), "code": code, "implementation_code": SENIOR_CARD}
        reference = api.call("/licences/presented", body)["answer"]["reference"]
        LicenceRecord.objects.filter(holder=tag_of(wang.number), licence_type="household-register").update(valid_until="2026-11-21")
        return {"key": "household_register", "state": "WAIVED", "licence_type": "household-register", "presented": reference}

    def decided(self, api: TerminalApi, person: SamplePerson, material: dict[str, Any]) -> str:
        (verdict,) = api.submit(api.seal(api.content(person, materials=[material])))
        return str(verdict["case"]["state"])

    def test_it_counts_as_on_the_day_it_was_shown(self, api: TerminalApi, wang: SamplePerson, shown: dict[str, Any]) -> None:
        assert self.decided(api, wang, shown) == "ACCEPTED"
        assert "居民户口簿" in CaseAdmin(CaseRecord, site).presented(CaseRecord.objects.get())
        assert "查无此亮证" not in CaseAdmin(CaseRecord, site).presented(CaseRecord.objects.get())

    def test_a_made_up_reference_counts_nothing(self, api: TerminalApi, wang: SamplePerson, shown: dict[str, Any]) -> None:
        assert self.decided(api, wang, {**shown, "presented": "0" * 36}) == "RECEIVED"
        assert "查无此亮证" in CaseAdmin(CaseRecord, site).presented(CaseRecord.objects.get())

    def test_another_applicants_reference_counts_nothing(self, api: TerminalApi, shown: dict[str, Any]) -> None:
        chen = sample_person("chen")
        LicenceRecord.objects.filter(holder=tag_of(chen.number), licence_type="household-register").delete()
        assert self.decided(api, chen, shown) == "RECEIVED"

    def test_a_licence_revoked_since_counts_nothing(self, api: TerminalApi, wang: SamplePerson, shown: dict[str, Any]) -> None:
        LicenceRecord.objects.filter(holder=tag_of(wang.number), licence_type="household-register").update(revoked=True)
        assert self.decided(api, wang, shown) == "RECEIVED"
