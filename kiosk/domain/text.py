"""Texts in the two languages of the screens, and what is read from outside."""

from __future__ import annotations

from kiosk.domain.values import Value

JOINER = "\u2060"  # no line ends beside it, and nothing of it is seen or said


def whole(name: str) -> str:
    """The name of a person or a file as it stands in a sentence on the screen: no line ends within it."""
    return JOINER.join(name)


class Published(Value, forbid_unknown_fields=True):
    """What is read from outside refuses keys that it does not know."""


class LocalizedText(Published):
    """One text in the two languages of the screens."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """``en`` for English, Chinese for anything else."""
        return self.en if language == "en" else self.zh


_ALWAYS_LARGE = ("Hong", "Macao", "Taiwan", "Chinese", "Shanghai", "Suishenma", "People's")


def lowered(name: LocalizedText) -> LocalizedText:
    """The name of a thing within a sentence: in English it begins small, unless it is one that stays large."""
    first, _, rest = name.en.partition(" ")
    small = first if first.isupper() or first in _ALWAYS_LARGE else first[:1].lower() + first[1:]
    return LocalizedText(name.zh, f"{small} {rest}" if rest else small)
