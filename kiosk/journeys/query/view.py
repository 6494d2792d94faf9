"""The question before a query, and what came back."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.query.events import PrintOfficial, PrintResult, SetAnswer, ShowAgain, ShowWithoutNetwork, TurnPage
from kiosk.journeys.query.places import QueryQuestion, questions
from kiosk.journeys.query.result import QueryResultPage
from kiosk.journeys.query.result_view import query_result
from kiosk.session.events import Touch
from kiosk.session.state import Event, State
from kiosk.views.pages import Actions, Look, Views
from kiosk.views.question import QuestionView, question_view


def query_question(state: State, place: QueryQuestion, look: Look) -> QuestionView:
    """One question."""
    value = place.answers.get(place.question.key, "")
    return question_view(place.question, value, state, nth=(place.at + 1, len(questions(place.item))), fault=place.fault)


def _answered(state: State, value: Any) -> Event:
    """A page that was left while its keyboard still held a character answers nothing."""
    place = state.place
    return SetAnswer(place.question.key, str(value)) if isinstance(place, QueryQuestion) else Touch()


VIEWS: Views = {QueryQuestion: query_question, QueryResultPage: query_result}
ACTIONS: Actions = {
    "printOfficial": lambda state, value: PrintOfficial(),
    "answer": _answered,
    "turnPage": lambda state, value: TurnPage(1 if value == "next" else -1),
    "showAgain": lambda state, value: ShowAgain(),
    "showWithoutNetwork": lambda state, value: ShowWithoutNetwork(),
    "printResult": lambda state, value: PrintResult(),
}
