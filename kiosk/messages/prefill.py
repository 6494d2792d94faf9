"""What terminal and platform say to each other about what a form need not ask."""

from __future__ import annotations

from pydantic import Field

from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest


class PrefillRequest(IdentityRequest):
    implementation_code: Text = Field(max_length=33, description="the item whose form is to be filled in")


class PrefillAnswer(Answer):
    """``known``: by source, as the form's questions name it; one that is not known, or of which there are several, is left out."""

    known: dict[str, str]
