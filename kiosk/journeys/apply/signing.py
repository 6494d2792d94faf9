"""The signature, and the commit of what was signed."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain import forms
from kiosk.domain.cases import Case, MaterialState
from kiosk.domain.signatures import is_signature
from kiosk.domain.submissions import Picture, Submission, new_receipt_token
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import (
    answers_asked,
    children_asked,
    draft_of,
    drop_draft,
    facts,
    form_of,
    has_draft,
    keep_draft,
    parties_of,
    standing_pages,
)
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import Committed, NotCommitted, NotSayable, SetSignature
from kiosk.journeys.apply.result import SubmissionOutcome, show_result
from kiosk.journeys.apply.take_along import drop_taken, is_own
from kiosk.journeys.apply.without_paper import agreed_now, drop_choice, expired, owing_of
from kiosk.ports.platform import CaseMade
from kiosk.ports.storage import StorageFault
from kiosk.session.effects import SendFirst
from kiosk.session.events import Primary
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class SignPage(Place):
    stage: ClassVar[int] = 4

    code: str
    unsigned: bool = False
    not_stored: StorageFault | NotSayable | None = None
    too_late: tuple[LocalizedText, ...] = ()  # what was to be brought by a day that has passed since it was chosen

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetSignature(path):
                draft = replace(draft_of(state, self.code), signature=path)
                return replace_top(keep_draft(state, draft), replace(self, unsigned=False))
            case Primary():
                return self._submit(state, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if self.not_stored and isinstance(before.place, Submitting):
            return (("submission.not-stored", {"fault": self.not_stored.value}),)
        return ()

    def _submit(self, state: State, moment: Moment) -> Step:
        draft = draft_of(state, self.code)
        if late := expired(state, self.code, moment):
            for material in late:
                state = drop_choice(state, self.code, material.key)
            return replace_top(state, replace(self, too_late=tuple(material.name for material in late)))
        if not is_signature(draft.signature):
            return replace_top(state, replace(self, unsigned=True, not_stored=None, too_late=()))
        answers = answers_asked(state, self.code, moment)
        settled = tuple(settled for _, settled in materials(state, self.code, moment))
        person = state.resident
        submission = Submission(
            submission_id=moment.new_id(),
            implementation_code=self.code,
            catalogue_version=state.catalogue_version,
            card=person.card,
            answers=answers,
            situation=forms.situation_of(form_of(draft.item), answers, facts(state, self.code, moment)),
            materials=settled,
            children=tuple(child.implementation_code for child in children_asked(state, self.code, moment)),
            signature=draft.signature,
            receipt_token=new_receipt_token(moment),
            language=state.language,
            identified_at=person.identified_at,
            reader=person.reader.value,
            module=person.module,
            committed_at=moment.wall,
            doubtful=moment.doubtful,
            parties=parties_of(state, self.code),
            also_shown=(draft.principal.person.evidence,) if draft.principal and draft.principal.person else (),
            pictures=tuple(
                Picture(one.key, jpeg)
                for one in settled
                if one.state is MaterialState.ATTACHED
                for jpeg in draft.pictures.get(one.key, ())
            ),
            corrects=draft.correcting.case.case_number if draft.correcting else "",
            standing_pages=standing_pages(draft),
            agreed=agreed_now(state, self.code, moment),
        )
        page = Submitting(self.code, submission.submission_id, submission.receipt_token, submission.committed_at)
        return push(state, page, Commit(submission))


class Submitting(Place):
    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 4

    code: str
    submission_id: str
    receipt_token: str
    committed_at: int
    receipt_number: str = ""  # "" until it is stored
    proof: str = ""
    cases: tuple[Case, ...] = ()  # the platform may answer before it is known here that it is stored
    asking_since: float = 0.0

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Committed(submission_id, receipt_number, proof) if submission_id == self.submission_id:
                stored = replace(self, receipt_number=receipt_number, proof=proof, asking_since=moment.monotonic)
                if self.cases:
                    return stored._show(state, self.cases, moment)
                return replace_top(state, stored, SendFirst(submission_id))
            case NotCommitted(submission_id, fault) if submission_id == self.submission_id:
                # Nothing was stored: the draft stands, signature and all, and the resident may try again.
                # (The signature's page stands last in the trail: it takes its own place again.)
                state = replace(state, trail=state.trail[:-1], touched_at=moment.monotonic)
                return replace_top(state, SignPage(self.code, not_stored=fault))
            case CaseMade(submission_id, case, others) if submission_id == self.submission_id:
                cases = (case, *others)
                return self._show(state, cases, moment) if self.receipt_number else replace_top(state, replace(self, cases=cases))
        if self.receipt_number and moment.monotonic >= self.asking_since + state.settings.platform_deadline:
            return self._show(state, (), moment)
        return unchanged(state)

    def busy(self) -> bool:
        return True

    def next_tick(self, state: State) -> float | None:
        return self.asking_since + state.settings.platform_deadline if self.receipt_number else None

    def subject(self, state: State) -> LocalizedText | None:
        return draft_of(state, self.code).item.name if has_draft(state, self.code) else None

    def _show(self, state: State, cases: tuple[Case, ...], moment: Moment) -> Step:
        draft = draft_of(state, self.code)
        outcome = SubmissionOutcome(
            self.submission_id,
            self.receipt_number,
            self.receipt_token,
            self.committed_at,
            draft.item,
            cases[0] if cases else None,
            self.proof,
            others=cases[1:],
            items=tuple(child.name for child in children_asked(state, self.code, moment)),
            corrects=draft.correcting is not None,
            parties=parties_of(state, self.code),
            owing=owing_of(materials(state, self.code, moment)),
        )
        state = drop_draft(state, self.code)
        state, dropped = drop_taken(state, self.code, moment) if is_own(draft) else unchanged(state)
        state, effects = show_result(state, outcome, moment)
        return state, (*effects, *dropped)
