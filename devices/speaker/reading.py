"""How a Chinese sentence is read, as espeak-ng's voice for pinyin takes it. Pure; pypinyin is slow to import (`reading_child`).

espeak-ng 1.51 knows one reading for each character (银行 is yín xíng to it) and some wrong tones; given pinyin with numbers for
tones it says all of its syllables right. Its voice ``cmn`` takes pinyin for English words, so only ``cmn-latn-pinyin`` will do.
"""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# As people read them out; what a letter is called in English, in the syllables of Chinese.
_LETTERS = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4", "H": "ai2 chi5", "I": "ai4",
    "J": "zhei4", "K": "kei4",
    "L": "ai2 lou5", "M": "ai2 mu5", "N": "en1", "O": "ou1", "P": "pi4", "Q": "kiu1", "R": "a4 er5", "S": "ai2 si5",
    "T": "ti4", "U": "you4", "V": "wei1", "W": "da2 bu5 liu5", "X": "ai2 ke5 si5", "Y": "wai4", "Z": "zei4",
}  # fmt: skip
_DIGITS = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
_LONGEST_NUMBER = 4  # digits that are read as a number; more are a name, such as a telephone's
# Words of this field that pypinyin's dictionary lacks, or reads otherwise.
_WORDS = {
    "长三角": [["cháng"], ["sān"], ["jiǎo"]],
    "好差评": [["hǎo"], ["chà"], ["píng"]],
    "调档": [["diào"], ["dàng"]],
    "待补正": [["dài"], ["bǔ"], ["zhèng"]],
    "一网通办": [["yì"], ["wǎng"], ["tōng"], ["bàn"]],
    "还没": [["hái"], ["méi"]],
    "还在": [["hái"], ["zài"]],
    "还是": [["hái"], ["shì"]],
    "还要": [["hái"], ["yào"]],
    "还有": [["hái"], ["yǒu"]],
}
load_phrases_dict(_WORDS)

_PIECES = re.compile(r"[0-9]+(?=年)|[0-9]+(?:\.[0-9]+)?|[A-Za-z]|[^0-9A-Za-z]+")


def read_aloud(text: str) -> str:
    """``text``, Chinese with whatever else stands in it, as pinyin; marks between sentences stay, they are pauses."""
    return " ".join(_read(piece) for piece in _PIECES.findall(text))


def _read(piece: str) -> str:
    if piece[0].isdigit():
        return piece if len(piece) < _LONGEST_NUMBER or "." in piece else " ".join(_DIGITS[int(digit)] for digit in piece)
    if piece.isascii() and piece.isalpha():
        return _LETTERS[piece.upper()]
    return " ".join(lazy_pinyin(piece, style=Style.TONE3, neutral_tone_with_five=True, errors=_kept))


def _kept(characters: str) -> str:
    """What is no Chinese character: marks stay; what has no reading is left out."""
    return " ".join(character for character in characters if character in "，。！？；：、,.!?;:\n")
