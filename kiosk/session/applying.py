"""The application, from eligibility to the signature. Going back loses nothing: answers live in the draft, not on the page."""

from __future__ import annotations

from typing import Any

from kiosk.domain import forms
from kiosk.domain.cases import MaterialState
from kiosk.domain.characters import placed
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import normalise_citizen_number
from kiosk.domain.service_items import Form, Material, ServiceItem
from kiosk.domain.signatures import is_signature
from kiosk.domain.submissions import (
    Picture,
    SettledMaterial,
    Submission,
    needed_materials,
    new_receipt_token,
    person_facts,
    settle,
    unmet,
)
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.session.effects import Commit
from kiosk.session.events import ChangeAnswer, Event, Primary, SetAnswer, SetSignature
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.state import (
    Application,
    AskPage,
    CheckPage,
    Eligibility,
    GuidePage,
    Home,
    MaterialsPage,
    Person,
    Place,
    SignPage,
    State,
    Submitting,
)

_NO_FORM = Form(schema={"properties": {}})


def begin(state: State, item: ServiceItem) -> Step:
    if item.implementation_code not in state.drafts:
        state = state.with_draft(Application(item))
    return go(state, Eligibility(item))


def resume(state: State, code: str, moment: Moment) -> Step:
    """To the question where the draft stopped, or past the last; Back walks through the guide and the questions before it."""
    item = state.draft(code).item
    keys = keys_asked(state, code, moment)
    at = _stopped_at(state, code, keys, moment)
    answered = tuple(AskPage(code, key) for key in keys[:at])
    *trail, last = (Home(), GuidePage(item), Eligibility(item), *answered)
    state = replace(state, trail=tuple(trail), place=last)
    return _show(state, AskPage(code, keys[at])) if at < len(keys) else _after_questions(state, code, moment)


def _stopped_at(state: State, code: str, keys: tuple[str, ...], moment: Moment) -> int:
    """The first question that was not shown yet or is answered wrong; what was only filled in for the resident is shown again."""
    draft = state.draft(code)
    form = form_of(draft.item)
    at = 0
    while at < len(keys) and keys[at] in draft.answers:
        if forms.fault_of(form, keys[at], draft.answers[keys[at]], moment.latest_day):
            return at
        at += 1
    return at - 1 if at and keys[at - 1] in draft.filled else at


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place, event:
        case Eligibility(item), Primary():
            if unmet(item, facts(state, moment)):
                return put(replace(state, trail=()), Home())
            return _ask_first(state, item, moment)
        case AskPage() as place, SetAnswer(key, value) if key == place.key:
            return _answer(state, place, value)
        case AskPage() as place, Primary():
            return _next_question(state, place, moment)
        case MaterialsPage(code), Primary():
            return go(state, CheckPage(code))
        case CheckPage(code), ChangeAnswer(key) if key in keys_asked(state, code, moment):
            return go(state, AskPage(code, key, returning=True))
        case CheckPage(code), Primary():
            return _to_signature(state, code, moment)
        case SignPage() as place, SetSignature(path):
            return put(state.with_draft(replace(state.draft(place.code), signature=path)), replace(place, unsigned=False))
        case SignPage() as place, Primary():
            return _submit(state, place, moment)
    return stay(state)


# --- what the views ask too --------------------------------------------------------------------------------------------


def facts(state: State, moment: Moment) -> dict[str, Any]:
    assert state.person is not None
    return person_facts(state.person.card, moment.wall)


def form_of(item: ServiceItem) -> Form:
    return item.form or _NO_FORM


def asked(state: State, code: str, moment: Moment) -> tuple[Question, ...]:
    draft = state.draft(code)
    return forms.asked(form_of(draft.item), draft.answers, facts(state, moment))


def keys_asked(state: State, code: str, moment: Moment) -> tuple[str, ...]:
    return tuple(question.key for question in asked(state, code, moment))


def materials(state: State, code: str, moment: Moment) -> tuple[tuple[Material, SettledMaterial], ...]:
    assert state.person is not None
    draft = state.draft(code)
    needed = needed_materials(draft.item, draft.answers, facts(state, moment))
    licences = state.person.licences
    # What is kept here is not all that the holder has.
    known = licences is not None and not state.person.licences_kept
    held = frozenset(licence.licence_type for licence in licences or () if licence.usable) if known else None
    pictured = frozenset(key for key, pages in draft.pictures.items() if pages)
    return tuple(zip(needed, settle(needed, held, pictured), strict=True))


def still_asked(state: State, moment: Moment) -> tuple[Place, ...]:
    """The trail without the questions at its end that a changed answer has closed: Back does not ask what no longer applies."""
    trail = state.trail
    while len(trail) > 1 and isinstance(trail[-1], AskPage) and trail[-1].key not in keys_asked(state, trail[-1].code, moment):
        trail = trail[:-1]
    return trail


# --- questions -----------------------------------------------------------------------------------------------------------


def _ask_first(state: State, item: ServiceItem, moment: Moment) -> Step:
    code = item.implementation_code
    keys = keys_asked(state, code, moment)
    return _after_questions(state, code, moment) if not keys else _show(state, AskPage(code, keys[0]))


def _show(state: State, page: AskPage) -> Step:
    return go(_filled_in(state, page), page)


def _filled_in(state: State, page: AskPage) -> State:
    """Fill in what card or profile tell, once, when the question is first shown: nothing changes under the finger later."""
    draft = state.draft(page.code)
    question = next(q for q in forms.questions_of(form_of(draft.item)) if q.key == page.key)
    if question.key in draft.answers or state.person is None:
        return state
    value = _known(state.person, question.prefill)
    if not value:
        return state
    answers = {**draft.answers, question.key: value[: question.max_length]}
    return state.with_draft(replace(draft, answers=answers, filled=draft.filled | {question.key}))


def _known(person: Person, source: str) -> str:
    match source.split("."):
        case ["card", "name"]:
            return person.card.name
        case ["card", "number"]:
            return person.card.number
        case ["card", "address"]:
            return person.card.address
        case ["card", "birth"]:
            return person.card.birth.isoformat()
        case ["profile", key]:
            return placed((person.profile or {}).get(key, ""))
    return ""


def _answer(state: State, place: AskPage, value: Any) -> Step:
    draft = state.draft(place.code)
    mine = {place.key}
    draft = replace(draft, answers={**draft.answers, place.key: value}, filled=draft.filled - mine, read=draft.read - mine)
    return put(state.with_draft(draft), replace(place, fault=False))


def _next_question(state: State, place: AskPage, moment: Moment) -> Step:
    draft = state.draft(place.code)
    form = form_of(draft.item)
    question = next(q for q in forms.questions_of(form) if q.key == place.key)
    value = _tidy(question, draft.answers.get(place.key, ""))
    state = state.with_draft(replace(draft, answers={**draft.answers, place.key: value}))
    if forms.fault_of(form, place.key, value, moment.latest_day):
        return put(state, replace(place, fault=True))
    keys = keys_asked(state, place.code, moment)
    answers = state.draft(place.code).answers
    order = [q.key for q in forms.questions_of(form)]
    later = [key for key in keys if order.index(key) > order.index(place.key)]
    if place.returning:
        # An answer may open new questions: those are asked, the others stand.
        open_keys = [key for key in later if key not in answers]
        if open_keys:
            return _show(state, AskPage(place.code, open_keys[0], returning=True))
        return _back_to_check(state, place.code)
    return _show(state, AskPage(place.code, later[0])) if later else _after_questions(state, place.code, moment)


def _tidy(question: Question, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if question.widget == "citizen-number":
        return normalise_citizen_number(value)
    if question.widget == "mobile":
        return "".join(c for c in value if not c.isspace())
    return value.strip()


def _back_to_check(state: State, code: str) -> Step:
    trail = state.trail
    while trail and not isinstance(trail[-1], CheckPage):
        trail = trail[:-1]
    return put(replace(state, trail=trail[:-1]), CheckPage(code))


def _after_questions(state: State, code: str, moment: Moment) -> Step:
    if materials(state, code, moment):
        return go(state, MaterialsPage(code))
    return go(state, CheckPage(code))


# --- check, sign, submit ---------------------------------------------------------------------------------------------------


def answers_asked(state: State, code: str, moment: Moment) -> dict[str, Any]:
    """The answers to what is asked now: those of a branch that was left stay in the draft, not in the submission."""
    keys = keys_asked(state, code, moment)
    return {key: value for key, value in state.draft(code).answers.items() if key in keys and value != ""}


def _to_signature(state: State, code: str, moment: Moment) -> Step:
    draft = state.draft(code)
    answers = answers_asked(state, code, moment)
    wrong = forms.faults(form_of(draft.item), answers, facts(state, moment), moment.latest_day)
    if wrong:
        return go(state, AskPage(code, wrong[0], fault=True, returning=True))
    return go(state, SignPage(code))


def _submit(state: State, place: SignPage, moment: Moment) -> Step:
    assert state.person is not None
    draft = state.draft(place.code)
    if not is_signature(draft.signature):
        return put(state, replace(place, unsigned=True, not_stored=None))
    answers = answers_asked(state, place.code, moment)
    settled = tuple(settled for _, settled in materials(state, place.code, moment))
    submission = Submission(
        submission_id=moment.new_id(),
        implementation_code=place.code,
        catalogue_version=state.catalogue_version,
        card=state.person.card,
        answers=answers,
        situation=forms.situation_of(form_of(draft.item), answers, facts(state, moment)),
        materials=settled,
        signature=draft.signature,
        receipt_token=new_receipt_token(moment),
        language=state.language,
        identified_at=state.person.identified_at,
        committed_at=moment.wall,
        doubtful=moment.doubtful,
        pictures=tuple(
            Picture(one.key, jpeg) for one in settled if one.state is MaterialState.ATTACHED for jpeg in draft.pictures[one.key]
        ),
    )
    page = Submitting(place.code, submission.submission_id, submission.receipt_token, submission.committed_at)
    return go(state, page, Commit(submission))
