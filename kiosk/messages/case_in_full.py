"""What terminal and platform say to each other about one case, where the card of whoever it is about was read."""

from __future__ import annotations

from pydantic import Field

from kiosk.domain.cases import CaseInFull
from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest


class CaseRequest(IdentityRequest):
    case_number: Text = Field(max_length=24)


class CaseAnswer(Answer):
    case: CaseInFull | None = Field(description="null: the person whose card was read has no such case")
