"""Text that came from outside: made fit to keep and to show, and rid of the code points that GB 18030 has given up.

Chinese names are older than Unicode's characters for them. GBK (1995) gave 80 characters, and some marks, code points of the
private use area; GB 18030-2000, -2005 and -2022 moved them, bit by bit, to where Unicode has placed them since. Cards that were
written in between hold the old ones for as long as they are valid, and no font of today draws those.
"""

from __future__ import annotations

import unicodedata
from typing import Any

REPLACEMENT = "\ufffd"  # stands for what cannot be known any more
LONGEST = 4096  # characters; nothing that a resident reads is longer
# Marks that set, override or isolate the direction of what follows (UAX #9, table 4).
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# GBK's rows FE50 to FEA0, in their order; U+E815 to U+E864 until they were placed. 66 of them as GB 18030-2000 has them (so has
# Python's codec); 8 (U+9FB4 to U+9FBB) as GB 18030-2022 has them; U+20087, U+20089, U+200CC, U+215D7, U+2298F and U+241FE, whose
# two-byte codes GB 18030-2022 leaves in the private use area beside these characters, which it encodes in four bytes.
_IDEOGRAPHS = (
    "⺁\U00020087\U00020089\U000200cc⺄㑳㑇⺈⺋\u9fb4㖞㘚㘎⺌⺗㥮㤘\u9fb5㧏㧟㩳㧐\u9fb6\u9fb7㭎㱮㳠⺧\U000215d7\u9fb8⺪䁖䅟⺮䌷⺳⺶⺷\U0002298f䎱䎬⺻䏝"
    "䓖䙡䙌\u9fb9䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶\u9fba\U000241fe䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮\u9fbb"
)
_NOT_OF_A_LINE = frozenset("\n\t\u2028\u2029" + BIDIRECTIONAL)
# U+E78D to U+E796, GBK's A6D9 to A6F3: marks of upright text, by GB 18030-2022.
_UPRIGHT_MARKS = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
# U+E7E7 to U+E7F3, GBK's A989 to A995: by GB 18030-2000.
_DESCRIPTIONS = "\u303e\u2ff0\u2ff1\u2ff2\u2ff3\u2ff4\u2ff5\u2ff6\u2ff7\u2ff8\u2ff9\u2ffa\u2ffb"

FORMER_PRIVATE_USE: dict[int, int] = {
    0xE5E5: 0x3000,  # A3A0: a blank of full width, as everybody reads it (WHATWG Encoding, gb18030)
    0xE76C: 0x20AC,  # A2E3, the euro sign, by GB 18030-2000
    0xE7C7: 0x1E3F,  # A8BC: ḿ, by GB 18030-2005
    0xE7C8: 0x01F9,  # A8BF: ǹ, by GB 18030-2000
    **{0xE78D + at: ord(character) for at, character in enumerate(_UPRIGHT_MARKS)},
    **{0xE7E7 + at: ord(character) for at, character in enumerate(_DESCRIPTIONS)},
    **{0xE815 + at: ord(character) for at, character in enumerate(_IDEOGRAPHS)},
}


def placed(text: str) -> str:
    """``text`` with every former private use code point of GB 18030 where Unicode has it now. Never longer or shorter."""
    return text if text.isascii() else text.translate(FORMER_PRIVATE_USE)


def is_private_use(character: str) -> bool:
    """Whether nobody but its maker knows which character this is."""
    return unicodedata.category(character) == "Co"


def fit(text: str, longest: int = LONGEST) -> str:
    """``text`` as it may be kept, sent and shown: `REPLACEMENT` for halves of surrogate pairs and for control characters, but for
    line ends and tabs; at most ``longest`` characters, with an ellipsis where it was longer. Any text is taken.

    Half of a pair is no text to any encoder: SQLite, JSON on the wire, Qt and a printer's codec all raise or lose the rest.
    """
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():  # no control, no surrogate: nearly always
        return text
    return "".join(REPLACEMENT if _unfit(character) else character for character in text)


def _unfit(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"


def one_line(text: str) -> str:
    """As `fit`, and `REPLACEMENT` also for line ends, tabs and marks that turn the direction of text: a name or a code is one line,
    and reads as it is written."""
    plain = fit(text)
    if plain.isprintable():  # none of those is
        return plain
    return "".join(REPLACEMENT if character in _NOT_OF_A_LINE else character for character in plain)


def all_fit(value: Any) -> Any:
    """A tree of dicts and lists with every text in it made fit, at its own length; whatever else it holds is as it was."""
    match value:
        case str():
            return fit(value, len(value))
        case dict():
            return {all_fit(key): all_fit(held) for key, held in value.items()}
        case list() | tuple():
            return [all_fit(held) for held in value]
    return value


def is_unknown(character: str) -> bool:
    """Whether it cannot be told which character is meant: private use, or lost on its way."""
    return character == REPLACEMENT or is_private_use(character)
