"""The slip of a guide, on receipt paper: it is printed, and what came out is told."""

from __future__ import annotations

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.effects import ReadEdition
from kiosk.journeys.browse.events import EditionRead
from kiosk.journeys.browse.guide_paper import guide_paper
from kiosk.ports.devices import Device
from kiosk.session.effects import PrintReceiptPaper
from kiosk.session.events import PaperAnswered, PaperSeen, PrintAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState, answered
from kiosk.session.printing import judged, missed, seen, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class GuideSlip(Place):
    """``document``: None until the catalogue has said of which edition it is."""

    item: ServiceItem
    document: PaperDocument | None = None
    printed: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case EditionRead(edition) if self.document is None:
                terminal, doubtful = state.settings.terminal, state.clock_doubtful
                document = guide_paper(self.item, edition, terminal, moment.wall, doubtful, state.language)
                return self._print(state, document, moment)
            case PaperAnswered(request_id, answer) if request_id == self.printed.request_id:
                state = replace(judged(state, Device.RECEIPT_PRINTER, answer), touched_at=moment.monotonic)
                return replace_top(state, replace(self, printed=answered(self.printed, answer)))
            case PaperSeen(whole) if self.printed.asked:
                state, paper, effects = seen(state, Device.RECEIPT_PRINTER, self.printed, whole)
                return replace_top(state, replace(self, printed=paper), *effects)
            case PrintAgain() if self.printed.may_print_again and self.document:
                missing = missed(state, Device.RECEIPT_PRINTER, self.printed)
                printing, effects_ = self._print(missing, self.document, moment)
                return printing, (*void(self.printed), *effects_)
        return unchanged(state)

    def _print(self, state: State, document: PaperDocument, moment: Moment) -> Step:
        request_id = moment.new_id()
        page = replace(self, document=document, printed=Paper(PaperState.PRINTING, request_id))
        return replace_top(state, page, PrintReceiptPaper(request_id, document))

    def busy(self) -> bool:
        return self.printed.busy

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, GuideSlip) else None
        if known is None or not self.printed.settled or self.printed.state is PaperState.NONE or self.printed == known.printed:
            return ()
        told = {"item": self.item.implementation_code, "state": self.printed.state.value}
        return (("guide.paper", {**told, "reason": self.printed.reason.value if self.printed.reason else ""}),)


def print_guide(state: State, item: ServiceItem) -> Step:
    """To the page that prints an item's guide.

    Args:
        state: at the item's guide.
        item: whose guide it is.
    """
    return push(state, GuideSlip(item), ReadEdition())
