"""What a terminal asks when somebody acts for another (代办), and what it is told."""

from __future__ import annotations

from pydantic import Field

from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest


class RelationRequest(IdentityRequest):
    """``identity``: of the agent's card; ``name``, ``number``: of whom they say that they act for."""

    name: Text = Field(max_length=60)
    number: Text = Field(max_length=18)


class RelationAnswer(Answer):
    parent: bool = Field(description="departments have the agent on record as a parent; false says nothing")
