"""What licences and shared data know, as answers to a form's questions. Pure.

A question's ``prefill`` names its source: ``licence.<kind>.<field>`` or ``data.<data set>.<field>``; a licence's field is
``number``, ``until``, or the label of a row of its page. What came as text is an answer only where it fits the question.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.domain.forms import Question, fault_of, questions_of
from kiosk.domain.service_items import Form

_YES_NO = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}


def looked_up(source: str) -> tuple[str, str, str] | None:
    """("licence" or "data", kind or data set, field) of a source that the platform is asked for; None for any other."""
    parts = source.split(".", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and parts[0] in ("licence", "data") else None


def sources_of(form: Form | None) -> frozenset[str]:
    """Those that the platform is asked for."""
    return frozenset(q.prefill for q in questions_of(form) if looked_up(q.prefill)) if form else frozenset()


def answer_from(form: Form, question: Question, text: str, today: date) -> Any:
    """The answer that a text makes; "" where it makes none: nothing is cut, and nothing guessed."""
    text = text.strip()
    value: Any = text
    match question.widget:
        case "choice":
            named = [key for key, words in question.options if text in (key, words.zh)]
            value = named[0] if len(named) == 1 else ""
        case "yes-no":
            value = _YES_NO.get(text, "")
        case "number":
            value = int(text) if text.isascii() and text.isdigit() else ""
    return "" if value == "" or fault_of(form, question.key, value, today) else value
