"""The queries that search is measured with: what people type, and the items that they want.

`tests/offline_cache/queries` holds two sets, each over a catalogue of its own: ``own`` over the district's content, ``field`` over
names of another district's services (`field_names.txt`), which have neither everyday words nor English.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk.domain.values import Value, replace

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "offline_cache" / "queries"
SETS = ("own", "field")
NOTHING = "nothing"  # the kind of a query for which there is no item
_OFFICE = "@"  # stands before an authority: any of its items is wanted


class Asked(Value):
    """``wanted``: names of items, any of which will do."""

    kind: str
    query: str
    wanted: frozenset[str]

    @property
    def held_back(self) -> bool:
        """One of a third, by a hash, that nobody looks at while weights are chosen."""
        return hashlib.sha256(self.query.encode()).digest()[0] % 3 == 0


def load_queries(name: str, catalogue: Any) -> list[Asked]:
    """One of `SETS`: a line each, of kind, query and the names of items that are wanted (``|`` between them; ``-`` for none).

    Args:
        name: of the set.
        catalogue: `kiosk.domain.service_items.Catalogue` that it is about.

    Raises:
        ValueError: a query wants an item that is not there.
    """
    by_authority: dict[str, set[str]] = {}
    for item in catalogue.items:
        by_authority.setdefault(item.authority.zh, set()).add(item.name.zh)
    names = {item.name.zh for item in catalogue.items}
    found = []
    for line in _lines(FOLDER / f"{name}.tsv"):
        kind, query, wanted = line.split("\t")
        these = by_authority[wanted[1:]] if wanted.startswith(_OFFICE) else set() if kind == NOTHING else set(wanted.split("|"))
        if missing := these - names:
            raise ValueError(f"{name}.tsv: {query}: no item {', '.join(sorted(missing))}")
        found.append(Asked(kind, query, frozenset(these)))
    return found


def catalogue_of(name: str) -> Any:
    """The catalogue that a set is about."""
    from central_platform.catalogue.publishing import load_catalogue

    content = load_catalogue()
    return content if name == "own" else named(content, _lines(FOLDER / "field_names.txt"))


def named(content: Any, names: Iterable[str]) -> Any:
    """A catalogue of items that have a name and nothing else."""
    from kiosk.domain.text import LocalizedText

    model = content.items[0]
    none = LocalizedText("", "")
    items = [
        replace(
            model,
            implementation_code=f"{model.implementation_code[:19]}F{number:011d}",
            name=LocalizedText(name, ""),
            summary=none,
            authority=none,
            guide=replace(model.guide, result=none, questions=(), conditions=()),
            kind=type(model.kind).TRANSACTION,
            everyday_words=(),
            uses=0,
        )
        for number, name in enumerate(dict.fromkeys(names))
    ]
    return replace(content, items=tuple(items))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
