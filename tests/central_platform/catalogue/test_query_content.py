"""Queries as published: that each is complete, and that its guide says what a query does."""

from __future__ import annotations

import pytest

from central_platform.catalogue.data_sets import load_data_sets
from central_platform.catalogue.publishing import CONTENT
from kiosk.domain.queries import Offline, PaperKind, Shape
from kiosk.domain.service_items import Assurance, ItemKind, ServiceItem
from tests.whole_catalogue import whole_catalogue

DATA_SETS, _ = load_data_sets(CONTENT)
QUERIES = [item for item in whole_catalogue().items if item.kind is ItemKind.QUERY]


def _name(item: ServiceItem) -> str:
    return item.query.data_set if item.query else item.name.en


def test_there_are_more_queries_than_a_district_offers() -> None:
    """63 at the terminals of a district in 2020."""
    assert len(QUERIES) >= 63
    assert len({item.query.data_set for item in QUERIES if item.query}) == len(QUERIES)


def test_every_data_set_but_that_of_agents_has_a_query() -> None:
    assert set(DATA_SETS) - {item.query.data_set for item in QUERIES if item.query} == {
        *("company-agents", "agents-companies", "parents-children"),
        "nurse-appointments",  # compared with what a nurse applies for
    }


@pytest.mark.parametrize("item", QUERIES, ids=_name)
def test_a_query_says_what_a_query_does(item: ServiceItem) -> None:
    assert item.query
    guide = item.guide
    steps = "".join(step.zh for step in guide.steps)
    assert "马上显示在屏幕上" in steps
    assert "签名" not in steps
    assert "工作人员来查" not in steps
    assert guide.promised_time
    assert guide.promised_time.days == 0
    assert ("身份证" in steps) == (item.assurance is not Assurance.NONE)
    if title := item.query.paper.title:
        assert f"可以打印《{title.zh}》" in steps
        assert f"《{title.zh}》" in guide.result.zh
    assert ("打印小票" in guide.result.zh) is (item.query.paper.kind is not PaperKind.NONE)
    if item.query.offline is Offline.SIGNED:
        assert item.assurance is Assurance.NONE
    if item.query.shape is Shape.DOCUMENT:
        assert item.query.paper.title
