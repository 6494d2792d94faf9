"""Search as one types: what was typed is made into an expression for the index, and what that finds is ranked and marked."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from kiosk.domain.values import replace
from kiosk.ports.storage import SearchHit
from offline_cache.catalogue.fuzzy import expressions, meant
from offline_cache.catalogue.schema import LINE, PREFIXES, item_line, sounds

CANDIDATES = 80  # of the most used that match; among these the better match comes first
_SLIP_CANDIDATES = 40  # each is compared letter by letter
_SLIP_ENOUGH = 20
_KINDS = {"TRANSACTION": 0, "LICENCE_PRINT": 1, "QUERY": 2}
_U_COLON = re.compile("(?<=[nl])u:")
_U_UMLAUT = re.compile("(?<=[nl])u(?:\u0308|[\u0300-\u0304\u030c]\u0308)")
_TONES = re.compile("([a-z])[\u0300-\u036f]+")
_LUE = re.compile("([nl])ue")  # as keyboards take it for lüe and nüe; no other syllables are spelled so
LONGEST_QUERY = 64  # characters that are looked at


def search(database: sqlite3.Connection, query: str, limit: int) -> tuple[SearchHit, ...]:
    """Best first: by how well the name matches, then by kind (what one does here first), then by use.

    Understands Chinese from one character on, full pinyin (ü as ``v``, ``ü`` or ``u:``, with tone marks or without), initials,
    everyday words, English, and mixtures of them; where nothing goes as it was typed, with one slip
    (`offline_cache.catalogue.fuzzy`). Nothing typed finds nothing.
    """
    runs = _runs(query[:LONGEST_QUERY])
    if not runs:
        return ()
    for spelled in dict.fromkeys((runs, tuple(_LUE.sub(r"\1ve", run) for run in runs))):
        exact = _lines(database, _matching(database, " AND ".join(map(_term, spelled)), CANDIDATES))
        if hits := _best([(spelled, row) for row in exact], limit):
            return hits
    near = _with_a_slip(database, runs)
    if not near and len(runs) > 1 and all(run[0].isascii() for run in runs):
        near = _with_a_slip(database, ("".join(runs),))  # syllables are too short by themselves: jin lao ka
    return tuple(replace(hit, slip=True) for hit in _best(near, limit))


def _with_a_slip(database: sqlite3.Connection, runs: tuple[str, ...]) -> list[tuple[tuple[str, ...], Sequence[Any]]]:
    """Lines of which one run may be meant, with the runs as they stand there."""
    terms = [_term(run) for run in runs]
    seen: set[int] = set()
    meant: list[tuple[tuple[str, ...], Sequence[Any]]] = []
    for expression in expressions(runs, terms, PREFIXES):
        new = [place for place in _matching(database, expression, _SLIP_CANDIDATES) if place not in seen]
        seen.update(new)
        lines = ((_corrected(runs, row), row) for row in _lines(database, new))
        meant += [(corrected, row) for corrected, row in lines if corrected]
        if len(meant) >= _SLIP_ENOUGH or len(seen) >= _SLIP_CANDIDATES:
            break
    return meant


def _matching(database: sqlite3.Connection, expression: str, limit: int) -> list[int]:
    return [row[0] for row in database.execute("SELECT rowid FROM keys WHERE keys MATCH ? LIMIT ?", (expression, limit))]


def _lines(database: sqlite3.Connection, found: Sequence[int]) -> list[Sequence[Any]]:
    if not found:
        return []
    these = ",".join(map(str, found))
    return database.execute(
        f"SELECT {LINE}, everyday, readings, sounds FROM items WHERE id IN ({these}) ORDER BY id"  # noqa: S608
    ).fetchall()


def _best(lines: Sequence[tuple[tuple[str, ...], Sequence[Any]]], limit: int) -> tuple[SearchHit, ...]:
    judged = ((-_quality(runs, row), _KINDS[row[2]], place, runs, row) for place, (runs, row) in enumerate(lines))
    ranked = sorted(one for one in judged if one[0] <= 0)
    return tuple(_hit(runs, row) for *_, runs, row in ranked[:limit])


def _corrected(runs: tuple[str, ...], row: Sequence[Any]) -> tuple[str, ...]:
    """The runs as they stand in a line where one has a slip; () where that is not what was meant."""
    names = [name.lower() for name in (row[3], *row[11].split("\n"))]
    plain = [name if name.isalnum() else "".join(c for c in name if c.isalnum()) for name in names]
    sounding = [*row[13].split("\n"), row[4].lower(), *names]
    corrected, slips = [], 0
    for run in runs:
        texts = sounding if run[0].isascii() else plain
        if not any(run in text for text in texts):
            run = next((piece for text in texts if (piece := meant(run, text))), "")
            slips += 1
        corrected.append(run)
    return tuple(corrected) if slips == 1 and all(corrected) else ()


def _runs(query: str) -> tuple[str, ...]:
    """``"养老 jin"`` -> ``("养老", "jin")``: runs of one script, width and case made alike, marks between letters dropped.

    A space inside Latin text separates words, as it does between syllables: ``jing lao`` is two runs, both wanted.
    """
    runs: list[str] = []
    last = ""
    for c in _letters(query):
        kind = "" if not c.isalnum() else "latin" if c.isascii() else "han"
        if kind and kind == last:
            runs[-1] += c
        elif kind:
            runs.append(c)
        if c not in "'’":  # the pinyin keyboard puts them between syllables: jing'lao'ka
            last = kind
    return tuple(runs)


def _letters(query: str) -> str:
    """Width and case made alike; pinyin as the index has it: ü is ``v`` behind n and l, ``u`` elsewhere, and no tone marks."""
    plain = unicodedata.normalize("NFKC", query).lower()
    if plain.isascii():
        return _U_COLON.sub("v", plain)
    apart = _U_UMLAUT.sub("v", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", _U_COLON.sub("v", _TONES.sub(r"\1", apart)))


def _term(run: str) -> str:
    if run[0].isascii():
        # Cut to a length that the index answers at once; what does not go on as typed is left out afterwards.
        return f'"{run[: max(length for length in PREFIXES if length <= len(run))]}"*'
    if len(run) == 1:
        return f'"{run}"'
    return " AND ".join(f'"{run[i : i + 2]}"' for i in range(len(run) - 1))


def _quality(runs: tuple[str, ...], row: Sequence[Any]) -> int:
    """How well it matches, by its best reason: the whole name, its beginning, inside it, an everyday word; sound below letter.

    Negative: what was typed in Latin letters begins like something here, and goes on otherwise.
    """
    names, english, sounding = [row[3], *row[11].split("\n")], row[4].lower(), row[13].split("\n")
    score = 0
    for run in runs:
        if run[0].isascii():
            found = [_fit(run, sound, 30) for sound in sounding[:2]]
            found += [_fit(run, sound, 15) for sound in sounding[2:]]
            found += [_fit(run, english, 25), *(_fit(run, name.lower(), 25) for name in names)]
            if not any(found):
                return -1
        else:
            found = [_fit(run, names[0], 60), *(_fit(run, name, 25) for name in names[1:])]
        score += max(found)
    return score


def _fit(run: str, name: str, worth: int) -> int:
    if run not in name:
        return 0
    return worth + 10 if name == run else worth + 5 if name.startswith(run) else worth


def _hit(runs: tuple[str, ...], row: Sequence[Any]) -> SearchHit:
    """What matched: places in the name, or else the everyday word that did."""
    name, everyday, readings = row[3], row[11].split("\n"), row[12].split("\n")
    marks = [mark for run in runs if (mark := _mark(run, name, readings[0]))]
    why = ""
    if not marks:
        why = next(
            (
                word
                for word, reading in zip(everyday, readings[1:], strict=False)
                for run in runs
                if run in word or (run[0].isascii() and _mark(run, word, reading))
            ),
            "",
        )
    marks_en = [mark for run in runs if (mark := _mark_word(run, row[4]))]
    return SearchHit(item_line(row), why, tuple(sorted(marks)), tuple(sorted(marks_en)))


def _mark_word(run: str, name: str) -> tuple[int, int] | None:
    """Where a word of a name begins like this."""
    found = re.search(rf"\b{re.escape(run)}", name, re.IGNORECASE | re.ASCII)
    return found.span() if found else None


def _mark(run: str, name: str, reading: str) -> tuple[int, int] | None:
    """Where a run stands in a name: as written, or as it sounds from the beginning of a syllable on."""
    at = name.find(run)
    if at >= 0:
        return at, at + len(run)
    if not run[0].isascii():
        return None
    running, initials = sounds(reading)
    heard = [(place, place + len(run)) for place in (initials.find(run),) if place >= 0]
    if run in running:
        starts = list(accumulate((len(syllable) for syllable in reading.split()), initial=0))
        first = next((place for place, start in enumerate(starts[:-1]) if running.startswith(run, start)), -1)
        if first >= 0:
            heard.append((first, bisect_left(starts, starts[first] + len(run))))
    letters = [i for i, c in enumerate(name) if c.isalnum() and not c.isascii()]
    if not heard or len(letters) != len(initials):
        return None
    start, end = min(heard)
    return letters[start], letters[end - 1] + 1
