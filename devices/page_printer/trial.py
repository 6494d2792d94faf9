"""A page that shows whether the printer prints everything, and evenly."""

from __future__ import annotations

from fpdf import FPDF

from kiosk.ports.device_hub import PrintPages
from kiosk.typefaces.on_pdf import PdfText

_LINES = (  # mm of the base line, points, text
    (76.0, 40.0, "测试页"),
    (94.0, 20.0, "Test page"),
    (126.0, 14.0, "四边的框线完整、灰度均匀、文字清楚，就是正常的。"),
    (136.0, 14.0, "The frame is whole, the greys are even, the text is clear."),
)


def trial_page(serial: str) -> PrintPages:
    """A page with a frame at 8 mm, eight greys, and words that say how it must look.

    Raises:
        FileNotFoundError: Noto Sans CJK is not installed.
    """
    document = FPDF(format="A4")
    document.add_page()
    text = PdfText(document)
    for base, size, line in _LINES:
        text.font("", size)
        text.draw((document.w - text.width(line)) / 2, base, line)
    for step in range(8):
        document.set_fill_color(32 * step)
        document.rect(25 + 20 * step, 160, 20, 20, style="F")
    document.rect(8, 8, 194, 281)
    return PrintPages(serial, bytes(document.output()), serial)
