"""What was typed, made into what is looked for: runs of one script, with width, case and tone marks made alike. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST_QUERY = 64  # characters that are looked at
_U_COLON = re.compile("(?<=[nl])u:")
_U_UMLAUT = re.compile("(?<=[nl])u(?:\u0308|[\u0300-\u0304\u030c]\u0308)")
_TONES = re.compile("([a-z])[\u0300-\u036f]+")
_LUE = re.compile("([nl])ue")  # as keyboards take it for lüe and nüe; no other syllables are spelled so
_BETWEEN_SYLLABLES = "'’"  # the pinyin keyboard puts them there: jing'lao'ka


def runs_of(query: str) -> tuple[str, ...]:
    """``"养老 jin"`` -> ``("养老", "jin")``: runs of one script, width and case made alike, marks between letters dropped.

    A space inside Latin text separates words, as it does between syllables: ``jing lao`` is two runs, both wanted. Of a query that
    is longer than `LONGEST_QUERY` the beginning is taken.
    """
    runs: list[str] = []
    last = ""
    for c in _letters(query[:LONGEST_QUERY]):
        kind = "" if not c.isalnum() else "latin" if c.isascii() else "han"
        if kind and kind == last:
            runs[-1] += c
        elif kind:
            runs.append(c)
        if c not in _BETWEEN_SYLLABLES:
            last = kind
    return tuple(runs)


def spellings_of(runs: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The runs as they stand, and with ``lue`` and ``nue`` as the index has them, where that is another."""
    return tuple(dict.fromkeys((runs, tuple(_LUE.sub(r"\1ve", run) for run in runs))))


def is_latin(run: str) -> bool:
    """Of one run (`runs_of`), which is of one script: letters and digits of ASCII, or none of them. Not of an empty one."""
    return run[0].isascii()


def plain(name: str) -> str:
    """A name without what nobody types: ``"《证》补发（A）"`` -> ``"证补发a"``."""
    return name.lower() if name.isalnum() else "".join(c for c in name.lower() if c.isalnum())


def _letters(query: str) -> str:
    """Width and case made alike; pinyin as the index has it: ü is ``v`` behind n and l, ``u`` elsewhere, and no tone marks."""
    text = unicodedata.normalize("NFKC", query).lower()
    if text.isascii():
        return _U_COLON.sub("v", text)
    apart = _U_UMLAUT.sub("v", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", _U_COLON.sub("v", _TONES.sub(r"\1", apart)))
