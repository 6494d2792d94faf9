"""Pinyin: the syllables of what was typed, and which syllables people take for one another. Pure, but for one file read once.

Who writes by sound takes a wrong character of the right sound, or a sound of their own region: zh for z, n for ng, l for n, h for f
(the pairs that every pinyin keyboard offers as 模糊音).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

_READINGS = Path(__file__).with_name("readings.txt")
_LONGEST = 6  # letters of a syllable: zhuang
_EXCLAMATIONS = frozenset(("n", "o"))  # 嗯, 哦: of no service, and pieces of English words
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def readings() -> dict[str, str]:
    """The syllable of each common character."""
    lines = (line.split() for line in _READINGS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {character: syllable for syllable, characters in lines for character in characters}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(readings().values()) - _EXCLAMATIONS


@cache
def sounding_like(syllable: str) -> str:
    """One name for all the syllables that are taken for each other: ``"jing"`` and ``"jin"`` -> ``"jin"``."""
    for longer, shorter in _INITIALS:
        if syllable.startswith(longer):
            syllable = shorter + syllable[len(longer) :]
            break
    for longer, shorter in _FINALS:
        if syllable.endswith(longer):
            return syllable[: -len(longer)] + shorter
    return syllable


def split(run: str) -> tuple[str, ...]:
    """``"jinglaok"`` -> ``("jing", "lao")``: the fewest syllables that make the run, without what has been begun of the next one.

    () where it is not pinyin. Of equally few, the one with the longer syllable first: what people mean more often.
    """
    ways: list[tuple[str, ...] | None] = [(), *[None] * len(run)]
    for end in range(1, len(run) + 1):
        for length in range(min(_LONGEST, end), 0, -1):
            before = ways[end - length]
            syllable = run[end - length : end]
            if before is None or syllable not in _syllables():
                continue
            here = ways[end]
            if here is None or (len(before) + 1, [-len(s) for s in before]) < (len(here), [-len(s) for s in here[:-1]]):
                ways[end] = (*before, syllable)
    for left in range(min(_LONGEST, len(run))):
        found = ways[len(run) - left]
        if found is not None and _is_begun(run[len(run) - left :]):
            return found
    return ()


def _is_begun(rest: str) -> bool:
    return not rest or any(syllable.startswith(rest) for syllable in _syllables())


def heard(runs: Sequence[str]) -> tuple[str, ...]:
    """The syllables, under the name of those they are taken for, of Chinese and of pinyin alike; "" for a character of which none
    is known. () where a Latin run is no pinyin."""
    sounds: list[str] = []
    for run in runs:
        if run[0].isascii():
            syllables = split(run)
            if not syllables:
                return ()
            sounds += map(sounding_like, syllables)
        else:
            sounds += (sounding_like(readings().get(character, "")) for character in run)
    return tuple(sounds)


def pairs(sounds: Sequence[str]) -> list[str]:
    """Of neighbouring syllables, as the index has them: ``"jin lao"``."""
    return [f"{one} {next_one}" for one, next_one in pairwise(sounds) if one and next_one]
