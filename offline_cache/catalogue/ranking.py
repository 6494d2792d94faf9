"""How well an item matches what was typed, by its words and by its meaning. Pure.

Each weight here was left out once, over the queries of tests/offline_cache/queries: those stay without which fewer are answered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from kiosk.domain.values import Value, replace
from offline_cache.catalogue import latin
from offline_cache.catalogue.postings import Posting
from offline_cache.catalogue.schema import FoundLine
from offline_cache.catalogue.tokens import is_telling
from offline_cache.catalogue.typed import is_latin, plain
from offline_cache.catalogue.weighing import Weighed, worth_of_all

LEAST = 0.15  # of what was typed; less is chance
_GUESSED = 0.2  # of what matched, by sound alone: then it is a guess
_SHORTEST_GUESS = 3  # characters, of which no two neighbours are found
_WHOLE_NAME = 3.0  # above everything that the others can add up to
_WHOLE_RUN = 0.3  # for a whole run that stands in the name, or is an everyday word
_SWAPPED = 0.2  # for one whose characters stand together in the name, in another order
_OF_NAME = 0.3  # times the part of the name that was typed
_USE = 0.015  # times the decimal logarithm of the uses in a year
_AFTERWARDS = 0.1  # less for what comes after the first time, where nothing of it was typed
_SPELLED = 0.6  # for what goes on as typed, and so much more for how well it fits
_MEANING = 1.25  # for what says the same
_UNLIKE, _ALIKE = 0.80, 0.92  # similarities (cosines) of multilingual-e5-small: of any two texts, and of two that say the same
_LATER_ACTIONS = re.compile("变更|注销|[补换]办|补证|[补换]发|[补换]领|换证|遗失|挂失|延续|停业|歇业|撤销|解除|作废|投诉|更正|报废")
_ASKS_LATER = re.compile("[改换变丢补销消延续停关搬转删退失坏错告]|不[干要]|[到过]期|投诉|解除|作废")


class Judged(Value):
    """``had``: the tokens that matched, the best of each unit. ``spelled``: Latin runs as they stand in it, where it was found by
    these. ``slip``: a good part of it is guessed. ``meant``: by its meaning alone."""

    line: FoundLine
    score: float
    had: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    slip: bool = False
    meant: bool = False


def judge(
    runs: tuple[str, ...], typed: int, units: Sequence[Weighed], postings: Mapping[str, Posting], lines: Sequence[FoundLine]
) -> list[Judged]:
    """Each line by the words that it has; those with none of them have the score 0.

    Args:
        runs: what was typed (`offline_cache.catalogue.typed.runs_of`).
        typed: of how many units.
        units: those that are known here (`offline_cache.catalogue.weighing.weighed`).
        postings: of the units' tokens.
        lines: to look at.
    """
    most = worth_of_all(units, typed)
    later = _ASKS_LATER.search(" ".join(runs)) is not None
    return [_judged(runs, later, units, postings, most, line) for line in lines]


def judge_spelled(found: Sequence[tuple[tuple[str, ...], FoundLine]], slip: bool = False) -> list[Judged]:
    """`judge`, of what the index of spellings found; in what follows a slip, the runs are as they were meant."""
    judged = []
    for runs, line in found:
        score = (_SPELLED if slip else 1.0) * (_SPELLED + latin.fits(runs, line)) + _used(line)
        score += _exactly(runs, line)
        judged.append(Judged(line, score, spelled=runs, slip=slip))
    return judged


def mixed(judged: Sequence[Judged], near: Mapping[int, float]) -> list[Judged]:
    """Words and meaning together, the best first; of equals in the order that they came in.

    Args:
        judged: by their words; those that are near and have none of them with the score 0.
        near: how similar items are in meaning, by their numbers (cosines).

    Returns:
        Those with enough of either. Where nothing that was typed stands in one but single characters, it is by its meaning.
    """
    found = []
    for one in judged:
        alike = likeness(near.get(one.line.number, 0.0))
        by_words = one.score >= LEAST and (one.spelled or any(is_telling(token) for token in one.had))
        score = max(one.score, 0.0) + _MEANING * alike
        if score >= LEAST:
            found.append(replace(one, score=score, meant=alike >= LEAST and not by_words))
    return sorted(found, key=lambda one: -one.score)


def likeness(similarity: float) -> float:
    """0 for what any two texts have in common, 1 for what says the same."""
    return min(max((similarity - _UNLIKE) / (_ALIKE - _UNLIKE), 0.0), 1.0)


def _judged(
    runs: tuple[str, ...],
    later: bool,
    units: Sequence[Weighed],
    postings: Mapping[str, Posting],
    most: float,
    line: FoundLine,
) -> Judged:
    had: list[str] = []
    total, by_sound = 0.0, 0.0
    for unit in units:
        for token, worth in unit.ways:
            if postings[token].has(line.number):
                total += worth
                had.append(token)
                by_sound += worth if unit.slip and " " in token else 0.0
                break
    if not had:
        return Judged(line, 0.0)
    name = plain(line.line.name.zh)
    chinese = [run for run in runs if not is_latin(run)]
    typed = set("".join(chinese))
    score = total / most + _exactly(runs, line) + _used(line)
    if any(run in name or run in line.everyday for run in chinese):
        score += _WHOLE_RUN
    elif any(_swapped(run, name) for run in chinese):
        score += _SWAPPED
    score += _OF_NAME * sum(c in typed for c in name) / max(len(name), 1)
    score -= _AFTERWARDS if not later and _LATER_ACTIONS.search(name) else 0.0
    guessed = by_sound > total * _GUESSED or (len(typed) >= _SHORTEST_GUESS and not any(is_telling(token) for token in had))
    if not chinese:
        guessed = not any(latin.fits((run,), line) for run in runs)
    return Judged(line, score, tuple(had), slip=guessed)


def _swapped(run: str, name: str) -> bool:
    size, characters = len(run), sorted(run)
    return size >= _SHORTEST_GUESS and any(sorted(name[at : at + size]) == characters for at in range(len(name) - size + 1))


def _used(line: FoundLine) -> float:
    return _USE * math.log10(1 + line.uses)


def _exactly(runs: Sequence[str], line: FoundLine) -> float:
    """For the whole name, in Chinese or English, or its pinyin."""
    name = line.line.name
    return _WHOLE_NAME * ("".join(runs) in (plain(name.zh), plain(name.en), *line.sounds[:1]))
