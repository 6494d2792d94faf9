"""The tokens that an item is indexed by, and those that are looked for: whoever builds and whoever searches agree on them. Pure.

Chinese text is indexed by its characters and by pairs of them: nobody has to know where a word ends, and words of two characters
are found (SQLite's trigram tokenizer finds none under three).

| token | what has it |
| --- | --- |
| ``社``, ``社保`` | names and everyday words of the item itself |
| ``+狗``, ``+养狗`` | general everyday words for the words of its name (central_platform/content/everyday_words.yaml) |
| ``~社保`` | authority, result and summary |
| ``jin lao`` | two syllables of the name, or of an everyday word (`offline_cache.catalogue.spelling`) |
| ``=pension``, ``~=pension`` | an English word of the name; of authority, result and summary |
| ``=ktv``, ``+=ktv`` | Latin letters or digits within Chinese names and everyday words; within general everyday words |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kiosk.messages.passages import PassageText
from offline_cache.catalogue.spelling import pairs, sounding_like
from offline_cache.catalogue.typed import plain

ALSO, AROUND, ENGLISH = "+", "~", "="
_WORD = re.compile("[a-z0-9]+")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", ""))
_SHORTEST_STEM = 3


def pairs_of(text: str) -> Iterator[str]:
    """All neighbouring characters, overlapping: ``"社保卡"`` -> ``社保``, ``保卡``; none of a single character."""
    return (text[i : i + 2] for i in range(len(text) - 1))


def stem(word: str) -> str:
    """``"cards"`` and ``"card"``, ``"licence"`` and ``"license"`` alike: enough for titles."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)] + instead
            break
    return word.removesuffix("e").replace("s", "c")


def words_of(text: str) -> list[str]:
    """The runs of Latin letters and digits, in small letters and without a genitive's ``'s``, in their order."""
    return _WORD.findall(text.lower().replace("'s", ""))


def is_telling(token: str) -> bool:
    """It is of names or of everyday words for them, and more than a single character."""
    return not token.startswith(AROUND) and len(token.removeprefix(ALSO)) > 1


def tokens_of(item: Mapping[str, Any], search: Mapping[str, list[str]]) -> set[str]:
    """``item``, ``search``: of one line of a pack. What an older or smaller pack lacks is left out."""
    found = set(_own(search["zh"], search["pinyin"], search["en"]))
    for word in map(plain, search.get("also", ())):
        found.update(ALSO + pair for pair in (pairs_of(word) if len(word) > 1 else (word,)))
        found.update(ALSO + ENGLISH + stem(letters) for letters in words_of(word))
    found.update(_around(_texts(item)))
    return found


def passage_tokens(passage: PassageText, item: Mapping[str, Any], search: Mapping[str, list[str]]) -> set[str]:
    """Of a question as of an item's name, of its answer and of the item's names as of what is around an item. What stands by itself
    is both. Single characters tell nothing of a text so long.

    Args:
        passage: one of the item's.
        item, search: of one line of a pack.
    """
    question = passage.question or passage.answer
    found = {token for token in _own([question["zh"]], (), [question["en"]]) if is_telling(token)}
    found.update(_around([passage.answer, item["name"], *({"zh": word, "en": ""} for word in search["zh"][1:])]))
    return found


def _own(chinese: Iterable[str], pinyin: Iterable[str], english: Iterable[str]) -> Iterator[str]:
    for name in map(plain, chinese):
        yield from name
        yield from pairs_of(name)
        yield from (ENGLISH + stem(letters) for letters in words_of(name))
    for reading in pinyin:
        yield from pairs([sounding_like(syllable) for syllable in reading.split()])
    for name in english:
        yield from (ENGLISH + stem(word) for word in words_of(name))


def _texts(item: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    yield item["summary"]
    if authority := item.get("authority"):
        yield authority
    if guide := item.get("guide"):
        yield guide["result"]


def _around(texts: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for text in texts:
        yield from (AROUND + pair for pair in pairs_of(plain(text["zh"])))
        yield from (AROUND + ENGLISH + stem(word) for word in words_of(text["en"]))
