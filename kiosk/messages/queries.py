"""What terminal and platform say to each other about queries (业务查询)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.domain.queries import QueryRefusal, QueryResult
from kiosk.messages.base import Answer, Request, Signed, Text
from kiosk.messages.models import LicenceFileAnswer

ParameterText = Annotated[Text, Field(max_length=200)]


class QueryRequest(Request):
    """``identity`` where the item asks for a card; ``company`` too where it asks for a company, for which the holder acts."""

    implementation_code: Text = Field(max_length=33)
    identity: Signed | None = Field(default=None, description="typ identity: signed by the terminal, at most 60 s old, good once")
    company: Text = Field(default="", max_length=18, description="unified social credit code (GB 32100-2015)")
    answers: dict[Annotated[Text, Field(max_length=40)], ParameterText | int] = Field(
        default={}, max_length=10, description="to the questions of the item's form"
    )
    page: int = Field(default=1, ge=1, le=10_000)


class QueryAnswered(Answer):
    verdict: Literal["ANSWERED"]
    result: QueryResult


class QueryRefused(Answer):
    verdict: Literal["REFUSED"]
    reason: QueryRefusal


class PaperIssued(Answer):
    """The official paper of a query: its page, and the platform's signed statement of it, as of a licence."""

    verdict: Literal["ISSUED"]
    paper: LicenceFileAnswer


class QueryPaperAnswer(Answer):
    answer: Annotated[PaperIssued | QueryRefused, Field(discriminator="verdict")]


class QueryAnswer(Answer):
    answer: Annotated[QueryAnswered | QueryRefused, Field(discriminator="verdict")]
