"""Public rows as a target of the catalogue: which travel, when they are made anew, and how much at the most."""

from __future__ import annotations

from typing import Any

import pytest

from central_platform.catalogue.published import current
from central_platform.distribution import targets
from central_platform.distribution.policy import targets_folder
from central_platform.samples import records as sample_records
from central_platform.shared_data import adapters
from central_platform.shared_data import public_data as travelling
from central_platform.shared_data.answering import answer
from central_platform.shared_data.models import DataImport, Record, Source
from central_platform.shared_data.public_data import public_data
from central_platform.terminals.models import Terminal
from kiosk.domain.queries import Offline
from kiosk.domain.query_rows import matches, parameters_of, result_of
from kiosk.domain.service_items import ServiceItem
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.public_data import PUBLIC_DATA, PublicRows, read_public_data, rows_of
from kiosk.messages.queries import QueryAnswered, QueryRequest
from tests.central_platform.terminal_api import NOW, TerminalApi

SIGNED = [item for item in current().items.values() if item.query and item.query.offline is Offline.SIGNED]


def told_now() -> dict[str, PublicRows]:
    return {one.key: one for one in read_public_data(canonical_bytes(public_data(NOW))).data_sets}


def key_of(item: ServiceItem) -> str:
    assert item.query
    return item.query.data_set


def test_what_items_may_answer_offline_travels_whole(now: Any) -> None:
    sample_records.load()
    told = told_now()
    assert set(told) == {key_of(item) for item in SIGNED}
    for key, one in told.items():
        assert len(one.rows) == Record.objects.filter(data_set=key).count()
        assert one.as_of == NOW
        assert set(one.formats) >= {name for row in one.rows for name in row}


def test_what_is_not_known_does_not_travel(now: Any) -> None:
    sample_records.load()
    Record.objects.filter(data_set="vacancies").delete()
    DataImport.objects.filter(data_set="vacancies").delete()
    Source.objects.create(key="legal-aid", url="https://department.invalid/")
    assert {key_of(item) for item in SIGNED} - set(told_now()) == {"vacancies", "legal-aid"}


def test_the_target_is_made_anew_only_where_rows_changed(now: Any) -> None:
    sample_records.load()
    first = targets.wanted(NOW, {})
    again = targets.wanted(NOW + 60, first)
    assert again[PUBLIC_DATA] is first[PUBLIC_DATA]
    assert first[PUBLIC_DATA].custom == {"format": 1, "published_at": NOW}
    row = Record.objects.filter(data_set="vacancies")[0]
    row.data = {**row.cells, "title": "护理员"}
    row.save()
    changed = targets.wanted(NOW + 120, again)[PUBLIC_DATA]
    read = read_public_data((targets_folder() / targets.file_name(changed)).read_bytes())
    assert read.issued_at == NOW + 120
    assert any(cells["title"] == "护理员" for one in read.data_sets if one.key == "vacancies" for cells in one.rows)


def test_what_does_not_fit_is_left_out_and_told(now: Any, monkeypatch: Any, caplog: pytest.LogCaptureFixture) -> None:
    sample_records.load()
    whole = canonical_bytes(public_data(NOW))
    monkeypatch.setattr(travelling, "LARGEST", len(whole) - 1)
    travelling._tell.cache_clear()
    less = canonical_bytes(public_data(NOW))
    assert len(less) < len(whole)
    assert rows_of(less, min(map(key_of, SIGNED))) == rows_of(whole, min(map(key_of, SIGNED))), "the others stay as they are"
    assert "too large to travel" in caplog.text


def test_more_rows_than_an_answer_has_do_not_travel(now: Any, monkeypatch: Any, caplog: pytest.LogCaptureFixture) -> None:
    sample_records.load(("vacancies",))
    monkeypatch.setattr(adapters, "MOST_ROWS", 1)
    travelling._tell.cache_clear()
    assert told_now() == {}
    assert "vacancies is too large to travel" in caplog.text


@pytest.mark.parametrize("item", SIGNED, ids=key_of)
def test_rows_that_travelled_answer_as_the_platform_does(item: ServiceItem, api: TerminalApi, now: Any) -> None:
    sample_records.load((key_of(item),))
    assert item.query
    rows = rows_of(canonical_bytes(public_data(NOW)), key_of(item))
    assert rows
    for answers in _answers(item, rows):
        request = QueryRequest(implementation_code=item.implementation_code, answers=answers)
        online = answer(request, Terminal.objects.get(), NOW).answer
        assert isinstance(online, QueryAnswered)
        parameters = parameters_of(item.form, answers)
        found = [row for row in rows.rows if matches(row, parameters, rows.formats)]
        assert result_of(item.query, found, 1, rows.department, rows.as_of) == online.result


def _answers(item: ServiceItem, rows: PublicRows) -> list[dict[str, str | int]]:
    """Each option of its choice, or a word that stands in a row and one that stands in none."""
    if item.form is None:
        return [{}]
    ((key, rule),) = item.form.schema["properties"].items()
    return [{key: value} for value in rule.get("enum", (rows.rows[0][key][1:3], "没有"))]
