"""What terminal and platform say to each other about suggestions."""

from __future__ import annotations

from pydantic import Field

from kiosk.messages.base import Answer, Content, Request, SubmissionId


class SuggestionContent(Content):
    text: str = Field(max_length=500)


class SuggestionRequest(Request):
    message_id: SubmissionId


class SuggestionAnswer(Answer):
    came: bool
