"""Where in a name what was typed stands. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from offline_cache.catalogue.schema import sounds
from offline_cache.catalogue.spelling import sounding_like
from offline_cache.catalogue.typed import is_latin

Span = tuple[int, int]  # [start, end)


def written(pieces: Iterable[str], name: str) -> tuple[Span, ...]:
    """Pieces (pairs of characters, or single ones) wherever they stand; neighbours become one."""
    places: set[int] = set()
    for piece in pieces:
        at = name.find(piece)
        while at >= 0:
            places.update(range(at, at + len(piece)))
            at = name.find(piece, at + 1)
    return _together(places)


def heard(pairs: Iterable[str], name: str, reading: str) -> tuple[Span, ...]:
    """Pairs of syllables as the index has them. () where it is not known which syllable is which character's."""
    letters, syllables = _letters(name), [sounding_like(syllable) for syllable in reading.split()]
    if len(letters) != len(syllables):
        return ()
    wanted = set(pairs)
    places: set[int] = set()
    for at in range(len(syllables) - 1):
        if f"{syllables[at]} {syllables[at + 1]}" in wanted:
            places.update((letters[at], letters[at + 1]))
    return _together(places)


def spelled(run: str, name: str, reading: str) -> Span | None:
    """A Latin run: as written, or as it sounds from the beginning of a syllable on."""
    at = name.lower().find(run)
    if at >= 0:
        return at, at + len(run)
    if not is_latin(run):
        return None
    running, initials = sounds(reading)
    found = [(place, place + len(run)) for place in (initials.find(run),) if place >= 0]
    if run in running:
        starts = list(accumulate((len(syllable) for syllable in reading.split()), initial=0))
        first = next((place for place, start in enumerate(starts[:-1]) if running.startswith(run, start)), -1)
        if first >= 0:
            found.append((first, bisect_left(starts, starts[first] + len(run))))
    letters = _letters(name)
    if not found or len(letters) != len(initials):
        return None
    start, end = min(found)
    return letters[start], letters[end - 1] + 1


def words(beginnings: Sequence[str], name: str) -> tuple[Span, ...]:
    """Where words of an English name begin like these."""
    found = (re.search(rf"\b{re.escape(run)}", name, re.IGNORECASE | re.ASCII) for run in beginnings)
    return tuple(sorted({match.span() for match in found if match}))


def _letters(name: str) -> list[int]:
    return [place for place, c in enumerate(name) if c.isalnum() and not c.isascii()]


def _together(places: set[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for place in sorted(places):
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)
