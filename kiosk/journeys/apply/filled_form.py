"""填表: what was filled in and is not submitted here, printed for the counter with a code that it reads. It takes no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.blank_forms import filled_sheet
from kiosk.domain.cases import MaterialState
from kiosk.domain.forms import Question
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment, clock_text
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import answers_asked, asked, draft_of
from kiosk.journeys.apply.draft_materials import materials
from kiosk.session.effects import InStorage
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printed_forms import FormDrawn, PrintedForm
from kiosk.session.services import Services
from kiosk.session.state import AuditEvent, Event, Place, State, Step

_KNOWN_THERE = frozenset({MaterialState.WAIVED, MaterialState.FROM_RECORDS})


class FilledFormPage(Place):
    """It is made, printed, and what came out is told."""

    stage: ClassVar[int] = 2

    code: str
    form: PrintedForm

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if after := self.form.told(state, event, moment):
            return replace_top(after[0], replace(self, form=after[1]), *after[2])
        return unchanged(state)

    def busy(self) -> bool:
        return self.form.busy

    @property
    def paper(self) -> Paper:
        return self.form.paper

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.paper if isinstance(before.place, FilledFormPage) else Paper()
        paper = self.paper
        if known == paper or not paper.settled or paper.state is PaperState.NONE:
            return ()
        return (("draft.form", {"state": paper.state.value, "reason": paper.reason.value if paper.reason else ""}),)


class FillForm(InStorage):
    """-> FormDrawn. ``form_id``: of the submission that the counter makes of it."""

    request_id: str
    form_id: str
    item: ServiceItem
    catalogue_version: str
    questions: tuple[Question, ...]
    answers: Mapping[str, Any]
    bring: tuple[LocalizedText, ...]
    language: str
    doubtful: bool

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.filled_forms import FilledForm, form_code
        from kiosk.session.form_page import CannotDraw, drawn

        keys, wall = services.keys, services.now().wall
        form = FilledForm(
            id=self.form_id,
            terminal=keys.terminal.terminal_id,
            item=self.item.implementation_code,
            catalogue=self.catalogue_version,
            answers=dict(self.answers),
            language="en" if self.language == "en" else "zh",
            filled_at=wall,
        )
        printed = clock_text(wall) if not self.doubtful else "本机时间不准"
        code = form_code(keys.signer, form)
        sheet = filled_sheet(self.item, self.questions, self.answers, self.bring, code, printed, keys.terminal, self.language)
        try:
            pdf = drawn((sheet,))
        except CannotDraw:
            pdf = b""
        return (FormDrawn(self.request_id, pdf),)


def print_filled(state: State, code: str, moment: Moment) -> Step:
    """To the page that makes and prints what was filled in so far."""
    draft, request_id = draft_of(state, code), moment.new_id()
    bring = tuple(material.name for material, settled in materials(state, code, moment) if settled.state not in _KNOWN_THERE)
    fill = FillForm(
        request_id,
        moment.new_id(),
        draft.item,
        state.catalogue_version,
        asked(state, code, moment),
        answers_asked(state, code, moment),
        bring,
        state.language,
        state.clock_doubtful,
    )
    return push(state, FilledFormPage(code, PrintedForm(request_id)), fill)
