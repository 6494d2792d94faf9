"""Passages of guides that answer what was asked: as they stand there, with where they are from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from kiosk.domain.service_items import Source
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import decoder_of
from kiosk.messages.passages import PassageText
from kiosk.ports.storage import MatchedBy, Passage
from offline_cache.catalogue.index import candidates
from offline_cache.catalogue.ranking import likeness
from offline_cache.catalogue.schema import LINE, item_line
from offline_cache.catalogue.tokens import is_telling
from offline_cache.catalogue.units import Unit
from offline_cache.catalogue.weighing import worth_of_all

MOST = 3  # are shown
_CANDIDATES = 12
_SHORTEST = 3  # pairs of characters, or words: less is the name of something, and no question
_BY_WORDS = 0.35  # of what was typed
_BY_MEANING = 0.55  # of `likeness`
_OF_ITEM = 0.5  # for a passage of the best item
_passage = decoder_of(PassageText)


def find_passages(
    database: sqlite3.Connection, units: Sequence[Unit], near: Mapping[int, float], items: Mapping[int, float]
) -> tuple[Passage, ...]:
    """The passages that have the most of what was asked, the best first; () for what is no question.

    Args:
        database: a catalogue file.
        units: what was typed.
        near: how similar passages are to it in meaning, by their numbers (cosines).
        items: how well items match it, by their numbers, the best of them 1: a passage of theirs is the likelier one.
    """
    telling = [unit for unit in units if is_telling(unit.ways[0][0])]
    if len(telling) < _SHORTEST:
        return ()
    known, postings, numbers = candidates(database, "passage_postings", telling, _CANDIDATES)
    most = worth_of_all(known, len(telling))
    found = []
    for number, item in _items(database, {*numbers, *near}):
        words = sum(next((worth for token, worth in unit.ways if postings[token].has(number)), 0.0) for unit in known) / most
        alike = likeness(near.get(number, 0.0))
        if words >= _BY_WORDS or alike >= _BY_MEANING:
            reason = MatchedBy.NAME if words >= _BY_WORDS else MatchedBy.MEANING
            found.append((words + alike + _OF_ITEM * items.get(item, 0.0), number, reason))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(_read(database, number, reason, score) for score, number, reason in found[:MOST])


def _items(database: sqlite3.Connection, numbers: Iterable[int]) -> list[tuple[int, int]]:
    these = ",".join(map(str, sorted(numbers)))
    return database.execute(f"SELECT id, item FROM passages WHERE id IN ({these})").fetchall()  # noqa: S608


def _read(database: sqlite3.Connection, number: int, reason: MatchedBy, score: float) -> Passage:
    columns = ", ".join(f"items.{column}" for column in LINE.split(", "))
    asked = f"SELECT {columns}, passage FROM passages JOIN items ON items.id = passages.item WHERE passages.id = ?"  # noqa: S608
    *line, text = database.execute(asked, (number,)).fetchone()
    passage = _passage.decode(text)
    return Passage(
        item_line(line),
        LocalizedText(**passage.answer),
        LocalizedText(**passage.question) if passage.question else None,
        Source(**passage.source) if passage.source else None,
        reason,
        score,
    )
