"""The photo on an ID card, by a vendor's library: no open decoder of WLT exists. Without one there is no picture, no more.

The library is called as ``int symbol(const unsigned char *wlt, unsigned char *picture)``: 1024 bytes in, out either 102 x 126
pixels of BGR or a BMP file of them. Vendors name the symbol differently, so it is configured; none was at hand to be tried. It
runs in a child of its own (``python -m devices.id_card_reader.photo``), which is ended after each card: its memory held a face.
"""

from __future__ import annotations

import ctypes
import io
from typing import Any

from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Told
from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value

WIDTH, HEIGHT = 102, 126
PHOTO = 1024  # bytes of WLT, the last of the card's block
_ROOM = 65536  # bytes: a library that writes a header or more lines than it should
_TIMEOUT = 5.0
_REASONS = {"no-library": Reason.NOT_FOUND, "nothing": Reason.GARBLED}


class PhotoLibrary(Value):
    path: str
    symbol: str = "wlt2bmp"


def decode(library: PhotoLibrary, block: bytes) -> bytes:
    """The photo as PNG; empty where there is none, the library fails, or it takes longer than five seconds."""
    child = Child("devices.id_card_reader.photo", reasons=_REASONS)
    try:
        return child.ask("decode", _TIMEOUT, block[-PHOTO:], library=library.path, symbol=library.symbol).body
    except TransportError:
        return b""
    finally:
        child.close()


def _answer(ask: str, question: dict[str, Any], payload: bytes) -> Told:
    from kiosk.child_process.server import Failed

    try:
        function = getattr(ctypes.CDLL(str(question["library"])), str(question["symbol"]))
    except (OSError, AttributeError):
        raise Failed("no-library") from None
    picture = ctypes.create_string_buffer(_ROOM)
    function(payload.ljust(PHOTO, b"\0"), picture)
    return Told({}, _png(picture.raw))


def _png(raw: bytes) -> bytes:
    from PIL import Image

    from kiosk.child_process.server import Failed

    try:
        if raw[:2] == b"BM":
            image = Image.open(io.BytesIO(raw)).convert("RGB")
        else:
            image = Image.frombytes("RGB", (WIDTH, HEIGHT), raw[: 3 * WIDTH * HEIGHT], "raw", "BGR")
    except (OSError, ValueError):
        raise Failed("nothing") from None
    if image.size != (WIDTH, HEIGHT) or not image.getbbox():
        raise Failed("nothing")  # nothing was written, or something else
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    from kiosk.child_process.server import serve

    serve(_answer)
