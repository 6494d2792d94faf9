"""What was typed, as units that an item may have: each in one of several ways, of which the best counts. Pure.

Words stand in any order with anything between them, because a unit is no more than two neighbouring characters, or one as a last
help. What a question is made of counts little, whatever is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from kiosk.domain.values import Value
from offline_cache.catalogue.spelling import heard
from offline_cache.catalogue.tokens import ALSO, AROUND, ENGLISH, stem
from offline_cache.catalogue.typed import is_latin

# What a match is worth beside one of two characters as they stand in a name.
_SINGLE = 0.2
_FUNCTIONAL = 0.5  # of what it would be worth otherwise
_ALSO = 0.85
_AROUND = 0.5
_SOUND = 0.6
_SPELLED = 0.8

_WORDS = [
    word
    for line in Path(__file__).with_name("asking_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
]
_ASKED = re.compile("|".join(sorted((word for word in _WORDS if len(word) > 1 and not word.isascii()), key=len, reverse=True)))
_SMALL = frozenset(word for word in _WORDS if len(word) == 1 and not word.isascii())
_ENGLISH_ASKING = frozenset(word for word in _WORDS if word.isascii())


class Unit(Value):
    """``ways``: tokens of the index, and what each is worth. ``slip``: the token, and its worth, of what sounds like it: it counts
    where the others are unknown."""

    ways: tuple[tuple[str, float], ...]
    slip: tuple[str, float] | None = None


def units_of(runs: Sequence[str]) -> tuple[Unit, ...]:
    """``runs``: as `offline_cache.catalogue.typed.runs_of` makes them."""
    pieces = [piece for run in runs for piece in ([run] if is_latin(run) else _told(run))]
    if not pieces:  # nothing but such words: then they are what is wanted
        pieces = list(runs)
    return (*_written(pieces), *_spelled(pieces))


def words_typed(runs: Sequence[str]) -> list[str]:
    """The Latin runs that may be English words, without those of a question; all, where there are no others."""
    latin = [run for run in runs if is_latin(run)]
    return [word for word in latin if word not in _ENGLISH_ASKING] or latin


def _told(run: str) -> list[str]:
    return [piece for piece in _ASKED.split(run) if piece and not all(c in _SMALL for c in piece)]


def _written(pieces: Sequence[str]) -> Iterator[Unit]:
    for piece in pieces:
        if is_latin(piece):
            continue
        sounds = heard((piece,))
        for at, character in enumerate(piece):
            worth = _FUNCTIONAL if character in _SMALL else 1.0
            yield Unit(((character, _SINGLE * worth), (ALSO + character, _ALSO * worth)))
            if at + 1 < len(piece):
                pair = piece[at : at + 2]
                sound = (f"{sounds[at]} {sounds[at + 1]}", _SOUND) if sounds[at] and sounds[at + 1] else None
                yield Unit(((pair, 1.0), (ALSO + pair, _ALSO), (AROUND + pair, _AROUND)), sound)


def _spelled(pieces: Sequence[str]) -> Iterator[Unit]:
    """Latin runs: as pinyin, together with the characters beside them, and as English words."""
    sounds: list[tuple[str, bool]] = []
    for piece in pieces:
        sounds += ((sound, is_latin(piece)) for sound in heard((piece,)))
    for (one, latin), (other, also_latin) in pairwise(sounds):
        if (latin or also_latin) and one and other:
            yield Unit(((f"{one} {other}", _SPELLED),))
    for word in map(stem, words_typed(pieces)):
        yield Unit(((ENGLISH + word, 1.0), (ALSO + ENGLISH + word, _ALSO), (AROUND + ENGLISH + word, _AROUND)))
