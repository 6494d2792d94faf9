"""What it is about, the questions, and what was found."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.guided_choice import told
from kiosk.domain.service_items import ServiceItem
from kiosk.journeys.guided_choice.events import ChooseAnswer, OpenChoice, OpenFound
from kiosk.journeys.guided_choice.places import Asking, Chosen, Topics
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Row, Text, TileRow
from kiosk.views.items import ItemRow, kind_word
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class TopicRow(Row):
    key: Data
    icon: Data
    title: Text


class TopicsView(PageView):
    page: ClassVar[str] = "TopicsPage"

    title: Text
    text: Text
    rows: tuple[TopicRow, ...]
    help: Text


_HELP = ("说不清，请人帮忙", "I am not sure: ask for help")


def topics(state: State, place: Topics, look: Look) -> TopicsView:
    """What it may be about."""
    say = say_in(state)
    return TopicsView(
        title=say("您遇到了什么事？", "What brings you here?"),
        text=say("选最接近的一件。", "Choose the closest one."),
        rows=tuple(TopicRow(key=one.key, icon=one.icon, title=localized(one.name, state)) for one in place.choices),
        help=say(*_HELP),
    )


class AnswerRow(Row):
    """``value``: its place among the answers."""

    value: Data
    title: Text


class AskingView(PageView):
    page: ClassVar[str] = "GuidedQuestionPage"

    nth: Text
    title: Text
    given: Text
    rows: tuple[AnswerRow, ...]
    help: Text

    @property
    def subject(self) -> str:
        return self.nth + self.title


def asking(state: State, place: Asking, look: Look) -> AskingView:
    """One question, whose answers each lead on at once."""
    say = say_in(state)
    question = place.choice.question(place.key)
    assert question is not None
    at = len(place.given) + 1
    most = len(place.given) + place.choice.longest(place.key)
    return AskingView(
        nth=say(f"第 {at} 问，最多 {most} 问", f"Question {at} of up to {most}"),
        title=localized(question.text, state),
        given=_given(place, state, say),
        rows=tuple(AnswerRow(value=str(n), title=localized(a.text, state)) for n, a in enumerate(question.answers)),
        help=say(*_HELP),
    )


def _given(place: Asking, state: State, say: Say) -> str:
    if not place.given:
        return ""  # the bar above says what it is about
    answers = [localized(answer.text, state) for answer in place.given]
    return say("您选了：", "You chose: ") + say("；", "; ").join(answers)


class ChosenView(PageView):
    page: ClassVar[str] = "ChosenPage"

    title: Text
    note: Text
    rows: tuple[ItemRow, ...]
    carried: Text
    doors: tuple[TileRow, ...]


def chosen(state: State, place: Chosen, look: Look) -> ChosenView:
    """The services that the answers lead to, or what to do where there is none here."""
    say = say_in(state)
    carries = any(told(place.given, code) for code in place.end.items)
    here, counter = say("您可以办这些", "You can do these"), say("这件事请到窗口办", "Please go to the counter")
    return ChosenView(
        title=here if place.end.items else counter,
        note=localized(place.end.note, state) if place.end.note else "",
        rows=tuple(_found(item, state) for item in place.items),
        carried=say("刚才选的会带到申请里，不用再填。", "Your choices are carried into the form.") if carries else "",
        doors=(
            TileRow(act="openHelp", icon="hand", title=say("请人帮忙", "Ask for help"), text=""),
            TileRow(act="home", icon="house", title=say("回到首页再找", "Look again from the home page"), text=""),
        ),
    )


def _found(item: ServiceItem, state: State) -> ItemRow:
    return ItemRow(
        code=item.implementation_code,
        title=localized(item.name, state),
        text=localized(item.summary, state),
        kind=kind_word(item.kind.value, state),
    )


VIEWS: Views = {Topics: topics, Asking: asking, Chosen: chosen}
ACTIONS: Actions = {
    "openChoice": lambda state, value: OpenChoice(str(value)),
    "chooseAnswer": lambda state, value: ChooseAnswer(int(value)),
    "openFound": lambda state, value: OpenFound(str(value)),
}
