"""The draft of an application: what was answered, pictured and signed so far, and what follows from it. It lives as long as the
session: going back, or home, loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kiosk.domain import forms
from kiosk.domain.agency import RELATIONS, Relation
from kiosk.domain.bundles import Child, applicable
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.characters import placed
from kiosk.domain.forms import Question
from kiosk.domain.mandates import Mandate
from kiosk.domain.parties import Citizen, Parties
from kiosk.domain.prefill import answer_from
from kiosk.domain.service_items import Form, ServiceItem
from kiosk.domain.submissions import Agreed, facts_by_number, person_facts
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, field, replace
from kiosk.domain.without_paper import PromiseState
from kiosk.journeys.apply import JOURNEY
from kiosk.journeys.apply.relation import RelationKnown
from kiosk.journeys.apply.taken import Taken, TakenKnown
from kiosk.ports.platform import PrefillKnown, Reply
from kiosk.session.identify import knowing
from kiosk.session.state import JourneyState, Person, Resumable, State

_NO_FORM = Form(schema={"properties": {}})


class Correcting(Value):
    """The case that a draft mends. ``before``: what was answered when it was sent back; ``pages``: by key of the material, hashes
    of the pictures that the platform has."""

    case: Case
    before: Mapping[str, Any]
    pages: Mapping[str, tuple[str, ...]]

    @property
    def hands_in(self) -> bool:
        """It was not sent back: only what is owed is asked for."""
        return self.case.state is not CaseState.CORRECTION

    @property
    def owed(self) -> Mapping[str, date | None]:
        """By key of what is still to be brought, until when."""
        return {one.key: one.by for one in self.case.owed}

    @property
    def promised(self) -> frozenset[str]:
        """Keys of what a promise stands in for: it was signed with the application, and stands."""
        return frozenset(one.key for one in self.case.promised if one.state is not PromiseState.ENDED)


class Principal(Value):
    """代办: for whom the resident acts.

    Attributes:
        person: as their own card told, which was read here; None where name and number were typed, and nothing may be looked up.
        asked: ids of what the platform is asked of them.
        relation: of the resident to them, by the resident's word.
        on_record: departments have the resident as a parent.
    """

    name: str
    number: str
    person: Person | None = None
    asked: frozenset[str] = frozenset()
    relation: Relation = Relation.ENTRUSTED
    on_record: bool = False

    def learned(self, reply: Reply) -> Principal:
        """With what the platform says of them."""
        if isinstance(reply, RelationKnown):
            return replace(self, on_record=reply.parent)
        return replace(self, person=knowing(self.person, reply)) if self.person else self


class ForCompany(Value):
    """For which company the resident acts. ``on_record``: what departments have of it, for its form; ``asked``: ids of what the
    platform is asked of it."""

    mandate: Mandate
    asked: frozenset[str] = frozenset()
    on_record: Mapping[str, str] = field(default_factory=dict)

    def learned(self, reply: Reply) -> ForCompany:
        """With what the platform says of it."""
        return replace(self, on_record=reply.known) if isinstance(reply, PrefillKnown) else self


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
    without_paper: bool = False  # the platform reads what is brought later, or promised
    later: Mapping[str, date | None] = field(default_factory=dict)  # key of a material -> until when it is brought, if it is known
    agreed: tuple[Agreed, ...] = ()  # promises in place of materials
    correcting: Correcting | None = None
    principal: Principal | None = None  # for whom the resident acts; None: for themselves, or for a company
    company: ForCompany | None = None
    continued: bool = False  # it was taken along before, and is gone on with

    @property
    def begun(self) -> bool:
        """Something of it was entered."""
        return bool(self.answers or self.pictures or self.presented)


class Drafts(JourneyState):
    """By the item's code. ``arriving``: for whom one is about to be begun; ``any_submitted``: another of this resident's
    applications was submitted already; ``taken``: what was taken along with their card, and ``asked_taken`` the id of the question
    for it, "" where it is to be asked."""

    drafts: Mapping[str, Draft] = field(default_factory=dict)
    any_submitted: bool = False
    arriving: Mapping[str, Principal] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    asked_taken: str = ""

    @property
    def resumable(self) -> tuple[Resumable, ...]:
        begun = {code: draft.item for code, draft in self.drafts.items() if draft.begun}
        taken = {code: one.item for code, one in self.taken.items() if one.item and code not in begun}
        return tuple(Resumable(JOURNEY.name, code, item) for code, item in {**begun, **taken}.items())

    @property
    def holds_input(self) -> bool:
        return any(draft.begun for draft in self.drafts.values())

    @property
    def submitted(self) -> bool:
        return self.any_submitted

    def learned(self, request_id: str, reply: Reply) -> Drafts | None:
        if request_id == self.asked_taken:
            if isinstance(reply, TakenKnown):
                return replace(self, taken={one.code: one for one in reversed(reply.taken)} | dict(self.taken))
            return replace(self, asked_taken="")  # another time
        for code, one in self.arriving.items():
            if request_id in one.asked:
                return replace(self, arriving={**self.arriving, code: one.learned(reply)})
        for code, draft in self.drafts.items():
            if draft.principal and request_id in draft.principal.asked:
                draft = replace(draft, principal=draft.principal.learned(reply))
                return replace(self, drafts={**self.drafts, code: draft})
            if draft.company and request_id in draft.company.asked:
                draft = replace(draft, company=draft.company.learned(reply))
                return replace(self, drafts={**self.drafts, code: draft})
        return None


def arriving(state: State, code: str) -> Principal:
    """For whom an application for this item is about to be begun.

    Raises:
        KeyError: for nobody.
    """
    return state.of(Drafts).arriving[code]


def keep_arriving(state: State, code: str, principal: Principal) -> State:
    """With whom an application for this item is about to be begun for."""
    kept = state.of(Drafts)
    return state.keeping(replace(kept, arriving={**kept.arriving, code: principal}))


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
    kept, code = state.of(Drafts), draft.item.implementation_code
    arriving = {other: one for other, one in kept.arriving.items() if other != code}
    return state.keeping(replace(kept, drafts={**kept.drafts, code: draft}, arriving=arriving))


def drop_draft(state: State, code: str) -> State:
    """It was submitted."""
    kept = state.of(Drafts)
    left = {other: draft for other, draft in kept.drafts.items() if other != code}
    return state.keeping(replace(kept, drafts=left, any_submitted=True))


def known_ahead(state: State, item: ServiceItem, moment: Moment) -> dict[str, Any]:
    """Answers that licences and departments give, by key of the question: only what fits it."""
    form, known = form_of(item), _on_record(state, item.implementation_code)
    answers = {
        question.key: answer_from(form, question, known[question.prefill], moment.latest_day)
        for question in forms.questions_of(form)
        if question.prefill in known
    }
    return {key: value for key, value in answers.items() if value != ""}


def _on_record(state: State, code: str) -> Mapping[str, str]:
    draft = draft_of(state, code) if has_draft(state, code) else None
    if draft and draft.company:
        return draft.company.on_record
    applicant = applicant_of(state, code)
    return applicant.on_record if applicant else {}


def fill_ahead(state: State, code: str, moment: Moment) -> State:
    """Take those answers for what nobody has answered yet: these questions fall away, and can be changed where all are checked."""
    draft = draft_of(state, code)
    new = {key: value for key, value in known_ahead(state, draft.item, moment).items() if key not in draft.answers}
    keys = frozenset(new)
    return keep_draft(state, replace(draft, answers={**draft.answers, **new}, filled=draft.filled | keys, told=draft.told | keys))


def applicant_of(state: State, code: str) -> Person | None:
    """Whose application for this item it is, as their card told; None where their card was not read here. Of a company who acts for
    it."""
    principal = draft_of(state, code).principal if has_draft(state, code) else None
    return principal.person if principal else state.resident


def facts(state: State, code: str, moment: Moment) -> dict[str, Any]:
    """What rules may know of the applicant."""
    applicant = applicant_of(state, code)
    if applicant is not None:
        return person_facts(applicant.card, moment.wall)
    principal = draft_of(state, code).principal
    assert principal is not None
    return facts_by_number(principal.number, moment.today)


def is_of_another(state: State, code: str) -> bool:
    """It is somebody's application for whom the resident acts, or a company's."""
    draft = draft_of(state, code)
    return draft.principal is not None or draft.company is not None


def parties_of(state: State, code: str) -> Parties:
    """Whose application for this item it is, and who acts for them."""
    resident, draft = state.resident.subject, draft_of(state, code)
    if draft.company:
        return Parties(draft.company.mandate.company, resident, draft.company.mandate.role)
    if (principal := draft.principal) is None:
        return Parties(resident)
    return Parties(Citizen(principal.name, principal.number), resident, RELATIONS[principal.relation].zh)


def asking_of(state: State, code: str, request_id: str) -> State:
    """With one more question to the platform about the applicant, whose answer is to be kept with them."""
    draft = draft_of(state, code)
    state = state.asking(request_id, apart=draft.principal is not None)
    if draft.principal is None:
        return state
    return keep_draft(state, replace(draft, principal=replace(draft.principal, asked=draft.principal.asked | {request_id})))


def told_by(state: State, code: str, source: str) -> str:
    """What card and profile of the applicant tell, by the name of a form's prefill; "" where they do not."""
    applicant, principal = applicant_of(state, code), draft_of(state, code).principal
    match source.split("."):
        case ["card", "name"]:
            return principal.name if principal else state.resident.card.name
        case ["card", "number"]:
            return principal.number if principal else state.resident.card.number
        case ["card", "address"] if applicant:
            return applicant.card.address
        case ["card", "birth"] if applicant:
            return applicant.card.birth.isoformat()
        case ["profile", key] if applicant:
            return placed((applicant.profile or {}).get(key, ""))
    return ""


def form_of(item: ServiceItem) -> Form:
    """The item's form; an empty one where it has none."""
    return item.form or _NO_FORM


def asked(state: State, code: str, moment: Moment) -> tuple[Question, ...]:
    """The questions of the branch that the answers lead through."""
    draft = draft_of(state, code)
    return forms.asked(form_of(draft.item), draft.answers, facts(state, code, moment))


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
    return applicable(children, answers_asked(state, code, moment), facts(state, code, moment), keys) if children else ()
