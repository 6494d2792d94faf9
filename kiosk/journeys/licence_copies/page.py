"""The page of a licence copy: the licence, a pale watermark with purpose and day, and a foot by which it is checked.

Runs as a program of its own (``python -m`` of this module): PDFium is native code that reads bytes from outside, and the fonts need
memory that the terminal should not keep. One `PageOrder` as JSON on stdin; on stdout the PDF's length, a line end, PDF, PNG.
"""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.domain.names import comparable
from kiosk.domain.values import Value, asdict
from kiosk.process import hide
from kiosk.typefaces.on_pdf import PdfText, draw_code

A4 = (210.0, 297.0)  # mm
POINT = 72 / 25.4  # points in a millimetre
LICENCE_SCALE = 0.76
LICENCE_TOP = 12.0  # mm
FOOT_TOP = 243.0
CODE_SIZE = 44.0  # mm: about 0.4 mm a module, which hand-held scanners read
MARGIN = 16.0
PREVIEW_WIDTH = 1000  # pixels
TIMEOUT = 30.0  # seconds; usually less than one


class CannotCompose(Exception):
    """The licence's file is no PDF, or the page could not be made in time."""


class HolderLost(Exception):
    """The licence's file shows the holder's name without one of its characters: its maker had no glyph for it."""


class PageOrder(Value):
    licence_pdf: str  # base64
    code: str
    watermark: str
    foot: tuple[tuple[str, str], ...]  # label, value
    note: str
    holder: str = ""  # the name that the card tells


def compose(order: PageOrder) -> tuple[bytes, bytes]:
    """(PDF, PNG preview), made in a child process that is killed if it hangs. `CannotCompose`, `HolderLost`."""
    try:
        made = subprocess.run(
            [sys.executable, "-m", "kiosk.journeys.licence_copies.page"],
            input=json.dumps(asdict(order)).encode(),
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
            cwd=Path(__file__).parents[3],
        ).stdout
        length, rest = made.split(b"\n", 1)
        pdf, preview = rest[: int(length)], rest[int(length) :]
    except (OSError, ValueError, subprocess.SubprocessError):
        raise CannotCompose("the page could not be made") from None  # the cause would carry the order
    if not pdf:
        raise HolderLost("a character of the holder's name is missing")
    return pdf, preview


def loses(shown: str, name: str) -> bool:
    """Whether ``shown``, the text of a page, has ``name`` without one of its rare characters, or with a sign in its place.

    Only where that is plain: a page that is a picture has no text, and not every licence says its holder's name.
    """
    wanted = comparable(name)
    lost = [character for character in wanted if character not in comparable(shown) and _rare(character)]
    if not lost or len(lost) == len(wanted):
        return False
    without = re.compile("".join(".?" if character in lost else re.escape(character) for character in wanted))
    return any(without.fullmatch(comparable(word)) for word in re.split(r"[\s:：,，、（）()]+", shown))


def _rare(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _overlay(order: PageOrder) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_page()
    text = PdfText(pdf)
    _watermark(pdf, text, order.watermark)
    pdf.set_draw_color(0xD3, 0xDB, 0xE4)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, FOOT_TOP - 3, A4[0] - MARGIN, FOOT_TOP - 3)
    draw_code(pdf, order.code, A4[0] - MARGIN - CODE_SIZE, FOOT_TOP, CODE_SIZE)
    base = FOOT_TOP + 5
    for label, value in order.foot:
        text.font("", 8)
        pdf.set_text_color(0x4A, 0x5A, 0x6A)
        text.draw(MARGIN + 1, base, label)
        text.font("", 10)
        pdf.set_text_color(0x1B, 0x27, 0x33)
        text.draw(MARGIN + 27, base, value)
        base += 6.2
    text.font("", 8)
    pdf.set_text_color(0x4A, 0x5A, 0x6A)
    for line in _lines(text, order.note, A4[0] - 2 * MARGIN - CODE_SIZE - 12):
        text.draw(MARGIN + 1, base, line)
        base += 4.2
    return bytes(pdf.output())


def _lines(text: PdfText, words: str, width: float) -> list[str]:
    """Broken between characters, as Chinese may be; no line begins with a mark that closes."""
    lines = [""]
    for character in words:
        if text.width(lines[-1] + character) > width and character not in "，。、；：）":
            lines.append("")
        lines[-1] += character
    return lines


def _watermark(pdf: Any, text: PdfText, words: str) -> None:
    """Rows of the text across the whole page, pale enough to read through, too many to cut off."""
    text.font("", 15)
    pdf.set_text_color(0x0B, 0x5C, 0xAB)
    width = text.width(words) + 22
    with pdf.local_context(fill_opacity=0.13), pdf.rotation(32, A4[0] / 2, A4[1] / 2):
        y = -80.0
        row = 0
        while y < A4[1] + 80:
            x = -120.0 - (width / 2 if row % 2 else 0)
            while x < A4[0] + 120:
                text.draw(x, y, words)
                x += width
            y += 34
            row += 1


def _text_of(licence_pdf: bytes) -> str:
    import pypdfium2 as pdfium

    return str(pdfium.PdfDocument(licence_pdf)[0].get_textpage().get_text_bounded())


def _merge(licence_pdf: bytes, overlay_pdf: bytes) -> tuple[bytes, bytes]:
    import pypdfium2 as pdfium

    result = pdfium.PdfDocument.new()
    page = result.new_page(A4[0] * POINT, A4[1] * POINT)
    licence = pdfium.PdfDocument(licence_pdf)
    width, height = licence[0].get_size()
    scale = LICENCE_SCALE * min(A4[0] * POINT / width, A4[1] * POINT / height)
    left = (A4[0] * POINT - width * scale) / 2
    bottom = (A4[1] - LICENCE_TOP) * POINT - height * scale
    overlay = pdfium.PdfDocument(overlay_pdf)
    for document, matrix in (
        (licence, pdfium.PdfMatrix().scale(scale, scale).translate(left, bottom)),
        (overlay, pdfium.PdfMatrix()),
    ):
        placed = document.page_as_xobject(0, result).as_pageobject()
        placed.set_matrix(matrix)
        page.insert_obj(placed)
    page.gen_content()
    out = io.BytesIO()
    result.save(out)
    image = page.render(scale=PREVIEW_WIDTH / (A4[0] * POINT)).to_pil()
    preview = io.BytesIO()
    image.save(preview, format="PNG")
    return out.getvalue(), preview.getvalue()


def main() -> None:
    """The program in the child process: one order from stdin, the page to stdout."""
    hide()
    order = json.loads(sys.stdin.buffer.read())
    page = PageOrder(**{**order, "foot": tuple(map(tuple, order["foot"]))})
    licence = base64.b64decode(page.licence_pdf)
    lost = loses(_text_of(licence), page.holder)
    pdf, preview = (b"", b"") if lost else _merge(licence, _overlay(page))
    sys.stdout.buffer.write(str(len(pdf)).encode() + b"\n" + pdf + preview)


if __name__ == "__main__":
    main()
