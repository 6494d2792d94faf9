"""Where an application begins: may this resident apply?"""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain import forms
from kiosk.domain.cases import CaseInFull
from kiosk.domain.codes import KnownCode
from kiosk.domain.mandates import Mandate
from kiosk.domain.prefill import sources_of
from kiosk.domain.service_items import Assurance, Served, ServiceItem
from kiosk.domain.submissions import unmet
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply import presenting
from kiosk.journeys.apply.draft import (
    Correcting,
    Draft,
    Drafts,
    ForCompany,
    asked,
    draft_of,
    facts,
    fill_ahead,
    form_of,
    has_draft,
    keep_draft,
    keys_to_ask,
)
from kiosk.journeys.apply.effects import AskWhetherOneWillDo, warm_up
from kiosk.journeys.apply.events import ApartOnly, ApplyFor, StartAnew, Whom
from kiosk.journeys.apply.filling import (
    AskPage,
    CorrectionPage,
    MaterialsPage,
    after_questions,
    ask_first,
    show_question,
    stopped_at,
)
from kiosk.journeys.apply.principal import act_for_another, may_act_for_another
from kiosk.journeys.apply.take_along import DropTakenPage, ask_taken, continued, know_items, to_go_on_with
from kiosk.journeys.apply.taken import FindTakenItems, TakenItems, TakenKnown
from kiosk.ports.companies import AskCompanyPrefill
from kiosk.ports.platform import AskPrefill, PlatformReply
from kiosk.session.companies import ask_company
from kiosk.session.effects import AskPlatform
from kiosk.session.entry import Entry
from kiosk.session.events import Primary
from kiosk.session.identify import ask_card
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Effect, Event, Known, Next, Place, State, Step
from kiosk.session.told_ahead import told_ahead


class Eligibility(Place):
    stage: ClassVar[int] = 1

    item: ServiceItem
    apart: bool = False  # a bundle, and the platform takes its items one by one alone

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case ApartOnly() if self.item.children:
                return replace_top(state, replace(self, apart=True))
            case ApplyFor(Whom.ANOTHER) if may_act_for_another(state, self.item, moment):
                return act_for_another(state, self.item)
            case ApplyFor(Whom.COMPANY) if Served.COMPANY in self.item.served:
                return ask_company(state, self.item, BeginApplication(self.item, for_company=True), moment)
            case ApplyFor(Whom.SELF) if may_act_for_oneself(state, self.item):
                state, effects = _new_draft(state, self.item, moment)
                return unchanged(state, *effects)
            case Primary() if self.apart or unmet(self.item, facts(state, self.item.implementation_code, moment)):
                return go_home(state, moment)
            case StartAnew() if to_go_on_with(state, self.item.implementation_code):
                return push(state, DropTakenPage(self.item))
            case PlatformReply(_, TakenKnown(found)) if found:
                return unchanged(state, FindTakenItems(tuple(one.code for one in found)))
            case TakenItems(items):
                return unchanged(know_items(state, items))
            case Primary() if taken := to_go_on_with(state, self.item.implementation_code):
                return _walk(continued(state, self.item, taken, moment), self.item.implementation_code, moment)
            case Primary():
                code = self.item.implementation_code
                return ask_first(fill_ahead(state, code, moment), code, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        code = self.item.implementation_code
        if not (has_draft(before, code) and has_draft(after, code)):
            return ()
        went_on = draft_of(after, code).continued and not draft_of(before, code).continued
        return (("draft.continued", {}),) if went_on else ()


def may_act_for_oneself(state: State, item: ServiceItem) -> bool:
    """Whether the application that is begun for somebody else, or a company, may become the resident's own."""
    draft = draft_of(state, item.implementation_code)
    return item.assurance is not Assurance.COMPANY and (draft.principal or draft.company) is not None


def _company_draft(state: State, item: ServiceItem, mandate: Mandate, moment: Moment) -> Step:
    """An empty one, of the company for which the resident acts."""
    code, company = item.implementation_code, ForCompany(mandate)
    if not sources_of(item.form):
        return unchanged(keep_draft(state, Draft(item, company=company)))
    person, request_id = state.resident, moment.new_id()
    company = replace(company, asked=frozenset({request_id}))
    state = keep_draft(state.asking(request_id, apart=True), Draft(item, company=company))
    question = AskCompanyPrefill(person.subject, person.evidence, code, mandate.company)
    return unchanged(state, AskPlatform(request_id, question))


def _new_draft(state: State, item: ServiceItem, moment: Moment) -> Step:
    """An empty one, of the resident's own."""
    told = told_ahead(state, item.implementation_code)
    state = keep_draft(state, Draft(item, answers=told, told=frozenset(told)))
    if not sources_of(item.form):
        return unchanged(state)
    person, request_id = state.resident, moment.new_id()
    question = AskPrefill(person.subject, person.evidence, item.implementation_code)
    return unchanged(state.asking(request_id), AskPlatform(request_id, question))


class BeginApplication(Next):
    asks: ClassVar[frozenset[Known]] = frozenset(Known)
    stage: ClassVar[int] = 1

    item: ServiceItem
    for_company: bool = False  # that was chosen before

    def go(self, state: State, moment: Moment) -> Step:
        draft = draft_of(state, self.item.implementation_code) if has_draft(state, self.item.implementation_code) else None
        mandate = state.company if self.for_company else None
        state, asking_taken = ask_taken(state, moment)
        if draft and (mandate is None or (draft.company and draft.company.mandate.company == mandate.company)):
            return push(state, Eligibility(self.item), *asking_taken)
        state, effects = _company_draft(state, self.item, mandate, moment) if mandate else _new_draft(state, self.item, moment)
        asking = (AskWhetherOneWillDo(),) if self.item.children else ()
        return push(state, Eligibility(self.item), *effects, *asking, *asking_taken)

    def needs(self) -> Assurance:
        return self.item.of_person

    def card_reason(self) -> LocalizedText | None:
        return self.item.card_reason

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        if id_card_alone:
            return LocalizedText(
                "用来确认是您本人，并替您填好姓名和地址", "To confirm that it is you, and to fill in your name and address"
            )
        if fills_address:
            return LocalizedText(
                "用来确认是您本人；身份证还能替您填好地址", "To confirm that it is you; the ID card fills in your address too"
            )
        return LocalizedText("用来确认是您本人，并替您填好姓名", "To confirm that it is you, and to fill in your name")

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    if item.assurance is Assurance.COMPANY:
        return ask_company(state, item, BeginApplication(item, for_company=True), moment)
    return ask_card(state, BeginApplication(item), moment)


def _resume(state: State, code: str, moment: Moment) -> Step:
    """To the question where the draft stopped, or past the last; Back walks through the questions before it."""
    effects: tuple[Effect, ...] = ()
    anew = not has_draft(state, code)
    if anew:
        item = state.of(Drafts).taken[code].item
        assert item is not None  # it would not be offered
        state, effects = _new_draft(state, item, moment)
    draft = draft_of(state, code)
    if anew or to_go_on_with(state, code):  # taken along: the page says since when, and what else can be done
        return push(state, Eligibility(draft.item), *effects)
    if draft.correcting:
        return push(state, CorrectionPage(code))
    return _walk(push(state, Eligibility(draft.item))[0], code, moment)


def _walk(state: State, code: str, moment: Moment) -> Step:
    """On from the page where the application begins."""
    keys = keys_to_ask(state, code, moment)
    at = stopped_at(state, code, keys, moment)
    answered = tuple(AskPage(code, key) for key in keys[:at])
    passed: tuple[Place, ...] = (*state.trail, state.place, *answered)
    state = replace(state, trail=passed[:-1], place=passed[-1])
    return show_question(state, AskPage(code, keys[at]), moment) if at < len(keys) else after_questions(state, code, moment)


class BeginCorrection(Next):
    """Once it was shown who mends the case, by what its item asks."""

    asks: ClassVar[frozenset[Known]] = frozenset()

    item: ServiceItem
    told: CaseInFull

    def needs(self) -> Assurance:
        return self.item.of_person

    def card_reason(self) -> LocalizedText | None:
        return self.item.card_reason

    def go(self, state: State, moment: Moment) -> Step:
        mandate = state.company if self.told.case.company else None
        return _begin_correction(state, self.item, self.told, ForCompany(mandate) if mandate else None, moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来确认是您本人来补正", "To confirm that you are the one correcting it")

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _correct(state: State, item: ServiceItem, told: CaseInFull, moment: Moment) -> Step:
    begin = BeginCorrection(item, told)
    if told.case.company:
        return ask_company(state, item, begin, moment, only=told.case.company)
    return ask_card(state, begin, moment)


def _begin_correction(state: State, item: ServiceItem, told: CaseInFull, company: ForCompany | None, moment: Moment) -> Step:
    """A case that was sent back, or lacks what is owed, with what was submitted: what the form no longer asks is left out."""
    known = {question.key for question in forms.questions_of(form_of(item))}
    answers = {key: value for key, value in told.answers.items() if key in known}
    correcting = Correcting(told.case, answers, told.pages)
    code = item.implementation_code
    # What may be put off, or was promised, stands; its day too.
    state = keep_draft(state, Draft(item, answers=answers, correcting=correcting, later=correcting.owed, company=company))
    # What might be left empty, and was, is not asked again.
    empty = {question.key: "" for question in asked(state, code, moment) if question.optional and question.key not in answers}
    state = keep_draft(state, replace(draft_of(state, code), answers={**answers, **empty}))
    return push(state, CorrectionPage(code))


def _scanned(state: State, code: KnownCode, moment: Moment) -> Step | None:
    """A licence's code, where it was the materials that asked for one: elsewhere nobody knows what it is for."""
    before = state.trail[-1] if state.trail else None
    return presenting.scanned(state, code, before.code, moment) if isinstance(before, MaterialsPage) else None


ENTRY = Entry(begin=_begin, resume=_resume, scanned=_scanned, correct=_correct, warm_up=warm_up)
