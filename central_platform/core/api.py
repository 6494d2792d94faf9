"""Every error as one typed body, so that a terminal can tell this platform's refusal from a proxy's page."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict, Field

from central_platform.core import clock
from central_platform.core.bounded_json import TooMuch, read_json
from central_platform.core.problems import ProblemCode, Refused
from kiosk.messages.base import Request
from kiosk.messages.models import Message, MessageBatch

log = logging.getLogger(__name__)
DATABASE_AFTER = 5  # seconds after which to ask again, where the database was locked or away


class Problem(BaseModel):
    """``message`` is for whoever reads a log; it holds nothing of the request's content."""

    model_config = ConfigDict(frozen=True)

    code: ProblemCode
    message: str
    time: int = Field(ge=0, description="seconds since 1970 by the platform's clock")
    after: int | None = Field(default=None, ge=0, description="of BUSY: seconds after which to come again, as in Retry-After")


class BoundedParser(Parser):
    """Bodies are JSON of so many values."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value; refused where it is none, or of too many parts (`core.bounded_json`)."""
        return read_json(request.body)


class Nothing(Request):
    """``{}``"""


@lru_cache(maxsize=1)
def _field_names() -> frozenset[str]:
    """Names that the contract itself has, of the models of requests and of their fields."""
    names: set[str] = set()
    models: list[type[BaseModel]] = [Request, Message, MessageBatch]
    while models:
        model = models.pop()
        models += model.__subclasses__()
        names |= {model.__name__, *(field.alias or name for name, field in model.model_fields.items())}
    return frozenset(names)


def _part(part: object, known: frozenset[str]) -> str:
    return str(part) if isinstance(part, int) or part in known else "?"


def answer(refused: Refused) -> HttpResponse:
    """The typed body and the status of a refusal, as JSON."""
    problem = Problem(code=refused.code, message=refused.message, time=clock.now(), after=refused.after)
    headers = {} if refused.after is None else {"Retry-After": str(refused.after)}
    body = problem.model_dump_json(exclude_none=True)
    return HttpResponse(body, status=refused.status, content_type="application/json", headers=headers)


def install(api: NinjaAPI) -> None:
    """Make every error of this API a `Problem`; nothing of the request's content is in it, nor in the log."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
        return answer(fault)

    @api.exception_handler(AuthenticationError)
    def no_token(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        return answer(Refused(ProblemCode.TOKEN, "a valid bearer token is needed; ask for a new one"))

    @api.exception_handler(ValidationError)
    def not_valid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        # Where and what kind, never the value: pydantic's own text would carry it. Nor a key that no model has.
        known = _field_names()
        places = [f"{'.'.join(_part(part, known) for part in error['loc'][2:])}: {error['type']}" for error in fault.errors[:5]]
        return answer(Refused(ProblemCode.NOT_UNDERSTOOD, "; ".join(places)))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
        if isinstance(fault.__cause__, (RequestDataTooBig, TooMuch)):
            return answer(Refused(ProblemCode.TOO_LARGE, "send less at once"))
        return answer(Refused(ProblemCode.NOT_UNDERSTOOD, "not JSON"))

    @api.exception_handler(OperationalError)
    def database_away(request: HttpRequest, fault: OperationalError) -> HttpResponse:
        log.warning("%s %s: the database did not answer", request.method, request.path)
        return answer(Refused(ProblemCode.BUSY, "the database does not answer; come again later", after=DATABASE_AFTER))

    @api.exception_handler(Exception)
    def bug(request: HttpRequest, fault: Exception) -> HttpResponse:
        # The type and the place; an exception's text may carry what somebody sent.
        place = fault.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
        log.error("%s %s: %s at %s", request.method, request.path, type(fault).__name__, where)
        return answer(Refused(ProblemCode.INTERNAL, "a fault of the platform; try again later"))
