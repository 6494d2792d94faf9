"""Every answer says to which request it is, and over which bytes (`kiosk.messages.answers`)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kiosk.messages.answers import ANSWER_DIGEST, LONGEST_ID, REQUEST_ID, answer_digest


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
