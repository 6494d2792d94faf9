"""A courier's service that does not exist, on loopback, for demo and tests: it answers as ``docs/deliveries.md`` says, or in one of
the ways in which services fail. What a request asks is done before it fails, so that only the answer is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from typing import Any

from central_platform.samples.loopback import LoopbackService, send_json


class Mood(StrEnum):
    WELL = "well"
    HANGS_UP = "hangs-up"  # it does what is asked, and the line ends before it answers
    BROKEN = "broken"  # it does nothing, and says 500
    NONSENSE = "nonsense"  # half of an answer
    ANOTHER = "another"  # its answer is about another delivery
    PORTAL = "portal"  # 200 and a page
    UNKNOWN_WORDS = "unknown-words"  # something happened that nobody agreed on
    REFUSES = "refuses"  # it does not go there


class CourierService(LoopbackService[Mood]):
    """The platform's PLATFORM_COURIER_SERVICE.

    Attributes:
        asked: path and body of each request, as it came.
    """

    PATH = "/courier"

    def __init__(self, now: Callable[[], int], port: int = 0) -> None:
        """``port`` 0: any free one; ``now``: seconds since 1970."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._now = now
        self._orders: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        super().__init__(Mood.WELL, port)

    def move(self, number: str, kind: str, place: str = "样板区") -> None:
        """It has come so far."""
        with self._lock:
            self._orders[number]["events"].append({"at": self._now(), "kind": kind, "place": place})

    def meet(self, to: BaseHTTPRequestHandler, mood: Mood, body: dict[str, Any]) -> None:
        self.asked.append((to.path, body))
        answer = None if mood is Mood.BROKEN else self._done(to.path.removeprefix(self.PATH), body, mood)
        if mood is Mood.HANGS_UP:
            to.close_connection = True
            return
        if mood is Mood.ANOTHER and answer is not None:
            answer = {**answer, "number": "9" * 20}
        if mood is Mood.UNKNOWN_WORDS and answer is not None and "events" in answer:
            answer = {**answer, "events": [*answer["events"], {"at": self._now(), "kind": "LOST_AT_SEA", "place": ""}]}
        text = json.dumps(answer).encode()
        text = text[: len(text) // 2] if mood is Mood.NONSENSE else text
        text = b"<html>Please log in</html>" if mood is Mood.PORTAL else text
        send_json(to, 200 if answer is not None else 500 if mood is Mood.BROKEN else 404, text)

    def _done(self, path: str, body: dict[str, Any], mood: Mood) -> dict[str, Any] | None:
        """None: there is no such delivery."""
        with self._lock:
            number = str(body.get("number"))
            if path == "/orders" and mood is Mood.REFUSES:
                return {"number": number, "waybill": "", "refused": True}
            if path == "/orders":
                order = self._orders.setdefault(number, {"waybill": f"EM{len(self._orders) + 1:09d}CN", "events": []})
                return {"number": number, "waybill": order["waybill"], "refused": False}
            if path == "/orders/state" and number in self._orders:
                return {"number": number, "events": [*self._orders[number]["events"]]}
            return None
