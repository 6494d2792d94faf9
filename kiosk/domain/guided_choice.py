"""Guided choice (智能引导): a few questions that lead whoever does not know the name of a service to the right one.

A decision graph beside the items: questions with a few answers each; an answer leads to another question or to an end; an end names
services, or says that what is wanted is not done here. What was answered on the way is carried into the services' own forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import field

MOST_QUESTIONS = 5  # on any way through a graph
MOST_ANSWERS = 6  # of one question: what stands on a page with larger text
MOST_ITEMS = 4  # of one end


class GuidedAnswer(Published):
    """``leads``: key of a question or of an end. ``tells``: by an item's code, what this answer says in the item's own form."""

    text: LocalizedText
    leads: str
    tells: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class GuidedQuestion(Published):
    key: str
    text: LocalizedText
    answers: tuple[GuidedAnswer, ...]


class GuidedEnd(Published):
    """``items``: codes, the likeliest first. ``note``: what cannot be done here, or comes first; an end without items needs one."""

    key: str
    items: tuple[str, ...] = ()
    note: LocalizedText | None = None


class GuidedChoice(Published):
    """One graph. ``icon``: a name of the screens' icons; its first question is where it begins."""

    key: str
    name: LocalizedText
    icon: str
    questions: tuple[GuidedQuestion, ...]
    ends: tuple[GuidedEnd, ...]

    def question(self, key: str) -> GuidedQuestion | None:
        """The question of this key; None where it is that of an end, or of nothing."""
        return next((question for question in self.questions if question.key == key), None)

    def end(self, key: str) -> GuidedEnd | None:
        """The end of this key; None where it is that of a question, or of nothing."""
        return next((end for end in self.ends if end.key == key), None)

    def longest(self, key: str) -> int:
        """How many questions may still be asked from this one on, itself among them; 0 for an end."""
        question = self.question(key)
        return 1 + max(self.longest(answer.leads) for answer in question.answers) if question else 0


def told(answers: tuple[GuidedAnswer, ...], code: str) -> dict[str, Any]:
    """What the answers of a way say in the form of the item with this code; of two that say the same, the later counts."""
    return {key: value for answer in answers for key, value in answer.tells.get(code, {}).items()}
