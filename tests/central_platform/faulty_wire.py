"""What lies between a terminal's client and the platform, both real: it delays, cuts, repeats, truncates and replaces."""

from __future__ import annotations

import io
import random
from typing import Any

import requests
from django.test import Client
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from kiosk.messages.answers import ANSWER_DIGEST, REQUEST_ID, answer_digest

FAULTS = (
    "refuse", "cut_before", "cut_after", "late", "repeat", "truncate", "replace", "garbage",
    "portal", "proxy", "error", "busy", "come_again", "unauthorised",
)  # fmt: skip
_Answer = tuple[int, str, bytes, str]  # status, type, body, digest
_PAGE = b"<!doctype html><p>Please accept the terms of this network."


class FaultyWire(HTTPAdapter):
    """``fault``: what happens to the next requests, "" for nothing. ``clock``: on which time passes."""

    def __init__(self, clock: Any) -> None:
        super().__init__()
        self.fault = ""
        self.chance = random.Random(3)
        self.requests = 0
        self._clock = clock
        self._platform = Client()
        self._earlier: list[_Answer] = []

    def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
        self.requests += 1
        self._clock.sleep(0.05)
        match self.fault:
            case "refuse" | "cut_before":
                raise requests.ConnectionError
            case "portal":
                return self._response(request, 200, "text/html", _PAGE)
            case "proxy":
                return self._response(request, 404, "text/html", _PAGE)
            case "error":
                return self._response(request, 500, "text/plain", b"error")
            case "busy":
                return self._response(request, 429, "application/json", b"{}")
            case "come_again":
                body = b'{"code":"BUSY","message":"","time":1795312800,"after":7}'
                return self._response(request, 503, "application/json", body, answer_digest(request.headers[REQUEST_ID], body))
            case "unauthorised":
                return self._response(request, 401, "application/json", b"{}")
        answer = self._asked(request)
        match self.fault:
            case "cut_after":
                raise requests.ConnectionError
            case "late":
                self._clock.sleep(9.0)
                raise requests.ReadTimeout
            case "repeat":
                answer = self._asked(request)
            case "replace":
                answer = self.chance.choice(self._earlier)
            case "garbage":
                status, kind, body, digest = answer
                at = self.chance.randrange(len(body))
                # As likely a letter for a letter, which no form of an answer tells, as anything at all.
                wrong = self.chance.choice((self.chance.randbytes(3), b"%03d" % self.chance.randrange(1000)))
                answer = status, kind, body[:at] + wrong + body[at + 3 :], digest
        arrives = self.chance.randrange(len(answer[2])) if self.fault == "truncate" else None
        return self._response(request, *answer, arrives=arrives)

    def _asked(self, request: requests.PreparedRequest) -> _Answer:
        sent = {name: request.headers[name] for name in ("Authorization", REQUEST_ID) if name in request.headers}
        told = self._platform.post(str(request.path_url), request.body, content_type="application/json", headers=sent)
        answer = told.status_code, told.headers["Content-Type"], told.content, told.headers[ANSWER_DIGEST]
        self._earlier = [*self._earlier[-30:], answer]
        return answer

    def _response(
        self, request: requests.PreparedRequest, status: int, kind: str, body: bytes, digest: str = "", arrives: int | None = None
    ) -> requests.Response:
        """``arrives``: bytes of the body, where the line breaks before its end."""
        headers = HTTPHeaderDict({"Content-Type": kind, "Content-Length": str(len(body)), ANSWER_DIGEST: digest})
        raw = HTTPResponse(io.BytesIO(body[:arrives]), headers, status, preload_content=False, request_method="POST")
        return self.build_response(request, raw)
