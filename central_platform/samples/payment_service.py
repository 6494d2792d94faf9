"""A payment service that does not exist, on loopback, for demo and tests: it answers as ``docs/payments.md`` says, or in one of
the ways in which services fail. What a request asks is done before it fails, so that only the answer is lost.

``python -m central_platform.samples.payment_service [--port N]``; lines of JSON on stdin are what phones and banks do:
``{"do": "pay", "number": ..., "fen": ...}`` (``fen`` may be left out), ``mood``, ``bill``.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from typing import Any

from central_platform.samples.loopback import LoopbackService, send_json


class Mood(StrEnum):
    WELL = "well"
    LATE = "late"  # it does what is asked, and says nothing
    HANGS_UP = "hangs-up"  # it does what is asked, and the line ends before it answers
    BROKEN = "broken"  # it does nothing, and says 500
    NONSENSE = "nonsense"  # half of an answer
    ANOTHER_BILL = "another-bill"  # its answer is about another bill
    PORTAL = "portal"  # 200 and a page
    UNKNOWN_WORDS = "unknown-words"  # a field that nobody agreed on


class PaymentService(LoopbackService[Mood]):
    """The platform's PLATFORM_PAYMENT_SERVICE.

    Attributes:
        asked: path and body of each request, as it came.
        slow_refunds: what is sent back is on its way, and there only when `arrive` is called.
    """

    PATH = "/pay"

    def __init__(self, now: Callable[[], int], port: int = 0) -> None:
        """``port`` 0: any free one; ``now``: seconds since 1970."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.slow_refunds = False
        self._now = now
        self._bills: dict[str, dict[str, Any]] = {}
        self._count = 0
        self._lock = threading.Lock()
        super().__init__(Mood.WELL, port)

    def pay(self, number: str, fen: int | None = None) -> str:
        """Somebody pays, as much as is due unless another amount is named; also where the bill is closed: banks are slow. Returns
        the transfer's reference."""
        with self._lock:
            bill = self._bills[number]
            self._count += 1
            reference = f"TX{self._count:08d}"
            amount = bill["fen"] if fen is None else fen
            bill["transfers"].append({"reference": reference, "fen": amount, "at": self._now(), "refund": "NONE"})
            bill["pending"] = bill["failed"] = False
            return reference

    def begin(self, number: str) -> None:
        """Somebody has begun to pay."""
        with self._lock:
            self._bills[number]["pending"] = True

    def fail(self, number: str) -> None:
        """What was begun came to nothing."""
        with self._lock:
            self._bills[number].update(pending=False, failed=True)

    def arrive(self) -> None:
        """Whatever is on its way back is there."""
        with self._lock:
            for bill in self._bills.values():
                for transfer in bill["transfers"]:
                    if transfer["refund"] == "ASKED":
                        transfer["refund"] = "DONE"

    def forget(self) -> None:
        """All bills, as if there had been none."""
        with self._lock:
            self._bills.clear()

    def bill(self, number: str) -> dict[str, Any]:
        """As it stands."""
        with self._lock:
            return json.loads(json.dumps(self._bills[number]))  # type: ignore[no-any-return]

    def meet(self, to: BaseHTTPRequestHandler, mood: Mood, body: dict[str, Any]) -> None:
        self.asked.append((to.path, body))
        answer = None if mood is Mood.BROKEN else self._done(to.path.removeprefix(self.PATH), body)
        if mood is Mood.LATE:
            self._closing.wait()
            return
        if mood is Mood.HANGS_UP:
            to.close_connection = True
            return
        if mood is Mood.ANOTHER_BILL and answer is not None:
            answer = {**answer, **({"number": "9" * 20} if "number" in answer else {"reference": "TX99999999"})}
        if mood is Mood.UNKNOWN_WORDS and answer is not None:
            answer = {**answer, "nobody_agreed_on_this": 1}
        text = json.dumps(answer).encode()
        text = text[: len(text) // 2] if mood is Mood.NONSENSE else text
        text = b"<html>Please log in</html>" if mood is Mood.PORTAL else text
        send_json(to, 200 if answer is not None else 500 if mood is Mood.BROKEN else 404, text)

    def _done(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """None: there is no such bill or transfer, or another one of that number."""
        with self._lock:
            if path == "/bills":
                new = {
                    "number": body["number"],
                    "fen": body["fen"],
                    "pending": False,
                    "failed": False,
                    "closed": False,
                    "transfers": [],
                }
                bill = self._bills.setdefault(body["number"], new)
                if bill["fen"] != body["fen"]:
                    return None
                return {"number": bill["number"], "fen": bill["fen"], "code": f"{self.url}/{bill['number']}"}
            if path == "/refunds":
                return self._refunded(body)
            bill = self._bills.get(str(body.get("number")), {})
            if path == "/bills/close" and bill:
                bill["closed"] = True
            return json.loads(json.dumps(bill)) if bill and path in ("/bills/state", "/bills/close") else None

    def _refunded(self, body: dict[str, Any]) -> dict[str, Any] | None:
        for bill in self._bills.values():
            for transfer in bill["transfers"]:
                if transfer["reference"] == body["reference"] and transfer["fen"] == body["fen"]:
                    if transfer["refund"] == "NONE":
                        transfer["refund"] = "ASKED" if self.slow_refunds else "DONE"
                    return {"reference": transfer["reference"], "refund": transfer["refund"]}
        return None


def main() -> int:
    """Serve until stdin ends; one JSON line says where, and one answers each that comes."""
    parser = argparse.ArgumentParser(prog="python -m central_platform.samples.payment_service")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    service = PaymentService(lambda: int(time.time()), options.port)
    _say({"ready": True, "url": service.url})
    for line in sys.stdin:
        asked = json.loads(line)
        match asked["do"]:
            case "pay":
                _say({"reference": service.pay(asked["number"], asked.get("fen"))})
            case "mood":
                service.mood = Mood(asked["mood"])
                _say({"mood": service.mood.value})
            case "bill":
                _say(service.bill(asked["number"]))
    service.close()
    return 0


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
