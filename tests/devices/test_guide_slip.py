"""The printed guide on real paper: its code is read off the narrowest printer, and its lines fit both widths."""

from __future__ import annotations

from functools import cache

import pytest
import zxingcpp

from devices.receipt_printer.raster import code_image
from kiosk.domain.receipts import Code, PaperDocument
from kiosk.domain.terminals import Terminal
from kiosk.journeys.browse.guide_paper import Edition, guide_paper
from tests.whole_catalogue import whole_catalogue

WALL = 1_780_000_000


@cache
def longest(language: str) -> PaperDocument:
    """The guide whose code holds most."""
    made = whole_catalogue()
    edition, terminal = Edition(made.places, made.version, WALL), Terminal("T0001", made.places.centres[0].name, "12345")
    all_of_them = [guide_paper(item, edition, terminal, WALL, False, language) for item in made.items if item.form]
    return max(all_of_them, key=lambda document: len(code_of(document).encode()))


def code_of(document: PaperDocument) -> str:
    (code,) = [block.text for block in document.blocks if isinstance(block, Code)]
    return code


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dots", [384, 576])
def test_the_longest_code_is_read_off_paper(language: str, dots: int) -> None:
    text = code_of(longest(language))
    image = code_image(text, dots)
    assert image.width <= dots
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    assert found.text == text
