"""The blank form of an item and its sample, on A4: they are made, printed, and what came out is told."""

from __future__ import annotations

from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.journeys.browse.audit import settled_paper
from kiosk.journeys.browse.effects import DrawForm
from kiosk.session.navigation import push
from kiosk.session.printed_forms import FormPlace, PrintedForm
from kiosk.session.state import AuditEvent, State, Step


class GuideForm(FormPlace):
    item: ServiceItem

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
    return push(state, GuideForm(PrintedForm(request_id), item), DrawForm(request_id, item, state.language))
