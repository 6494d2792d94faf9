"""Data sets as their authors write them, and what publishing refuses of the queries that name them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from central_platform.catalogue.data_sets import AsOf, DataSubject, load_data_sets, query_problems, with_columns
from central_platform.catalogue.publishing import CONTENT, ContentFault, load_catalogue
from kiosk.domain.service_items import ItemKind
from kiosk.domain.values import replace
from tests.whole_catalogue import whole_catalogue

GOOD: dict[str, Any] = {
    "key": "pensions",
    "name": {"zh": "养老金", "en": "Pensions"},
    "department": {"zh": "某局", "en": "A bureau"},
    "subject": "PERSON",
    "truth": {"zh": "某登记", "en": "A register"},
    "fields": [
        {"key": "month", "label": {"zh": "年月", "en": "Month"}, "format": "month"},
        {"key": "code", "label": {"zh": "代码", "en": "Code"}, "optional": True},
    ],
}


def read(folder: Path, *written: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    (folder / "data_sets").mkdir(exist_ok=True)
    (folder / "data_sets" / "all.yaml").write_text(yaml.safe_dump(list(written), allow_unicode=True), encoding="utf-8")
    return load_data_sets(folder)


def test_a_good_data_set_is_read(tmp_path: Path) -> None:
    found, faults = read(tmp_path, GOOD)
    assert faults == []
    assert (found["pensions"].subject, list(found["pensions"].by_key)) == (DataSubject.PERSON, ["month", "code"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"key": "Pensions"}, "keys are lower-case words joined by -"),
        ({"subject": "EVERYBODY"}, "Invalid enum value"),
        ({"colour": "red"}, "unknown field"),
        ({"fields": GOOD["fields"][:1] * 2}, "a field stands twice"),
        ({"fields": [{**GOOD["fields"][0], "total": True}]}, "only money and numbers have a total"),
        ({"fields": [{**GOOD["fields"][0], "key": "Month"}]}, "keys are lower-case words joined by _"),
        ({"search_only": ["colour"]}, "no field 'colour'"),
    ],
)
def test_what_is_wrong_with_a_data_set_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    _, faults = read(tmp_path, {**GOOD, **change})
    assert any(told in fault for fault in faults), faults


def test_a_data_set_stands_once(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD, GOOD)[1] == ["data set pensions stands twice"]


def test_a_query_gets_the_fields_that_are_shown(tmp_path: Path) -> None:
    data_sets, _ = read(tmp_path, {**GOOD, "search_only": ["code"]})
    columns = with_columns({"data_set": "pensions", "shape": "table"}, data_sets)["columns"]
    assert [column["key"] for column in columns] == ["month"]
    listed = with_columns({"data_set": "pensions", "columns": ["code", "month"]}, data_sets)["columns"]
    assert [column["key"] for column in listed] == ["code", "month"]
    assert with_columns({"data_set": "pensions", "columns": ["colour"]}, data_sets)["columns"] == ["colour"]
    assert with_columns({"data_set": "none"}, data_sets)["columns"] == []
    assert with_columns("nonsense", data_sets) == "nonsense"


def test_rows_with_a_day_each_never_travel() -> None:
    data_sets, _ = load_data_sets(CONTENT)
    item = next(item for item in whole_catalogue().items if item.query and item.query.data_set == "legal-aid")
    assert list(query_problems([item], data_sets)) == []
    dated = {"legal-aid": replace(data_sets["legal-aid"], as_of=AsOf.ROW)}
    assert ["rows with a day each" in problem for problem in query_problems([item], dated)] == [True]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  query:\n    data_set: pension-payments\n    shape: table\n", "  query: null\n", "a QUERY needs query"),
        ("data_set: pension-payments", "data_set: nothing", "no data set 'nothing'"),
        ("data_set: pension-payments\n", "data_set: pension-payments\n    columns: [colour]\n", "养老金领取情况查询"),
        ("data_set: pension-payments\n", "data_set: company-si\n", "rows about COMPANY are asked for with COMPANY"),
        ("data_set: pension-payments\n", "data_set: pension-payments\n    offline: signed\n", "never travels"),
        ("data_set: pension-payments\n    shape: table", "data_set: pension-payments\n    shape: value", "a value has one column"),
    ],
)
def test_publishing_refuses_a_query_that_is_not_complete(content: Path, old: str, new: str, told: str) -> None:
    file = content / "items" / "queries-social-insurance.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    if new.startswith("  query: null"):
        old += text.partition(old)[2].partition("\n")[0] + "\n"  # its paper
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentFault, match=told):
        load_catalogue(content)


def test_publishing_refuses_a_transaction_with_a_query(content: Path) -> None:
    item = next(item for item in load_catalogue(content).items if item.kind is ItemKind.TRANSACTION)
    file = next(file for file in (content / "items").glob("*.yaml") if item.implementation_code in file.read_text(encoding="utf-8"))
    text = file.read_text(encoding="utf-8")
    head = f'- implementation_code: "{item.implementation_code}"\n'
    file.write_text(text.replace(head, f"{head}  query: {{data_set: pension-payments, shape: table}}\n"), encoding="utf-8")
    with pytest.raises(ContentFault, match="nothing else has one"):
        load_catalogue(content)
