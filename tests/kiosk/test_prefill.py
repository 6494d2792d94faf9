"""Questions that licences and departments answer: named, not asked, changeable; asked where it comes late or does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.forms import questions_of
from kiosk.domain.prefill import answer_from, looked_up, sources_of
from kiosk.domain.service_items import Form
from kiosk.domain.times import day_of
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.events import ChangeAnswer, SetAnswer
from kiosk.journeys.apply.filling import AskPage, CheckPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.ports.device_hub import DeviceAnswer, ReadCard
from kiosk.ports.devices import CardRead
from kiosk.ports.platform import AskPrefill, NoAnswer, PlatformReply, PrefillKnown
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import ITEM, WALL, YES_NO, Session, ask, card_of, shown

LEFT, KIND = "data.employment-record.until", "licence.disability-certificate.残疾类别"
OPTIONS = {"physical": {"zh": "肢体", "en": "Physical"}, "visual": {"zh": "视力", "en": "Visual"}}
KIND_ASKED = ask("类别", "choice", options=OPTIONS, prefill=KIND)
FORM = Form(
    schema={
        "properties": {
            "kind": {
                "type": "string",
                "enum": ["physical", "visual"],
                "x-ask": ask("类别", "choice", options=OPTIONS, prefill=KIND),
            },
            "left": {"type": "string", "format": "date", "x-ask": ask("离职日期", "date", prefill=LEFT)},
            "people": {"type": "integer", "minimum": 1, "x-ask": ask("几口人", "number", prefill="data.a.people")},
            "well": {**YES_NO, "x-ask": ask("好吗", "yes-no", prefill="data.a.well")},
            "name": {"type": "string", "maxLength": 4, "x-ask": ask("单位", "text", prefill="data.a.name")},
        }
    }
)
APPLY = replace(ITEM, form=FORM, guide=replace(ITEM.guide, materials=()))
CODE = APPLY.implementation_code


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("kind", "肢体", "physical"),
        ("kind", "physical", "physical"),
        ("kind", "听力", ""),
        ("left", "2023-08-15", "2023-08-15"),
        ("left", "去年", ""),
        ("people", "3", 3),
        ("people", "0", ""),
        ("people", "三", ""),
        ("well", "是", "yes"),
        ("well", "否", "no"),
        ("well", "一般", ""),
        ("name", " 某单位 ", "某单位"),
        ("name", "比四个字长", ""),
    ],
)
def test_a_text_is_an_answer_only_where_it_fits(key: str, text: str, answer: Any) -> None:
    question = next(question for question in questions_of(FORM) if question.key == key)
    assert answer_from(FORM, question, text, day_of(WALL)) == answer


def test_only_licences_and_data_are_looked_up() -> None:
    assert looked_up("card.address") is looked_up("profile.mobile") is looked_up("") is None
    assert looked_up(KIND) == ("licence", "disability-certificate", "残疾类别")
    assert LEFT in sources_of(FORM)
    assert sources_of(ITEM.form) == frozenset(), "nothing is asked of the platform for it"


@pytest.fixture
def session() -> Session:
    """At the conditions, with the platform still to answer."""
    session = Session()
    session.feed(ev.Start(), ItemLoaded(APPLY), ev.Primary())
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card_of("wang"))))
    assert session.place == Eligibility(APPLY)
    return session


def asked(session: Session) -> do.AskPlatform:
    return next(one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskPrefill))


def test_what_is_known_is_named_and_not_asked(session: Session) -> None:
    assert shown(session)["filled"] == ""
    session.feed(PlatformReply(asked(session).request_id, PrefillKnown({KIND: "肢体", LEFT: "2023-08-15", "data.a.people": "三"})))
    assert "2 项：类别、离职日期" in shown(session)["filled"]
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "people"), "what does not fit is asked"
    session.answer(people="3", well="yes", name="某厂")
    assert session.is_at(CheckPage)
    assert draft_of(session.state, CODE).answers["kind"] == "physical"
    values = {row["key"]: row["value"] for row in shown(session)["rows"]}
    assert values["kind"] == "肢体"
    session.feed(ChangeAnswer("kind"))
    assert "电子证照" in shown(session)["filled"]
    session.feed(SetAnswer("kind", "visual"), ev.Primary())
    assert session.is_at(CheckPage)
    assert draft_of(session.state, CODE).answers["kind"] == "visual"


def test_what_comes_late_fills_the_question_and_does_not_skip_it(session: Session) -> None:
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "kind")
    session.feed(PlatformReply(asked(session).request_id, PrefillKnown({KIND: "肢体", LEFT: "2023-08-15"})))
    assert draft_of(session.state, CODE).answers == {}, "nothing changes under the finger"
    session.answer(kind="visual")
    assert session.place == AskPage(CODE, "left")
    assert draft_of(session.state, CODE).answers["left"] == "2023-08-15"
    assert "部门" in shown(session)["filled"]


def test_without_an_answer_everything_is_asked(session: Session) -> None:
    session.feed(PlatformReply(asked(session).request_id, NoAnswer()), ev.Primary())
    assert session.place == AskPage(CODE, "kind")
    assert shown(session)["filled"] == ""


def test_an_answer_by_hand_is_never_overwritten(session: Session) -> None:
    session.feed(ev.Primary())
    session.answer(kind="visual")
    session.feed(PlatformReply(asked(session).request_id, PrefillKnown({KIND: "肢体"})))
    session.feed(ev.Back(), ev.Back(), ev.Primary())
    assert draft_of(session.state, CODE).answers["kind"] == "visual"
