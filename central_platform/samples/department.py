"""A department's service that does not exist, on loopback, for demo and tests: it answers as ``docs/shared_data.md`` says, or
in one of the ways in which services fail.

``python -m central_platform.samples.department [--port N] [--mood MOOD]`` serves the sample rows.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from central_platform.catalogue.data_sets import load_data_sets
from central_platform.samples.loopback import LoopbackService
from central_platform.shared_data.cells import kept_cell

CONTENT = Path(__file__).parents[1] / "content"
ROWS = Path(__file__).with_name("rows")
DRIP = 0.05  # seconds between two bytes

Rows = Mapping[tuple[str, str], Sequence[Mapping[str, str]]]
"""By data set and number of the subject, "" for public data."""


class Mood(StrEnum):
    FULL = "full"
    EMPTY = "empty"
    NOBODY = "nobody"
    TWO = "two"
    NOT_PERMITTED = "not-permitted"
    SOMEBODY_ELSE = "somebody-else"  # its answer is about another person
    ANOTHER_QUESTION = "another-question"  # its answer is to another request
    LATE = "late"  # it says nothing
    DRIP = "drip"  # it says it byte by byte
    NONSENSE = "nonsense"  # no JSON
    STRANGE_ROW = "strange-row"  # a field that nobody agreed on
    BROKEN = "broken"  # 500
    PORTAL = "portal"  # 200 and a page
    MOVED = "moved"  # 302
    ENDLESS = "endless"  # more than anybody wants
    HANGS_UP = "hangs-up"  # the line ends before it answers


class Department(LoopbackService[Mood]):
    """What staff would enter as its address is its ``url``.

    Attributes:
        asked: what it was asked, as it came.
        bearers: the Authorization header of each request.
    """

    PATH = "/shared-data"

    def __init__(self, rows: Rows, now: Callable[[], int], port: int = 0, mood: Mood = Mood.FULL) -> None:
        """``port`` 0: any free one; ``now``: seconds since 1970, the state that its rows tell."""
        self.asked: list[dict[str, Any]] = []
        self.bearers: list[str] = []
        self._rows = rows
        self._now = now
        super().__init__(mood, port)

    def meet(self, to: BaseHTTPRequestHandler, mood: Mood, body: dict[str, Any]) -> None:
        self.asked.append(body)
        self.bearers.append(to.headers.get("Authorization", ""))
        text = json.dumps(self._answer(mood, body)).encode()
        match mood:
            case Mood.HANGS_UP:
                to.close_connection = True
                return
            case Mood.LATE:
                self._closing.wait()
                return
            case Mood.NONSENSE:
                text = text[: len(text) // 2]
            case Mood.PORTAL:
                text = b"<html>Please log in</html>"
            case Mood.ENDLESS:
                text = b'"' + b"x" * (8 * 1024 * 1024) + b'"'
        to.send_response({Mood.BROKEN: 500, Mood.MOVED: 302}.get(mood, 200))
        if mood is Mood.MOVED:
            to.send_header("Location", self.url)
        to.send_header("Content-Type", "application/json")
        to.send_header("Content-Length", str(len(text)))
        to.end_headers()
        pieces = [text[at : at + 1] for at in range(len(text))] if mood is Mood.DRIP else [text]
        for piece in pieces:
            to.wfile.write(piece)
            if mood is Mood.DRIP and self._closing.wait(DRIP):
                return

    def _answer(self, mood: Mood, body: dict[str, Any]) -> dict[str, Any]:
        subject = body["subject"]
        outcome = {Mood.NOBODY: "NO_SUCH_PERSON", Mood.TWO: "TWO_PERSONS", Mood.NOT_PERMITTED: "NOT_PERMITTED"}.get(mood, "FOUND")
        rows = [dict(row) for row in self._rows.get((body["data_set"], subject["number"] if subject else ""), ())]
        if mood is Mood.EMPTY:
            rows = []
        if mood is Mood.STRANGE_ROW:
            rows = [{"nobody_agreed_on_this": "1"}]
        if mood is Mood.SOMEBODY_ELSE and subject:
            subject = {**subject, "number": f"{subject['number'][:-2]}00"}
        return {
            "contract": 1,
            "request_id": "another" if mood is Mood.ANOTHER_QUESTION else body["request_id"],
            "outcome": outcome,
            "subject": subject,
            "as_of": self._now(),
            "rows": rows if outcome == "FOUND" else [],
        }


def sample_rows() -> Rows:
    """What the model district's departments have on record of people and companies."""
    found: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    data_sets, _ = load_data_sets(CONTENT)
    for file in sorted(ROWS.glob("*.csv")):
        fields = data_sets[file.stem].fields
        with file.open(encoding="utf-8", newline="") as stream:
            for written in csv.DictReader(stream):
                cells = {field.key: kept_cell(field, written[field.key]) for field in fields}
                row = {key: cell for key, cell in cells.items() if cell}
                found.setdefault((file.stem, written["subject_number"]), []).append(row)
    return found


def main() -> int:
    """Serve until the line on stdin ends; one JSON line says where."""
    parser = argparse.ArgumentParser(prog="python -m central_platform.samples.department")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mood", type=Mood, choices=list(Mood), default=Mood.FULL)
    options = parser.parse_args()
    department = Department(sample_rows(), lambda: int(time.time()), options.port, options.mood)
    sys.stdout.write(json.dumps({"ready": True, "url": department.url}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    department.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
