"""The slip of a guide, on receipt paper: it is printed, and what came out is told."""

from __future__ import annotations

from kiosk.domain.receipts import PaperDocument
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.audit import settled_paper
from kiosk.journeys.browse.effects import ReadEdition
from kiosk.journeys.browse.events import EditionRead
from kiosk.journeys.browse.guide_paper import guide_paper
from kiosk.ports.devices import Device
from kiosk.session.effects import PrintReceiptPaper
from kiosk.session.events import PrintAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class GuideSlip(Place):
    """``document``: None until the catalogue has said of which edition it is."""

    item: ServiceItem
    document: PaperDocument | None = None
    printed: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        if after := told(state, Device.RECEIPT_PRINTER, self.printed, event, moment):
            return replace_top(after[0], replace(self, printed=after[1]), *after[2])
        match event:
            case EditionRead(edition) if self.document is None:
                terminal, doubtful = state.settings.terminal, state.clock_doubtful
                document = guide_paper(self.item, edition, terminal, moment.wall, doubtful, state.language)
                return self._print(state, document, moment)
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
        known = before.place.printed if isinstance(before.place, GuideSlip) else self.printed
        return settled_paper("guide.paper", self.item, known, self.printed)


def print_guide(state: State, item: ServiceItem) -> Step:
    """To the page that prints an item's guide.

    Args:
        state: at the item's guide.
        item: whose guide it is.
    """
    return push(state, GuideSlip(item), ReadEdition())
