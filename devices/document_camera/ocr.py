"""The words on a page, where rapidocr-onnxruntime is installed; and fields filled from them, for the resident to confirm.

It is an extra (models and runtime are some hundred MB) and asks for ``opencv-python``: two variants of OpenCV in one environment
overwrite each other, so it is installed with ``--no-deps`` beside the headless one. It runs in a child of its own
(``python -m devices.document_camera.ocr``), which is ended after each page: its memory held what stood there.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from datetime import date
from operator import eq
from typing import Any

from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Told
from kiosk.domain.device_states import Reason
from kiosk.domain.identifiers import citizen_number_fault, normalise_citizen_number
from kiosk.domain.names import same_name
from kiosk.domain.values import Value
from kiosk.ports.devices import FieldRead

_ENGINE = "rapidocr_onnxruntime"
_TIMEOUT = 30.0  # seconds with the start, which takes two; a full page takes about five
_SURE = 0.5  # below that a line is more guessed than read
_REASONS = {"not-installed": Reason.NOT_CONFIGURED, "garbled": Reason.GARBLED}


class Line(Value):
    """``box``: left, top, right, bottom in pixels of the page; ``confidence``: 0 to 1. Spaces are mostly lost."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


class Lines(Value):
    """From top to bottom, and from left to right where they stand side by side."""

    lines: tuple[Line, ...]


class NotRead(Value):
    """NOT_CONFIGURED: the engine is not installed; SILENT: it took too long; GARBLED: no picture."""

    reason: Reason


class Wanted(Value):
    """A field to be filled: ``kind`` is ``name``, ``citizen-number`` or ``date``; ``labels``: the words that stand before it."""

    field: str
    kind: str
    labels: tuple[str, ...] = ()


def installed() -> bool:
    """Whether the engine can be imported; nothing is loaded."""
    return importlib.util.find_spec(_ENGINE) is not None


def read_lines(jpeg: bytes, timeout: float = _TIMEOUT) -> Lines | NotRead:
    """Blocks for at most ``timeout`` seconds; the child is then killed."""
    if not installed():
        return NotRead(Reason.NOT_CONFIGURED)
    child = Child("devices.document_camera.ocr", reasons=_REASONS)
    try:
        found = child.ask("read", timeout, jpeg).values["lines"]
    except TransportError as error:
        return NotRead(error.reason)
    finally:
        child.close()
    lines = [Line(text, (box[0], box[1], box[2], box[3]), confidence) for text, box, confidence in found]
    return Lines(tuple(in_reading_order(lines)))


_LABELS = {"name": ("姓名",), "citizen-number": ()}  # a number proves itself by its check digit


def read_field(jpeg: bytes, kind: str) -> FieldRead:
    """One thing that stands on a page, see `fill`."""
    lines = read_lines(jpeg)
    if isinstance(lines, NotRead):
        return FieldRead()
    return FieldRead(fill(lines, (Wanted("field", kind, _LABELS[kind]),)).get("field", ""))


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Rows from top to bottom, each from left to right: a line whose middle lies within a row's first line stands in that row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3]):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and rows[-1][0].box[1] < middle < rows[-1][0].box[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def fill(lines: Lines, wanted: tuple[Wanted, ...]) -> dict[str, str]:
    """What was found, by field; a field of which there are two different readings, or none, is left out. Never submitted as it is:
    the resident confirms each. A number passes its check digit, and a date (as 2026-11-22) is one of the calendar."""
    texts = [line.text for line in lines.lines if line.confidence >= _SURE]
    filled = {}
    for want in wanted:
        values = [value for text in _after_labels(texts, want.labels) for value in _read(want.kind, text)]
        same = same_name if want.kind == "name" else eq
        if values and all(same(values[0], value) for value in values):
            filled[want.field] = values[0]
    return filled


def _after_labels(texts: list[str], labels: tuple[str, ...]) -> list[str]:
    """What stands after a label, in its line or, where it is alone there, in the next; without labels, everything."""
    if not labels:
        return texts
    spaced = "|".join(r"\s*".join(map(re.escape, word)) for word in labels)  # forms print 姓  名
    label = re.compile(rf"(?:{spaced})\s*[:：]?\s*(.*)")
    found = []
    for at, text in enumerate(texts):
        if (match := label.search(text)) is not None:
            found.append(match[1] or (texts[at + 1] if at + 1 < len(texts) else ""))
    return found


def _read(kind: str, text: str) -> list[str]:
    match kind:
        case "citizen-number":
            runs = re.findall(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9])", normalise_citizen_number(text))
            return [number for number in runs if citizen_number_fault(number, date.max) is None]
        case "date":
            found = re.findall(r"(?<!\d)(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})(?!\d)", text)
            return [day for parts in found if (day := _day(*map(int, parts))) is not None]
        case "name":
            match = re.match(r"[㐀-鿿豈-﫿𠀀-𳿿·•‧・･．]{2,20}", re.sub(r"\s", "", text))
            return [match[0]] if match else []
    raise ValueError("kind is name, citizen-number or date")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


class _Engine:
    def __init__(self) -> None:
        self._engine: Any = None

    def answer(self, ask: str, question: dict[str, Any], payload: bytes) -> Told | dict[str, Any]:
        import cv2
        import numpy as np

        from kiosk.child_process.server import Failed

        try:
            self._engine = self._engine or importlib.import_module(_ENGINE).RapidOCR()
        except ImportError:
            raise Failed("not-installed") from None
        picture = cv2.imdecode(np.frombuffer(payload, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise Failed("garbled")
        found, _ = self._engine(picture)
        return {"lines": [[str(text), _box(corners), float(confidence)] for corners, text, confidence in found or []]}


def _box(corners: Any) -> list[int]:
    across, down = [round(float(x)) for x, _ in corners], [round(float(y)) for _, y in corners]
    return [min(across), min(down), max(across), max(down)]


if __name__ == "__main__":
    from kiosk.child_process.server import serve

    serve(_Engine().answer)
