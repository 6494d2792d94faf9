"""A name with rare characters on paper: whole, or marked and said, or not printed at all."""

from __future__ import annotations

import base64
import io

import pypdfium2
import pytest
from fpdf import FPDF

from central_platform.licences.licence_page import LicencePage
from central_platform.licences.page import draw_page
from devices.receipt_printer.encoder import encode, legible
from devices.receipt_printer.layout import PaperLine
from devices.receipt_printer.profile import profile_for_width
from devices.receipt_printer.raster import line_image
from kiosk.domain.names import comparable
from kiosk.domain.receipts import Line, PaperDocument, Row, Rule, TextSize
from kiosk.journeys.licence_copies.page import HolderLost, PageOrder, compose, loses
from kiosk.typefaces.faces import missing
from kiosk.typefaces.on_pdf import PdfText

RARE = "𤭢䶮㐂\U00030edd丂"
LONG = "阿卜杜热合曼·买买提依明江·吐"
GONE = "李\U00030041明"  # Extension G: in none of our fonts
PROFILE = profile_for_width(80)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    page = document[0]
    whole = page.get_textpage()
    try:
        return str(whole.get_text_bounded())
    finally:
        whole.close()
        page.close()
        document.close()


def licence(name: str) -> LicencePage:
    return LicencePage("居民户口簿", (("持证人", name), ("户别", "家庭户")), "样板市公安局", "2010年1月4日", "1.2.156")


@pytest.mark.parametrize("name", [RARE, LONG, "𤭢小明"])
def test_a_rare_name_stands_whole_on_an_a4_licence(name: str) -> None:
    assert not licence(name).undrawable()
    assert comparable(name) in comparable(text_of(draw_page(licence(name))))


def test_a_character_no_font_has_is_marked_on_an_a4_licence() -> None:
    assert licence(GONE).undrawable() == (GONE[1],)
    assert "[U+30041]" in text_of(draw_page(licence(GONE)))


def drawn_by_another_maker(name: str) -> bytes:
    """As a program draws it that minds no glyphs: what its one font lacks is left out without a word."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.add_page()
    text = PdfText(pdf)
    text.draw(20, 40, "姓名")
    text.draw(60, 40, name)
    text.draw(20, 60, "本证明由公安局签发")
    return bytes(pdf.output())


def order(pdf: bytes, holder: str) -> PageOrder:
    foot = (("打印地点", f"{RARE}街道"),)
    return PageOrder(base64.b64encode(pdf).decode(), "LC1~x", "仅供入学入园使用", foot, "本页不是原件。", holder)


def test_a_copy_shows_rare_characters_of_licence_and_foot() -> None:
    pdf, preview = compose(order(draw_page(licence(RARE)), RARE))
    assert preview.startswith(b"\x89PNG")
    assert comparable(text_of(pdf)).count(comparable(RARE)) == 2


@pytest.mark.parametrize(("holder", "drawn"), [("𤭢小明", "小明"), ("欧阳䶮", "欧阳□"), ("陈𠮷", "陈"), ("李丂明", "李?明")])
def test_a_copy_that_lost_a_character_of_its_holder_is_refused(holder: str, drawn: str) -> None:
    with pytest.raises(HolderLost):
        compose(order(drawn_by_another_maker(drawn), holder))


@pytest.mark.parametrize(
    ("holder", "shown"),
    [
        ("𤭢小明", "姓名 𤭢小明"),
        ("古丽·𠮷娜", "姓名：古丽•𠮷娜"),
        ("欧阳䶮", "不动产权证书 坐落 样板区"),  # not every licence says its holder
        ("王秀英", "姓名 王英"),  # nobody leaves out a common character: this is another person
        ("𤭢", "小明"),
        ("陈𠮷", ""),  # a picture
    ],
)
def test_a_copy_that_shows_its_holder_or_says_none_is_made(holder: str, shown: str) -> None:
    assert not loses(shown, holder)


def test_rare_characters_on_a_receipt_are_drawn_by_another_font() -> None:
    document = PaperDocument((Row("申请人", RARE),))
    assert legible(document, PROFILE) == document
    assert b"\x1dv0" in b"".join(encode(document, PROFILE))
    seen = {bytes(line_image(PaperLine(character), 2).tobytes()) for character in RARE}
    assert len(seen) == len(RARE), "no two of them are the same box"


@pytest.mark.parametrize("size", list(TextSize))
def test_a_character_no_font_has_is_marked_and_said_on_a_receipt(size: TextSize) -> None:
    document = PaperDocument((Row("申请人", GONE), Row("终端", "T0001"), Rule(), Line(f"{GONE}\n第二行", size), Line("完")))
    shown = legible(document, PROFILE).blocks
    said = [number for number, block in enumerate(shown) if isinstance(block, Line) and "不出的字" in block.text]
    assert shown[0] == Row("申请人", "李[U+30041]明")
    assert said == [2, 6], "below the rows, and below the paragraph"
    assert shown[5] == Line("李[U+30041]明\n第二行", size)
    assert not any(missing(block.text) for block in shown if isinstance(block, Line))


def test_a_printer_that_has_a_character_prints_it_itself() -> None:
    own = profile_for_width(80, extra_characters=GONE[1])
    document = PaperDocument((Line(GONE),))
    assert legible(document, own) == document
