"""The code in a frame: grey picture -> text, within a time.

Measured on noisy, blurred, leaning codes: a decoder's time goes with the hard edges in a picture, most of which are no code's, and
a whole noisy 720p frame takes zxing-cpp up to 70 ms and ZBar 200. So what is most like a code is cut out first: there zxing-cpp
takes 4 and reads what it reads in the whole frame, and more; codes larger than that it reads in the frame at half its size. What is
left of the time goes to ZBar, which reads some that zxing-cpp does not.

Both give bytes, and `devices.code_scanner.codec` makes text of them as of a serial scanner's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import zxingcpp

from devices.camera.structured_append import is_part
from devices.camera.zbar_decoder import ZbarDecoder
from devices.code_scanner.codec import Code
from devices.code_scanner.codec import decode as decode_payload
from kiosk.domain.values import Value
from kiosk.ports.devices import CodeNotText, CodeScanned

Grey = Any  # numpy uint8 array of shape (height, width)

LIMIT = 0.030  # seconds for one frame, of the 33 ms that a camera gives
_REGION = 400  # pixels: holds a code of 280 turned by 45 degrees
_REGIONS = 4  # the likeliest in each frame, the others in turn
_EVERY = 4  # frames: how often a picture that stays the same is looked at by the second decoder
_SAME = 1.5  # grey levels between two frames, on average
_EDGE = 24  # grey levels at a quarter of the size: what noise does not reach

# Without a check digit (Code 39, ITF, Codabar) noise passes for a code.
_COMMON = zxingcpp.barcode_formats_from_str("QRCodeModel2,EAN13,EAN8,Code128")
_RARE = zxingcpp.barcode_formats_from_str("QRCodeModel2,EAN13,EAN8,Code128,DataMatrix,PDF417")  # take twice the time


class Found(Value):
    """A code, where its middle is and how far it reaches, in pixels of the frame."""

    outcome: Code
    middle: tuple[float, float]
    extent: float


class FrameDecoder:
    """Looks at one frame after the other; what it remembers of them is a thumbnail. ``limit``: seconds for one frame, which only a
    first decoder that is slower than that by itself can exceed."""

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._second = ZbarDecoder()
        self._thumbnail: Grey | None = None
        self._count = -1

    def decode(self, grey: Grey) -> Code | None:
        """The code that is meant: of several the largest and most central; one that is no text (`CodeNotText`) only where no
        other is. Never raises for what is in the picture."""
        until = time.perf_counter() + self._limit
        if min(grey.shape) < 8:
            return None
        self._count += 1
        found = self._look(np.ascontiguousarray(grey), until)
        return choose(found, grey.shape) if found else None

    def _look(self, grey: Grey, until: float) -> list[Found]:
        thumbnail = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        changed = self._changed(thumbnail)
        places = list(regions(thumbnail))
        likely = _cut(grey, places[0])
        formats = _RARE if self._count % _EVERY == _EVERY - 1 else _COMMON
        half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        began = time.perf_counter()
        found = [*_first(likely, formats, places[0]), *_first(half, _COMMON, scale=2.0)]
        now = time.perf_counter()
        if not found and len(places) > 1 and now + (now - began) < until:  # as long as one of two, and something to spare
            other = places[1 + self._count % (len(places) - 1)]
            found = _first(_cut(grey, other), _COMMON, other)
        if not found and (changed or self._count % _EVERY == 0):
            left, top = places[0]
            for raw, corners in self._second.decode(likely, until - time.perf_counter()):
                found.append(_found(decode_payload(raw), corners + np.array((left, top))))
        return found

    def _changed(self, thumbnail: Grey) -> bool:
        before, self._thumbnail = self._thumbnail, thumbnail
        return before is None or before.shape != thumbnail.shape or float(cv2.absdiff(before, thumbnail).mean()) > _SAME


def regions(thumbnail: Grey) -> Iterator[tuple[int, int]]:
    """Left and top, in the frame, of the squares with the most hard edges; ``thumbnail``: the frame at a quarter of its size."""
    edges = cv2.morphologyEx(thumbnail, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edges = np.minimum(np.maximum(edges, _EDGE) - _EDGE, 60)  # one stark line is no code
    height, width = thumbnail.shape
    reach = _REGION // 4 * 3 // 5  # shorter than the region: its middle is then not drawn to what stands beside
    for _ in range(_REGIONS):
        amount = cv2.boxFilter(edges, cv2.CV_32F, (reach, reach), normalize=False, borderType=cv2.BORDER_CONSTANT)
        _, most, _, (x, y) = cv2.minMaxLoc(amount)
        yield _corner(x * 4, width * 4), _corner(y * 4, height * 4)
        if most == 0:
            return
        edges[max(y - 40, 0) : y + 40, max(x - 40, 0) : x + 40] = 0


def choose(found: list[Found], shape: tuple[int, ...]) -> Code:
    """``found``: at least one; ``shape``: of the frame."""
    height, width = shape[:2]

    def rank(code: Found) -> tuple[bool, float]:
        off = np.hypot(code.middle[0] - width / 2, code.middle[1] - height / 2) / np.hypot(width / 2, height / 2)
        return isinstance(code.outcome, CodeScanned), code.extent * (1 - 0.6 * float(off))

    return max(found, key=rank).outcome


def _first(grey: Grey, formats: Any, place: tuple[int, int] = (0, 0), scale: float = 1.0) -> list[Found]:
    try:
        return [_told(barcode, place, scale) for barcode in zxingcpp.read_barcodes(grey, formats=formats) if barcode.valid]
    except Exception:  # noqa: BLE001  what a picture does to a decoder must not end the scanning
        return []


def _told(barcode: Any, place: tuple[int, int], scale: float) -> Found:
    at = barcode.position
    corners = np.array([[p.x, p.y] for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)], float)
    symbology = str(barcode.symbology_identifier)
    whole = not (symbology.startswith("]Q") and is_part(barcode))
    outcome = decode_payload(symbology.encode() + barcode.bytes) if whole else CodeNotText()
    return _found(outcome, corners * scale + np.array(place))


def _found(outcome: Code, corners: Any) -> Found:
    x, y = corners.mean(axis=0)
    return Found(outcome, (float(x), float(y)), float(np.hypot(*np.ptp(corners, axis=0))))


def _corner(middle: int, length: int) -> int:
    return max(min(middle - _REGION // 2, length - _REGION), 0)


def _cut(grey: Grey, place: tuple[int, int]) -> Grey:
    left, top = place
    return np.ascontiguousarray(grey[top : top + _REGION, left : left + _REGION])
