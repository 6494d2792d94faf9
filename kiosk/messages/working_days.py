"""What terminal and platform say to each other about days: only the platform knows the public holidays."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kiosk.domain.without_paper import LONGEST_LATER
from kiosk.messages.base import Answer, Request


class WorkingDaysRequest(Request):
    days: int = Field(ge=1, le=LONGEST_LATER)


class WorkingDaysAnswer(Answer):
    """The so many-th working day after the platform's own today: what is received today is due by then."""

    by: date
