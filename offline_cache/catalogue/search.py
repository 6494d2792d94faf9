"""Search as one types: which items have some of what was typed, and of those the best first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from kiosk.ports.storage import SearchHit
from offline_cache.catalogue import latin
from offline_cache.catalogue.postings import Posting, best, unpacked
from offline_cache.catalogue.ranking import LEAST, Judged, judge, judge_spelled, mixed, weighed
from offline_cache.catalogue.reasons import hit_of
from offline_cache.catalogue.typed import runs_of
from offline_cache.catalogue.units import Unit, units_of

_CANDIDATES = 60  # by the sum of what they have of it; each is then looked at by itself
_STEPS = 4  # of a token's weight, to one of its natural logarithm: the sums are of whole numbers


def search(
    database: sqlite3.Connection, query: str, limit: int, near: Mapping[int, float] | None = None
) -> tuple[SearchHit, ...]:
    """Best first: an exact name, then by how much of what was typed an item has and how near it is in meaning, then by use.

    Understands Chinese from one character on, words in any order with anything between them, whole sentences, full pinyin (ü as
    ``v``, ``ü`` or ``u:``, with tone marks or without), initials, everyday words, English, mixtures of them, wrong characters of
    the right sound, and slips. Nothing typed finds nothing.

    Args:
        database: a catalogue file.
        query: as it was typed.
        limit: so many hits at the most.
        near: what is known of the query's meaning: how similar items are, by their numbers (`kiosk.ports.meaning`).
    """
    runs = runs_of(query)
    if not runs:
        return ()
    alike = near or {}
    judged = _spelled(database, runs)
    if not judged:
        judged = _by_units(database, runs, max(limit, 0), alike)
        if latin.only_latin(runs):
            known = {one.line.number for one in judged if one.score >= LEAST}
            slips = [one for one in judge_spelled(latin.with_a_slip(database, runs), slip=True) if one.line.number not in known]
            judged = slips + [one for one in judged if one.line.number not in {slip.line.number for slip in slips}]
    known = {one.line.number for one in judged}
    judged += [Judged(line, 0.0) for line in latin.read_lines(database, sorted(alike.keys() - known))]
    return tuple(hit_of(runs, one) for one in mixed(judged, alike)[: max(limit, 0)])


def _spelled(database: sqlite3.Connection, runs: tuple[str, ...]) -> list[Judged]:
    return judge_spelled(latin.as_typed(database, runs)) if latin.only_latin(runs) else []


def _by_units(database: sqlite3.Connection, runs: tuple[str, ...], limit: int, near: Iterable[int]) -> list[Judged]:
    (items,) = database.execute("SELECT max(id) FROM items").fetchone()
    units = units_of(runs)
    known = weighed(units, _counts(database, _tokens(units)), items or 0)
    ways = [way for unit in known for way in unit.ways]
    postings = read_postings(database, [token for token, _ in ways])
    numbers = best([(max(1, round(worth * _STEPS)), postings[token]) for token, worth in ways], max(_CANDIDATES, limit))
    return judge(runs, known, postings, latin.read_lines(database, sorted({*numbers, *near})))


def _tokens(units: Iterable[Unit]) -> list[str]:
    ways = (way for unit in units for way in (*unit.ways, *((unit.slip,) if unit.slip else ())))
    return list(dict.fromkeys(token for token, _ in ways))


def _counts(database: sqlite3.Connection, tokens: list[str]) -> dict[str, int]:
    wanted = ",".join("?" * len(tokens))
    return dict(database.execute(f"SELECT token, count FROM postings WHERE token IN ({wanted})", tokens))  # noqa: S608


def read_postings(database: sqlite3.Connection, tokens: list[str]) -> dict[str, Posting]:
    """Of those of the tokens that any item has."""
    wanted = ",".join("?" * len(tokens))
    rows = database.execute(f"SELECT token, count, items FROM postings WHERE token IN ({wanted})", tokens)  # noqa: S608
    return {token: unpacked(count, data) for token, count, data in rows}
