"""Every answer says to which request it is, over which bytes, and in which epoch of the platform (`kiosk.messages.answers`)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from central_platform.core import clock, epochs
from kiosk.messages.answers import ANSWER_DIGEST, EPOCH, LONGEST_ID, REQUEST_ID, answer_digest

_LOOKED_AT = 5.0  # seconds for which the epoch that was read is told


def digested(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each answer the digest over its bytes and the id of its request, where the request names one.

    Streamed answers, files of the catalogue, have none: their signed metadata says what they are."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        asked = request.headers.get(REQUEST_ID, "")
        if 0 < len(asked) <= LONGEST_ID and not response.streaming:
            response[ANSWER_DIGEST] = answer_digest(asked, response.content)  # type: ignore[attr-defined]
        return response

    return middleware


def dated(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Name the platform's epoch in each answer, as it was a few seconds ago at the most; none where the database does not say."""
    told, read_at = "", -_LOOKED_AT

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonlocal told, read_at
        response = get_response(request)
        if time.monotonic() - read_at >= _LOOKED_AT:
            try:
                told, read_at = epochs.current(clock.now()).code, time.monotonic()
            except DatabaseError:
                told = ""
        if told:
            response[EPOCH] = told
        return response

    return middleware
