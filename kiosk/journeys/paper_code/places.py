"""Is this you, the paper that comes out, and the report that one is lost."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.identity_codes import PaperRefusal
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.paper_code.paper import code_paper
from kiosk.ports.devices import Device
from kiosk.ports.identity_codes import (
    AskPaperStanding,
    IssuePaper,
    PaperDeclined,
    PaperGiven,
    PaperLost,
    PaperStanding,
    ReportPaperLost,
)
from kiosk.ports.platform import NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform, PrintReceiptPaper
from kiosk.session.entry import Entry
from kiosk.session.events import Act, Primary, PrintAgain, TryAgain
from kiosk.session.identify import ask_card
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.paper_codes import PaperCodeReport, serial_of
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Known, Next, Place, State, Step


class ReportLost(Act):
    """挂失: towards the page that asks whether they are sure."""


class HolderPage(Place):
    """Is this you? And what there is already.

    Attributes:
        request_id: of what the platform is asked, "" once it has answered.
        standing: what it told; None while nothing is known.
        unanswered: there was no answer.
    """

    stage: ClassVar[int] = 2

    item: ServiceItem
    request_id: str = ""
    standing: PaperStanding | None = None
    unanswered: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state, here = replace(state, touched_at=moment.monotonic), replace(self, request_id="")
                if isinstance(reply, PaperStanding):
                    return replace_top(state, replace(here, standing=reply))
                return replace_top(state, replace(here, unanswered=True))
            case TryAgain() if self.unanswered and not self.request_id:
                return _ask_standing(state, replace(self, unanswered=False), moment)
            case ReportLost() if self.standing and self.standing.until:
                return push(state, LostPage(self.item))
            case Primary() if self.standing and self.standing.ground:
                page = PaperPage(self.item)
                return _issue(push(state, page)[0], page, moment)
            case Primary() if self.standing:
                return go_home(state, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


class PaperPage(Place):
    """A code is asked for, and printed; what stands on it is not kept here.

    Attributes:
        request_id: of what the platform is asked, "" once it has answered.
        declined: why there is no code.
        unanswered: there was no answer.
        printed: the paper.
    """

    stage: ClassVar[int] = 3
    can_return: ClassVar[bool] = False
    may_go_back: ClassVar[bool] = False

    item: ServiceItem
    request_id: str = ""
    declined: PaperRefusal | None = None
    unanswered: bool = False
    printed: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if after := told(state, Device.RECEIPT_PRINTER, self.printed, event, moment):
            return replace_top(after[0], replace(self, printed=after[1]), *after[2])
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state, here = replace(state, touched_at=moment.monotonic), replace(self, request_id="")
                match reply:
                    case PaperGiven():
                        return here._print(state, reply, moment)
                    case PaperDeclined(reason):
                        return replace_top(state, replace(here, declined=reason))
                    case NoAnswer():
                        return replace_top(state, replace(here, unanswered=True))
            case TryAgain() if self.unanswered and not self.request_id:
                return _issue(state, replace(self, unanswered=False), moment)
            case PrintAgain() if self.printed.may_print_again and not self.request_id:
                # Never the same code once more: the other paper may lie somewhere.
                state = missed(state, Device.RECEIPT_PRINTER, self.printed)
                asking, effects = _issue(state, replace(self, printed=Paper()), moment)
                return asking, (*void(self.printed), *effects)
            case Primary() if not self.busy():
                return go_home(state, moment)
        return unchanged(state)

    def _came(self) -> str:
        """Of what the platform was asked, for the audit log."""
        if self.unanswered:
            return "NO_ANSWER"
        return self.declined.value if self.declined else "ISSUED"

    def _print(self, state: State, given: PaperGiven, moment: Moment) -> Step:
        request_id, terminal = moment.new_id(), state.settings.terminal
        name = state.resident.card.name
        document = code_paper(given.code, name, given.until, terminal, moment.wall, state.clock_doubtful, state.language)
        page = replace(self, printed=Paper(PaperState.PRINTING, request_id))
        serial = serial_of(given.reference)
        return replace_top(state, page, PrintReceiptPaper(request_id, document, serial, PaperCodeReport()))

    def busy(self) -> bool:
        return self.request_id != "" or self.printed.busy

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, PaperPage) else None
        events: list[AuditEvent] = []
        if known and known.request_id and not self.request_id:
            events.append(("paper-code.asked", {"as": self._came()}))
        if self.printed.settled and known and self.printed != known.printed and self.printed.state is not PaperState.NONE:
            reason = self.printed.reason.value if self.printed.reason else ""
            events.append(("paper-code.paper", {"state": self.printed.state.value, "reason": reason}))
        return tuple(events)


class LostPage(Place):
    """挂失: are you sure, and what came of it. ``ended``: whether there was one that counted; None while it is not known."""

    stage: ClassVar[int] = 2

    item: ServiceItem
    request_id: str = ""
    ended: bool | None = None
    unanswered: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state, here = replace(state, touched_at=moment.monotonic), replace(self, request_id="")
                if isinstance(reply, PaperLost):
                    # What was known before is no longer so: nothing leads back to it.
                    return replace_top(replace(state, trail=state.trail[:-1]), replace(here, ended=reply.ended))
                return replace_top(state, replace(here, unanswered=True))
            case Primary() if self.ended is not None:
                return go_home(state, moment)
            case Primary() if not self.request_id:
                asked, person = moment.new_id(), state.resident
                page = replace(self, request_id=asked, unanswered=False)
                return replace_top(state, page, AskPlatform(asked, ReportPaperLost(person.subject, person.evidence)))
        return unchanged(state)

    def busy(self) -> bool:
        return self.request_id != ""

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, LostPage) else None
        if known and known.request_id and not self.request_id:
            came = {None: "NO_ANSWER", True: "ENDED", False: "NONE"}[self.ended]
            return (("paper-code.lost", {"as": came}),)
        return ()


class BeginPaper(Next):
    """Once the ID card was read: its photo is compared, and the register knows it."""

    asks: ClassVar[frozenset[Known]] = frozenset()
    stage: ClassVar[int] = 1
    id_card: ClassVar[bool] = True

    item: ServiceItem

    def needs(self) -> Assurance:
        return Assurance.CARD

    def card_reason(self) -> LocalizedText | None:
        return self.item.card_reason

    def go(self, state: State, moment: Moment) -> Step:
        page = HolderPage(self.item)
        return _ask_standing(push(state, page)[0], page, moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来核对是您本人，再打印离线码", "To confirm that it is you, before a code is printed")

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _ask_standing(state: State, page: HolderPage, moment: Moment) -> Step:
    asked, person = moment.new_id(), state.resident
    question = AskPaperStanding(person.subject, person.evidence)
    return replace_top(state, replace(page, request_id=asked), AskPlatform(asked, question))


def _issue(state: State, page: PaperPage, moment: Moment) -> Step:
    asked, person = moment.new_id(), state.resident
    return replace_top(state, replace(page, request_id=asked), AskPlatform(asked, IssuePaper(person.subject, person.evidence)))


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    return ask_card(state, BeginPaper(item), moment)


ENTRY = Entry(begin=_begin)
