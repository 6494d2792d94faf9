"""The page of a licence copy: the licence, a pale watermark with purpose and day, and a foot by which it is checked.

Runs as a program of its own (``python -m kiosk.copies.page``): PDFium is native code that reads bytes from outside, and the fonts
need memory that the terminal should not keep. One `PageOrder` as JSON on stdin; on stdout the PDF's length, a line end, PDF, PNG.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.domain.values import Value, asdict
from kiosk.process import hide

A4 = (210.0, 297.0)  # mm
POINT = 72 / 25.4  # points in a millimetre
LICENCE_SCALE = 0.76
LICENCE_TOP = 12.0  # mm
FOOT_TOP = 243.0
CODE_SIZE = 44.0  # mm: about 0.4 mm a module, which hand-held scanners read
MARGIN = 16.0
PREVIEW_WIDTH = 1000  # pixels
TIMEOUT = 30.0  # seconds; usually about one
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FONT_NUMBER = 2  # of the collection: Noto Sans CJK SC


class CannotCompose(Exception):
    """The licence's file is no PDF, or the page could not be made in time."""


class PageOrder(Value, frozen=True):
    licence_pdf: str  # base64
    code: str
    watermark: str
    foot: tuple[tuple[str, str], ...]  # label, value
    note: str


def compose(order: PageOrder) -> tuple[bytes, bytes]:
    """(PDF, PNG preview), made in a child process that is killed if it hangs."""
    try:
        made = subprocess.run(
            [sys.executable, "-m", "kiosk.copies.page"],
            input=json.dumps(asdict(order)).encode(),
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
            cwd=Path(__file__).parents[2],
        ).stdout
        length, rest = made.split(b"\n", 1)
        return rest[: int(length)], rest[int(length) :]
    except (OSError, ValueError, subprocess.SubprocessError):
        raise CannotCompose("the page could not be made") from None  # the cause would carry the order


def _overlay(order: PageOrder) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_page()
    pdf.add_font("text", "", FONT, collection_font_number=FONT_NUMBER)
    _watermark(pdf, order.watermark)
    pdf.set_draw_color(0xD3, 0xDB, 0xE4)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, FOOT_TOP - 3, A4[0] - MARGIN, FOOT_TOP - 3)
    _qr(pdf, order.code, A4[0] - MARGIN - CODE_SIZE, FOOT_TOP)
    top = FOOT_TOP + 1
    for label, value in order.foot:
        pdf.set_xy(MARGIN, top)
        pdf.set_font("text", size=8)
        pdf.set_text_color(0x4A, 0x5A, 0x6A)
        pdf.cell(26, 6, label)
        pdf.set_font("text", size=10)
        pdf.set_text_color(0x1B, 0x27, 0x33)
        pdf.cell(0, 6, value)
        top += 6.2
    pdf.set_xy(MARGIN, top + 1)
    pdf.set_font("text", size=8)
    pdf.set_text_color(0x4A, 0x5A, 0x6A)
    pdf.multi_cell(A4[0] - 2 * MARGIN - CODE_SIZE - 10, 4.2, order.note, align="L")
    return bytes(pdf.output())


def _watermark(pdf: Any, text: str) -> None:
    """Rows of the text across the whole page, pale enough to read through, too many to cut off."""
    pdf.set_font("text", size=15)
    pdf.set_text_color(0x0B, 0x5C, 0xAB)
    width = pdf.get_string_width(text) + 22
    with pdf.local_context(fill_opacity=0.13), pdf.rotation(32, A4[0] / 2, A4[1] / 2):
        y = -80.0
        row = 0
        while y < A4[1] + 80:
            x = -120.0 - (width / 2 if row % 2 else 0)
            while x < A4[0] + 120:
                pdf.text(x, y, text)
                x += width
            y += 34
            row += 1


def _qr(pdf: Any, text: str, x: float, y: float) -> None:
    import segno

    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    module = CODE_SIZE / len(matrix)
    pdf.set_fill_color(0xFF, 0xFF, 0xFF)
    pdf.rect(x - 2, y - 2, CODE_SIZE + 4, CODE_SIZE + 4, style="F")
    pdf.set_fill_color(0, 0, 0)
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                pdf.rect(x + start * module, y + row * module, (column - start) * module, module, style="F")
                start = None


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
    hide()
    order = json.loads(sys.stdin.buffer.read())
    page = PageOrder(order["licence_pdf"], order["code"], order["watermark"], tuple(map(tuple, order["foot"])), order["note"])
    pdf, preview = _merge(base64.b64decode(page.licence_pdf), _overlay(page))
    sys.stdout.buffer.write(str(len(pdf)).encode() + b"\n" + pdf + preview)


if __name__ == "__main__":
    main()
