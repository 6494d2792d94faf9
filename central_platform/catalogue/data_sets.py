"""Shared data sets (共享数据集) as their authors write them: ``data_sets/*.yaml`` beside the items, each file a list.

A data set says what a department tells: its fields with their names in two languages, whom a row is about, and what it may be
asked for. Items name it under ``query``, and are given its fields where they do not list which of them they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kiosk.domain.queries import CellFormat, Column, Offline
from kiosk.domain.query_check import check_column, check_query
from kiosk.domain.rules import RuleFault, holds
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import converted

# libyaml's parser where it is there: the same safe loading, six times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class DataSubject(Enum):
    """Whom a row is about."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"
    NONE = "NONE"  # public


class Adapter(Enum):
    TABLES = "tables"  # the platform's own, filled by import
    HTTP = "http"  # a service of the department; staff enter its address


class AsOf(Enum):
    """What time a result tells as its state."""

    IMPORT = "import"  # that of the file that was imported last
    ROW = "row"  # the newest of its rows'


class Purpose(Enum):
    """What data may be asked for; each use is written down with it."""

    QUERY = "query"  # 查询: whom it is about sees it
    COMPARISON = "comparison"  # 比对: a rule compares it with what was stated
    PREFILL = "prefill"  # a form is filled from it


class DataSet(Published, dict=True):
    """``truth``: the register that the rows come from; ``search_only``: fields that narrow rows and are not shown."""

    key: str
    name: LocalizedText
    department: LocalizedText
    subject: DataSubject
    truth: LocalizedText
    fields: tuple[Column, ...]
    adapter: Adapter = Adapter.TABLES
    as_of: AsOf = AsOf.IMPORT
    purposes: tuple[Purpose, ...] = (Purpose.QUERY,)
    search_only: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        """Its fields."""
        return {field.key: field for field in self.fields}

    def fills(self, field: str) -> bool:
        """Whether a form may be filled from this field: what leaves the platform in part only, or only narrows rows, fills none."""
        shown = field in self.by_key and field not in self.search_only and self.by_key[field].format is not CellFormat.MASKED
        found = self.subject is not DataSubject.NONE or "credit_code" in self.by_key  # by which a company's row is found
        return shown and Purpose.PREFILL in self.purposes and found


def load_data_sets(folder: Path) -> tuple[dict[str, DataSet], list[str]]:
    """Read ``data_sets/*.yaml``.

    Args:
        folder: of the whole content.

    Returns:
        Data sets by key, and what is wrong with them, a line each, for their author.
    """
    found: dict[str, DataSet] = {}
    faults: list[str] = []
    for path in sorted((folder / "data_sets").glob("*.yaml")):
        for written in yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER):  # noqa: S506 - a safe loader, by either name
            name = written.get("key", path.name)
            try:
                data_set = converted(written, DataSet)
            except msgspec.ValidationError as fault:
                faults.append(f"data set {name}: {fault}")
                continue
            if data_set.key in found:
                faults.append(f"data set {name} stands twice")
            faults += [f"data set {name}: {problem}" for problem in _problems(data_set)]
            found[data_set.key] = data_set
    return found, faults


def _problems(data_set: DataSet) -> Iterator[str]:
    if not _KEY.fullmatch(data_set.key):
        yield "keys are lower-case words joined by -"
    if len(data_set.by_key) != len(data_set.fields):
        yield "a field stands twice"
    for field in data_set.fields:
        yield from (f"field {field.key!r}: {problem}" for problem in check_column(field))
    for key in data_set.search_only:
        if key not in data_set.by_key:
            yield f"search_only: no field {key!r}"


def with_columns(query: Any, data_sets: Mapping[str, DataSet]) -> Any:
    """What an author wrote under ``query``, with its columns: those of the data set that it names, or all that are shown.

    Args:
        query: as read from YAML; what is no query is left for the strict reading to refuse.
        data_sets: by key.
    """
    if not isinstance(query, dict) or (data_set := data_sets.get(str(query.get("data_set")))) is None:
        return {"columns": [], **query} if isinstance(query, dict) else query
    shown = [field.key for field in data_set.fields if field.key not in data_set.search_only]
    keys = query.get("columns", shown)
    if not isinstance(keys, list):
        return query
    # A key that is none is left as it is: the strict reading names it.
    columns = [msgspec.to_builtins(data_set.by_key[key]) if key in data_set.by_key else key for key in map(str, keys)]
    return {**query, "columns": columns}


_ASKED_WITH = {
    DataSubject.NONE: Assurance.NONE,
    DataSubject.PERSON: Assurance.CODE,
    DataSubject.COMPANY: Assurance.COMPANY,
}


def query_problems(items: Iterable[ServiceItem], data_sets: Mapping[str, DataSet]) -> Iterator[str]:
    """What is wrong with the items' queries, in words for their author: beside `check_query`, that each asks who somebody is
    exactly where its rows are about somebody."""
    for item in items:
        if item.query is None:
            continue
        name, data_set = item.name.zh, data_sets.get(item.query.data_set)
        parameters = item.form.schema.get("properties", {}) if item.form else ()
        public = item.assurance is Assurance.NONE
        for problem in check_query(item.query, data_set.by_key if data_set else None, parameters, public):
            yield f"{name}: query: {problem}"
        asked = Assurance.CODE if item.assurance is Assurance.CARD else item.assurance
        if data_set and asked is not _ASKED_WITH[data_set.subject]:
            yield f"{name}: query: rows about {data_set.subject.value} are asked for with {_ASKED_WITH[data_set.subject].value}"
        if data_set and item.query.offline is Offline.SIGNED and data_set.as_of is AsOf.ROW:
            yield f"{name}: query: rows with a day each do not travel with the catalogue: one day is told of them all"


def record_problems(items: Iterable[ServiceItem], data_sets: Mapping[str, DataSet]) -> Iterator[str]:
    """What is wrong with the records that prove materials: each is of a person's data set that may be compared, and its rule reads
    what such a row has."""
    for item in items:
        for material in item.guide.materials:
            for requirement in material.records:
                problem = _record_problem(data_sets.get(requirement.data_set), requirement.rule)
                if problem:
                    yield f"{item.name.zh}: material {material.key}: records: {requirement.data_set}: {problem}"


def _record_problem(data_set: DataSet | None, rule: str) -> str:
    if data_set is None:
        return "no such data set"
    if data_set.subject is not DataSubject.PERSON or Purpose.COMPARISON not in data_set.purposes:
        return "subject PERSON, with the purpose comparison"
    rows = [{field.key: "" for field in data_set.fields}]
    try:
        proved_by_nothing = holds(rule, {"rows": []})
        holds(rule, {"rows": rows})
    except RuleFault as fault:
        return str(fault)
    return "it proves the material of whoever has nothing on record" if proved_by_nothing else ""
