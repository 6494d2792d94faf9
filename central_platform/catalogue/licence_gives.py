"""Which transaction gives a licence: its author says ``gives: [seniors-card]``, and whoever has none is shown the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.domain.service_items import Catalogue, ItemKind, ServiceItem
from kiosk.domain.values import replace


def read_gives(items: list[Any], faults: list[str]) -> dict[str, str]:
    """By key of a licence type, the code of the transaction whose author says that it ``gives`` such a licence."""
    gives: dict[str, str] = {}
    for item in items:
        name, keys = item.get("name", {}).get("zh"), item.pop("gives", [])
        if not isinstance(keys, list):
            faults.append(f"{name}: gives: a list of licence types")
            continue
        for key in map(str, keys):
            if key in gives:
                faults.append(f"{name}: gives: another service gives {key!r} already")
            gives[key] = item.get("implementation_code", "")
    return gives


def with_ways(catalogue: Catalogue, gives: Mapping[str, str]) -> Catalogue:
    """The catalogue, each item that prints a licence with the transaction that gives one."""
    return replace(catalogue, items=tuple(_with_way(item, gives.get(item.licence_type, "")) for item in catalogue.items))


def _with_way(item: ServiceItem, code: str) -> ServiceItem:
    return replace(item, obtained_by=code) if item.kind is ItemKind.LICENCE_PRINT and code else item


def gives_problems(catalogue: Catalogue, gives: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with what services say that they give."""
    kinds = {item.implementation_code: item.kind for item in catalogue.items}
    types = {kind.key for kind in catalogue.licence_types}
    for key, code in gives.items():
        if key not in types:
            yield f"{code}: gives: no licence type {key!r}"
        if kinds[code] is not ItemKind.TRANSACTION:
            yield f"{code}: gives: only a TRANSACTION gives a licence"
