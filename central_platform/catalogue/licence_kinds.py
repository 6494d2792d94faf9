"""The licence registry: a kind of licence is a row of ``licence_kinds.tsv``, from which its type and its item are made.

``licence_authorities.yaml`` says who issues them, and which department of the model district looks after each. A row whose key
``catalogue.yaml`` names among its licence types has an item that somebody wrote: only its everyday words are taken. A row that is
``replaced-by:<name>`` is no kind of its own: people still ask for it, and find what has taken its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from central_platform.catalogue.licence_guides import licence_item
from central_platform.catalogue.licence_rows import (
    AUTHORITIES,
    KINDS,
    REPLACED,
    Department,
    Holder,
    LicenceKind,
    problems_together,
    row_problems,
    rows_of,
)
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.service_items import Catalogue, LicenceType, ServiceItem, Source
from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import converted, replace


class _Authority(Published):
    zh: str
    en: str
    department: str


class _National(Published):
    """``code``: of an authority of the state that defines types which the district's ``department`` looks after."""

    code: str
    department: str


class _Authorities(Published):
    departments: tuple[Department, ...]
    authorities: tuple[_Authority, ...]
    national: tuple[_National, ...] = ()


def read_authorities(value: Any) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Who is who, of what ``licence_authorities.yaml`` says.

    Args:
        value: which `read_kinds` has judged.

    Returns:
        Chinese names of departments by credit code; by the Chinese name of an authority, the codes under which its licence types
        stand.
    """
    known = converted(value, _Authorities)
    codes = {one.key: {one.code} for one in known.departments}
    for one in known.national:
        codes[one.department].add(one.code)
    issuers = {one.zh: frozenset(codes[one.department]) for one in known.authorities}
    return {one.code: one.name.zh for one in known.departments}, issuers


def read_kinds(folder: Path, authorities: Any, themes: Collection[str], faults: list[str]) -> tuple[LicenceKind, ...]:
    """The kinds in use, in the order of their rows; none where the folder has no registry.

    Args:
        folder: with ``licence_kinds.tsv``.
        authorities: what ``licence_authorities.yaml`` says.
        themes: that the catalogue has.
        faults: gets a line for each mistake, with the line of the file.
    """
    rows = tuple(rows_of(folder / KINDS, faults))
    if not rows:
        return ()
    try:
        known = converted(authorities, _Authorities)
    except msgspec.ValidationError as fault:
        faults.append(f"{AUTHORITIES}: {fault}")
        return ()
    departments = {one.key: one for one in known.departments}
    issuers = {one.zh: one for one in known.authorities}
    before = len(faults)
    faults += (
        f"{AUTHORITIES}: {one.zh}: no department {one.department!r}"
        for one in known.authorities
        if one.department not in departments
    )
    faults += (
        f"{AUTHORITIES}: {one.code}: no department {one.department!r}"
        for one in known.national
        if one.department not in departments
    )
    faults += (f"{AUTHORITIES}: {one.key}: code: no credit code" for one in known.departments if credit_code_fault(one.code))
    faults += (f"{KINDS}: line {row.line}: {problem}" for row in rows for problem in row_problems(row, issuers, themes))
    faults += (f"{KINDS}: {problem}" for problem in problems_together(rows))
    if len(faults) > before:
        return ()
    replaced: dict[str, list[str]] = {}
    for row in rows:
        if not row.in_use:
            replaced.setdefault(row["in_use"].removeprefix(REPLACED), []).extend((row["name_zh"], *row.words))
    return tuple(
        LicenceKind(
            number=int(row["number"]),
            key=row["key"],
            name=LocalizedText(row["name_zh"], row["name_en"]),
            holder=Holder(row["holder"]),
            authority=LocalizedText(row["authority"], issuers[row["authority"]].en),
            department=departments[issuers[row["authority"]].department],
            basis=Source(row["basis"], row["clause"]),
            theme=row["theme"],
            everyday_words=_once((*row.words, *replaced.get(row["name_zh"], ()))),
        )
        for row in rows
        if row.in_use
    )


def with_kinds(catalogue: Catalogue, kinds: Sequence[LicenceKind]) -> Catalogue:
    """The catalogue with a licence type and an item for each kind; what is written by hand stays, and gets its everyday words."""
    by_hand = {kind.key for kind in catalogue.licence_types}
    words = {kind.key: (kind.name.zh, *kind.everyday_words) for kind in kinds}
    made = [kind for kind in kinds if kind.key not in by_hand]
    types = tuple(LicenceType(kind.key, kind.name, kind.type_code, kind.authority) for kind in made)
    items = tuple(_with_words(item, words.get(item.licence_type, ())) for item in catalogue.items)
    return replace(
        catalogue,
        licence_types=(*catalogue.licence_types, *types),
        items=(*items, *(licence_item(kind) for kind in made)),
    )


def _with_words(item: ServiceItem, words: Iterable[str]) -> ServiceItem:
    new = [word for word in words if word not in item.name.zh]
    return replace(item, everyday_words=_once((*item.everyday_words, *new))) if new else item


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
