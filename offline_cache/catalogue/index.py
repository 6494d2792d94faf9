"""The indexes of a catalogue file, of items and of passages, as a search asks them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from offline_cache.catalogue.postings import Posting, best, unpacked
from offline_cache.catalogue.schema import FOUND, FoundLine
from offline_cache.catalogue.tokens import AROUND, ENGLISH, stem
from offline_cache.catalogue.units import Unit, words_typed
from offline_cache.catalogue.weighing import Weighed, weighed

_STEPS = 4  # of a token's weight, to one of its natural logarithm: the sums are of whole numbers


def candidates(
    database: sqlite3.Connection, table: str, units: Sequence[Unit], most: int
) -> tuple[list[Weighed], Mapping[str, Posting], list[int]]:
    """What has the most of what was typed.

    Args:
        database: a catalogue file.
        table: ``postings`` of the items, ``passage_postings`` of the passages.
        units: what was typed.
        most: so many at the most.

    Returns:
        The units that are known there, the postings of their tokens, and the numbers of what has the most of them.
    """
    (count,) = database.execute(f"SELECT max(id) FROM {_COUNTED[table]}").fetchone()  # noqa: S608
    known = weighed(units, _counts(database, table, _tokens(units)), count or 0)
    ways = [way for unit in known for way in unit.ways]
    postings = _postings(database, table, [token for token, _ in ways])
    return known, postings, best([(max(1, round(worth * _STEPS)), postings[token]) for token, worth in ways], most)


def read_lines(database: sqlite3.Connection, numbers: Sequence[int]) -> list[FoundLine]:
    """These items, the most used first."""
    if not numbers:
        return []
    these = ",".join(map(str, numbers))
    rows = database.execute(f"SELECT {FOUND} FROM items WHERE id IN ({these}) ORDER BY id")  # noqa: S608
    return [FoundLine.of(row) for row in rows]


def knows_english(database: sqlite3.Connection, runs: Sequence[str]) -> bool:
    """Whether one of these Latin runs is an English word of an item's name, or around it."""
    words = [ENGLISH + stem(word) for word in words_typed(runs)]
    return bool(_counts(database, "postings", [*words, *(AROUND + word for word in words)]))


_COUNTED = {"postings": "items", "passage_postings": "passages"}


def _tokens(units: Iterable[Unit]) -> list[str]:
    ways = (way for unit in units for way in (*unit.ways, *((unit.slip,) if unit.slip else ())))
    return list(dict.fromkeys(token for token, _ in ways))


def _counts(database: sqlite3.Connection, table: str, tokens: list[str]) -> dict[str, int]:
    wanted = ",".join("?" * len(tokens))
    return dict(database.execute(f"SELECT token, count FROM {table} WHERE token IN ({wanted})", tokens))  # noqa: S608


def _postings(database: sqlite3.Connection, table: str, tokens: list[str]) -> dict[str, Posting]:
    """Of those of the tokens that anything has."""
    wanted = ",".join("?" * len(tokens))
    rows = database.execute(f"SELECT token, count, numbers FROM {table} WHERE token IN ({wanted})", tokens)  # noqa: S608
    return {token: unpacked(count, data) for token, count, data in rows}
