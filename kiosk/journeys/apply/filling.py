"""Questions, materials, and the check of all answers. Going back loses nothing: answers live in the draft, not on the page."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain import forms
from kiosk.domain.agency import must_be_pictured
from kiosk.domain.cases import MaterialState
from kiosk.domain.foreseen import Foreseen
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import normalise_citizen_number
from kiosk.domain.service_items import Material
from kiosk.domain.submissions import OPEN_MATERIALS
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.comparing import compare
from kiosk.journeys.apply.draft import (
    answers_asked,
    applicant_of,
    children_asked,
    draft_of,
    facts,
    form_of,
    keep_draft,
    keys_asked,
    keys_to_ask,
    known_ahead,
    question_of,
    told_by,
)
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.events import (
    ChangeAnswer,
    DropPictures,
    OpenMaterials,
    PresentLicence,
    ReadDocument,
    SeeOtherWays,
    SeeTaken,
    SetAnswer,
    TakePicture,
    WithoutPaperOffered,
)
from kiosk.journeys.apply.field_reading import may_read, read_document
from kiosk.journeys.apply.pictures import drop_pictures, may_take, take_picture
from kiosk.journeys.apply.precheck import ForeseenKnown, precheck
from kiosk.journeys.apply.presenting import may_present, present_licence
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.apply.take_along import may_take_along, see_taken, take_along, to_go_on_with
from kiosk.journeys.apply.without_paper import AskWhetherOffered, has_other_way, offers, other_way
from kiosk.ports.platform import PlatformReply
from kiosk.session.events import Primary, TakeAlong
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.state import Event, Place, State, Step


class _Filling(Place):
    """Where what was filled in so far can be taken along. ``code``: of the item."""

    code: str

    def takes_along(self, state: State) -> bool:
        return may_take_along(state, self.code)

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if isinstance(event, TakeAlong) and may_take_along(state, self.code):
            return take_along(state, self.code)
        return unchanged(state)


class AskPage(_Filling):
    stage: ClassVar[int] = 2

    key: str
    fault: bool = False
    returning: bool = False  # came from the check page to change one answer

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetAnswer(key, value) if key == self.key:
                return self._answer(state, value)
            case Primary():
                return self._next(state, moment)
            case ReadDocument() if may_read(state, question_of(state, self.code, self.key)):
                return read_document(state, self.code, self.key, replace(self, fault=False), moment)
            case SeeTaken() if not self.returning and to_go_on_with(state, self.code):
                return see_taken(state)
        return _Filling.step(self, state, event, moment)

    def still_applies(self, state: State, moment: Moment) -> bool:
        """A changed answer may have closed it: Back does not ask what no longer applies."""
        return self.key in keys_asked(state, self.code, moment)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def _answer(self, state: State, value: Any) -> Step:
        draft = draft_of(state, self.code)
        mine = {self.key}
        draft = replace(draft, answers={**draft.answers, self.key: value}, filled=draft.filled - mine, read=draft.read - mine)
        return replace_top(keep_draft(state, draft), replace(self, fault=False))

    def _next(self, state: State, moment: Moment) -> Step:
        draft = draft_of(state, self.code)
        form = form_of(draft.item)
        value = _tidied(question_of(state, self.code, self.key), draft.answers.get(self.key, ""))
        state = keep_draft(state, replace(draft, answers={**draft.answers, self.key: value}))
        if forms.fault_of(form, self.key, value, moment.latest_day):
            return replace_top(state, replace(self, fault=True))
        answers = draft_of(state, self.code).answers
        order = [question.key for question in forms.questions_of(form)]
        later = [key for key in keys_to_ask(state, self.code, moment) if order.index(key) > order.index(self.key)]
        if self.returning:
            # An answer may open new questions: those are asked, the others stand.
            opened = [key for key in later if key not in answers]
            if opened:
                return show_question(state, AskPage(self.code, opened[0], returning=True), moment)
            return _back_to_check(state, self.code, moment)
        return show_question(state, AskPage(self.code, later[0]), moment) if later else after_questions(state, self.code, moment)


class MaterialsPage(_Filling):
    """``fault``: something must be pictured first."""

    stage: ClassVar[int] = 2

    fault: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case TakePicture(key) if may_take(state, self.code, key, moment):
                return take_picture(state, self.code, key, moment)
            case PresentLicence(key) if may_present(state, self.code, key, moment):
                return present_licence(state, self.code, key, moment)
            case DropPictures(key):
                return unchanged(drop_pictures(state, self.code, key))
            case SeeOtherWays(key) if has_other_way(state, self.code, key, moment):
                return other_way(state, self.code, key, moment)
            case WithoutPaperOffered():
                return unchanged(keep_draft(state, replace(draft_of(state, self.code), without_paper=True)))
            case Primary() if not to_picture(state, self.code, moment) and not nothing_handed_in(state, self.code, moment):
                return to_check(state, self.code, moment)
            case Primary():
                return replace_top(state, replace(self, fault=True))
        return _Filling.step(self, state, event, moment)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


class CorrectionPage(Place):
    """What a case that was sent back lacks; all else stands."""

    stage: ClassVar[int] = 2

    code: str

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChangeAnswer(key) if key in keys_asked(state, self.code, moment):
                return push(state, AskPage(self.code, key, returning=True))
            case OpenMaterials() if materials(state, self.code, moment):
                return after_questions(state, self.code, moment)
            case Primary() if not may_hand_in(state, self.code, moment):
                return go_home(state, moment)
            case Primary():
                return after_questions(state, self.code, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


def may_hand_in(state: State, code: str, moment: Moment) -> bool:
    """False where nothing but what is owed may be mended, and the form asks for none of it any more: it is for the counter."""
    correcting = draft_of(state, code).correcting
    if correcting is None or not correcting.hands_in:
        return True
    return any(material.key in correcting.owed for material, _ in materials(state, code, moment))


class CheckPage(_Filling):
    """``request_id``: of the question what would become of it, "" where none is asked; ``foreseen``: the answer."""

    stage: ClassVar[int] = 3

    request_id: str = ""
    foreseen: tuple[Foreseen, ...] = ()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ChangeAnswer(key) if may_change(state, self.code) and key in keys_asked(state, self.code, moment):
                return push(state, AskPage(self.code, key, returning=True))
            case PlatformReply(request_id, ForeseenKnown(foreseen)) if request_id == self.request_id:
                return replace_top(state, replace(self, foreseen=foreseen))
            case Primary() if nothing_applies(state, self.code, moment):
                return go_home(state, moment)
            case Primary():
                return self._to_signature(state, moment)
        return _Filling.step(self, state, event, moment)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def _to_signature(self, state: State, moment: Moment) -> Step:
        form = form_of(draft_of(state, self.code).item)
        wrong = forms.faults(form, answers_asked(state, self.code, moment), facts(state, self.code, moment), moment.latest_day)
        if wrong:
            return push(state, AskPage(self.code, wrong[0], fault=True, returning=True))
        return push(state, SignPage(self.code))


def nothing_applies(state: State, code: str, moment: Moment) -> bool:
    """By these answers a bundle applies for none of its items."""
    return bool(draft_of(state, code).item.children) and not children_asked(state, code, moment)


def may_change(state: State, code: str) -> bool:
    """Whether answers can be changed: not where only what is owed is asked for."""
    correcting = draft_of(state, code).correcting
    return correcting is None or not correcting.hands_in


def nothing_handed_in(state: State, code: str, moment: Moment) -> bool:
    """Whether what is owed is asked for, and all of it is owed still."""
    correcting = draft_of(state, code).correcting
    if correcting is None or not correcting.hands_in:
        return False
    owed = [settled.state for material, settled in materials(state, code, moment) if material.key in correcting.owed]
    return all(one is MaterialState.LATER for one in owed)


def pictured_first(state: State, code: str) -> frozenset[str]:
    """Keys of what is pictured before anything is submitted, whether it was already or not."""
    if draft_of(state, code).principal is None:
        return frozenset()
    return must_be_pictured(applicant_of(state, code) is not None)


def to_picture(state: State, code: str, moment: Moment) -> tuple[Material, ...]:
    """What must be pictured before it goes on: of whom somebody acts for, and whose card is not here."""
    keys = pictured_first(state, code)
    return tuple(one for one, settled in materials(state, code, moment) if one.key in keys and settled.state in OPEN_MATERIALS)


def to_check(state: State, code: str, moment: Moment) -> Step:
    """Forward to the check of all answers, which the platform looks at meanwhile."""
    question = precheck(state, code, moment)
    return push(state, CheckPage(code, question.request_id if question else ""), *([question] if question else []))


def ask_first(state: State, code: str, moment: Moment) -> Step:
    """To the first question, or past them where there is none."""
    keys = keys_to_ask(state, code, moment)
    return show_question(state, AskPage(code, keys[0]), moment) if keys else after_questions(state, code, moment)


def show_question(state: State, page: AskPage, moment: Moment) -> Step:
    """Forward to a question, with what card, profile, licences and departments tell filled in."""
    return push(_filled_in(state, page, moment), page)


def after_questions(state: State, code: str, moment: Moment) -> Step:
    """Forward to the materials, or to the check where none are needed."""
    if not materials(state, code, moment):
        return to_check(state, code, moment)
    state, effects = compare(state, code, moment)
    asking = (AskWhetherOffered(),) if offers(draft_of(state, code).item) else ()
    return push(state, MaterialsPage(code), *effects, *asking)


def stopped_at(state: State, code: str, keys: tuple[str, ...], moment: Moment) -> int:
    """The first question that was not shown yet or is answered wrong; what was only filled in for the resident is shown again."""
    draft = draft_of(state, code)
    form = form_of(draft.item)
    at = 0
    while at < len(keys) and keys[at] in draft.answers:
        if forms.fault_of(form, keys[at], draft.answers[keys[at]], moment.latest_day):
            return at
        at += 1
    return at - 1 if at and keys[at - 1] in draft.filled else at


def _filled_in(state: State, page: AskPage, moment: Moment) -> State:
    """Fill in what card or profile tell, once, when the question is first shown: nothing changes under the finger later."""
    draft = draft_of(state, page.code)
    question = question_of(state, page.code, page.key)
    if question.key in draft.answers or state.person is None:
        return state
    value: Any = told_by(state, page.code, question.prefill)[: question.max_length]
    value = value or known_ahead(state, draft.item, moment).get(question.key)
    if not value:
        return state
    answers = {**draft.answers, question.key: value}
    return keep_draft(state, replace(draft, answers=answers, filled=draft.filled | {question.key}))


def _tidied(question: Question, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if question.widget == "citizen-number":
        return normalise_citizen_number(value)
    if question.widget == "mobile":
        return "".join(c for c in value if not c.isspace())
    value = value.strip()
    if question.widget == "number" and value.isascii() and value.isdigit():
        return int(value)  # keys give digits, the form counts
    return value


def _back_to_check(state: State, code: str, moment: Moment) -> Step:
    """To the page that led to a single question: the check, which is looked at anew, or what is to be corrected."""
    trail = state.trail
    while trail and not isinstance(trail[-1], (CheckPage, CorrectionPage)):
        trail = trail[:-1]
    if trail and isinstance(trail[-1], CorrectionPage):
        return replace_top(replace(state, trail=trail[:-1]), trail[-1])
    question = precheck(state, code, moment)
    page = CheckPage(code, question.request_id if question else "")
    return replace_top(replace(state, trail=trail[:-1]), page, *([question] if question else []))
