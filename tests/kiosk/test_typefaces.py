"""Which characters our fonts have, and what stands in the place of one that none has."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.characters import FORMER_PRIVATE_USE
from kiosk.domain.text import JOINER
from kiosk.typefaces import faces
from kiosk.typefaces.coverage import NoFont, read_coverage
from kiosk.typefaces.faces import BABELSTONE, FACES, HANAMIN_B, NOTO, SURE, face_of, file_of, mark, marked, missing, runs
from kiosk.views.to_screen import everyday

# GB 18030-2022, implementation level 3: 87,887 ideographs and 228 radicals, as Unicode 11 has them.
IDEOGRAPHS = (
    (0x3400, 0x4DB5),  # Extension A
    (0x4E00, 0x9FEF),  # the first 20,902, and 74 that came to them
    (0x20000, 0x2A6D6),  # Extension B
    (0x2A700, 0x2B734),  # C
    (0x2B740, 0x2B81D),  # D
    (0x2B820, 0x2CEA1),  # E
    (0x2CEB0, 0x2EBE0),  # F
)
UNIFIED_AMONG_COMPATIBILITY = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
KANGXI = (0x2F00, 0x2FD5)
RADICALS = "⺁⺄⺈⺋⺌⺗⺧⺪⺮⺳⺶⺷⺻⻊"


def of_level_3() -> Iterator[str]:
    for first, last in (*IDEOGRAPHS, KANGXI):
        yield from map(chr, range(first, last + 1))
    yield from UNIFIED_AMONG_COMPATIBILITY
    yield from RADICALS


def test_no_character_of_gb_18030_level_3_is_missing() -> None:
    characters = list(of_level_3())
    assert len(characters) == len(set(characters)) == 87_887 + 228
    lacking = [character for character in characters if face_of(character) is None]
    assert lacking == []
    by_face = {face: sum(face_of(character) is face for character in characters) for face in FACES}
    assert by_face[NOTO] > 30_000
    assert by_face[HANAMIN_B] > 57_000


def test_what_is_known_to_be_missing_beyond_level_3() -> None:
    """Of Extension G Noto has 4, BabelStone Han 3,045 (Debian 12); whoever has one of the others goes to the counter."""
    extension_g = [chr(code) for code in range(0x30000, 0x3134B)]
    assert sum(face_of(character) is None for character in extension_g) == 4939 - 3045
    assert face_of("\U00030edd") is NOTO


def test_every_face_is_installed() -> None:
    assert [face.family for face in FACES if file_of(face) is None] == []


def test_what_is_taken_for_sure_is_in_the_first_face() -> None:
    coverage = read_coverage(Path(NOTO.files[0]), NOTO.number)
    sure = [chr(code) for code in range(0x20, 0x10000) if SURE.fullmatch(chr(code))]
    assert [hex(ord(character)) for character in sure if not coverage.has(character)] == []


def test_what_is_shown_without_a_look_is_in_the_first_face() -> None:
    coverage = read_coverage(Path(NOTO.files[0]), NOTO.number)
    shown = [chr(code) for code in range(0x20, 0x110000) if not 0xD800 <= code < 0xE000 and everyday(chr(code))]
    assert len(shown) > 21_000
    assert [character for character in shown if not coverage.has(character)] == [
        "\x7f",
        JOINER,
    ]  # a control that `fit` takes out; never drawn


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.family)
def test_coverage_agrees_with_fonttools(face: faces.Face) -> None:
    from fontTools.ttLib import TTFont

    path = file_of(face)
    assert path
    with TTFont(path, fontNumber=face.number if path.suffix == ".ttc" else -1, lazy=True) as font:
        known = set(font["cmap"].getcmap(3, 10).cmap)
    coverage = read_coverage(path, face.number)
    probed = {*range(0x20, 0x3400), *range(0x3400, 0x32400, 7)}
    assert {code for code in probed if not 0xD800 <= code < 0xE000 and coverage.has(chr(code))} == probed & known


def test_the_receipts_face_has_what_the_pages_face_has() -> None:
    """The half-width face of the same collection."""
    path = Path(NOTO.files[0])
    mine, receipts = read_coverage(path, NOTO.number), read_coverage(path, 7)
    assert all(mine.has(character) == receipts.has(character) for character in of_level_3())


def test_former_private_use_is_drawn_and_the_rest_is_marked() -> None:
    assert not missing("".join(map(chr, FORMER_PRIVATE_USE.values())))
    assert missing("\ue863\ue000\ue001") == ("\ue000", "\ue001"), "though fonts have glyphs of their own there"
    assert marked("欧阳\ue863") == "欧阳䶮", "as an old register has it"


def test_a_missing_character_is_marked_with_its_code_point() -> None:
    assert marked("王\U00030041明") == "王[U+30041]明"
    assert marked("\ue000\ue000") == mark("\ue000") * 2
    assert marked("𤭢小明，古丽·阿依") == "𤭢小明，古丽·阿依"


@given(st.text())
def test_any_text_marked_lacks_nothing_and_comes_in_runs(text: str) -> None:
    whole = marked(text)
    assert not missing(whole)
    pieces = list(runs(whole))
    assert "".join(piece for _, piece in pieces) == whole
    assert all(one is not other for (one, _), (other, _) in itertools.pairwise(pieces))


@given(st.binary(max_size=400))
def test_any_file_is_a_font_or_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "font"
    file.write_bytes(data)
    with pytest.raises(NoFont):
        read_coverage(file)


def test_a_font_that_was_cut_off_is_none(tmp_path: Path) -> None:
    whole = Path(BABELSTONE.files[0]).read_bytes()
    (tables,) = struct.unpack(">H", whole[4:6])
    records = [struct.unpack(">4sIII", whole[12 + 16 * n : 28 + 16 * n]) for n in range(tables)]
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    for at in (0, 3, 11, 40, cmap, cmap + 3, cmap + 30, cmap + 2000):
        (tmp_path / "font").write_bytes(whole[:at])
        with pytest.raises(NoFont):
            read_coverage(tmp_path / "font")
