"""The blank form of an item and its sample, on A4: they are made, printed, and what came out is told."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.audit import settled_paper
from kiosk.journeys.browse.effects import DrawForm
from kiosk.journeys.browse.events import FormDrawn
from kiosk.ports.devices import Device
from kiosk.session.effects import PrintPagePaper
from kiosk.session.events import PrintAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printing import missed, told, void
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class GuideForm(Place):
    """``request_id`` "" once it is made; ``failed``: it could not be."""

    item: ServiceItem
    request_id: str = ""
    pdf: bytes = b""
    failed: bool = False
    printed: Paper = Paper()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        paper = self.printed
        if after := told(state, Device.PAGE_PRINTER, paper, event, moment):
            return replace_top(after[0], replace(self, printed=after[1]), *after[2])
        match event:
            case FormDrawn(request_id, pdf) if request_id == self.request_id:
                state = replace(state, touched_at=moment.monotonic)  # the time that it took is not the resident's
                made = replace(self, request_id="", pdf=pdf, failed=not pdf)
                return made._print(state, moment) if pdf else replace_top(state, made)
            case PrintAgain() if paper.may_print_again:
                printing, effects_ = self._print(missed(state, Device.PAGE_PRINTER, paper), moment)
                return printing, (*void(paper), *effects_)
        return unchanged(state)

    def _print(self, state: State, moment: Moment) -> Step:
        request_id = moment.new_id()
        page = replace(self, printed=Paper(PaperState.PRINTING, request_id))
        return replace_top(state, page, PrintPagePaper(request_id, "", self.pdf, None))

    def busy(self) -> bool:
        return self.printed.busy or self.request_id != ""

    @property
    def paper(self) -> Paper:
        return self.printed

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.printed if isinstance(before.place, GuideForm) else self.printed
        return settled_paper("guide.form", self.item, known, self.printed)


def draw_form(state: State, item: ServiceItem, moment: Moment) -> Step:
    """To the page that makes and prints an item's form.

    Args:
        state: at the item's guide.
        item: with a form.
        moment: now.
    """
    request_id = moment.new_id()
    return push(state, GuideForm(item, request_id), DrawForm(request_id, item, state.language))
