"""The second decoder: ZBar, on a small picture, in the time that is left.

pyzbar's own ``decode`` guesses an encoding (of 200 Chinese payloads in UTF-8 it guessed 35 wrong, and every one in GB18030), and
raises on a code of several parts; its wrapper of the library lets the bytes be had, and one scanner be kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from ctypes import c_void_p, string_at
from typing import Any

import cv2
import numpy as np

Grey = Any

_BINARY = 4  # ZBAR_CFG_BINARY: bytes as they are; not among pyzbar's names
_SYMBOLOGIES = {64: b"]Q1", 13: b"]E0", 8: b"]E4", 128: b"]C0"}  # zbar_symbol_type_t to AIM; a part of a code (1) is left out
_Y800 = int.from_bytes(b"Y800", "little")

# Milliseconds for 400 by 400 pixels, without edges and if every pixel was one: measured, then corrected by what this machine takes.
_BASE, _BY_EDGES = 5.3, 39.0
_STEP = 6  # grey levels between neighbours: an edge to ZBar
_MARGIN = 1.3


class ZbarDecoder:
    def __init__(self) -> None:
        try:
            from pyzbar import wrapper
        except ImportError:  # the library libzbar0 is not installed
            wrapper = None
        self._zbar: Any = wrapper
        self._slowness = 1.0
        if wrapper is not None:
            self._scanner = wrapper.zbar_image_scanner_create()
            self._set(0, wrapper.ZBarConfig.CFG_ENABLE, 0)
            for symbology in _SYMBOLOGIES:
                self._set(symbology, wrapper.ZBarConfig.CFG_ENABLE, 1)
            self._set(0, _BINARY, 1)

    def decode(self, grey: Grey, seconds: float) -> Iterator[tuple[bytes, Any]]:
        """Payloads, after their AIM identifier, and the corners that belong to them as an array of shape (n, 2). Nothing where the
        time that is left will not do: the library cannot be stopped once it looks."""
        if self._zbar is None:
            return
        smooth = None
        for density in (1, 2):
            for picture in (grey, smooth):
                if picture is None:  # noise is what takes time: without it, it is faster, and blind to the finest lines
                    picture = smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
                expected = _expected(picture) / density
                if expected * self._slowness * _MARGIN < seconds * 1000:
                    self._set(0, self._zbar.ZBarConfig.CFG_X_DENSITY, density)
                    self._set(0, self._zbar.ZBarConfig.CFG_Y_DENSITY, density)
                    began = time.perf_counter()
                    yield from self._scan(picture)
                    self._slowness = max((time.perf_counter() - began) * 1000 / expected, self._slowness * 0.9)
                    return
        self._slowness *= 0.99  # one slow moment of the machine must not last for ever

    def _scan(self, grey: Grey) -> list[tuple[bytes, Any]]:
        zbar = self._zbar
        height, width = grey.shape
        image = zbar.zbar_image_create()
        if not image:
            return []
        try:
            zbar.zbar_image_set_format(image, _Y800)
            zbar.zbar_image_set_size(image, width, height)
            zbar.zbar_image_set_data(image, grey.ctypes.data_as(c_void_p), grey.size, None)
            zbar.zbar_scan_image(self._scanner, image)
            found = []
            symbol = zbar.zbar_image_first_symbol(image)
            while symbol:
                if (prefix := _SYMBOLOGIES.get(int(symbol.contents.type))) is not None:
                    data = string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
                    corners = [
                        (zbar.zbar_symbol_get_loc_x(symbol, i), zbar.zbar_symbol_get_loc_y(symbol, i))
                        for i in range(zbar.zbar_symbol_get_loc_size(symbol))
                    ]
                    found.append((prefix + data, np.array(corners or [(width / 2, height / 2)], float)))
                symbol = zbar.zbar_symbol_next(symbol)
            return found
        finally:
            zbar.zbar_image_destroy(image)

    def _set(self, symbology: int, setting: int, value: int) -> None:
        self._zbar.zbar_image_scanner_set_config(self._scanner, symbology, setting, value)


def _expected(grey: Grey) -> float:
    """Milliseconds."""
    lines = grey[::4]
    steps = cv2.absdiff(np.ascontiguousarray(lines[:, 1:]), np.ascontiguousarray(lines[:, :-1]))
    return float((_BASE + _BY_EDGES * float((steps > _STEP).mean())) * grey.size / 160_000)
