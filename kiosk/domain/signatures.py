"""A signature as it was drawn: SVG path data (``M`` and ``L`` with whole numbers) in a box of 1000 x 400."""

from __future__ import annotations

import re
from itertools import pairwise
from math import hypot

_POINTS = re.compile(r"([ML]) ?(-?\d{1,6}) (-?\d{1,6})")
_LEAST_EXTENT = 80  # units, in one direction: 一 is somebody's name
_LEAST_LENGTH = 150  # units of ink


def strokes_of(path: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The points of each stroke, within the box; what is no path is left out."""
    strokes: list[list[tuple[int, int]]] = []
    for kind, x, y in _POINTS.findall(path):
        if kind == "M" or not strokes:
            strokes.append([])
        strokes[-1].append((min(max(int(x), 0), 1000), min(max(int(y), 0), 400)))
    return tuple(tuple(stroke) for stroke in strokes)


def is_signature(path: str) -> bool:
    """Whether somebody wrote something: a dot, however long a finger rested on it, and a slip of the hand are none."""
    points = [(kind, int(x), int(y)) for kind, x, y in _POINTS.findall(path)]
    if not points:
        return False
    ink = sum(hypot(x2 - x1, y2 - y1) for (_, x1, y1), (kind, x2, y2) in pairwise(points) if kind == "L")
    across, down = ([point[axis] for point in points] for axis in (1, 2))
    return ink >= _LEAST_LENGTH and max(max(across) - min(across), max(down) - min(down)) >= _LEAST_EXTENT
