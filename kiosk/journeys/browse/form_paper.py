"""The blank form of an item and its sample, on A4: they are made, printed, and what came out is told."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.browse.audit import settled_paper
from kiosk.journeys.browse.effects import DrawForm
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.paper import Paper
from kiosk.session.printed_forms import PrintedForm
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class GuideForm(Place):
    item: ServiceItem
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
        return self.item.name

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.paper if isinstance(before.place, GuideForm) else self.paper
        return settled_paper("guide.form", self.item, known, self.paper)


def draw_form(state: State, item: ServiceItem, moment: Moment) -> Step:
    """To the page that makes and prints an item's form.

    Args:
        state: at the item's guide.
        item: with a form.
        moment: now.
    """
    request_id = moment.new_id()
    return push(state, GuideForm(item, PrintedForm(request_id)), DrawForm(request_id, item, state.language))
