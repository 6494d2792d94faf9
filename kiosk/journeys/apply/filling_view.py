"""A question."""

from __future__ import annotations

from typing import Any

from kiosk.domain.forms import Question, more_may_follow
from kiosk.domain.identifiers import mask_name
from kiosk.domain.parties import Company
from kiosk.domain.prefill import looked_up
from kiosk.domain.text import whole
from kiosk.journeys.apply.draft import Draft, applicant_of, asked, draft_of, form_of, is_of_another, parties_of
from kiosk.journeys.apply.field_reading import may_read
from kiosk.journeys.apply.filling import AskPage
from kiosk.journeys.apply.take_along import to_go_on_with
from kiosk.session.state import State
from kiosk.views.base import TileRow
from kiosk.views.cards import shown_by
from kiosk.views.language import Say, say_in
from kiosk.views.pages import Look
from kiosk.views.question import AddressRow, QuestionView, question_view


def ask(state: State, place: AskPage, look: Look) -> QuestionView:
    """One question."""
    say = say_in(state)
    draft = draft_of(state, place.code)
    questions = asked(state, place.code, look.moment)
    at = [question.key for question in questions].index(place.key)
    question = questions[at]
    value = str(draft.answers.get(question.key, ""))
    read = say("按证件读出来的，请核对", "Read from the document. Please check it")
    late = not place.returning and to_go_on_with(state, place.code) is not None
    taken = TileRow(act="seeTaken", value="", icon="clock", title=say("以前存的还在，接着办", "Go on with what you kept"), text="")
    reads = TileRow(act="readDocument", value="", icon="camera", title=say("放上证件，自动填", "Read it from a document"), text="")
    return question_view(
        question,
        value,
        state,
        nth=(at + 1, len(questions)),
        about=more_may_follow(form_of(draft.item), questions, at),
        fault=place.fault,
        filled=read if question.key in draft.read else _filled(question, draft, state, say),
        addresses=_addresses(question, value, state, place.code, say),
        reads=((taken,) if late else ()) + ((reads,) if may_read(state, question) else ()),
        primary=say("改好了", "Changed") if place.returning else "",
        whose=_whose(state, place.code, say),
        today=look.moment.today,
    )


def _whose(state: State, code: str, say: Say) -> str:
    """Whom a question means by "you"."""
    if not is_of_another(state, code):
        return ""
    applicant = parties_of(state, code).applicant
    name = applicant.name if isinstance(applicant, Company) else whole(mask_name(applicant.name))
    return say(f"替{name}回答。", f"You answer for {name}. ")


def _addresses(question: Question, value: Any, state: State, code: str, say: Say) -> tuple[AddressRow, ...]:
    """Both that the card tells, where they differ: the resident sees which one is the newer, and takes either."""
    applicant = applicant_of(state, code)
    card = applicant.card if applicant else None
    if question.prefill != "card.address" or card is None or not card.printed_address:
        return ()
    both = (
        ("newest", say("新住址（后来追加的）", "Newer: added later"), card.address),
        ("printed", say("旧住址（印在卡面上）", "Older: on the card"), card.printed_address),
    )
    return tuple(
        AddressRow(name=name, title=title, value=address, said=address, chosen=value == address[: question.max_length])
        for name, title, address in both
    )


def _filled(question: Question, draft: Draft, state: State, say: Say) -> str:
    code = draft.item.implementation_code
    # Where both addresses stand, each says where it comes from.
    if question.key not in draft.filled or _addresses(question, "", state, code, say):
        return ""
    if draft.company:
        return say("已按单位登记的资料填好，可以修改", "Filled in from the company's record; you may change it")
    if draft.principal:
        return say("已按对方的资料填好，可以修改", "Filled in from what is known of them; you may change it")
    if question.prefill.startswith("card.") and state.person:
        shown = shown_by(state.person.reader, say)
        return say(f"已按{shown}填好，可以修改", f"Filled in from your {shown}; you may change it")
    parts = looked_up(question.prefill)
    if parts and parts[0] == "licence":
        return say("已按您的电子证照填好，可以修改", "Filled in from your electronic licence; you may change it")
    if parts:
        return say("已按部门的记录填好，可以修改", "Filled in from a department's records; you may change it")
    return say("已按您以前留的信息填好，可以修改", "Filled in from what you told us before; you may change it")
