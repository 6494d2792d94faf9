"""Services of the city that the platform asks over HTTP, read strictly: whatever is not the typed answer is none."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ConfigDict, ValidationError
from urllib3.exceptions import HTTPError

from kiosk.messages.bounded_reading import TooLarge, TooLate, read_bounded

LARGEST_ANSWER = 256 * 1024  # bytes
CONNECTING, PIECE, WHOLE = 1.5, 1.5, 3.0  # seconds; a terminal waits eight in all


class NoAnswer(Exception):
    """The service did not say what it should, or nothing; what was asked may be done or not."""


class Strict(BaseModel):
    """An answer: no field that nobody agreed on, no value of another kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


A = TypeVar("A", bound=Strict)


def ask(address: str, token: str, body: Mapping[str, Any], answer: type[A]) -> A:
    """Post a question as JSON.

    Args:
        address: of the service and what is asked of it.
        token: that it knows the platform by, "" for none.
        body: what is sent.
        answer: what must come back, with status 200.

    Raises:
        NoAnswer: it did not.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    until = time.monotonic() + WHOLE
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy that an environment names, and no .netrc
            with session.post(
                address, json=body, headers=headers, timeout=(CONNECTING, PIECE), allow_redirects=False, stream=True
            ) as response:
                if response.status_code != 200:
                    raise NoAnswer
                return answer.model_validate_json(read_bounded(response, LARGEST_ANSWER, until, time.monotonic))
    except (TooLarge, TooLate, ValidationError, RecursionError, requests.RequestException, HTTPError, OSError):
        raise NoAnswer from None  # the cause would carry what it holds
