"""The answer to a public query from the rows that came with the catalogue, where the platform cannot be asked."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.queries import QueryResult
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import Value
from kiosk.session.effects import AtOnce
from kiosk.session.services import Services
from kiosk.session.state import Event


class AnsweredHere(Value):
    """``result``: None where the rows are not here."""

    request_id: str
    result: QueryResult | None


class AnswerHere(AtOnce):
    """-> AnsweredHere. The arguments as for `kiosk.journeys.query.look_up.AskQuery`, of an item that asks nobody who they are."""

    request_id: str
    item: ServiceItem
    answers: Mapping[str, str | int]
    page: int

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.domain.query_rows import matches, parameters_of, result_of

        query = self.item.query
        kept = services.catalogue.public_rows(query.public) if query and query.public else None
        if query is None or kept is None:
            return (AnsweredHere(self.request_id, None),)
        parameters = parameters_of(self.item.form, self.answers)
        rows = [row for row in kept.rows if matches(row, parameters, kept.formats)]
        return (AnsweredHere(self.request_id, result_of(query, rows, self.page, kept.department, kept.as_of)),)
