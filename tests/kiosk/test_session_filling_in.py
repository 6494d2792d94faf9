"""A form filled in, in any order, back and forth: of all the session's pages, chance alone seldom stays there long enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.forms import faults
from kiosk.domain.service_items import Form
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, facts, keep_draft, keys_asked
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import AskPage, CheckPage, MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.browse.events import OpenItem
from kiosk.journeys.browse.places import GuidePage, Home
from kiosk.session import events as ev
from tests.campaign import examples
from tests.kiosk.session_samples import FORM, GOOD, ITEM, KEYS, SIGNATURE, Session, shown

EDITS = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(["yes", "no", "courier", "counter", "13900000026", "照顾孙女", "", "139"])),
    st.tuples(st.just("change"), st.sampled_from(KEYS)),
    st.sampled_from([("on", "")] * 3 + [("good", "")] * 4 + [("back", "")] * 3 + [("home", "")]),
)


@examples(150)
@given(edits=st.lists(EDITS, max_size=60))
def test_however_a_form_is_filled_in_what_is_shown_is_asked_and_nothing_is_lost(edits: list[tuple[str, str]]) -> None:
    session = Session()
    session.to_questions()
    code = ITEM.implementation_code
    for edit, value in [*edits, *[("good", "")] * 12]:
        given_before = dict(draft_of(session.state, code).answers)
        key = getattr(session.place, "key", "")
        match edit:
            case "answer":
                session.feed(SetAnswer(key, value), ev.Primary())
            case "good":
                session.feed(SetAnswer(key, GOOD.get(key, "")), ev.Primary())
            case "change":
                session.feed(ChangeAnswer(value))
            case "on":
                session.feed(ev.Primary())
            case "back":
                session.feed(ev.Back())
            case "home":
                session.feed(ev.GoHome(), OpenItem(code), ev.Primary())
        if isinstance(session.place, (Home, GuidePage)):
            session.feed(OpenItem(code), ev.Primary())
        place, draft = session.place, draft_of(session.state, code)
        assert isinstance(place, (Eligibility, AskPage, MaterialsPage, CheckPage, SignPage))
        if isinstance(place, AskPage):
            assert place.key in keys_asked(session.state, code, session.moment())
        changed = {k for k in given_before if draft.answers.get(k) != given_before[k]}
        assert changed <= {key}, "an answer was changed that was not shown"
        assert given_before.keys() <= draft.answers.keys()
    # Wherever that led: whoever answers well comes to the end, and what goes out fits the form.
    for _ in range(30):
        if isinstance(session.place, SignPage):
            break
        key = getattr(session.place, "key", "")
        session.feed(SetAnswer(key, GOOD.get(key, "")), ev.Primary())
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    answers = session.last(Commit).submission.answers
    person = facts(session.state, code, session.moment())
    assert faults(FORM, answers, person, session.moment().today) == ()


def test_a_number_that_is_keyed_in_fits_its_question() -> None:
    asked = {"title": {"zh": "几口人？", "en": "How many people?"}, "widget": "number"}
    form = Form(schema={"properties": {"people": {"type": "integer", "minimum": 1, "maximum": 12, "x-ask": asked}}})
    session = Session()
    session.to_questions()
    code = ITEM.implementation_code
    draft = replace(draft_of(session.state, code), item=replace(ITEM, form=form, guide=replace(ITEM.guide, materials=())))
    session.state = replace(keep_draft(session.state, draft), place=AskPage(code, "people"))
    session.feed(SetAnswer("people", "13"), ev.Primary())
    assert isinstance(session.place, AskPage)
    assert session.place.fault
    session.feed(SetAnswer("people", "04"), ev.Primary())
    assert not isinstance(session.place, AskPage)
    assert draft_of(session.state, code).answers["people"] == 4
    session.feed(ev.Back())
    assert shown(session)["value"] == "4"
