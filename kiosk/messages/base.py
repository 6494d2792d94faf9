"""What the wire's models are made of: requests, answers, sealed contents, and the texts that stand in many of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiosk.domain.characters import one_line


def _plain(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value


# Every text that somebody may read, or that stands in a column: one line, without NUL and other controls, halves of surrogate pairs
# and marks that turn its direction (each becomes U+FFFD, so that no report of a terminal is lost for what a device calls itself),
# and cut at 4096 characters. A field may allow fewer, and refuses more.
Text = Annotated[str, BeforeValidator(_plain)]

# What is never read as text: a sealed body, a signature, part of a picture. Its bytes are what counts: nothing of it is replaced.
# Each field says how long it may be, and refuses halves of surrogate pairs with that.
Opaque = Annotated[str, "opaque"]

SubmissionId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

Seconds = Annotated[int, Field(ge=0)]

MOST_ITEMS = 20  # that one submission applies for

Signed = Annotated[Opaque, Field(max_length=8192, description="compact JWS")]


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
