"""The page in a picture of a table: found, straightened by perspective, evened out. Pure.

Pictures are numpy uint8 arrays of shape (height, width, 3), BGR; a quad is an array of shape (4, 2) of x and y, from the corner
nearest the top left clockwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from kiosk.ports.devices import NoPageReason

Picture = Any
Quad = Any

LARGEST = 2400  # pixels, the longer side of a page: 205 dots an inch on A4

_SEARCHED = 640  # pixels, the longer side of the picture in which the page is looked for
_SMALLEST = 0.04  # of the picture's area: an identity card before a camera that sees an A4 page
_CUT_OFF = (0.10, 0.90)  # of the picture's area: what is larger is the table
_BORDER = 4  # pixels: a page that reaches so near to the picture's edge reaches over it
_SUPPORT = 0.6  # of a quad's sides must be edges in the picture
_DARK = 75  # grey levels, of the page's paper
_JUDGED = 1000  # pixels, the longer side at which sharpness is judged
_SHARP = 40.0  # variance of the Laplacian, were black on white the whole scale; measured, see the tests
_NEARLY = 0.92  # of its rectangle: a page that lacks a corner
_INSET = 0.006  # of the way to the middle: the last pixels are half table
_STILL = 0.01  # of the diagonal, between two frames


class PageWatch:
    """Frames one after the other, until a page lies still in two of them."""

    def __init__(self) -> None:
        self.reason = NoPageReason.NOTHING
        self._before: Quad | None = None

    def look(self, frame: Picture) -> Picture | None:
        """The page; None where there is none yet, and ``reason`` says why."""
        quad = find_page(frame)
        before, self._before = self._before, None
        if isinstance(quad, NoPageReason):
            self.reason = quad
            return None
        if (fault := page_fault(frame, quad)) is not None:
            self.reason = fault
            return None
        self._before = quad
        if before is None or np.abs(before - quad).max() > _STILL * np.hypot(*frame.shape[:2]):
            self.reason = NoPageReason.MOVING
            return None
        return even_out(straighten(frame, quad))


def find_page(frame: Picture) -> Quad | NoPageReason:
    """The largest convex quad whose sides are edges in the picture, in the picture's own pixels; NOTHING or CUT_OFF."""
    scale = _SEARCHED / max(frame.shape[:2])
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1.2)
    edges = cv2.dilate(cv2.Canny(grey, 12, 36), np.ones((5, 5), np.uint8))
    best, most, cut = None, 0.0, 0.0
    for contour in _outlines(grey):
        area = cv2.contourArea(contour)
        if area < _SMALLEST * grey.size:
            continue
        quad = _as_quad(contour)
        if _at_border(contour, grey.shape):
            cut = max(cut, area if _cut_off(contour, area / grey.size, edges) else 0.0)
        elif quad is not None and (worth := cv2.contourArea(quad.astype(np.float32)) * _support(quad, edges)) > most:
            best, most = quad, worth
    if cut > most:  # what was found is a box that is printed on the page
        return NoPageReason.CUT_OFF
    if best is None:
        return NoPageReason.NOTHING
    quad = _in_order(best / scale)
    return quad + (quad.mean(axis=0) - quad) * _INSET


def page_fault(frame: Picture, quad: Quad) -> NoPageReason | None:
    """DARK or BLURRED. A page with nothing on it cannot be told sharp or not, and passes."""
    page = cv2.cvtColor(straighten(frame, quad, _JUDGED), cv2.COLOR_BGR2GRAY)
    inner = page[page.shape[0] // 20 : -page.shape[0] // 20, page.shape[1] // 20 : -page.shape[1] // 20]
    paper = float(np.percentile(inner, 90))
    if paper < _DARK:
        return NoPageReason.DARK
    calm = cv2.GaussianBlur(inner, (0, 0), 1.0).astype(np.float32) * (255 / paper)  # else noise would pass for sharpness
    strength = cv2.Laplacian(calm, cv2.CV_32F)
    ink = cv2.morphologyEx(calm, cv2.MORPH_GRADIENT, np.ones((9, 9), np.uint8)) > 40
    if ink.mean() < 0.005:
        return None
    return NoPageReason.BLURRED if float(strength[ink].var()) < _SHARP else None


def straighten(frame: Picture, quad: Quad, longest: int = LARGEST) -> Picture:
    """The quad as a rectangle as large as it is in the picture, and no larger than ``longest``."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(np.hypot(*(top_right - top_left)), np.hypot(*(bottom_right - bottom_left)))
    height = max(np.hypot(*(bottom_left - top_left)), np.hypot(*(bottom_right - top_right)))
    scale = min(1.0, longest / max(width, height))
    w, h = max(round(width * scale), 8), max(round(height * scale), 8)
    way = cv2.getPerspectiveTransform(quad.astype(np.float32), np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32))
    return cv2.warpPerspective(frame, way, (w, h), flags=cv2.INTER_LINEAR if scale > 0.6 else cv2.INTER_AREA)


def even_out(page: Picture) -> Picture:
    """Shadows and the lamp's colour taken out: every part is measured against the paper around it, which becomes white."""
    small = cv2.resize(page, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    size = max(small.shape[:2]) // 16 | 1
    # What is written is narrower than the kernel and vanishes; a shadow is wider and stays, with its soft edge.
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 1.5)
    # A dark portrait is wider too: no part is taken for paper that is far darker than the rest.
    paper = np.maximum(paper, (np.percentile(paper, 90, axis=(0, 1)) * 0.4).astype(np.uint8))
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(page, paper, scale=248)


def _outlines(grey: Picture) -> Iterator[Any]:
    """Of what is brighter than the table; and of what edges enclose, for a page on a light table."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)
    masks = [cv2.threshold(grey, level * part, 255, cv2.THRESH_BINARY)[1] for part in (1.0, 0.8, 0.65)]
    for low in (12, 30):
        drawn = cv2.morphologyEx(cv2.Canny(grey, low, low * 3), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        masks.append(drawn)
    for mask in masks:
        yield from cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _polygon(contour: Any, tolerance: float) -> Any:
    hull = cv2.convexHull(contour)
    return cv2.approxPolyDP(hull, tolerance * cv2.arcLength(hull, True), True)


def _as_quad(contour: Any) -> Quad | None:
    """Four corners, none of them sharper than 50 degrees or blunter than 130."""
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        corners = _polygon(contour, tolerance).reshape(-1, 2).astype(float)
        if len(corners) == 4:
            sides = np.roll(corners, -1, axis=0) - corners
            lengths = np.hypot(sides[:, 0], sides[:, 1])
            cosines = np.abs((sides * np.roll(sides, -1, axis=0)).sum(axis=1) / (lengths * np.roll(lengths, -1)))
            return corners if lengths.min() > 40 and cosines.max() < 0.64 else None
    around = cv2.boxPoints(cv2.minAreaRect(contour)).astype(float)  # a corner is folded, or under a finger
    whole = cv2.contourArea(around.astype(np.float32))
    return around if cv2.contourArea(contour) > _NEARLY * whole else None


def _at_border(contour: Any, shape: tuple[int, ...]) -> bool:
    x, y, width, height = cv2.boundingRect(contour)
    return x < _BORDER or y < _BORDER or x + width > shape[1] - _BORDER or y + height > shape[0] - _BORDER


def _cut_off(contour: Any, area: float, edges: Picture) -> bool:
    """A page that goes on outside: few straight sides, not over all borders of the picture; ``area``: as a part of the picture.
    A table, lit in one place and dark in another, goes over all of them, or is not straight."""
    x, y, width, height = cv2.boundingRect(contour)
    over = (x < _BORDER) + (y < _BORDER) + (x + width > edges.shape[1] - _BORDER) + (y + height > edges.shape[0] - _BORDER)
    polygon = _polygon(contour, 0.02)
    straight = cv2.contourArea(contour) > 0.95 * cv2.contourArea(polygon)
    if not (_CUT_OFF[0] < area < _CUT_OFF[1] and over <= 3 and straight and len(polygon) <= 6):
        return False
    inside = np.zeros_like(edges)
    inside[_BORDER * 2 : -_BORDER * 2, _BORDER * 2 : -_BORDER * 2] = 1
    return _support(polygon.reshape(-1, 2), edges, inside) > 0.75


def _support(quad: Quad, edges: Picture, inside: Picture | None = None) -> float:
    """How much of the sides runs along edges, 0 where it is too little; ``inside``: where not to look at all is 0."""
    outline = np.zeros_like(edges)
    cv2.polylines(outline, [quad.astype(np.int32)], True, 1, 1)
    looked = outline if inside is None else outline * inside
    part = float((edges[looked > 0] > 0).mean()) if looked.any() else 0.0
    return part if part >= _SUPPORT else 0.0


def _in_order(corners: Any) -> Quad:
    middle = corners.mean(axis=0)
    corners = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    return np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0)
