"""Values: what all of them keep to."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec import Struct
from pydantic import BaseModel, ValidationError

import devices
import kiosk
import offline_cache
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, replace

CASE = Case(
    "20261122000017",
    CaseState.RECEIVED,
    "1",
    LocalizedText("敬老卡", "Card"),
    1,
    date(2026, 12, 1),
    LocalizedText("等", "Wait"),
    LocalizedText("所", "At"),
)


def kinds(of: type[Value] = Value) -> Iterator[type[Value]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.fixture(scope="module", autouse=True)
def all_rooms() -> None:
    for room in (kiosk, devices, offline_cache):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def test_no_value_prints_what_it_holds() -> None:
    found = list(kinds())
    assert len(found) > 150
    assert [kind for kind in found if kind.__repr__ is not Value.__repr__] == []
    assert repr(CASE) == str(CASE) == f"{CASE}" == "<Case>"


def test_every_value_is_frozen() -> None:
    assert [kind for kind in kinds() if issubclass(kind, Struct) and not kind.__struct_config__.frozen] == []
    with pytest.raises(AttributeError):
        CASE.case_number = "2"  # type: ignore[misc]
    assert replace(CASE, due=None).due is None
    assert CASE.due is not None


class Told(BaseModel):
    case: Case | None


@pytest.mark.parametrize("case", [None, CASE])
def test_a_value_in_a_message_is_an_object_of_its_fields(case: Case | None) -> None:
    text = Told(case=case).model_dump_json()
    assert Told.model_validate_json(text).case == case
    assert Told.model_validate(Told(case=case).model_dump(mode="json")).case == case


@pytest.mark.parametrize("change", [{"due": "soon"}, {"state": "LOST"}, {"item_name": {"zh": "敬老卡"}}, {"received_at": None}])
def test_a_value_that_is_not_whole_is_no_message(change: dict[str, Any]) -> None:
    given = {**Told(case=CASE).model_dump(mode="json")["case"], **change}
    with pytest.raises(ValidationError):
        Told.model_validate({"case": given})
