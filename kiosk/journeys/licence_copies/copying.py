"""A licence as its copy will look, and the paper; of several, one after the other."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.licences import CopyPurpose, Licence
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.journeys.licence_copies import audit
from kiosk.journeys.licence_copies.effects import (
    Batch,
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    PrintedCopyReport,
)
from kiosk.ports.devices import Device
from kiosk.ports.platform import AskLicenceFile, LicenceFile, LicenceRefused, LookUp, NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform, PrintPagePaper
from kiosk.session.events import Primary, PrintAgain, TryAgain
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printing import missed, told, void
from kiosk.session.registry import Journey
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class CopyOrder(Value):
    """What is to be copied, one after the other, for one purpose.

    ``listed``: where they were chosen, and where it goes on afterwards. ``at``: which of them it is now; ``ended``: how the paper
    of each before it ended, FAILED for one that was never made; ``first_serial``: of the first that was printed. ``keep``: the
    holder agreed that they are kept here for days without network. ``look_up``: what gives the page, where it is no licence of
    theirs.
    """

    licences: tuple[Licence, ...]
    listed: Place
    purpose: CopyPurpose | None = None
    keep: bool = False
    at: int = 0
    ended: tuple[PaperState, ...] = ()
    first_serial: str = ""
    look_up: LookUp | None = None

    @property
    def licence(self) -> Licence:
        """The one that it is now."""
        return self.licences[self.at]

    @property
    def is_last(self) -> bool:
        """Whether none comes after it."""
        return self.at == len(self.licences) - 1

    def after(self, ended: PaperState) -> CopyOrder:
        """With the next one, now that the paper of this one ended so."""
        return replace(self, at=self.at + 1, ended=(*self.ended, ended))


def name_of(order: CopyOrder) -> LocalizedText:
    """What is copied, in a few words."""
    count = len(order.licences)
    return order.licence.name if count == 1 else LocalizedText(f"{count} 份证照", f"{count} licences")


class _OrderedPage(Place):
    """A page of an order. Whose paper is no licence came from another journey, and has chosen none: no stages are shown."""

    order: CopyOrder

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return super().stage_of(state) if self.order.look_up is None else (None, -1)


class CopyPreviewPage(_OrderedPage):
    """``at_once``: it is printed as soon as it is made. It was seen already, and gets another serial number; or it is the next of
    several."""

    stage: ClassVar[int] = 3

    request_id: str = ""
    composed: ComposedCopy | None = None
    problem: CopyProblem | None = None
    at_once: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                return self._fetched(state, reply)
            case CopyComposed(request_id, composed) if request_id == self.request_id:
                state, made = replace(state, touched_at=moment.monotonic), replace(self, composed=composed)
                return _print(state, made.order, composed, moment) if self.at_once else replace_top(state, made)
            case CopyNotComposed(request_id, problem) if request_id == self.request_id:
                return replace_top(replace(state, touched_at=moment.monotonic), replace(self, problem=problem))
            case TryAgain() if self.problem is not None:
                return fetch(state, self, moment)
            case Primary() if self.problem is not None and not self.order.is_last:
                return _next(state, self.order, PaperState.FAILED, moment)
            case Primary() if self.problem is not None and not state.trail:  # after others, no way leads back
                return replace_top(state, self.order.listed)
            case Primary() if self.composed is not None:
                # From here on there is no way back: the serial number is being used.
                return _print(replace(state, trail=()), self.order, self.composed, moment)
        return unchanged(state)

    def _fetched(self, state: State, reply: Value) -> Step:
        """The platform gave the file, refused it, or did not answer: what is kept here may do, but is no better than a refusal."""
        order, purpose = self.order, self.order.purpose
        assert purpose is not None
        match reply:
            case LicenceRefused(reason):
                return replace_top(state, replace(self, problem=CopyProblem[reason.name]))
            case LicenceFile() | NoAnswer():
                file = reply if isinstance(reply, LicenceFile) else None
                batch = Batch(order.at + 1, len(order.licences), order.first_serial)
                compose = ComposeCopy(
                    self.request_id, state.person.card if state.person else None, order.licence, purpose, order.keep, file, batch
                )
                return unchanged(state, compose)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.order.licence.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        here = before.place
        if isinstance(here, CopyPage) and len(self.order.ended) > len(here.order.ended):
            return audit.paper(here.composed.serial, here.printed, replace(here.printed, state=self.order.ended[-1]))
        known = here.composed if isinstance(here, CopyPreviewPage) else None
        return (audit.composed(self.composed.serial),) if self.composed and known is None else ()


def fetch(state: State, place: CopyPreviewPage, moment: Moment) -> Step:
    """Ask the platform for the file of the licence that it is now."""
    request_id = moment.new_id()
    question = place.order.look_up
    if question is None:
        person = state.resident
        question = AskLicenceFile(person.subject, person.evidence, place.order.licence.identifier)
    place = replace(place, request_id=request_id, composed=None, problem=None)
    return replace_top(state, place, AskPlatform(request_id, question))


def _next(state: State, order: CopyOrder, ended: PaperState, moment: Moment) -> Step:
    """The next of several, made and printed without a touch."""
    place = CopyPreviewPage(order.after(ended), at_once=True)
    return fetch(replace_top(replace(state, trail=()), place)[0], place, moment)


class CopyPage(_OrderedPage):
    """The copy is being printed, or came out, or did not."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 4

    composed: ComposedCopy
    printed: Paper

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        paper = self.printed
        if after := told(state, Device.PAGE_PRINTER, paper, event, moment):
            state, more = self._with(after[0], after[1], moment)
            return state, (*after[2], *more)
        match event:
            case PrintAgain() if paper.state is PaperState.FAILED:
                # The same page under the same serial number: nothing of it is on paper.
                return _print(state, self.order, self.composed, moment)
            case PrintAgain() if paper.may_print_again:
                # There may be a page under this serial number, or a part of one: the next one gets another.
                state = missed(state, Device.PAGE_PRINTER, paper)
                fetching, asked = fetch(state, CopyPreviewPage(self.order, at_once=True), moment)
                return fetching, (*void(paper), *asked)
            case Primary() if not paper.busy and paper.state is not PaperState.WAITING and not self.order.is_last:
                return _next(state, self.order, paper.state, moment)
            case Primary() if not paper.busy and paper.state is not PaperState.WAITING:
                return replace_top(replace(state, trail=()), self.order.listed)
        return unchanged(state)

    def _with(self, state: State, paper: Paper, moment: Moment) -> Step:
        if paper.state is PaperState.PRINTED and not self.order.is_last:
            return _next(state, self.order, paper.state, moment)
        return replace_top(state, replace(self, printed=paper))

    def busy(self) -> bool:
        return self.printed.busy

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.order.licence.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        here = before.place
        if isinstance(here, CopyPreviewPage) and here.composed is None:  # printed as soon as it was made
            return (audit.composed(self.composed.serial),)
        known = here.printed if isinstance(here, CopyPage) else self.printed
        return audit.paper(self.composed.serial, known, self.printed)


def _print(state: State, order: CopyOrder, composed: ComposedCopy, moment: Moment) -> Step:
    purpose, request_id = order.purpose, moment.new_id()
    assert purpose is not None
    order = replace(order, first_serial=order.first_serial or composed.serial)
    report = PrintedCopyReport(composed.identifier, purpose.value)
    page = CopyPage(order, composed, Paper(PaperState.PRINTING, request_id))
    return replace_top(state, page, PrintPagePaper(request_id, composed.serial, composed.pdf, report))
