"""Search as one types: which items have some of what was typed, and of those the best first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from kiosk.ports.storage import Near, SearchFound
from offline_cache.catalogue import latin
from offline_cache.catalogue.index import candidates, knows_english, read_lines
from offline_cache.catalogue.passages import find_passages
from offline_cache.catalogue.ranking import LEAST, Judged, judge, judge_spelled, mixed
from offline_cache.catalogue.reasons import covered, hit_of
from offline_cache.catalogue.spelling import heard
from offline_cache.catalogue.typed import runs_of
from offline_cache.catalogue.units import Unit, units_of

_CANDIDATES = 40  # by the sum of what they have of it; each is then looked at by itself
_ENOUGH = 1 / 3  # of what was typed, in the best hit


def search(database: sqlite3.Connection, query: str, limit: int, near: Near) -> SearchFound:
    """Best first: an exact name, then by how much of what was typed an item has and how near it is in meaning, then by use.

    Understands Chinese from one character on, words in any order with anything between them, whole sentences, full pinyin (ü as
    ``v``, ``ü`` or ``u:``, with tone marks or without), initials, everyday words, English, mixtures of them, wrong characters of
    the right sound, and slips. Nothing typed finds nothing.

    Args:
        database: a catalogue file.
        query: as it was typed.
        limit: so many hits at the most.
        near: what is known of its meaning so far.
    """
    runs = runs_of(query)
    if not runs:
        return SearchFound()
    units = units_of(runs)
    spelled = judge_spelled(latin.as_typed(database, runs)) if latin.only_latin(runs) else []
    if latin.only_latin(runs) and (spelled or heard(runs)) and not knows_english(database, runs):
        near = Near()  # pinyin and initials have sounds and no meaning
    judged = spelled or _by_words(database, runs, units, max(limit, 0), near.items)
    known = {one.line.number for one in judged}
    judged += [Judged(line, 0.0) for line in read_lines(database, sorted(near.items.keys() - known))]
    judged = mixed(judged, near.items)[: max(limit, 0)]
    found = {one.line.number: one.score / judged[0].score for one in judged}
    return SearchFound(
        tuple(hit_of(runs, one) for one in judged),
        find_passages(database, units, near.passages, found),
        little=not judged or covered(units, judged[0]) < _ENOUGH,
    )


def _by_words(
    database: sqlite3.Connection, runs: tuple[str, ...], units: Sequence[Unit], limit: int, near: Iterable[int]
) -> list[Judged]:
    """Those that have some of it, and those that are near besides; of Latin text those of which it may be a slip, too."""
    known, postings, numbers = candidates(database, "postings", units, max(_CANDIDATES, limit))
    judged = judge(runs, len(units), known, postings, read_lines(database, sorted({*numbers, *near})))
    if not latin.only_latin(runs):
        return judged
    judged = [one for one in judged if one.score >= LEAST]
    found = {one.line.number for one in judged}
    slips = judge_spelled(latin.with_a_slip(database, runs), slip=True)
    return judged + [one for one in slips if one.line.number not in found]
