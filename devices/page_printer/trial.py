"""A page that shows whether the printer prints everything, and evenly."""

from __future__ import annotations

from fpdf import FPDF

from kiosk.ports.device_hub import PrintPages
from kiosk.typefaces.faces import NOTO, file_of


def trial_page(serial: str) -> PrintPages:
    """A page with a frame at 8 mm, eight greys, and words that say how it must look.

    Raises:
        FileNotFoundError: Noto Sans CJK is not installed.
    """
    font = file_of(NOTO)
    if font is None:
        raise FileNotFoundError("Noto Sans CJK is not installed (package fonts-noto-cjk)")
    document = FPDF(format="A4")
    document.add_page()
    document.add_font("cjk", fname=font)
    document.set_font("cjk", size=40)
    document.set_y(60)
    document.cell(0, 24, "测试页", align="C", new_x="LMARGIN", new_y="NEXT")
    document.set_font("cjk", size=20)
    document.cell(0, 16, "Test page", align="C", new_x="LMARGIN", new_y="NEXT")
    document.set_font("cjk", size=14)
    document.set_y(120)
    good = "四边的框线完整、灰度均匀、文字清楚，就是正常的。\nThe frame is whole, the greys are even, the text is clear."
    document.multi_cell(0, 10, good, align="C")
    for step in range(8):
        document.set_fill_color(32 * step)
        document.rect(25 + 20 * step, 160, 20, 20, style="F")
    document.rect(8, 8, 194, 281)
    return PrintPages(serial, bytes(document.output()), serial)
