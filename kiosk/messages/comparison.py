"""What terminal and platform say to each other about materials that departments' records may prove (比对)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.messages.base import Answer
from kiosk.messages.models import IdentityRequest

MOST_MATERIALS = 20  # of one question


class ComparisonRequest(IdentityRequest):
    implementation_code: str = Field(max_length=33, description="the item that is applied for")
    materials: list[Annotated[str, Field(max_length=64)]] = Field(max_length=MOST_MATERIALS, description="keys of its materials")


class ComparisonAnswer(Answer):
    """``proved``: by key of a material. One that no department's record can prove, or whose department could not be asked now, is
    left out."""

    proved: dict[str, bool]
