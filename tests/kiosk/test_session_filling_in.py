"""A form filled in, in any order, back and forth: of all the session's pages, chance alone seldom stays there long enough."""

from __future__ import annotations

from campaign import examples
from hypothesis import given
from hypothesis import strategies as st
from world import FORM, GOOD, ITEM, KEYS, SIGNATURE, Session

from kiosk.domain.forms import faults
from kiosk.session import applying
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.state import AskPage, CheckPage, Eligibility, GuidePage, Home, MaterialsPage, SignPage

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
        given_before = dict(session.state.draft(code).answers)
        key = getattr(session.place, "key", "")
        match edit:
            case "answer":
                session.feed(ev.SetAnswer(key, value), ev.Primary())
            case "good":
                session.feed(ev.SetAnswer(key, GOOD.get(key, "")), ev.Primary())
            case "change":
                session.feed(ev.ChangeAnswer(value))
            case "on":
                session.feed(ev.Primary())
            case "back":
                session.feed(ev.Back())
            case "home":
                session.feed(ev.GoHome(), ev.OpenItem(code), ev.Primary())
        if isinstance(session.place, (Home, GuidePage)):
            session.feed(ev.OpenItem(code), ev.Primary())
        place, draft = session.place, session.state.draft(code)
        assert isinstance(place, (Eligibility, AskPage, MaterialsPage, CheckPage, SignPage))
        if isinstance(place, AskPage):
            assert place.key in applying.keys_asked(session.state, code, session.moment())
        changed = {k for k in given_before if draft.answers.get(k) != given_before[k]}
        assert changed <= {key}, "an answer was changed that was not shown"
        assert given_before.keys() <= draft.answers.keys()
    # Wherever that led: whoever answers well comes to the end, and what goes out fits the form.
    for _ in range(30):
        if isinstance(session.place, SignPage):
            break
        key = getattr(session.place, "key", "")
        session.feed(ev.SetAnswer(key, GOOD.get(key, "")), ev.Primary())
    session.feed(ev.SetSignature(SIGNATURE), ev.Primary())
    answers = session.last(do.Commit).submission.answers
    person = applying.facts(session.state, session.moment())
    assert faults(FORM, answers, person, session.moment().today) == ()
