"""How well an item matches what was typed, and by what. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from kiosk.domain.values import Value
from kiosk.ports.storage import Reason, SearchHit
from offline_cache.catalogue import latin, marks
from offline_cache.catalogue.postings import Posting
from offline_cache.catalogue.schema import FoundLine
from offline_cache.catalogue.tokens import ALSO, AROUND, ENGLISH
from offline_cache.catalogue.typed import is_latin, plain
from offline_cache.catalogue.units import Unit, words_typed

LEAST = 0.15  # of what was typed; less is chance
_MOST_UNITS = 18
_GUESSED = 0.2  # of what matched, by sound alone: then it is a guess
_SHORTEST_GUESS = 3  # characters, of which no two neighbours are found
_IN_NAME = 0.25  # for a whole run in the name
_WHOLE_NAME = 1.0
_WHOLE_WORD = 0.3  # for a whole run that is an everyday word
_IN_WORD = 0.1
_BEGINS = 0.05
_ALL_TYPED = 0.4  # for every character that was typed in one name or word, in whatever order
_ALL_OF_NAME = 0.2  # times the part of the name that was typed
_LATIN_RUN = 0.4  # beside Chinese: for pinyin or initials that go on as typed
_USE = 0.015  # times the decimal logarithm of the uses in a year
_WANTED_KIND = 0.08  # for what one does with it: 办, 打, 查
_AFTERWARDS = 0.1  # less for what comes after the first time, where nothing of it was typed
_SPELLED = 0.6  # for what goes on as typed, and so much more for how well it fits
_KIND_WORDS = {
    "LICENCE_PRINT": re.compile("打印|复印|打|证明|原件|print|copy"),
    "QUERY": re.compile("查|多少|到账|进度|好了|哪些|余额|什么时候|check|balance"),
    "TRANSACTION": re.compile("办|申|领|换|补|交|开|改|报|注册|登记|apply|register|renew|replace"),
}
_LATER_ACTIONS = re.compile(
    "变更|注销|补办|补证|补发|补领|遗失|挂失|延续|换发|换证|换领|到期|终止|停业|歇业|撤销|解除|作废|投诉|更正|报废"
)
_ASKS_LATER = re.compile("[改换变丢补销消延续停关搬转删退失新旧失停坏错]|取消|不干|不要|到期|过期|投诉|告|质量|解除|作废")


class Weighed(Value):
    """A unit (`offline_cache.catalogue.units.Unit`) in this catalogue. ``ways``: token and what it is worth, the best first.
    ``slip``: what only sounds like it is among them."""

    ways: tuple[tuple[str, float], ...]
    slip: bool = False


def weighed(units: Sequence[Unit], counts: Mapping[str, int], items: int) -> list[Weighed]:
    """Rarer tokens are worth more (the inverse document frequency of BM25). Units that no item has are left out: they tell
    nothing. Of a long sentence the units that tell most are taken.

    Args:
        units: what was typed.
        counts: how many items have each token; those that none has are missing.
        items: how many there are.
    """
    found = []
    for unit in units:
        ways = [(token, factor) for token, factor in unit.ways if token in counts]
        known = any(not token.startswith(AROUND) for token, _ in ways)
        slip = unit.slip is not None and not known and unit.slip[0] in counts
        if slip and unit.slip:
            ways.append(unit.slip)
        if ways:
            worth = [(token, factor * _rarity(counts[token], items)) for token, factor in ways]
            found.append(Weighed(tuple(sorted(worth, key=lambda way: -way[1])), slip))
    return sorted(found, key=lambda unit: -unit.ways[0][1])[:_MOST_UNITS]


def _rarity(count: int, items: int) -> float:
    return math.log(1 + (items - count + 0.5) / (count + 0.5))


class _Judged(Value):
    """``had``: the tokens that matched, the best of each unit; ``slip``: a good part of it by sound alone."""

    score: float
    line: FoundLine
    had: tuple[str, ...] = ()
    slip: bool = False


class _Wish(Value):
    """``kinds``: of items that go with what somebody wants to do; ``later``: it is about something that is there already."""

    runs: tuple[str, ...]
    kinds: frozenset[str]
    later: bool


def judge(
    runs: tuple[str, ...], units: Sequence[Weighed], postings: Mapping[str, Posting], lines: Sequence[FoundLine], limit: int
) -> list[SearchHit]:
    """At most ``limit`` hits, the best first; of equals the more used first."""
    typed = " ".join(runs)
    kinds = frozenset(kind for kind, words in _KIND_WORDS.items() if words.search(typed))
    wish = _Wish(runs, kinds, _ASKS_LATER.search(typed) is not None)
    most = sum(unit.ways[0][1] for unit in units) or 1.0
    judged = [one for line in lines if (one := _judged(wish, units, postings, most, line)).score >= LEAST]
    judged.sort(key=lambda one: -one.score)
    return [_told(runs, one) for one in judged[:limit]]


def judge_spelled(found: Sequence[tuple[Sequence[str], FoundLine]], slip: bool = False) -> list[SearchHit]:
    """`judge`, of what the index of spellings found; in what follows a slip, the runs are as they were meant."""
    hits = []
    for runs, line in found:
        fit = latin.fits(runs, line)
        score = (_SPELLED if slip else 1.0) * (_SPELLED + fit) + _USE * math.log10(1 + line.uses)
        name = line.line.name
        spans = sorted(span for run in runs if (span := marks.spelled(run, name.zh, line.readings[0] if line.readings else "")))
        spans_en = marks.words(runs, name.en)
        why = "" if spans else _spelled_word(runs, line)
        reason = Reason.SLIP if slip else Reason.EVERYDAY if why else Reason.NAME if spans_en and not spans else Reason.PINYIN
        hits.append(SearchHit(line.line, why, tuple(spans), spans_en, slip, reason, score))
    return sorted(hits, key=lambda hit: -hit.score)


def _spelled_word(runs: Sequence[str], line: FoundLine) -> str:
    words = zip(line.everyday, line.readings[1:], strict=False)
    return next((word for word, reading in words for run in runs if marks.spelled(run, word, reading)), "")


def _judged(wish: _Wish, units: Sequence[Weighed], postings: Mapping[str, Posting], most: float, line: FoundLine) -> _Judged:
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
        return _Judged(0.0, line)
    name = plain(line.line.name.zh)
    chinese = [run for run in wish.runs if not is_latin(run)]
    typed = set("".join(chinese))
    score = total / most
    score += max((_whole(run, name, line.everyday) for run in chinese), default=0.0)
    score += _ALL_OF_NAME * sum(c in typed for c in name) / max(len(name), 1)
    if len(typed) >= _SHORTEST_GUESS and any(typed <= set(text) for text in (name, *line.everyday)):
        score += _ALL_TYPED
    score += _USE * math.log10(1 + line.uses)
    score += _WANTED_KIND if line.line.kind in wish.kinds else 0.0
    score -= _AFTERWARDS if not wish.later and _LATER_ACTIONS.search(name) else 0.0
    if chinese:
        score += _LATIN_RUN * sum(is_latin(run) and latin.fits((run,), line) > 0 for run in wish.runs)
    guessed = by_sound > total * _GUESSED or (len(typed) >= _SHORTEST_GUESS and all(len(token) == 1 for token in had))
    if not chinese:
        guessed = not any(latin.fits((run,), line) for run in wish.runs)
    return _Judged(score, line, tuple(had), guessed)


def _whole(run: str, name: str, everyday: Sequence[str]) -> float:
    if run == name:
        return _WHOLE_NAME + _IN_NAME
    if run in everyday:
        return _WHOLE_WORD
    if run in name:
        return _IN_NAME + (_BEGINS if name.startswith(run) else 0.0)
    return _IN_WORD if any(run in word for word in everyday) else 0.0


def _told(runs: Sequence[str], judged: _Judged) -> SearchHit:
    """Why it matched: the characters of the name, or else the everyday word."""
    line, name, slip = judged.line, judged.line.line.name, judged.slip
    tokens = [token.removeprefix(ALSO) for token in judged.had if not token.startswith((AROUND, ENGLISH))]
    pairs = [token for token in tokens if len(token) > 1 and " " not in token]
    heard = [token for token in tokens if " " in token]
    spans = marks.written(pairs, name.zh) or marks.heard(heard, name.zh, line.readings[0] if line.readings else "")
    why = "" if spans else max(line.everyday, key=lambda word: _shared(word, pairs), default="")
    why = why if _shared(why, pairs) else ""
    if not spans and not why:
        spans = marks.written([token for token in tokens if len(token) == 1], name.zh)
    latin_runs = [run for run in runs if is_latin(run)]
    spans_en = marks.words(words_typed(latin_runs), name.en) if latin_runs else ()
    reason = Reason.SLIP if slip else Reason.EVERYDAY if why else Reason.PINYIN if heard and not pairs else Reason.NAME
    return SearchHit(line.line, why, spans, spans_en, slip, reason, judged.score)


def _shared(word: str, pairs: Sequence[str]) -> int:
    return sum(pair in word for pair in pairs)
