"""Guided choice: what may be published, where each way leads, and what is carried into an application."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from kiosk.domain.forms import questions_of
from kiosk.domain.guided_choice import GuidedAnswer, GuidedChoice, GuidedEnd, GuidedQuestion, told
from kiosk.domain.guided_choice_check import check_choice, ways
from kiosk.domain.service_items import Catalogue, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, form_of
from kiosk.journeys.apply.events import ChangeAnswer, SetAnswer
from kiosk.journeys.apply.filling import AskPage, CheckPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.browse.places import GuidePage
from kiosk.journeys.guided_choice.effects import ListChoices, LoadItems
from kiosk.journeys.guided_choice.events import ChoicesListed, ChooseAnswer, ItemsLoaded, OpenChoice, OpenFound
from kiosk.journeys.guided_choice.places import Asking, Chosen
from kiosk.session import events as ev
from tests.kiosk.session_samples import Session
from tests.whole_catalogue import whole_catalogue

WORDS = LocalizedText("问", "Ask")


@cache
def published() -> Catalogue:
    return whole_catalogue()


def items() -> dict[str, ServiceItem]:
    return {item.implementation_code: item for item in published().items}


def graph(*leads: tuple[str, str], ends: tuple[GuidedEnd, ...] = (), **changes: Any) -> GuidedChoice:
    """Questions with two answers each; the first of them begins."""
    questions = tuple(
        GuidedQuestion(f"q{n}", WORDS, tuple(GuidedAnswer(WORDS, lead) for lead in two)) for n, two in enumerate(leads)
    )
    made = GuidedChoice("one", WORDS, "hand", questions, ends or (GuidedEnd("end", note=WORDS),))
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (graph(), "no question"),
        (graph(("end", "nowhere")), "no question and no end nowhere"),
        (graph(("end", "q0")), "a way leads back to a question that was answered"),
        (graph(("end", "end"), ("end", "end")), "q1: no way leads there"),
        (graph(("end", "end"), ends=(GuidedEnd("end"),)), "end: neither a service nor a note"),
        (graph(("end", "end"), ends=(GuidedEnd("end", ("X",)),)), "end: no service X"),
        (graph(*((f"q{n + 1}", f"q{n + 1}") for n in range(5)), ("end", "end")), "more than 5 questions on one way"),
        (graph(("end", "end"), ends=(GuidedEnd("end", note=WORDS), GuidedEnd("end", note=WORDS))), "end stands twice"),
    ],
)
def test_a_graph_that_may_not_be_published_is_told(wrong: GuidedChoice, problem: str) -> None:
    assert problem in list(check_choice(wrong, items()))


@pytest.mark.parametrize(
    ("tells", "problem"),
    [
        ({"X": {"a": "b"}}, "q0: X has no form to be told"),
        ({"SENIOR": {"shoe_size": "b"}}, "q0: 敬老卡申领 has no question shoe_size"),
        ({"SENIOR": {"household_here": "perhaps"}}, "q0: 敬老卡申领: household_here cannot be 'perhaps'"),
    ],
)
def test_what_a_form_cannot_be_told_is_found(tells: dict[str, dict[str, str]], problem: str) -> None:
    senior = next(code for code, item in items().items() if item.name.zh == "敬老卡申领")
    answer = GuidedAnswer(WORDS, "end", {senior if code == "SENIOR" else code: values for code, values in tells.items()})
    wrong = replace(graph(("end", "end")), questions=(GuidedQuestion("q0", WORDS, (answer, answer)),))
    assert problem in list(check_choice(wrong, items()))


def test_a_graph_that_may_be_published_has_no_problem() -> None:
    assert not list(check_choice(graph(("q1", "end"), ("end", "end")), items()))
    assert len(published().guided) >= 8
    for choice in published().guided:
        assert not list(check_choice(choice, items())), choice.key


class Led(Session):
    """A session that answers the journey's questions to the catalogue."""

    def go(self, *events: Any) -> None:
        for event in events:
            for effect in self.feed(event):
                match effect:
                    case ListChoices():
                        self.go(ChoicesListed(published().guided))
                    case LoadItems(codes):
                        self.go(ItemsLoaded(tuple(items()[code] for code in codes)))

    def along(self, choice: GuidedChoice, way: tuple[str, ...]) -> None:
        """From the home page along a way of keys to its end."""
        self.go(ev.Start(), ev.OpenJourney("guided_choice"), OpenChoice(choice.key))
        for key, following in pairwise(way):
            question = choice.question(key)
            assert question is not None
            leads = [answer.leads for answer in question.answers]
            self.go(ChooseAnswer(leads.index(following)))


@pytest.mark.parametrize("choice", whole_catalogue().guided, ids=lambda choice: choice.key)
def test_every_way_leads_to_its_end(choice: GuidedChoice) -> None:
    for way in ways(choice, choice.questions[0].key):
        session = Led()
        session.along(choice, way)
        assert isinstance(session.place, Chosen)
        assert session.place.end.key == way[-1]
        assert tuple(item.implementation_code for item in session.place.items) == session.place.end.items
        for item in session.place.items:
            session.go(OpenFound(item.implementation_code))
            assert isinstance(session.place, GuidePage)
            assert session.place.item == item
            session.go(ev.Back())


def test_back_leads_through_the_questions() -> None:
    session = Led()
    choice = published().guided[0]
    way = next(way for way in ways(choice, choice.questions[0].key) if len(way) == 4)
    session.along(choice, way)
    for key in reversed(way[:-1]):
        session.go(ev.Back())
        assert isinstance(session.place, Asking)
        assert session.place.key == key


def test_what_was_answered_is_not_asked_again() -> None:
    choice = next(choice for choice in published().guided if choice.key == "bereavement")
    session = Led()
    session.along(choice, ("what", "relation", "insurance", "grant"))
    item = session.place.items[-1]  # the grant by itself, after the bundle
    said = told(session.place.given, item.implementation_code)
    assert said == {"relation": "spouse", "insurance": "employee"}
    session.go(OpenFound(item.implementation_code), ev.Primary())
    session.show_card("wang")
    assert isinstance(session.place, Eligibility)
    assert draft_of(session.state, item.implementation_code).answers == said
    order = [question.key for question in questions_of(form_of(item))]
    session.go(ev.Primary())
    assert isinstance(session.place, AskPage)
    assert session.place.key == next(key for key in order if key not in said)
    session.go(SetAnswer(session.place.key, "王德福"), ev.Primary())
    assert isinstance(session.place, AskPage)
    assert session.place.key not in said


def test_what_was_told_ahead_may_be_changed_from_the_check_page() -> None:
    choice = next(choice for choice in published().guided if choice.key == "child")
    session = Led()
    session.along(choice, ("stage", "what", "order", "register"))
    (item,) = session.place.items
    session.go(OpenFound(item.implementation_code), ev.Primary())
    session.show_card("wang")
    session.go(ev.Primary())
    session.answer(born_on="2026-11-02", married="yes", partner_number="11010519491231002X", mobile="13900000026")
    session.go(ev.Primary())
    assert session.is_at(CheckPage)
    session.go(ChangeAnswer("child_order"))
    assert isinstance(session.place, AskPage)
    session.go(SetAnswer("child_order", "second"), ev.Primary())
    assert isinstance(session.place, CheckPage)
    assert draft_of(session.state, item.implementation_code).answers["child_order"] == "second"
