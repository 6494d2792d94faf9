"""Pictures that are made on the spot, as data: URLs that QML shows."""

from __future__ import annotations

import base64
import io


def code_picture(text: str) -> str:
    """A QR code (error correction M) as a PNG of ten pixels a module, with its quiet zone."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=10, border=3)
    return png_url(out.getvalue())


def png_url(png: bytes) -> str:
    """A PNG as a data: URL."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
