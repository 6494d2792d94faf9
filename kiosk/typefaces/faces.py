"""The fonts that this program draws with, in the order in which they are asked, and what is drawn where none has a character.

One typeface for everything, Noto Sans CJK; it has of CJK Extension B and later what Hong Kong, Japan and the Table of General
Standard Chinese Characters need, no more. Names need the rest: HanaMin has what it lacks of GB 18030-2022's implementation level 3,
BabelStone Han some of what Unicode placed later (packaging/packages-fonts.txt). On screen Qt looks by itself, through fontconfig,
for what the one typeface lacks, and finds the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from kiosk.domain.characters import is_private_use, placed
from kiosk.domain.values import Value
from kiosk.typefaces.coverage import Coverage, NoFont, read_coverage


class Face(Value):
    """``family``: as fontconfig and Qt call it. ``files``: where distributions put it; ``number``: of the font in a collection."""

    family: str
    files: tuple[str, ...]
    number: int = 0


NOTO = Face(
    "Noto Sans CJK SC",
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    ),
    2,  # the forms used in mainland China
)
HANAMIN_B = Face("HanaMinB", ("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",))
HANAMIN_A = Face("HanaMinA", ("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",))
BABELSTONE = Face("BabelStone Han", ("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf",))

FACES = (NOTO, HANAMIN_B, HANAMIN_A, BABELSTONE)

# What the first face has, so that nearly every text is known without a look into a file.
SURE = re.compile("[\n\t -~\xa0-\xff–—‘’“”…‰′″※　-】〔-〟ㄅ-ㄩ一-\u9fef！-～￠-￥①-⑳←-↙─-╿]*")
_NOT_DRAWN = ("Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs")  # by themselves


@cache
def file_of(face: Face) -> Path | None:
    """Where distributions put it, else where fontconfig says; None if it is not installed."""
    for known in face.files:
        if Path(known).is_file():
            return Path(known)
    import shutil
    import subprocess

    if shutil.which("fc-match"):
        command = ["fc-match", "-f", "%{family}\n%{file}", face.family]
        try:
            families, _, found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.partition(
                "\n"
            )
        except (OSError, subprocess.SubprocessError):
            return None
        if face.family in families.split(",") and Path(found).is_file():
            return Path(found)
    return None


@cache
def _coverage(face: Face) -> Coverage:
    path = file_of(face)
    try:
        return read_coverage(path, face.number) if path else Coverage([], [])
    except (OSError, NoFont):
        return Coverage([], [])


def face_of(character: str) -> Face | None:
    """The first face with a glyph for it; None where none has one. What is private use belongs to whoever made it: a font's glyph
    there is another's character."""
    if SURE.fullmatch(character):
        return NOTO
    if is_private_use(character):
        return None
    return next((face for face in FACES if _coverage(face).has(character)), None)


def missing(text: str) -> tuple[str, ...]:
    """The characters of ``text`` that no face has, each once; not those that GB 18030 has placed since they were written."""
    if SURE.fullmatch(text):
        return ()
    drawn = (character for character in placed(text) if unicodedata.category(character) not in _NOT_DRAWN)
    return tuple(dict.fromkeys(character for character in drawn if face_of(character) is None))


def mark(character: str) -> str:
    """What is drawn in place of a character that no face has: its code point, by which any clerk can look it up."""
    return f"[U+{ord(character):04X}]"


def marked(text: str) -> str:
    """``text`` as it is drawn: with `mark` for each character that cannot be."""
    if SURE.fullmatch(text):
        return text
    text = placed(text)
    for character in missing(text):
        text = text.replace(character, mark(character))
    return text


def runs(text: str) -> Iterator[tuple[Face, str]]:
    """``text``, which lacks nothing (`marked`), in pieces that one face draws each. What is not drawn by itself goes with what
    stands before it."""
    faces: list[Face] = []
    for character in text:
        face = face_of(character) if unicodedata.category(character) not in _NOT_DRAWN else None
        faces.append(face or (faces[-1] if faces else NOTO))
    at = 0
    for face, same in groupby(faces):
        length = len(list(same))
        yield face, text[at : at + length]
        at += length
