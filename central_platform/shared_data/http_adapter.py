"""A department's own service, asked over HTTP as ``docs/shared_data.md`` says: one question, one answer, read strictly.

What it answers is hostile input: bounded in size and time, of a closed schema, and compared with whom was asked about.
"""

from __future__ import annotations

import secrets
import threading
import time
from functools import cache
from typing import Annotated, Literal

import requests
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from urllib3.exceptions import HTTPError

from central_platform.core.paths import home_folder
from central_platform.shared_data import breaker
from central_platform.shared_data.adapters import MOST_ROWS, CannotAnswer, Found, Question
from kiosk.domain.characters import all_fit
from kiosk.domain.names import same_name
from kiosk.domain.parties import Company, Subject
from kiosk.domain.queries import LONGEST_CELL, QueryRefusal, cell_fault
from kiosk.messages.bounded_reading import TooLarge, TooLate, read_bounded

CONTRACT = 1
LARGEST_ANSWER = 4 * 1024 * 1024  # bytes
AHEAD = 300  # seconds that a department's clock may be ahead

Cell = Annotated[str, StringConstraints(max_length=LONGEST_CELL)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class AnswerSubject(_Strict):
    kind: Literal["CITIZEN", "COMPANY"]
    name: Annotated[str, StringConstraints(max_length=120)]
    number: Annotated[str, StringConstraints(max_length=18)]


class DepartmentAnswer(_Strict):
    """``subject``: whom the rows are about, as the department has them; null for public data."""

    contract: Literal[1]
    request_id: Annotated[str, StringConstraints(max_length=64)]
    outcome: Literal["FOUND", "NO_SUCH_PERSON", "TWO_PERSONS", "NOT_PERMITTED"]
    subject: AnswerSubject | None = None
    as_of: int = Field(default=0, ge=0)
    rows: list[dict[str, Cell]] = Field(default=[], max_length=MOST_ROWS)


class NoAddress:
    """`DataSetAdapter` of a data set that a department's service gives, and whose address nobody has entered."""

    def find(self, question: Question) -> Found:
        """CannotAnswer: NO_ANSWER."""
        raise CannotAnswer(QueryRefusal.NO_ANSWER)


class DepartmentService:
    """`DataSetAdapter` of one address."""

    def __init__(self, key: str, url: str) -> None:
        """``key``: of the `Source`, whose breaker it is."""
        self._key = key
        self._url = url

    def find(self, question: Question) -> Found:
        """`DataSetAdapter`; NO_ANSWER, without a call, for a department that failed too often, or that others wait for already."""
        calls = _calls_of(self._url)
        if not calls.acquire(blocking=False):
            raise CannotAnswer(QueryRefusal.NO_ANSWER)
        try:
            answer = self._judged(question)
        finally:
            calls.release()
        if answer.outcome != "FOUND":
            raise CannotAnswer(QueryRefusal(answer.outcome))
        return Found(all_fit(answer.rows), answer.as_of)

    def _judged(self, question: Question) -> DepartmentAnswer:
        if not breaker.admits(self._key, question.now):
            raise CannotAnswer(QueryRefusal.NO_ANSWER)
        try:
            answer = self._answer(question)
        except CannotAnswer:
            breaker.failed(self._key, question.now)
            raise
        breaker.answered(self._key)
        return answer

    def _answer(self, question: Question) -> DepartmentAnswer:
        request_id = secrets.token_urlsafe(16)
        text = self._post(_body(question, request_id))
        try:
            answer = DepartmentAnswer.model_validate_json(text)
        except (ValidationError, RecursionError):
            raise CannotAnswer(QueryRefusal.NONSENSE) from None  # the cause would carry what it holds
        if answer.request_id != request_id:
            raise CannotAnswer(QueryRefusal.SOMEBODY_ELSE)  # an answer to another question
        if answer.outcome == "FOUND":
            if not _same(question.subject, answer.subject):
                raise CannotAnswer(QueryRefusal.SOMEBODY_ELSE)
            _check_rows(question, answer)
        return answer

    def _post(self, body: dict[str, object]) -> bytes:
        """The whole body of a 200; the library's own timeout only bounds each wait for a piece of it."""
        connecting, piece, whole = settings.DEPARTMENT_TIMEOUT
        until = time.monotonic() + whole
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy that an environment names, and no .netrc
                with session.post(
                    self._url, json=body, headers=self._headers(), timeout=(connecting, piece), allow_redirects=False, stream=True
                ) as response:
                    if response.status_code != 200:
                        raise CannotAnswer(QueryRefusal.NO_ANSWER)
                    return read_bounded(response, LARGEST_ANSWER, until, time.monotonic)
        except TooLarge:
            raise CannotAnswer(QueryRefusal.NONSENSE) from None
        except TooLate:
            raise CannotAnswer(QueryRefusal.LATE) from None
        except requests.Timeout:
            raise CannotAnswer(QueryRefusal.LATE) from None
        except (requests.RequestException, HTTPError, OSError) as fault:
            late = "timed out" in str(fault)  # urllib3's own, where a piece of the body does not come
            raise CannotAnswer(QueryRefusal.LATE if late else QueryRefusal.NO_ANSWER) from None

    def _headers(self) -> dict[str, str]:
        """The department's token lies in PLATFORM_HOME/departments/<data set>.token, where there is one."""
        file = home_folder() / "departments" / f"{self._key}.token"
        return {"Authorization": f"Bearer {file.read_text(encoding='utf-8').strip()}"} if file.is_file() else {}


@cache
def _calls_of(url: str) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.DEPARTMENT_CALLS)


def _body(question: Question, request_id: str) -> dict[str, object]:
    subject = question.subject
    kind = "COMPANY" if isinstance(subject, Company) else "CITIZEN"
    return {
        "contract": CONTRACT,
        "request_id": request_id,
        "data_set": question.data_set.key,
        "purpose": question.purpose.value,
        "subject": {"kind": kind, "name": subject.name, "number": subject.number} if subject else None,
        "parameters": dict(question.parameters),
    }


def _same(asked: Subject | None, told: AnswerSubject | None) -> bool:
    """A company is known by its code alone: the name that it bears here may be an earlier one."""
    if asked is None or told is None:
        return asked is None and told is None
    company = isinstance(asked, Company)
    named = company or same_name(asked.name, told.name)
    return named and told.kind == ("COMPANY" if company else "CITIZEN") and told.number.upper() == asked.number.upper()


def _check_rows(question: Question, answer: DepartmentAnswer) -> None:
    fields = question.data_set.by_key
    for row in answer.rows:
        if not row.keys() <= fields.keys() or any(cell_fault(field, row.get(key, "")) for key, field in fields.items()):
            raise CannotAnswer(QueryRefusal.NONSENSE)
    if not 0 < answer.as_of <= question.now + AHEAD:
        raise CannotAnswer(QueryRefusal.NONSENSE)
