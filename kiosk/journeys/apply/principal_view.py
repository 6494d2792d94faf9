"""The questions about whom the resident acts for."""

from __future__ import annotations

from kiosk.journeys.apply.principal import HowPage, NamePage, NumberPage, RelationPage
from kiosk.session.state import State
from kiosk.views.pages import Look
from kiosk.views.question import QuestionView, question_view


def principal_question(state: State, place: HowPage | NumberPage | NamePage | RelationPage, look: Look) -> QuestionView:
    """One of them."""
    return question_view(place.question(state, look.moment), place.given(state), state, fault=place.fault)
