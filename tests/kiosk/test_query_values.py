"""Queries as values: cells, how they read, and what may not be published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kiosk.domain.queries import (
    CellFormat,
    Column,
    Offline,
    Paper,
    PaperKind,
    Query,
    QueryRefusal,
    Shape,
    cell_fault,
    cell_text,
)
from kiosk.domain.query_check import check_query
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace

LABEL = LocalizedText("金额", "Amount")
NAME, AMOUNT = Column("name", LABEL), Column("amount", LABEL, CellFormat.MONEY, total=True)
FIELDS = {"name": NAME, "amount": AMOUNT}
GOOD = Query("pensions", Shape.TABLE, (NAME, AMOUNT))
OFFICIAL = Paper(PaperKind.OFFICIAL, LABEL)


@pytest.mark.parametrize(
    ("form", "cell", "chinese", "english"),
    [
        (CellFormat.TEXT, "在职", "在职", "在职"),
        (CellFormat.DATE, "2026-05-01", "2026年5月1日", "2026-05-01"),
        (CellFormat.MONTH, "2026-05", "2026年5月", "2026-05"),
        (CellFormat.MONEY, "123456789", "1,234,567.89元", "1,234,567.89 yuan"),
        (CellFormat.MONEY, "-5", "-0.05元", "-0.05 yuan"),
        (CellFormat.NUMBER, "2.62", "2.62", "2.62"),
        (CellFormat.YES_NO, "yes", "是", "Yes"),
        (CellFormat.YES_NO, "no", "否", "No"),
        (CellFormat.MASKED, "王*", "王*", "王*"),
        (CellFormat.DATE, "", "", ""),
        (CellFormat.DATE, "soon", "soon", "soon"),
    ],
)
def test_a_cell_reads_as_people_write(form: CellFormat, cell: str, chinese: str, english: str) -> None:
    column = Column("field", LABEL, form, optional=True)
    assert (cell_text(column, cell, "zh"), cell_text(column, cell, "en")) == (chinese, english)


@given(st.sampled_from(CellFormat), st.text(max_size=30))
def test_any_cell_has_a_text_or_a_fault(form: CellFormat, cell: str) -> None:
    column = Column("field", LABEL, form)
    fault = cell_fault(column, cell)
    assert fault in (None, "is missing", f"is no {form.value}")
    assert isinstance(cell_text(column, cell, "zh"), str)


def test_a_good_query_may_be_published() -> None:
    assert list(check_query(GOOD, FIELDS, ("name",), public=False)) == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (replace(GOOD, columns=(NAME, NAME)), "column 'name' stands twice"),
        (replace(GOOD, columns=()), "at least one column"),
        (replace(GOOD, columns=(NAME, Column("other", LABEL))), "column 'other' is not the data set's"),
        (replace(GOOD, columns=(NAME, replace(AMOUNT, optional=True))), "column 'amount' is not the data set's"),
        (replace(GOOD, shape=Shape.VALUE), "a value has one column"),
        (replace(GOOD, shape=Shape.LIST, columns=(NAME,)), "a list has two columns"),
        (replace(GOOD, shape=Shape.DOCUMENT), "a document is an official paper"),
        (replace(GOOD, paper=Paper(PaperKind.OFFICIAL)), "an official paper has a title"),
        (replace(GOOD, paper=Paper(PaperKind.RECEIPT, LABEL)), "an official paper has a title"),
        (replace(GOOD, offline=Offline.SIGNED), "never travels"),
    ],
)
def test_what_is_wrong_with_a_query_is_told(query: Query, told: str) -> None:
    assert any(told in problem for problem in check_query(query, FIELDS, (), public=False)), told


def test_no_data_set_and_a_strange_parameter_are_told() -> None:
    assert list(check_query(GOOD, None, (), public=False)) == ["no data set 'pensions'"]
    assert list(check_query(GOOD, FIELDS, ("colour",), public=False)) == ["parameter 'colour' is no field of the data set"]
    total = Column("name", LABEL, total=True)
    wrong = replace(GOOD, columns=(total, AMOUNT))
    assert "column 'name': only money and numbers have a total" in check_query(wrong, {**FIELDS, "name": total}, (), public=False)


def test_a_document_with_its_paper_is_good() -> None:
    assert list(check_query(replace(GOOD, shape=Shape.DOCUMENT, paper=OFFICIAL), FIELDS, (), public=False)) == []
    assert list(check_query(replace(GOOD, offline=Offline.SIGNED), FIELDS, (), public=True)) == []


def test_rows_that_name_somebody_never_travel() -> None:
    masked = {**FIELDS, "owner": Column("owner", LABEL, CellFormat.MASKED)}
    told = list(check_query(replace(GOOD, offline=Offline.SIGNED), masked, (), public=True))
    assert told == ["rows that name somebody never travel with the catalogue"], "though the column is not shown"
    assert list(check_query(GOOD, masked, (), public=True)) == []


def test_a_reason_of_a_newer_platform_is_no_answer() -> None:
    assert TypeAdapter(QueryRefusal).validate_python("ON_STRIKE") is QueryRefusal.NO_ANSWER
