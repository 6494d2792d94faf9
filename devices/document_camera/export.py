"""A page as files of bounded size. Pure; nothing is written to a disk."""

from __future__ import annotations

import io
from typing import Any

import cv2

MOST_BYTES = 1_500_000
_FRAME_OF_PDF = 20_000  # bytes, more than what a PDF adds to its picture
_QUALITIES = (85, 75, 65, 50, 40)
_A4 = (210.0, 297.0)  # mm


def to_jpeg(page: Any, most: int = MOST_BYTES - _FRAME_OF_PDF) -> bytes:
    """The best quality that fits; what does not fit at the worst is made smaller. ``page``: BGR, see `page`."""
    while True:
        for quality in _QUALITIES:
            jpeg = bytes(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
            if len(jpeg) <= most or min(page.shape[:2]) < 16:
                return jpeg
        page = cv2.resize(page, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)


def to_pdf(jpeg: bytes) -> bytes:
    """One A4 page, upright or lying as the picture is, with the picture as large as fits; the JPEG goes in as it is."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm")
    with io.BytesIO(jpeg) as file:
        width, height = _size(jpeg)
        lying = width > height
        w, h = (_A4[1], _A4[0]) if lying else _A4
        pdf.add_page(orientation="L" if lying else "P", format="A4")
        pdf.set_auto_page_break(False)
        scale = min(w / width, h / height)
        pdf.image(file, x=(w - width * scale) / 2, y=(h - height * scale) / 2, w=width * scale, h=height * scale)
        return bytes(pdf.output())


def _size(jpeg: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        return image.size
