"""The Chinese voice by its phonemes: every sentence of ours in Chinese, each word as it is said."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.speaker.espeak import VOICES
from devices.speaker.reading import read_aloud
from tests.whole_catalogue import whole_catalogue

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def phonemes(text: str, voice: str = VOICES["zh"]) -> str:
    command = ["espeak-ng", "-v", voice, "-q", "-x", "--stdin"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def our_sentences() -> Iterator[str]:
    """Every text with Chinese in it of views, words and receipts, with its gaps filled."""
    for folder in ("kiosk", "screens", "devices"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_chinese(node.value):
                    yield node.value
    for item in whole_catalogue().items:
        yield item.name.zh
        yield item.summary.zh


SENTENCES = sorted({*our_sentences(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"})


def test_no_sentence_of_ours_is_said_as_english() -> None:
    assert len(SENTENCES) > 800
    said = phonemes("\n\n".join(read_aloud(sentence) for sentence in SENTENCES))
    assert "(en)" not in said
    # One tone for each syllable, at least: nothing is swallowed.
    syllables = sum(character in "12345" for character in said)
    assert syllables >= sum(is_chinese(character) for sentence in SENTENCES for character in sentence)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("银行", "yin2 hang2"),
        ("重庆", "chong2 qing4"),
        ("长三角", "chang2 san1 jiao3"),
        ("好差评", "hao3 cha4 ping2"),
        ("办理行政许可", "ban4 li3 xing2 zheng4 xu3 ke3"),
        ("您还在吗？", "nin2 hai2 zai4 ma5 ？"),
        ("女儿", "nv3 er2"),
        ("A4 纸", "ei1 4 zhi3"),
        ("打电话 12345", "da3 dian4 hua4 yi1 er4 san1 si4 wu3"),
        ("2026年", "er4 ling2 er4 liu4 nian2"),
        ("共 120 项", "gong4 120 xiang4"),
        ("3.5 元", "3.5 yuan2"),
        ("𠮷\ufffd", ""),
        ("", ""),
    ],
)
def test_words_are_read_as_people_say_them(text: str, reading: str) -> None:
    assert " ".join(read_aloud(text).split()) == reading


def test_what_is_read_is_what_is_said() -> None:
    assert phonemes(read_aloud("银行")).split() == ["j'i35n_|", "X'a35N_|"]
    assert "(en)" in phonemes("银行", "cmn"), "the voice that takes pinyin for English"
