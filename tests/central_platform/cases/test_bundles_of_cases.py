"""A bundle's submission: one case for each item, all or none, each judged and decided by itself, and told of together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

import pytest
from django.contrib.admin import site
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from central_platform.cases import services
from central_platform.cases.admin import CaseAdmin
from central_platform.cases.bundles import parts_of
from central_platform.cases.content import parse_submission
from central_platform.cases.decisions import judge
from central_platform.cases.handler import _Opening
from central_platform.cases.models import Attachment, CaseEvent, CaseRecord
from central_platform.catalogue import published as catalogue
from central_platform.catalogue.published import item_of
from central_platform.notices.models import TextMessage
from central_platform.privacy.services import retain
from central_platform.ratings.models import Rating
from central_platform.staff.masking import Shown, showing
from central_platform.staff.roles import Role
from kiosk.domain.bundles import BUNDLE_SCHEMA
from kiosk.domain.cases import OPEN, CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.submissions import new_receipt_token
from kiosk.messages.canonical import sha256_hex
from kiosk.messages.contents import RatingReport
from tests.campaign import examples
from tests.central_platform.staff import show, signed_in
from tests.central_platform.terminal_api import NOW, TerminalApi, moment

NEWBORN = "113101990000384553431200000EB01"
INSURANCE, CARD, BILLS = (
    "11310199000000326C431200000E204",
    "113101990000002116431200000E711",
    "11310199000000326C431050000E202",
)
CHILD = "11010519491231002X"
KEYS = ("own_bills", "child_name", "child_number", "relation", "where", "receipts_count", "mobile")
TODAY = date(2026, 11, 22)
DAY = 86_400
JPEG = b"\xff\xd8\xff\xe0picture"


def answers(person: SamplePerson, **changes: Any) -> dict[str, Any]:
    told = {
        "own_bills": "yes",
        "child_name": "王小宝",
        "child_number": CHILD,
        "relation": "parent",
        "employees_insurance": "no",
        "household_here": "yes",
        "where": "city",
        "treated_on": "2026-11-01",
        "receipts_count": 2,
        "account_tail": "4321",
        "mobile": person.mobile,
        **changes,
    }
    return {key: value for key, value in told.items() if value is not None}


def bundle(api: TerminalApi, person: SamplePerson, children: tuple[str, ...] = (INSURANCE, CARD, BILLS), **changes: Any) -> Any:
    content = {
        **api.content(person),
        "schema": BUNDLE_SCHEMA,
        "implementation_code": NEWBORN,
        "children": list(children),
        "answers": answers(person),
        "parties": {"applicant": {"kind": "CITIZEN", "name": person.name, "number": person.number}, "agent": None, "relation": ""},
        "situation": "",
        **changes,
    }
    return {key: value for key, value in content.items() if value is not None}


def message(api: TerminalApi, content: Mapping[str, Any], attachments: tuple[str, ...] = ()) -> dict[str, Any]:
    return api.message("submission", BUNDLE_SCHEMA, content, content["submission_id"], attachments)


def sent(api: TerminalApi, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    (verdict,) = api.send(message(api, content))
    return list(verdict["cases"])


def rows() -> list[CaseRecord]:
    return list(CaseRecord.objects.order_by("part"))


def notes(row: CaseRecord) -> str:
    return "".join(CaseEvent.objects.filter(case=row).values_list("note", flat=True))


def test_one_submission_opens_a_case_for_each_item(api: TerminalApi, wang: SamplePerson) -> None:
    cases = sent(api, bundle(api, wang))
    assert [case["implementation_code"] for case in cases] == [INSURANCE, CARD, BILLS]
    assert {case["bundle"]["zh"] for case in cases} == {"新生儿出生一件事"}
    assert len({case["receipt_number"] for case in cases}) == 1
    numbers = [int(case["case_number"]) for case in cases]
    assert numbers == list(range(numbers[0], numbers[0] + 3)), "in one block"
    assert [row.part for row in rows()] == [0, 1, 2]


def test_each_case_holds_what_its_own_item_asks(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang))
    insurance, card, bills = rows()
    assert insurance.content["answers"] == {
        "insured": "child",
        "child_number": CHILD,
        "employees_insurance": "no",
        "household_here": "yes",
        "mobile": wang.mobile,
    }
    assert insurance.content["situation"] == "child"
    assert set(card.content["answers"]) == {"child_name", "child_number", "relation", "mobile"}
    assert bills.content["answers"]["treatment"] == "maternity"
    assert "child_name" not in bills.content["answers"], "nobody sees what another office asked"
    assert bills.content["implementation_code"] == BILLS


def test_the_same_bytes_have_the_same_cases(api: TerminalApi, wang: SamplePerson) -> None:
    once = message(api, bundle(api, wang))
    (first,), (again,) = api.send(once), api.send(once)
    assert first == again
    assert CaseRecord.objects.count() == 3


def test_all_cases_are_opened_or_none(api: TerminalApi, wang: SamplePerson) -> None:
    once, opened = message(api, bundle(api, wang)), _Opening._open
    calls: list[int] = []

    def fails_at_the_last(self: Any, arrival: Any, part: int, content: Any) -> Any:
        calls.append(part)
        if part == 2:
            raise OperationalError("too many SQL variables")
        return opened(self, arrival, part, content)

    with mock.patch.object(_Opening, "_open", fails_at_the_last):
        (verdict,) = api.send(once)
    assert verdict["verdict"] == "RETRY"
    assert calls[-1] == 2
    assert not CaseRecord.objects.exists()
    assert not TextMessage.objects.exists()
    (verdict,) = api.send(once)
    assert len(verdict["cases"]) == 3


def test_a_part_that_is_wrong_is_corrected_by_itself(api: TerminalApi, wang: SamplePerson) -> None:
    cases = sent(api, bundle(api, wang, answers=answers(wang, receipts_count=None)))
    assert [case["state"] for case in cases] == ["RECEIVED", "RECEIVED", "CORRECTION"]
    assert [defect["key"] for defect in cases[2]["defects"]] == ["receipts_count"]


def test_what_was_not_shown_opens_no_case(api: TerminalApi, wang: SamplePerson) -> None:
    own = answers(wang, own_bills="no", where=None, treated_on=None, receipts_count=None, account_tail=None)
    assert len(sent(api, bundle(api, wang, (INSURANCE, CARD), answers=own))) == 2


def test_what_the_conditions_do_not_fit_is_for_a_person(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang, answers=answers(wang, own_bills="no")))
    assert "不能确定申请人要不要办这一项" in notes(rows()[2])
    assert "不能确定" not in notes(rows()[0])


def test_without_a_list_the_published_conditions_decide(api: TerminalApi, wang: SamplePerson) -> None:
    content = bundle(api, wang, children=(), schema=3, answers=answers(wang, own_bills="no", where=None))
    assert [case["implementation_code"] for case in sent(api, content)] == [INSURANCE, CARD]


def test_an_item_that_left_the_bundle_is_for_a_person(api: TerminalApi, wang: SamplePerson) -> None:
    stranger = "113101990000002116431200000E701"
    cases = sent(api, bundle(api, wang, (INSURANCE, stranger)))
    assert [(case["implementation_code"], case["state"]) for case in cases] == [(INSURANCE, "RECEIVED"), (stranger, "RECEIVED")]


@pytest.mark.parametrize(
    "changes",
    [{"answers": 5}, {"hair": "black"}, {"schema": 99}, {"applicant": None}, {"children": [], "answers": {}}],
    ids=["unreadable", "unknown key", "newer", "nobody", "nothing"],
)
def test_what_cannot_be_split_is_one_case(api: TerminalApi, wang: SamplePerson, changes: dict[str, Any]) -> None:
    content = bundle(api, wang, **changes)
    cases = sent(api, content)
    assert cases
    if content.get("answers") != {}:
        (case,) = cases
        assert case["implementation_code"] == NEWBORN
        assert case["state"] in ("RECEIVED", "CORRECTION")


def test_a_bundle_that_nobody_knows_is_one_case(api: TerminalApi, wang: SamplePerson) -> None:
    (case,) = sent(api, bundle(api, wang, implementation_code="113101990000384553431200000EB99"))
    assert case["state"] == "CORRECTION"


def test_an_open_case_of_one_item_is_told_with_that_one(api: TerminalApi, wang: SamplePerson) -> None:
    first = sent(api, bundle(api, wang, (INSURANCE,)))
    second = sent(api, bundle(api, wang))
    assert first[0]["case_number"] in second[0]["next_step"]["zh"]
    assert "之前还有一件" not in second[1]["next_step"]["zh"]


def test_a_decision_on_one_changes_no_other(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang))
    before = {row.part: (row.state, row.next) for row in rows()}
    services.decide(rows()[1].case_number, CaseState.REFUSED, "孩子不在本市参保", "li", NOW + 60)
    after = {row.part: (row.state, row.next) for row in rows()}
    assert after[1][0] == "REFUSED"
    assert {part: after[part] for part in (0, 2)} == {part: before[part] for part in (0, 2)}


def test_one_text_message_tells_all_numbers(api: TerminalApi, wang: SamplePerson) -> None:
    cases = sent(api, bundle(api, wang))
    told = TextMessage.objects.get()
    assert all(case["case_number"] in told.text for case in cases)
    assert "新生儿出生一件事，共3件" in told.text
    services.decide(rows()[1].case_number, CaseState.ACCEPTED, "", "li", NOW + 60)
    assert TextMessage.objects.count() == 2
    assert "新生儿社会保障卡申领" in TextMessage.objects.order_by("-id")[0].text


def test_a_number_of_somebody_else_warns_once(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang, answers=answers(wang, mobile="13900000099")))
    assert sorted(row.to for row in TextMessage.objects.all()) == sorted(["13900000099", wang.mobile])
    assert all("新生儿出生一件事" in row.text for row in TextMessage.objects.all())


def test_the_receipts_code_tells_all_of_them(api: TerminalApi, wang: SamplePerson) -> None:
    token = new_receipt_token(moment())
    content = {**bundle(api, wang), "receipt_token_sha256": api.content(wang, token)["receipt_token_sha256"]}
    cases = sent(api, content)
    told = api.call("/progress", {"receipt_token": token})
    assert [told["case"], *told["others"]] == cases


def test_a_rating_is_tied_to_the_first_of_them(api: TerminalApi, wang: SamplePerson) -> None:
    content = bundle(api, wang)
    rate(api, content["submission_id"])
    sent(api, content)
    assert Rating.objects.get().case == rows()[0]


def test_one_rating_of_all_of_them_counts(api: TerminalApi, wang: SamplePerson) -> None:
    content = bundle(api, wang)
    for _ in range(2):
        rate(api, content["submission_id"])
    sent(api, content)
    rate(api, content["submission_id"])
    assert [rating.case for rating in Rating.objects.exclude(case=None)] == [rows()[0]]


def rate(api: TerminalApi, submission_id: str) -> None:
    report = RatingReport(report_id=moment().new_id(), submission_id=submission_id, level=5, rated_at=NOW)
    api.send(api.message("rating", 2, report.model_dump(mode="json"), report.report_id))


def test_numbers_that_were_told_come_back_with_all_cases(api: TerminalApi, wang: SamplePerson) -> None:
    once = message(api, bundle(api, wang))
    told = [{"case_number": f"2611219999{count:04d}", "received_at": NOW - DAY} for count in (7, 8, 9)]
    (verdict,) = api.send({**once, "told": told})
    assert [case["case_number"] for case in verdict["cases"]] == [one["case_number"] for one in told]
    assert all(row.returned_at for row in rows())


def pictured(api: TerminalApi, person: SamplePerson) -> None:
    """A bundle with a picture of the birth certificate, which two of its items need."""
    sealed = api.sealer.seal(JPEG)
    sha256 = sha256_hex(sealed.encode())
    materials = [{"key": "birth_certificate", "state": "ATTACHED", "licence_type": "", "pages": [sha256]}]
    content = bundle(api, person, materials=materials)
    api.send(message(api, content, (sha256,)))
    piece = {"submission_id": content["submission_id"], "sha256": sha256, "size": len(sealed), "offset": 0, "piece": sealed}
    assert api.call("/attachments", piece)["verdict"] == "KEPT"


def test_a_picture_for_two_items_is_opened_with_each(api: TerminalApi, wang: SamplePerson) -> None:
    pictured(api, wang)
    _, card, bills = rows()
    address = f"/console/cases/caserecord/picture/{Attachment.objects.get().pk}/"
    staff = signed_in(Role.CLERK)
    assert staff.get(f"{address}?case={card.pk}").status_code == 403, "the case was not shown to them"
    assert f"{address}?case={card.pk}" in show(staff, f"cases/caserecord/{card.pk}")
    assert staff.get(f"{address}?case={card.pk}").content == JPEG
    assert staff.get(address).status_code == 403, "with the other case, which was not shown"
    show(staff, f"cases/caserecord/{bills.pk}")
    assert staff.get(f"{address}?case={bills.pk}").status_code == 404, "this item does not need it"
    assert staff.get(f"{address}?case=999999").status_code == 404


def test_the_page_of_a_case_shows_the_bundle(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang))
    api.submit(api.seal(api.content(wang)))
    staff = signed_in(Role.CLERK)
    pages = [staff.get(f"/console/cases/caserecord/{row.pk}/change/").content.decode() for row in CaseRecord.objects.order_by("id")]
    assert ["同时申请的" in page for page in pages] == [True, True, True, False]
    assert "新生儿社会保障卡申领（已收件）" in pages[0]


def test_a_picture_for_two_items_is_seen_with_both(api: TerminalApi, wang: SamplePerson) -> None:
    pictured(api, wang)
    assert Attachment.objects.count() == 1
    insurance, card, bills = rows()
    page = CaseAdmin(CaseRecord, site)
    with showing(Shown("HANDLING", "")):
        assert f"?case={insurance.pk}" in str(page.pictures(insurance))
        assert f"?case={card.pk}" in str(page.pictures(card))
        assert "case=" not in str(page.pictures(bills))


def test_staff_see_what_was_applied_for_with_it(api: TerminalApi, wang: SamplePerson) -> None:
    cases = sent(api, bundle(api, wang))
    shown = str(CaseAdmin(CaseRecord, site).siblings(rows()[0]))
    assert cases[1]["case_number"] in shown
    assert cases[2]["case_number"] in shown
    assert cases[0]["case_number"] not in shown


def test_cases_of_one_submission_are_erased_together(api: TerminalApi, wang: SamplePerson) -> None:
    sent(api, bundle(api, wang))
    for row in rows()[:2]:
        services.decide(row.case_number, CaseState.REFUSED, "不办", "li", NOW)
    retain(NOW + 100 * 365 * DAY)
    assert CaseRecord.objects.count() == 3, "one of them is still open"
    services.decide(rows()[2].case_number, CaseState.REFUSED, "不办", "li", NOW)
    retain(NOW + 100 * 365 * DAY)
    assert not CaseRecord.objects.exists()


@examples(60)
@given(
    told=st.dictionaries(
        st.sampled_from(sorted(KEYS)) | st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    ),
    children=st.lists(st.sampled_from([INSURANCE, CARD, BILLS]) | st.text(max_size=33), max_size=25),
    bundle_code=st.sampled_from([NEWBORN, INSURANCE, "x"]),
)
def test_whatever_is_told_opens_a_case_at_least(told: dict[str, Any], children: list[str], bundle_code: str) -> None:
    """Nothing raises, each part is judged, and no item has two cases."""
    content = TerminalApi.content(cast(Any, SimpleNamespace(terminal_id="T")), sample_person("wang"))
    content |= {"schema": BUNDLE_SCHEMA, "implementation_code": bundle_code, "children": children, "answers": told}
    plain = json.dumps(content).encode()
    parts = parts_of(parse_submission(plain, content["submission_id"], "T", TODAY, BUNDLE_SCHEMA), frozenset())
    assert parts
    assert len({part.code for part in parts}) == len(parts)
    for part in parts:
        assert judge(item_of(part.code, part.catalogue_version), part, frozenset(), TODAY, False).state in OPEN
        assert json.loads(part.record)


def test_the_bundle_is_in_the_catalogue_that_is_published() -> None:
    assert {child.implementation_code for child in catalogue.current().items[NEWBORN].children} == {INSURANCE, CARD, BILLS}
