"""What came back: the result, which hides itself and may be printed, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.queries import PaperKind, QueryRefusal, QueryResult
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.query.events import PrintOfficial, PrintResult, ShowAgain, ShowWithoutNetwork, TurnPage
from kiosk.journeys.query.kept_rows import AnsweredHere, AnswerHere
from kiosk.journeys.query.look_up import AskPaper, AskQuery, QueryKnown, QueryRefused, Shown
from kiosk.journeys.query.paper import result_paper
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network, NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform, PrintReceiptPaper
from kiosk.session.entry import PageWanted, entry_of
from kiosk.session.events import Primary, PrintAgain, Tick, TryAgain
from kiosk.session.navigation import go_home, push, replace_top, show_without_network, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step
from kiosk.session.time_limits import grace, quiet_limit

UNANSWERED = frozenset({QueryRefusal.NO_ANSWER, QueryRefusal.LATE})  # may be another in a moment
HIDDEN_AFTER = 30.0  # seconds without a touch: whoever stands behind has read enough by then


class QueryResultPage(Place):
    """``request_id`` "" once it is known. ``refusal``: why there is no ``result``. ``kept``: it is of the rows that came with the
    catalogue. ``hidden``: there was no sign of life for a while."""

    stage: ClassVar[int] = 2

    item: ServiceItem
    answers: Mapping[str, str]
    company: str = ""
    page: int = 1
    request_id: str = ""
    result: QueryResult | None = None
    refusal: QueryRefusal | None = None
    kept: bool = False
    hidden: bool = False
    printed: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if after := told(state, Device.RECEIPT_PRINTER, self.printed, event, moment):
            return replace_top(after[0], replace(self, printed=after[1]), *after[2])
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state = replace(state, touched_at=moment.monotonic)  # the time that it took is not the resident's
                match reply:
                    case QueryKnown(result):
                        return replace_top(
                            state, replace(self, request_id="", result=result, refusal=None, kept=False, hidden=False)
                        )
                    case QueryRefused(reason):
                        return self._refused(state, reason)
                    case NoAnswer():
                        return self._refused(state, QueryRefusal.NO_ANSWER)
            case AnsweredHere(request_id, result) if request_id == self.request_id:
                refusal = None if result else self.refusal or QueryRefusal.NO_ANSWER
                return replace_top(state, replace(self, request_id="", result=result, refusal=refusal, kept=result is not None))
            case Tick() if self._hides() and moment.monotonic >= state.touched_at + HIDDEN_AFTER:
                return replace_top(state, replace(self, hidden=True))
            case ShowAgain() if self.hidden:
                return replace_top(state, replace(self, hidden=False))
            case TurnPage(by) if self.result and not self.request_id and 1 <= self.page + by <= self.result.pages:
                turned = replace(self, page=self.page + by)
                return _answer_here(state, turned, moment.new_id()) if self.kept else _ask(state, turned, moment)
            case TryAgain() if (self.refusal or self.kept) and not self.request_id:
                return _ask(state, replace(self, page=1) if self.kept else self, moment)
            case ShowWithoutNetwork() if self.refusal:
                return show_without_network(state, moment)
            case PrintOfficial() if self.official(state):
                return self._official(state, moment)
            case PrintResult() if self.may_print and not self.printed.busy:
                return self._print(state, moment)
            case PrintAgain() if self.printed.may_print_again:
                printing, effects_ = self._print(missed(state, Device.RECEIPT_PRINTER, self.printed), moment)
                return printing, (*void(self.printed), *effects_)
            case Primary() if not self.printed.busy:
                return go_home(state, moment)
        return unchanged(state)

    def _refused(self, state: State, reason: QueryRefusal) -> Step:
        """The rows that are here answer where nobody else does."""
        here = replace(self, result=None, refusal=reason, hidden=False)
        if reason in UNANSWERED and self.public:
            return _answer_here(state, replace(here, page=1), self.request_id)
        return replace_top(state, replace(here, request_id="", kept=False))

    @property
    def public(self) -> str:
        """The data set whose rows may be here, "" where none travel."""
        return self.item.query.public if self.item.query else ""

    @property
    def may_print(self) -> bool:
        """There is something to print, and the item prints it."""
        query = self.item.query
        return bool(query and query.paper.kind is not PaperKind.NONE and self.result and self.result.rows and not self.hidden)

    def official(self, state: State) -> LocalizedText | None:
        """The name of the official paper that can be printed now, None where none can."""
        query = self.item.query
        can = self.may_print and not self.request_id and not self.printed.busy and state.network is not Network.OFFLINE
        return query.paper.title if query and can and state.status(Device.PAGE_PRINTER).usable else None

    def _official(self, state: State, moment: Moment) -> Step:
        title, journey = self.official(state), state.journeys.printing()
        assert title
        assert journey
        assert self.result
        entry = entry_of(journey)
        assert entry.print
        look_up = AskPaper(_asking(state, replace(self, page=1)))
        return entry.print(state, PageWanted(title, self.result.department, look_up), moment)

    def _print(self, state: State, moment: Moment) -> Step:
        assert self.result is not None
        request_id = moment.new_id()
        document = result_paper(self.item, self.result, state.settings.terminal, moment.wall, state.clock_doubtful, state.language)
        page = replace(self, printed=Paper(PaperState.PRINTING, request_id))
        return replace_top(state, page, PrintReceiptPaper(request_id, document))

    def _hides(self) -> bool:
        """Public data hide from nobody, nor does what is being printed."""
        return bool(self.result and self.result.rows and self.result.about) and not (self.hidden or self.printed.busy)

    def next_tick(self, state: State) -> float | None:
        if not self._hides():
            return None
        quiet = state.touched_at + quiet_limit(state) + (grace(state) if state.warned else 0.0)
        hides_at = state.touched_at + HIDDEN_AFTER
        return quiet if state.warned else min(hides_at, quiet)

    def busy(self) -> bool:
        return self.printed.busy

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, QueryResultPage) else None
        events: list[AuditEvent] = []
        if known and known.request_id and not self.request_id:
            told = "SHOWN" if self.result and self.result.rows else self.refusal.value if self.refusal else "NOTHING"
            by = "TERMINAL" if self.kept else "PLATFORM"
            events.append(("query.answered", {"item": self.item.implementation_code, "as": told, "by": by}))
        if self.printed.settled and known and self.printed != known.printed:
            reason = self.printed.reason.value if self.printed.reason else ""
            events.append(("query.paper", {"state": self.printed.state.value, "reason": reason}))
        return tuple(events)


def ask_query(state: State, item: ServiceItem, answers: Mapping[str, str], company: str, moment: Moment) -> Step:
    """To the page that waits for the result.

    Args:
        state: of somebody who was identified, where the item asks for that.
        item: of kind QUERY.
        answers: to the questions of its form.
        company: credit code of the company that it is about, else "".
        moment: now.
    """
    page = QueryResultPage(item, answers, company)
    return _ask(push(state, page)[0], page, moment)


def _asking(state: State, page: QueryResultPage) -> AskQuery:
    shown = None
    if page.item.assurance is not Assurance.NONE:
        person = state.resident
        shown = Shown(person.subject, person.evidence, page.company)
    return AskQuery(page.item.implementation_code, page.answers, shown, page.page)


def _answer_here(state: State, page: QueryResultPage, request_id: str) -> Step:
    """From the rows that came with the catalogue."""
    here = replace(page, request_id=request_id, printed=Paper())
    return replace_top(state, here, AnswerHere(request_id, page.item, page.answers, page.page))


def _ask(state: State, page: QueryResultPage, moment: Moment) -> Step:
    request_id = moment.new_id()
    if state.network is Network.OFFLINE and page.public in state.public_data:
        return _answer_here(state, replace(page, refusal=None), request_id)
    look_up = _asking(state, page)
    shown = look_up.shown
    asking = replace(page, request_id=request_id, refusal=None, hidden=False, printed=Paper())
    return replace_top(
        replace(state, personal_data=state.personal_data or shown is not None), asking, AskPlatform(request_id, look_up)
    )
