"""Pinyin and English as one types: what goes on as typed, from the beginning of a syllable, of initials or of a word.

The index of suffixes answers a prefix at once (FTS5). Where nothing goes as it was typed, one slip is looked for
(`offline_cache.catalogue.fuzzy`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from offline_cache.catalogue.fuzzy import expressions, meant
from offline_cache.catalogue.index import read_lines
from offline_cache.catalogue.schema import PREFIXES, FoundLine
from offline_cache.catalogue.typed import is_latin, plain, spellings_of

_CANDIDATES = 80  # of the most used that match; among these the better match comes first
_SLIP_CANDIDATES = 40  # each is compared letter by letter
_SLIP_ENOUGH = 20
_BEST_FIT = 50.0  # of one run, with nothing after it


def as_typed(database: sqlite3.Connection, runs: tuple[str, ...]) -> list[tuple[tuple[str, ...], FoundLine]]:
    """Items that have all the runs (Latin ones), with the runs as they are spelled there."""
    for spelled in spellings_of(runs):
        found = _matching(database, " AND ".join(map(_term, spelled)), _CANDIDATES)
        if lines := [(spelled, line) for line in read_lines(database, found) if fits(spelled, line) > 0]:
            return lines
    return []


def with_a_slip(database: sqlite3.Connection, runs: tuple[str, ...]) -> list[tuple[tuple[str, ...], FoundLine]]:
    """Items of which one run may be meant, with the runs as they stand there."""
    near = _with_a_slip(database, runs)
    if not near and len(runs) > 1:
        near = _with_a_slip(database, ("".join(runs),))  # syllables are too short by themselves: jin lao ka
    return [(spelled, line) for spelled, line in near if fits(spelled, line) > 0]


def fits(runs: Sequence[str], line: FoundLine) -> float:
    """How well all these Latin runs match, 0 to 1: the whole name, its beginning, inside it, an everyday word; 0 where one does
    not."""
    names = [line.line.name.zh.lower(), *(word.lower() for word in line.everyday)]
    english = line.line.name.en.lower().replace("'", "")  # as `runs_of` leaves it
    score = 0
    for run in runs:
        found = [_fit(run, sound, 30) for sound in line.sounds[:2]]
        found += [_fit(run, sound, 15) for sound in line.sounds[2:]]
        found += [_fit(run, english, 25), *(_fit(run, name, 25) for name in names)]
        if not any(found):
            return 0.0
        score += max(found)
    return score / (_BEST_FIT * max(len(runs), 1))


def _fit(run: str, name: str, worth: int) -> int:
    if run not in name:
        return 0
    return worth + 10 if name == run else worth + 5 if name.startswith(run) else worth


def _with_a_slip(database: sqlite3.Connection, runs: tuple[str, ...]) -> list[tuple[tuple[str, ...], FoundLine]]:
    terms = [_term(run) for run in runs]
    seen: set[int] = set()
    near: list[tuple[tuple[str, ...], FoundLine]] = []
    for expression in expressions(runs, terms, PREFIXES):
        new = [place for place in _matching(database, expression, _SLIP_CANDIDATES) if place not in seen]
        seen.update(new)
        lines = ((_corrected(runs, line), line) for line in read_lines(database, new))
        near += [(corrected, line) for corrected, line in lines if corrected]
        if len(near) >= _SLIP_ENOUGH or len(seen) >= _SLIP_CANDIDATES:
            break
    return near


def _matching(database: sqlite3.Connection, expression: str, limit: int) -> list[int]:
    return [row[0] for row in database.execute("SELECT rowid FROM keys WHERE keys MATCH ? LIMIT ?", (expression, limit))]


def _term(run: str) -> str:
    # Cut to a length that the index answers at once; what does not go on as typed is left out afterwards.
    return f'"{run[: max(length for length in PREFIXES if length <= len(run))]}"*'


def _corrected(runs: tuple[str, ...], line: FoundLine) -> tuple[str, ...]:
    """The runs as they stand in a line where one has a slip; () where that is not what was meant."""
    sounding = [*line.sounds, line.line.name.en.lower(), *map(plain, (line.line.name.zh, *line.everyday))]
    corrected, slips = [], 0
    for run in runs:
        if not any(run in text for text in sounding):
            run = next((piece for text in sounding if (piece := meant(run, text))), "")
            slips += 1
        corrected.append(run)
    return tuple(corrected) if slips == 1 and all(corrected) else ()


def only_latin(runs: Sequence[str]) -> bool:
    """Whether every run is of ASCII's letters and digits; so it is of no runs at all."""
    return all(map(is_latin, runs))
