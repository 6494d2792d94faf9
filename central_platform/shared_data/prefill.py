"""What licences and departments know of an applicant, for a form: only what its questions name, each use written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from central_platform.catalogue.data_sets import DataSubject, Purpose
from central_platform.catalogue.published import current
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.services import fields_of
from central_platform.people import services as people
from central_platform.people.services import Identified
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen
from kiosk.domain.prefill import looked_up, sources_of
from kiosk.domain.query_rows import Row
from kiosk.domain.times import day_of


def known_of(who: Identified, code: str, terminal: Terminal, now: int) -> dict[str, str]:
    """By source of a question's prefill; nothing of whoever's name does not fit the number, or whose card is not in the register.

    Args:
        who: the applicant, by the card that was read.
        code: implementation code of the item.
        terminal: that asks.
        now: seconds since 1970.

    Raises:
        Refused: NOT_FOUND for an item that is not in the catalogue.
    """
    item = current().items.get(code)
    if item is None:
        raise Refused(ProblemCode.NOT_FOUND, "no such item in the catalogue")
    if not who.proved or people.find(who) is None:
        return {}
    asker = services.Asker(terminal, Citizen(who.name, who.number), code, now)
    named = [parts for source in sorted(sources_of(item.form)) if (parts := looked_up(source))]
    kinds = {kind for where, kind, _ in named if where == "licence"}
    licences = {kind: fields_of(who, kind, day_of(now)) for kind in kinds}
    rows = dict(_rows({key for where, key, _ in named if where == "data"}, asker))
    found = (
        (f"{where}.{key}.{field}", (licences if where == "licence" else rows).get(key, {}).get(field, ""))
        for where, key, field in named
    )
    return {source: text for source, text in found if text}


def _rows(keys: Iterable[str], asker: services.Asker) -> Iterator[tuple[str, Row]]:
    """Of each data set the row about this person, where there is one alone: of several nobody knows which is meant."""
    for key in sorted(keys):
        data_set = services.data_sets().get(key)
        if data_set is None or data_set.subject is not DataSubject.PERSON:
            continue
        try:
            rows = services.look_up(data_set, asker.person, Purpose.PREFILL, {}, asker).rows
        except CannotAnswer:
            continue  # the resident answers by hand
        if len(rows) == 1:
            yield key, {field: text for field, text in rows[0].items() if data_set.fills(field)}
