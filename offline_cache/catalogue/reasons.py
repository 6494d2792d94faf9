"""What a hit matched by, and where that stands in its name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.ports.storage import MatchedBy, SearchHit
from offline_cache.catalogue import marks
from offline_cache.catalogue.ranking import Judged
from offline_cache.catalogue.schema import FoundLine
from offline_cache.catalogue.tokens import ALSO, AROUND, ENGLISH, is_telling
from offline_cache.catalogue.typed import is_latin
from offline_cache.catalogue.units import Unit, words_typed


def hit_of(runs: Sequence[str], judged: Judged) -> SearchHit:
    """``runs``: what was typed (`offline_cache.catalogue.typed.runs_of`)."""
    if judged.spelled:
        return _of_spelled(judged)
    if judged.meant:
        return SearchHit(judged.line.line, reason=MatchedBy.MEANING, score=judged.score)
    return _of_words(runs, judged)


def covered(units: Sequence[Unit], judged: Judged) -> float:
    """How much of what was typed stands there as it was typed, 0 to 1: of words and of pairs of neighbouring characters; sounds do
    not count."""
    if judged.spelled:
        return 0.0 if judged.slip else 1.0
    wanted = [unit for unit in units if any(is_telling(token) and " " not in token for token, _ in unit.ways)]
    had = [token for token in judged.had if len(token.lstrip(ALSO + AROUND)) > 1 and " " not in token]
    return len(had) / len(wanted) if wanted else bool(judged.had)


def _of_spelled(judged: Judged) -> SearchHit:
    line, runs = judged.line, judged.spelled
    name = line.line.name
    spans = sorted(span for run in runs if (span := marks.spelled(run, name.zh, _reading(line))))
    spans_en = marks.words(runs, name.en)
    why = "" if spans else _spelled_word(runs, line)
    reason = MatchedBy.EVERYDAY if why else MatchedBy.NAME if spans_en and not spans else MatchedBy.PINYIN
    return SearchHit(line.line, why, tuple(spans), spans_en, judged.slip, MatchedBy.SLIP if judged.slip else reason, judged.score)


def _spelled_word(runs: Sequence[str], line: FoundLine) -> str:
    words = zip(line.everyday, line.readings[1:], strict=False)
    return next((word for word, reading in words for run in runs if marks.spelled(run, word, reading)), "")


def _of_words(runs: Sequence[str], judged: Judged) -> SearchHit:
    """The characters of the name, or else the everyday word, or else what was typed of general everyday words."""
    line, name, slip = judged.line, judged.line.line.name, judged.slip
    own = [token for token in judged.had if not token.startswith((ALSO, AROUND, ENGLISH))]
    pairs = [token for token in own if len(token) > 1 and " " not in token]
    heard = [token for token in own if " " in token]
    spans = marks.written(pairs, name.zh) or marks.heard(heard, name.zh, _reading(line))
    why = ""
    if not spans:
        words = [word for word in line.everyday if any(pair in word for pair in pairs)]
        why = max(words, key=lambda word: sum(pair in word for pair in pairs), default="") or _typed_word(runs, judged.had)
    if not spans and not why:
        spans = marks.written([token for token in own if len(token) == 1], name.zh)
    latin = [run for run in runs if is_latin(run)]
    spans_en = marks.words(words_typed(latin), name.en) if latin else ()
    reason = MatchedBy.SLIP if slip else MatchedBy.EVERYDAY if why else MatchedBy.PINYIN if heard and not pairs else MatchedBy.NAME
    return SearchHit(line.line, why, spans, spans_en, slip, reason, judged.score)


def _typed_word(runs: Iterable[str], had: Sequence[str]) -> str:
    """The longest stretch that was typed of general everyday words for something in the name; "" where there is none."""
    pairs = [token.removeprefix(ALSO).removeprefix(ENGLISH) for token in had if token.startswith(ALSO) and is_telling(token)]
    stretches = [run[start:end] for run in runs for start, end in marks.written(pairs, run)]
    return max(stretches, key=len, default="")


def _reading(line: FoundLine) -> str:
    return line.readings[0] if line.readings else ""
