"""What the wire's models are made of: requests, answers, sealed contents, and the texts that stand in many of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

SubmissionId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

Seconds = Annotated[int, Field(ge=0)]

Signed = Annotated[str, Field(max_length=8192, description="compact JWS")]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Content(BaseModel):
    """What is sealed in a message. A key that is not known is kept."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    def unknown(self) -> tuple[str, ...]:
        """Names of the keys that this program does not know, ``applicant.title`` of what lies within."""
        names = list(self.model_extra or ())
        for field in type(self).model_fields:
            value = getattr(self, field)
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, Content):
                    names += [f"{field}.{name}" for name in part.unknown()]
        return tuple(dict.fromkeys(names))


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
