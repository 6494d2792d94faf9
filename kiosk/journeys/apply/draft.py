"""The draft of an application: what was answered, pictured and signed so far, and what follows from it. It lives as long as the
session: going back, or home, loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain import forms
from kiosk.domain.bundles import Child, applicable
from kiosk.domain.cases import Case
from kiosk.domain.forms import Question
from kiosk.domain.prefill import answer_from
from kiosk.domain.service_items import Form, Material, ServiceItem
from kiosk.domain.submissions import SettledMaterial, needed_materials, person_facts, settle
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, field, replace
from kiosk.journeys.apply import JOURNEY
from kiosk.session.state import JourneyState, Resumable, State

_NO_FORM = Form(schema={"properties": {}})


class Correcting(Value):
    """The case that a draft mends. ``before``: what was answered when it was sent back; ``pages``: by key of the material, hashes
    of the pictures that the platform has."""

    case: Case
    before: Mapping[str, Any]
    pages: Mapping[str, tuple[str, ...]]


class Draft(Value):
    """Of one item. ``filled``: keys that were filled in for the resident, not by hand; ``told``: keys that were answered on the way
    here, or by licences and departments, which are not asked again."""

    item: ServiceItem
    answers: Mapping[str, Any] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()  # keys whose answer was read off a document
    told: frozenset[str] = frozenset()
    pictures: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)  # key of a material -> its pages, JPEG
    presented: Mapping[str, str] = field(default_factory=dict)  # kind of a licence shown on a phone -> the platform's reference
    comparing: str = ""  # id of the question whether departments' records prove its materials, the last one that was asked
    signature: str = ""
    correcting: Correcting | None = None

    @property
    def begun(self) -> bool:
        """Something of it was entered."""
        return bool(self.answers or self.pictures or self.presented)


class Drafts(JourneyState):
    """By the item's code. ``any_submitted``: another of this resident's applications was submitted already."""

    drafts: Mapping[str, Draft] = field(default_factory=dict)
    any_submitted: bool = False

    @property
    def resumable(self) -> tuple[Resumable, ...]:
        return tuple(Resumable(JOURNEY.name, code, draft.item) for code, draft in self.drafts.items() if draft.begun)

    @property
    def holds_input(self) -> bool:
        return any(draft.begun for draft in self.drafts.values())

    @property
    def submitted(self) -> bool:
        return self.any_submitted


def has_draft(state: State, code: str) -> bool:
    """Whether an application for this item was begun."""
    return code in state.of(Drafts).drafts


def draft_of(state: State, code: str) -> Draft:
    """The draft of an item.

    Raises:
        KeyError: none was begun.
    """
    return state.of(Drafts).drafts[code]


def keep_draft(state: State, draft: Draft) -> State:
    """The draft in place of the one that is kept of its item."""
    kept = state.of(Drafts)
    return state.keeping(replace(kept, drafts={**kept.drafts, draft.item.implementation_code: draft}))


def drop_draft(state: State, code: str) -> State:
    """It was submitted."""
    kept = state.of(Drafts)
    left = {other: draft for other, draft in kept.drafts.items() if other != code}
    return state.keeping(replace(kept, drafts=left, any_submitted=True))


def known_ahead(state: State, item: ServiceItem, moment: Moment) -> dict[str, Any]:
    """Answers that licences and departments give, by key of the question: only what fits it."""
    form, known = form_of(item), state.resident.on_record
    answers = {
        question.key: answer_from(form, question, known[question.prefill], moment.latest_day)
        for question in forms.questions_of(form)
        if question.prefill in known
    }
    return {key: value for key, value in answers.items() if value != ""}


def fill_ahead(state: State, code: str, moment: Moment) -> State:
    """Take those answers for what nobody has answered yet: these questions fall away, and can be changed where all are checked."""
    draft = draft_of(state, code)
    new = {key: value for key, value in known_ahead(state, draft.item, moment).items() if key not in draft.answers}
    keys = frozenset(new)
    return keep_draft(state, replace(draft, answers={**draft.answers, **new}, filled=draft.filled | keys, told=draft.told | keys))


def facts(state: State, moment: Moment) -> dict[str, Any]:
    """What rules may know of the applicant."""
    return person_facts(state.resident.card, moment.wall)


def form_of(item: ServiceItem) -> Form:
    """The item's form; an empty one where it has none."""
    return item.form or _NO_FORM


def asked(state: State, code: str, moment: Moment) -> tuple[Question, ...]:
    """The questions of the branch that the answers lead through."""
    draft = draft_of(state, code)
    return forms.asked(form_of(draft.item), draft.answers, facts(state, moment))


def keys_asked(state: State, code: str, moment: Moment) -> tuple[str, ...]:
    """The keys of `asked`, in its order."""
    return tuple(question.key for question in asked(state, code, moment))


def keys_to_ask(state: State, code: str, moment: Moment) -> tuple[str, ...]:
    """`keys_asked`, without those that were answered on the way here."""
    told = draft_of(state, code).told
    return tuple(key for key in keys_asked(state, code, moment) if key not in told)


def question_of(state: State, code: str, key: str) -> Question:
    """One question of the item's form, whether it is asked now or not."""
    return next(question for question in forms.questions_of(form_of(draft_of(state, code).item)) if question.key == key)


def answers_asked(state: State, code: str, moment: Moment) -> dict[str, Any]:
    """The answers to what is asked now: those of a branch that was left stay in the draft, not in the submission."""
    keys = keys_asked(state, code, moment)
    return {key: value for key, value in draft_of(state, code).answers.items() if key in keys and value != ""}


def standing_pages(draft: Draft) -> Mapping[str, tuple[str, ...]]:
    """Of a case that is mended, the pictures that nothing new takes the place of."""
    pages = draft.correcting.pages if draft.correcting else {}
    return {key: hashes for key, hashes in pages.items() if hashes and not draft.pictures.get(key)}


def children_asked(state: State, code: str, moment: Moment) -> tuple[Child, ...]:
    """Of a bundle, the items that these answers apply for; none of any other item."""
    children = draft_of(state, code).item.children
    keys = [question.key for question in forms.questions_of(form_of(draft_of(state, code).item))]
    return applicable(children, answers_asked(state, code, moment), facts(state, moment), keys) if children else ()


def materials(state: State, code: str, moment: Moment) -> tuple[tuple[Material, SettledMaterial], ...]:
    """What is needed, and how each is settled now."""
    draft, person = draft_of(state, code), state.resident
    needed = needed_materials(draft.item, draft.answers, facts(state, moment))
    # What is kept here is not all that the holder has.
    known = person.licences is not None and not person.licences_kept
    own = (licence for licence in person.licences or () if licence.usable and not (licence.company or licence.child))
    held = frozenset(licence.licence_type for licence in own) if known else None
    pictured = frozenset(key for key, pages in draft.pictures.items() if pages) | frozenset(standing_pages(draft))
    proved = {key: value for (item, key), value in person.proved.items() if item == code}
    return tuple(zip(needed, settle(needed, held, pictured, draft.presented, proved), strict=True))
