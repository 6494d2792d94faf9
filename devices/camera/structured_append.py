"""Whether a QR code is one part of several (structured append, ISO/IEC 18004, clause 8).

zxing-cpp reads each part by itself and does not say that it is one: half a sentence would pass for the whole. But it gives the
modules that it saw, and the first four bits of the message are its mode, which is 0011 for a part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_PART = 0b0011
_MASKS: tuple[Callable[[int, int], bool], ...] = (  # clause 7.8.2, table 10: row, column
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
)


_LEVELS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}  # clause 7.9.1, table 12


def is_part(barcode: Any) -> bool:
    """``barcode``: what zxing-cpp read out of a QR code. It gives the modules before their errors are mended: of a damaged code the
    answer may be wrong, and in the next frame another one."""
    modules = np.array(barcode.to_image(scale=1, add_quiet_zones=False)) < 128
    mask = int(barcode.extra["DataMask"])
    if _mirrored(modules, _LEVELS[str(barcode.extra["ECLevel"])] << 3 | mask):
        modules = modules.T
    last = modules.shape[0] - 1
    mode = 0
    for i, j in ((last, last), (last, last - 1), (last - 1, last), (last - 1, last - 1)):  # the bits in the order they are laid
        mode = mode * 2 + (bool(modules[i, j]) ^ _MASKS[mask](i, j))
    return mode == _PART


def _mirrored(modules: Any, told: int) -> bool:
    """``told``: level and mask, which stand around the upper left corner, first along row 8 and then up column 8 (figure 25)."""
    rest = told << 10
    for bit in range(14, 9, -1):
        rest ^= (0x537 << (bit - 10)) * (rest >> bit & 1)
    word = (told << 10 | rest) ^ 0x5412
    bits = [bool(word >> bit & 1) for bit in range(14, 8, -1)]
    return int((modules[:6, 8] == bits).sum()) > int((modules[8, :6] == bits).sum())
