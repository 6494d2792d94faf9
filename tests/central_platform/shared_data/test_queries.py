"""Every query of the catalogue, on the wire: something on record, nothing, refused, and a department that is away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from central_platform.catalogue.data_sets import Purpose
from central_platform.catalogue.published import current
from central_platform.people.services import tag_of
from central_platform.samples import records as sample_records
from central_platform.shared_data import services
from central_platform.shared_data.models import DataUse, Record, Source
from kiosk.domain.queries import cell_fault
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.service_items import Assurance, ItemKind, ServiceItem
from tests.central_platform.terminal_api import NOW, TerminalApi, limits

QUERIES = [item for item in current().items.values() if item.kind is ItemKind.QUERY]
COMPANY, OTHER_COMPANY = "913101990000300156", "91310199000031018N"
LI, OUYANG = sample_person("li"), sample_person("ouyang")
NOBODY = "http://127.0.0.1:9/"  # the discard port: nothing listens there


@pytest.fixture(autouse=True)
def _rows(request: pytest.FixtureRequest, now: Any) -> None:
    """All of them, or those that a test of one query needs."""
    item = request.node.callspec.params["item"] if hasattr(request.node, "callspec") else None
    sample_records.load((item.query.data_set, services.AGENTS) if item else ())


@pytest.fixture
def api(api: TerminalApi) -> Any:
    with limits(lookups_a_minute=10_000, queries_a_minute=10_000, queries_of_person=10_000, about_person=10_000):
        yield api


def answers_of(item: ServiceItem) -> dict[str, str]:
    """As somebody answers who wants to see as much as there is."""
    answers = {}
    for key, rule in (item.form.schema["properties"] if item.form else {}).items():
        if "enum" in rule:
            answers[key] = "all" if "all" in rule["enum"] else rule["enum"][0]
        else:
            first = Record.objects.filter(data_set=item.query.data_set if item.query else "").first()
            answers[key] = first.cells[key] if first else ""
    return answers


def ask(api: TerminalApi, item: ServiceItem, person: SamplePerson | None, company: str = "", **more: Any) -> dict[str, Any]:
    """The decoded answer, checked against the contract."""
    body = {"implementation_code": item.implementation_code, "answers": answers_of(item), "company": company, **more}
    identity = api.identity(person) if person else {}
    return dict(api.call("/query", {**body, **identity})["answer"])


def who(item: ServiceItem, has: bool) -> tuple[SamplePerson | None, str]:
    """Whose card is shown, and for which company, so that there is something on record, or nothing."""
    if item.assurance is Assurance.NONE:
        return None, ""
    if item.assurance is Assurance.COMPANY:
        return (LI, COMPANY) if has else (OUYANG, OTHER_COMPANY)
    assert item.query
    names = set(Record.objects.filter(data_set=item.query.data_set).values_list("name", flat=True))
    old_enough = [person for person in SAMPLE_PEOPLE if person.birth.year < 1960 or not item.eligibility]
    return next(person for person in old_enough if (person.name in names) is has), ""


def _name(item: ServiceItem) -> str:
    return item.query.data_set if item.query else item.name.en


def test_there_are_more_than_a_district_offers() -> None:
    assert len(QUERIES) >= 63
    assert {item.query.data_set for item in QUERIES if item.query} <= set(services.data_sets())


@pytest.mark.parametrize("item", QUERIES, ids=_name)
def test_what_is_on_record_is_answered(api: TerminalApi, item: ServiceItem) -> None:
    person, company = who(item, has=True)
    answer = ask(api, item, person, company)
    assert answer["verdict"] == "ANSWERED", answer
    result = answer["result"]
    assert item.query
    columns = item.query.columns
    assert [column["key"] for column in result["columns"]] == [column.key for column in columns]
    assert result["rows"]
    assert result["total"] == len(result["rows"])
    for row in result["rows"]:
        assert all(cell_fault(column, cell) is None for column, cell in zip(columns, row, strict=True))
    assert result["department"]["zh"].startswith("样板区")
    assert result["as_of"] == NOW
    assert result["about"] == (company or (f"{person.name[0]}*" if person else ""))


@pytest.mark.parametrize("item", QUERIES, ids=_name)
def test_nothing_on_record_is_an_answer(api: TerminalApi, item: ServiceItem) -> None:
    if item.assurance is Assurance.NONE:
        Record.objects.all().delete()
    person, company = who(item, has=False)
    answer = ask(api, item, person, company, answers=answers_of(item) if person else _other(item))
    assert answer["verdict"] == "ANSWERED", answer
    assert answer["result"]["rows"] == []


def _other(item: ServiceItem) -> Mapping[str, str]:
    """Answers to a form whose rows are gone."""
    properties = item.form.schema["properties"] if item.form else {}
    return {key: rule["enum"][0] if "enum" in rule else COMPANY for key, rule in properties.items()}


@pytest.mark.parametrize("item", QUERIES, ids=_name)
def test_who_may_not_see_it_gets_nothing_and_no_hint(api: TerminalApi, item: ServiceItem) -> None:
    if item.assurance is Assurance.NONE:
        with limits(queries_a_minute=0):
            assert ask(api, item, None) == {"verdict": "REFUSED", "reason": "TOO_MANY"}
    elif item.assurance is Assurance.COMPANY:
        refused = {"verdict": "REFUSED", "reason": "NOT_PERMITTED"}
        unknown = "11310199000000326C"  # a good code that no company here has
        for company in (OTHER_COMPANY, unknown, "", "1"):
            assert ask(api, item, LI, company) == refused
        assert ask(api, item, sample_person("zhuge"), COMPANY) == refused, "whose authority has ended"
        api.call("/query", {"implementation_code": item.implementation_code, "company": COMPANY}, status=403)
    else:
        api.call("/query", {"implementation_code": item.implementation_code, "answers": answers_of(item)}, status=403)


@pytest.mark.parametrize("item", QUERIES, ids=_name)
def test_a_department_that_is_away_is_told_apart(api: TerminalApi, item: ServiceItem) -> None:
    assert item.query
    Source.objects.create(key=item.query.data_set, url=NOBODY)
    assert ask(api, item, *who(item, has=True)) == {"verdict": "REFUSED", "reason": "NO_ANSWER"}
    assert DataUse.objects.filter(outcome="NO_ANSWER", data_set=item.query.data_set).count() == 1


def test_another_name_under_the_number_is_nobody(api: TerminalApi, wang: SamplePerson) -> None:
    item = _of("pension-payments")
    Record.objects.filter(subject_tag=tag_of(wang.number)).update(name="王秀兰")
    assert ask(api, item, wang) == {"verdict": "REFUSED", "reason": "NO_SUCH_PERSON"}


def test_two_names_under_one_number_are_two_persons(api: TerminalApi, wang: SamplePerson) -> None:
    item = _of("pension-payments")
    first = Record.objects.filter(data_set="pension-payments", subject_tag=tag_of(wang.number)).first()
    assert first
    Record.objects.filter(pk=first.pk).update(name="王秀兰")
    assert ask(api, item, wang) == {"verdict": "REFUSED", "reason": "TWO_PERSONS"}


def test_somebody_whom_nobody_knows_is_no_such_person(api: TerminalApi) -> None:
    from central_platform.people.models import Person

    Person.objects.all().delete()
    assert ask(api, _of("pension-payments"), sample_person("dilireba")) == {"verdict": "REFUSED", "reason": "NO_SUCH_PERSON"}


def test_a_table_is_told_newest_first_with_its_totals(api: TerminalApi, wang: SamplePerson) -> None:
    result = ask(api, _of("pension-payments"), wang)["result"]
    assert [row[0] for row in result["rows"]] == ["2026-11", "2026-10", "2026-09"]
    assert result["totals"] == ["", "", "1315950", "", "", ""]


def test_long_tables_come_in_pages(api: TerminalApi, wang: SamplePerson) -> None:
    row = Record.objects.filter(data_set="pension-payments", subject_tag=tag_of(wang.number)).first()
    assert row
    for number in range(250):
        row.pk, row.row, row.sealed = None, str(number), {**row.cells, "month": f"{1990 + number // 12}-{number % 12 + 1:02d}"}
        row.save(force_insert=True)
    first, last = (ask(api, _of("pension-payments"), wang, page=page)["result"] for page in (1, 3))
    assert (first["total"], first["pages"], len(first["rows"]), len(last["rows"])) == (253, 3, 100, 53)
    assert first["totals"] == last["totals"]
    assert ask(api, _of("pension-payments"), wang, page=4)["result"]["rows"] == []


def test_an_answer_to_the_form_narrows_the_rows(api: TerminalApi) -> None:
    item = _of("si-contributions")
    rows = ask(api, item, LI, answers={"insurance": "medical"})["result"]["rows"]
    assert {row[1] for row in rows} == {"医疗保险"}
    assert len(rows) == 2


def test_people_named_in_rows_are_told_in_part(api: TerminalApi) -> None:
    rows = ask(api, _of("company-si-members"), LI, COMPANY)["result"]["rows"]
    assert rows[-1][:2] == ["李*", "310***********1082"]
    assert LI.number not in json.dumps(rows)
    assert LI.name not in json.dumps(rows, ensure_ascii=False)


def test_too_young_for_an_archive_of_that_time(api: TerminalApi) -> None:
    assert ask(api, _of("zhiqing-archive"), LI) == {"verdict": "REFUSED", "reason": "NOT_PERMITTED"}


def test_what_is_no_query_is_not_found(api: TerminalApi, wang: SamplePerson) -> None:
    item = next(item for item in current().items.values() if item.kind is ItemKind.TRANSACTION)
    assert api.call("/query", {"implementation_code": item.implementation_code}, status=404)["code"] == "NOT_FOUND"
    assert api.call("/query", {"implementation_code": "1" * 31}, status=404)["code"] == "NOT_FOUND"


def test_answers_that_do_not_fit_the_form_are_refused(api: TerminalApi) -> None:
    for answers in ({"insurance": "house"}, {}, {"insurance": "all", "other": "1"}):
        body = {"implementation_code": _of("si-contributions").implementation_code, "answers": answers}
        assert api.call("/query", {**body, **api.identity(LI)}, status=422)["code"] == "NOT_UNDERSTOOD"


def test_every_look_up_is_written_down_without_its_content(api: TerminalApi, wang: SamplePerson) -> None:
    item = _of("pension-payments")
    ask(api, item, wang)
    use = DataUse.objects.get()
    assert (use.purpose, use.data_set, use.outcome) == (Purpose.QUERY.value, "pension-payments", "ANSWERED")
    assert (use.item, use.terminal_id, use.at) == (item.implementation_code, api.terminal_id, NOW)
    told = json.dumps([str(getattr(use, field.attname)) for field in DataUse._meta.concrete_fields], ensure_ascii=False)
    assert wang.number not in told
    assert "4386" not in told


def test_a_company_is_looked_up_after_its_agent(api: TerminalApi) -> None:
    ask(api, _of("company-tax"), LI, COMPANY)
    uses = list(DataUse.objects.order_by("pk").values_list("data_set", "purpose"))
    assert uses == [("company-agents", "comparison"), ("company-tax", "query")]


def _of(data_set: str) -> ServiceItem:
    return next(item for item in QUERIES if item.query and item.query.data_set == data_set)
