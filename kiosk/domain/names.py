"""Names of people, compared. What is shown and sent stays as it was read."""

from __future__ import annotations

import unicodedata

from kiosk.domain.characters import REPLACEMENT, is_unknown, placed

CHIP_NAME = 30  # bytes of UTF-16LE that the chip of a resident ID card keeps of its holder's name

# The dots that are met between the parts of a name and that Unicode does not count among the punctuation, as NFKC leaves them.
_DOTS = frozenset("●⋅∙◦\u119e")


def comparable(name: str) -> str:
    """What of a name makes the difference between two people: not the dot between its parts (U+00B7 by GB 18030's A1A4; U+2022,
    U+2027, U+30FB and others by keyboards), nor blanks, commas, width, capitals, or the age of its encoding.

    Only for comparing: it is nobody's name any more. "" for a name of which nothing is left.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", placed(name)).casefold())
    return "".join(character for character in folded if not _is_between(character))


def _is_between(character: str) -> bool:
    # Punctuation, blanks, control and format characters, and what chooses among the shapes of one character (Unicode, 23.4).
    category = unicodedata.category(character)
    chooses = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return category[0] in "PZ" or category in ("Cc", "Cf") or character in _DOTS or chooses


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's. Never where a character was lost: it may have been any. A name that fills the chip of
    an ID card may go on elsewhere."""
    first, second = comparable(one), comparable(other)
    if not first or not second or REPLACEMENT in first:
        return False
    cut = (_fills_chip(one) and second.startswith(first)) or (_fills_chip(other) and first.startswith(second))
    return first == second or cut


def _fills_chip(name: str) -> bool:
    return len(name.encode("utf-16-le", "surrogatepass")) == CHIP_NAME


def unknown_characters(name: str) -> tuple[str, ...]:
    """The characters of a name that nobody can tell, in their order, each once."""
    return tuple(dict.fromkeys(filter(is_unknown, name)))
