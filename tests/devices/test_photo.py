"""A vendor's library for the photo on the card: a small one of our own, and all that can be wrong with one."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from devices.id_card_reader import photo
from devices.id_card_reader.photo import HEIGHT, WIDTH, PhotoLibrary, decode

SOURCE = """
#include <string.h>
#include <unistd.h>
int wlt2bmp(const unsigned char *wlt, unsigned char *picture) {
    for (int i = 0; i < 102 * 126; i++) { picture[3*i] = wlt[0]; picture[3*i+1] = wlt[1023]; picture[3*i+2] = 7; }
    return 1;
}
int nothing(const unsigned char *wlt, unsigned char *picture) { return -1; }
int crash(const unsigned char *wlt, unsigned char *picture) { memset((void *)8, 1, 8); return 0; }
int hang(const unsigned char *wlt, unsigned char *picture) { for (;;) pause(); }
"""
BLOCK = bytes(256) + b"\x21" + bytes(1022) + b"\x43"

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vendor")
    source = folder / "vendor.c"
    source.write_text(SOURCE)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "vendor.so", source], check=True)
    return folder / "vendor.so"


def test_the_photo_is_the_last_part_of_the_block_and_its_colours_are_right(library: Path) -> None:
    with Image.open(io.BytesIO(decode(PhotoLibrary(str(library)), BLOCK))) as image:
        assert image.format == "PNG"
        assert image.size == (WIDTH, HEIGHT)
        assert image.getpixel((50, 50)) == (7, 0x43, 0x21), "it gives blue first"


@pytest.mark.parametrize("symbol", ["nothing", "crash", "none_such"])
def test_a_library_that_fails_costs_the_picture_alone(library: Path, symbol: str) -> None:
    assert decode(PhotoLibrary(str(library), symbol), BLOCK) == b""


def test_a_library_that_hangs_is_killed(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "_TIMEOUT", 1.0)
    assert decode(PhotoLibrary(str(library), "hang"), BLOCK) == b""


def test_a_library_that_is_not_there(tmp_path: Path) -> None:
    assert decode(PhotoLibrary(str(tmp_path / "none.so")), BLOCK) == b""
